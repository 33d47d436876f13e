"""Accounts: who may come in, and what they may do."""

import streamlit as st

from data.access.accounts import load_accounts
from pages.parts.accounts.editor import show_change, show_done, show_new_account, show_roles
from pages.parts.accounts.listing import show_accounts, show_setting
from pages.ui.address import open_address, write_address
from pages.ui.cache import engine
from pages.ui.screen import empty_state, open_screen
from pages.ui.text import _

open_address("accounts", ())
open_screen(_("Accounts"), _("Who may come in, and what may they do?"))
show_setting()
show_done()
accounts = load_accounts(engine())
if accounts:
    show_accounts(accounts)
else:
    empty_state(_("There is no account yet. Let the first person in."), ":material/group:")
show_roles()
left, right = st.columns(2, gap="large")
with left:
    show_new_account()
if accounts:
    with right:
        show_change(accounts)
write_address(())
