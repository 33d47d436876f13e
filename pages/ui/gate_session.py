"""Who is signed in to this server, as the gate, the sign-in and the shells ask it."""

from functools import cache

import streamlit as st

from data.access.identity import Identity
from data.access.provider import Provider, load_provider, public_hosts
from data.access.sessions import Sessions, SignedIn
from data.settings import Settings, settings

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"

BACK = "back"
"""In the address of the sign-in: whoever signed in there goes on in another window."""

_SECONDS_AN_HOUR = 3600


def provider() -> Provider | None:
    """Return who signs people in, or None where the app answers its own computer only."""
    return _provider(settings())


@cache
def _provider(of: Settings) -> Provider | None:
    return load_provider(of)


def is_open_to_all() -> bool:
    """Return whether this server shows a public release to whoever comes."""
    return provider() is None and bool(public_hosts(settings()))


def sessions() -> Sessions:
    """Return the sign-ins of this server."""
    return _sessions(provider())


@cache
def _sessions(of: Provider | None) -> Sessions:
    return Sessions(of.hours * _SECONDS_AN_HOUR if of else 0)


def cookie_name(of: Provider) -> str:
    """Return the cookie's name; the prefix lets no other host and no plain connection set it."""
    return "__Host-maraude" if of.is_secure else "maraude"


def signed_in() -> SignedIn | None:
    """Return the sign-in of the browser whose script runs; None without one, or without sign-in at all."""
    of = provider()
    return None if of is None else sessions().find(st.context.cookies.get(cookie_name(of)))


def who() -> Identity | None:
    """Return who uses the app; None where nobody signs in."""
    session = signed_in()
    return None if session is None else session.identity
