"""What figures of outreach are for and not for: the same words in the register and in a release."""

import streamlit as st

from pages.ui.text import _


def uses() -> tuple[str, ...]:
    """Return what the figures are for."""
    return (
        _("To plan and fund outreach, and to see whether it reaches people."),
        _("To see where no team goes: few hours mean few contacts."),
    )


def misuses() -> tuple[str, ...]:
    """Return what the figures must not be used for."""
    return (
        _("To find, check, fine or move on anybody, or to choose where to do so."),
        _("To count people: a contact is a meeting, and one person may be met many times."),
        _("To say that prostitution grew or shrank: contacts follow the hours of outreach."),
        _("To judge a team, a service or a municipality."),
    )


def show_uses() -> None:
    """Draw what the figures are for, and beside it what they must not be used for."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(_("What the figures are for"), anchor=False)
        show_lines(*uses())
    with right:
        st.subheader(_("What they must not be used for"), anchor=False)
        show_lines(*misuses())


def show_lines(*lines: str) -> None:
    """Draw sentences one below the other."""
    st.markdown("\n".join(f"- {line}" for line in lines))
