"""Travel times."""

from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("travel", ())
open_screen(_("Travel times"), _("How long does it take from one place to the next?"))
write_address(())
