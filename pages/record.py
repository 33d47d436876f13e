"""Record visits."""

from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("record", ())
open_screen(_("Record visits"), _("What did we meet tonight?"))
write_address(())
