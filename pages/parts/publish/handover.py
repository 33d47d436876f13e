"""What an administrator needs to serve a release: the signed file, the public key, and three settings."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data.access.roles import may_open
from data.audit import try_record
from data.export import file_name
from data.releases.fetching import fetch_release
from data.releases.keeping import ReleaseRow
from data.releases.keys import load_keys
from data.vocabulary import AccessRole, AuditAction
from pages.parts.publish.session import now
from pages.ui.access import NotAllowedError, actor, export_permit
from pages.ui.cache import engine_to_publish
from pages.ui.text import _

ZIP = "application/zip"

SHORT = 8
"""Digits of a digest that are enough to compare two by eye."""


def offer_handover(release: ReleaseRow) -> None:
    """
    Draw the file, the key and the settings of a published release.

    Parameters
    ----------
    release : ReleaseRow
        One that was published.
    """
    tier, engine, account = release.tier.value, engine_to_publish(), actor().account

    def fetch() -> bytes:
        return fetch_release(engine, release, account, now())

    def refuse() -> None:
        try_record(engine, AuditAction.REFUSED, {"step": "fetch", "release": release.id}, account, now())

    with st.popover(_("For the administrator"), icon=":material/dns:", key=f"handover_{tier}"):
        # The same name for the whole session: the settings below name the file that was taken above.
        name = st.session_state.setdefault(
            f"publish_name_{release.id}",
            file_name(
                f"{tier} {release.through} {release.digest[:SHORT]}", ".zip", synthetic=release.synthetic
            ),
        )
        public_key = load_keys(engine).public_key
        st.download_button(
            _("Signed file"),
            partial(_take, fetch, export_permit(_may_have), refuse),
            file_name=name,
            mime=ZIP,
            icon=":material/download:",
            key=f"publish_file_{tier}",
            on_click="ignore",
        )
        st.download_button(
            _("Public key"),
            f"{public_key}\n",
            file_name="maraude_public-key.txt",
            mime="text/plain",
            icon=":material/key:",
            key=f"publish_key_{tier}",
            on_click="ignore",
        )
        st.markdown(_("Three settings start the app that shows it, on a machine without the register:"))
        st.code("\n".join(settings_of(tier, name, public_key)), language=None, wrap_lines=True)
        st.caption(
            _(
                "The public key is no secret. Give it to the administrator by another way than the file, so "
                "that nobody can replace both."
            )
        )


def settings_of(tier: str, name: str, public_key: str) -> list[str]:
    """Return the lines of the environment that start the app of a tier on a release file."""
    return [
        f"MARAUDE_TIER={tier}",
        f"MARAUDE_RELEASE_FILE=/path/to/{name}",
        f"MARAUDE_RELEASE_PUBLIC_KEY={public_key}",
    ]


def _may_have(roles: frozenset[AccessRole]) -> bool:
    return may_open(roles, "publish")


def _take(fetch: Callable[[], bytes], is_permitted: Callable[[], bool], refuse: Callable[[], None]) -> bytes:
    """Return the file to whoever may still publish; runs outside the session, long after it was drawn."""
    if not is_permitted():
        refuse()
        raise NotAllowedError
    return fetch()
