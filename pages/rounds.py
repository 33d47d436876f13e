"""Rounds."""

from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("rounds", ())
open_screen(_("Rounds"), _("Who goes tonight, where, and in which order?"))
write_address(())
