"""Pairs."""

from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("teams", ())
open_screen(_("Pairs"), _("Who can go out, when, and from where?"))
write_address(())
