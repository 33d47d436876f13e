"""Trends of a release: how contacts, hours and interventions go over the years."""

from pages.parts.released.over_time import VIEW, choose_trend, show_trends
from pages.parts.released.screen import open_screen
from pages.ui.address import open_address, write_address
from pages.ui.text import _

open_address("trends", VIEW)
open_screen(_("Trends"), _("How do contacts and hours of outreach go over time?"))
choose_trend()
show_trends()
write_address(VIEW)
