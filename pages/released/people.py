"""People of a release: who was met, one characteristic at a time, by year."""

from pages.parts.released.characteristics import VIEW, choose_face, show_people
from pages.parts.released.screen import open_screen
from pages.ui.address import open_address, write_address
from pages.ui.text import _

open_address("people", VIEW)
open_screen(_("Who was met"), _("Who did the teams meet?"))
choose_face()
show_people()
write_address(VIEW)
