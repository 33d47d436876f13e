"""As whom somebody uses the app, and the way out; nothing here knows the register."""

from html import escape

import streamlit as st

from pages.ui.gate_session import SIGN_IN, SIGN_OUT, is_open_to_all, provider, signed_in, who
from pages.ui.sign_in_end import watch_sign_in
from pages.ui.text import _, as_plain

_LINK = '<a href="{address}" target="_self" style="color: inherit">{text}</a>'


def show_standing() -> None:
    """Draw, below the menu, who is signed in; without sign-in, that only this computer is answered."""
    if is_open_to_all():
        return
    if provider() is None:
        st.sidebar.caption(
            ":material/lock: " + _("This app answers this computer only: sign-in is not set up."),
            help=_(
                "Whoever sits at this computer may use all of it. The documents say how to set up sign-in."
            ),
        )
        return
    session = signed_in()
    if session is not None:
        with st.sidebar:
            st.caption(f":material/person: {as_plain(session.identity.hint)}")
            _link(_("Sign out"), SIGN_OUT)
            watch_sign_in(session)


def show_no_account() -> None:
    """Draw what somebody sees who has nothing to do here: whom to ask, and the way out."""
    now = who()
    if now is None:
        st.info(_("Your sign-in has ended."), icon=":material/lock_clock:")
        _link(_("Sign in"), SIGN_IN)
        return
    st.info(
        _("You are signed in as {hint}, which has no account here: ask an administrator of Maraude.").format(
            hint=as_plain(now.hint)
        ),
        icon=":material/person_off:",
    )
    _link(_("Sign out"), SIGN_OUT)


def _link(text: str, address: str) -> None:
    """Draw a link to a page of this server that is no screen; it opens in this window."""
    st.html(_LINK.format(address=address, text=escape(text)))
