"""Publish: what may leave the register, and whether it is safe."""

import streamlit as st

from data.access.accounts import load_accounts
from data.releases.keeping import load_releases
from pages.parts.publish.past import show_past
from pages.parts.publish.session import show_last_word
from pages.parts.publish.standing import show_standing, standings
from pages.parts.publish.studies import choose_studies
from pages.parts.publish.work import is_busy, prepare, show_work
from pages.ui.address import open_address, write_address
from pages.ui.cache import engine_to_publish
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("publish", ())
open_screen(_("Publish"), _("What may leave the register, and is it safe?"))
show_last_word()
rows = load_releases(engine_to_publish())
hints = {account.id: account.hint for account in load_accounts(engine_to_publish())}
for column, standing in zip(st.columns(2, gap="medium"), standings(rows), strict=True):
    with column:
        if show_standing(standing, hints, busy=is_busy()):
            prepare(standing.tier)
if not is_busy():
    choose_studies()
show_work(rows)
show_past(rows, hints)
write_address(())
