"""Map of a release: where contacts were made and for how many hours the teams looked, by territory."""

from pages.parts.released.screen import open_screen
from pages.parts.released.territories import VIEW, choose_view, show_territories
from pages.ui.address import open_address, write_address
from pages.ui.text import _

open_address("map", VIEW)
open_screen(_("Map"), _("Where were contacts made, and in how many hours of outreach?"))
choose_view()
show_territories()
write_address(VIEW)
