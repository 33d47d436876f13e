"""Limits of a release: what its figures are and are not, and what they must not be used for."""

from pages.parts.released.reading import show_attacks, show_hidden, show_making, show_signature
from pages.parts.released.screen import open_screen
from pages.ui.address import open_address, write_address
from pages.ui.purpose import show_uses
from pages.ui.text import _

open_address("limits", ())
open_screen(_("Limits"), _("What are these figures, and what are they not?"))
show_uses()
show_hidden()
show_making()
show_attacks()
show_signature()
write_address(())
