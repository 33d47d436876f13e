"""The end of a sign-in, while somebody works: told in the page, which then goes on where it was."""

from urllib.parse import quote

import streamlit as st

from data.access.sessions import SignedIn
from data.settings import ROOT
from pages.ui.gate_session import BACK, SIGN_IN, sessions
from pages.ui.text import _, language

_watch = st.components.v2.component(
    "maraude_sign_in",
    html="<span></span>",
    js=(ROOT / "assets" / "sign_in.js").read_text(encoding="utf-8"),
)


def watch_sign_in(session: SignedIn) -> None:
    """
    Let the browser tell, and help, when a sign-in is over.

    The page stays as it is, with what was typed: one signs in again in another window, and the next message
    from this one comes with the new sign-in. Without this the browser would only lose its connection.

    Parameters
    ----------
    session : SignedIn
        Of whoever uses the app now.
    """
    back = f"{SIGN_IN}?{BACK}=1&lang={language()}"
    data = {
        "left_s": sessions().left_s(session),
        "title": _("Your sign-in has ended"),
        "message": _("This page waits as you left it. Sign in again in a new window, then come back to it."),
        "action": _("Sign in again"),
        "address": f"{SIGN_IN}/start?next={quote(back, safe='')}",
    }
    _watch(key="sign_in_watch", data=data, height=1, on_again_change=lambda: None)
