"""The list of accounts: who may come in, and what they may do."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.access.accounts import AccountRecord
from data.vocabulary import AccessRole
from pages.ui.cache import all_services
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.gate_session import provider
from pages.ui.text import NO_VALUE, _, ngettext, number, short_date, term_of


def roles_text(account: AccountRecord) -> str:
    """Return the roles of an account, in the order of their list."""
    return ", ".join(term_of(role) for role in AccessRole if role in account.roles)


def service_text(service: int | None) -> str:
    """Return what a service is called, or that it is all of them."""
    return _("All services") if service is None else str(all_services()["label"].get(service, NO_VALUE))


def show_setting() -> None:
    """Say that accounts wait for sign-in, where it is not set up."""
    if provider() is None:
        st.info(
            _("Sign-in is not set up yet. What is entered here counts from the day it is."),
            icon=":material/info:",
        )


def show_accounts(accounts: Sequence[AccountRecord]) -> None:
    """
    Draw the list.

    Parameters
    ----------
    accounts : sequence of AccountRecord
        At least one.
    """
    active = sum(account.active for account in accounts)
    summary = ngettext("{count} person may sign in.", "{count} people may sign in.", active).format(
        count=number(active)
    )
    st.caption(summary)
    frame = pd.DataFrame(
        {
            _("Account"): [account.hint for account in accounts],
            _("Roles"): [roles_text(account) for account in accounts],
            _("Sees"): [service_text(account.service) for account in accounts],
            _("State"): [_("May sign in") if account.active else _("Let go") for account in accounts],
            _("Last sign-in"): [short_date(account.seen_on) for account in accounts],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        height=HEIGHT * (min(len(frame), SHOWN_ROWS) + 1) + 2,
        key="accounts",
        alt=summary,
    )
