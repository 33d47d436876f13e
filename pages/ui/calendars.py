"""Shared calendars: secret addresses that calendar programs can subscribe to, made once and taken back."""

from urllib.parse import urlsplit

import streamlit as st

from data.planning.teams import load_teams
from data.roadbook.feeds import (
    FeedDraft,
    FeedRecord,
    keep_feed,
    load_feeds,
    new_secret,
    revoke_feed,
    service_of_feed,
)
from data.vocabulary import ExportPurpose
from pages.ui.access import actor, may_export
from pages.ui.auditing import PURPOSE, note_change
from pages.ui.cache import engine, engine_to_edit, services, today
from pages.ui.exports import current_desk
from pages.ui.faults_view import show_faults
from pages.ui.gate import CALENDARS
from pages.ui.gate_session import provider
from pages.ui.text import _, as_plain, labelled, short_date

KEY = "calendars"

_WHOSE, _NAMES = f"{KEY}_whose", f"{KEY}_names"
_ADDRESS = "_calendar_address"
_FAULTS = "_calendar_faults"


def show_calendars() -> None:
    """Draw the shared calendars: how to make an address, which there are, and how to take one back."""
    if not may_export():
        return
    with st.expander(_("Shared calendars"), icon=":material/calendar_add_on:", key=KEY):
        st.caption(
            _(
                "An address for the calendar of a phone: one entry a round with a neutral title, kept up to "
                "date by itself. Whoever has the address can read it without signing in. The company behind "
                "a calendar in the cloud, such as Google, Apple or Microsoft, reads it too."
            )
        )
        if provider() is None:
            st.info(
                _("This app answers its own computer only: a phone reaches it once sign-in is set up."),
                icon=":material/info:",
            )
        show_faults(st.session_state.pop(_FAULTS, ()), {})
        owners = _owners()
        if _ADDRESS in st.session_state:
            _show_address()
        elif owners:
            _show_making(owners)
        _show_list(owners)


_Owner = tuple[str, int]
"""Whose calendar: ``team`` or ``service``, and its identifier."""


def _owners() -> dict[_Owner, str]:
    """Return what a calendar can be made of, with names."""
    pairs = [team for team in load_teams(engine(), actor().service) if team.active]
    found: dict[_Owner, str] = {("team", team.id): team.code for team in pairs}
    for service, code in services()["code"].items():
        if any(team.service == service for team in pairs):
            found["service", int(str(service))] = _("All pairs of {service}").format(service=code)
    return found


def _show_making(owners: dict[_Owner, str]) -> None:
    if PURPOSE not in st.session_state:
        st.caption(_("Before an address is made, say what files and calendars are for."))
    if current_desk().is_ready(KEY):
        _show_form(owners)


def _show_form(owners: dict[_Owner, str]) -> None:
    if st.session_state.get(_WHOSE) not in owners:
        st.session_state.pop(_WHOSE, None)
    st.selectbox(_("Calendar of"), list(owners), format_func=lambda owner: owners[owner], key=_WHOSE)
    st.toggle(
        _("Names of the places"),
        key=_NAMES,
        help=_("Many a name tells the kind of place. Leave it off for a calendar in the cloud."),
    )
    st.button(_("Make an address"), icon=":material/add_link:", key=f"{KEY}_make", on_click=_make)


def _make() -> None:
    owner, number = st.session_state[_WHOSE]
    service = number
    if owner == "team":
        service = next((team.service for team in load_teams(engine()) if team.id == number), 0)
    draft = FeedDraft(
        team=number if owner == "team" else None,
        service=number if owner == "service" else None,
        names_places=bool(st.session_state.get(_NAMES)),
    )
    secret = new_secret()
    outcome = keep_feed(engine_to_edit(service), draft, secret, today())
    st.session_state[_FAULTS] = outcome.faults
    if outcome.faults:
        return
    purpose: ExportPurpose = st.session_state[PURPOSE]
    note_change("calendar_made", calendar=outcome.id, names_places=draft.names_places, purpose=purpose.value)
    st.session_state[_ADDRESS] = (outcome.id, f"{_origin()}{CALENDARS}{secret}.ics")


def _origin() -> str:
    """Return the address under which people reach the app."""
    of = provider()
    if of is not None:
        return of.address
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}"


def _show_address() -> None:
    st.success(
        _("Copy the address now: it is shown this once, and nobody can look it up later."),
        icon=":material/key:",
    )
    st.code(st.session_state[_ADDRESS][1], language=None, wrap_lines=True)
    st.button(_("I have copied it"), icon=":material/check:", key=f"{KEY}_copied", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_ADDRESS, None)


def _show_list(owners: dict[_Owner, str]) -> None:
    for feed in load_feeds(engine(), actor().service):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_line(feed, owners), width="stretch")
            st.button(
                _("Take back"),
                icon=":material/link_off:",
                key=f"{KEY}_revoke_{feed.id}",
                on_click=_revoke,
                args=(feed.id,),
                help=_("Its address answers nothing from now on."),
            )


def _line(feed: FeedRecord, owners: dict[_Owner, str]) -> str:
    draft = feed.draft
    owner: _Owner = ("service", draft.service or 0) if draft.team is None else ("team", draft.team)
    texts = [labelled(_("Made on"), short_date(feed.made_on))]
    texts += [_("names the places")] if draft.names_places else []
    name = owners.get(owner, _("A closed pair"))
    return f"**{as_plain(name)}** · {' · '.join(texts)}"


def _revoke(feed: int) -> None:
    outcome = revoke_feed(engine_to_edit(service_of_feed(engine(), feed)), feed, today())
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("calendar_taken_back", calendar=feed)
        if st.session_state.get(_ADDRESS, (None,))[0] == feed:
            _forget()
