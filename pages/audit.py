"""Audit: who did what, and whether the record is whole."""

from pages.parts.audit.listing import show_lines
from pages.parts.audit.verdict import show_verdict
from pages.ui.address import open_address, write_address
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("audit", ())
open_screen(_("Audit"), _("Who did what, and is the record whole?"))
show_verdict()
show_lines()
write_address(())
