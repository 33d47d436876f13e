"""Displacement: what a regulation moved, with honest uncertainty."""

from pages.ui.screen import open_screen
from pages.ui.text import _

open_screen(_("Displacement"), _("What did a regulation move, and how sure are we?"))
