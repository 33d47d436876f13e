"""Schedule."""

from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("schedule", ())
open_screen(_("Schedule"), _("Who goes where in the coming weeks?"))
write_address(())
