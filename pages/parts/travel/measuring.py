"""A trip that was measured: entered in seconds, taken back in one click."""

from dataclasses import dataclass

import streamlit as st

from data.register.faults import Fault
from data.roads.trips import LONGEST_MIN, TripDraft, TripRecord, delete_trip, save_trip
from data.settings import settings
from data.vocabulary import Vehicle
from geo.rounds.model import TravelSource
from pages.parts.travel.known import Known, label_of, offices, places_in_use, ranked_trips
from pages.parts.travel.ranking import trip_text
from pages.ui.access import require
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit_all, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, date_text, number, term_of

SHOWN = 12
"""Trips of the list that are shown before one asks for all."""

_FAULTS = "_travel_faults"
_CHANGE = "_travel_change"
_TURN = "_travel_turn"


@dataclass(frozen=True)
class _Change:
    """The last change of this session: a trip that was added, or one that was taken away."""

    sentence: str
    added: int | None = None
    removed: TripDraft | None = None


def show_measuring(now: Known) -> None:
    """Draw the form for a measured trip, and what was last changed."""
    st.subheader(_("Enter a measured trip"), anchor=False)
    _show_last_change()
    choices = [int(place) for place in places_in_use().index]
    turn = st.session_state.setdefault(_TURN, 0)
    start, end = _suggested(now)
    with st.form(key=f"travel_trip_{turn}", border=True):
        begins = st.selectbox(
            _("Leaving from"),
            choices,
            index=_index(choices, start),
            format_func=label_of,
            placeholder=_("Choose"),
            key=f"travel_start_{turn}",
        )
        ends = st.selectbox(
            _("Arriving at"),
            choices,
            index=_index(choices, end),
            format_func=label_of,
            placeholder=_("Choose"),
            key=f"travel_end_{turn}",
        )
        minutes = st.number_input(
            _("Minutes, from leaving to arriving"),
            min_value=1,
            max_value=int(LONGEST_MIN),
            value=None,
            step=1,
            key=f"travel_minutes_{turn}",
        )
        at_peak = st.toggle(_("On full roads (a weekday from 16 to 19 h)"), key=f"travel_peak_{turn}")
        vehicle = st.segmented_control(
            _("How"),
            list(Vehicle),
            default=Vehicle.CAR,
            required=True,
            format_func=term_of,
            key=f"travel_how_{turn}",
        )
        if st.form_submit_button(_("Save the trip"), type="primary", icon=":material/add:"):
            _save(TripDraft(begins, ends, minutes, at_peak, vehicle or Vehicle.CAR))
    show_faults(st.session_state.get(_FAULTS, ()), _fields())


def _fields() -> dict[str, str]:
    return {
        "start": _("Leaving from"),
        "end": _("Arriving at"),
        "minutes": _("Minutes, from leaving to arriving"),
    }


def _index(choices: list[int], place: int | None) -> int | None:
    return choices.index(place) if place in choices else None


def _suggested(now: Known) -> tuple[int | None, int | None]:
    """Return the trip most worth measuring."""
    ranked = ranked_trips(now)
    open_ones = ranked[ranked["source"] != TravelSource.MEASURED]
    if open_ones.empty:
        return next(iter(offices()), None), None
    return int(open_ones["start"].iloc[0]), int(open_ones["end"].iloc[0])


def _save(draft: TripDraft) -> None:
    require("travel")
    saved = save_trip(engine_to_edit_all(), settings().var_dir, draft, today())
    if saved.faults:
        st.session_state[_FAULTS] = saved.faults
        return
    note_change("trip_saved", trip=saved.id)
    text = _("Saved: {trip}, {minutes} minutes.").format(trip=_trip(draft), minutes=number(draft.minutes))
    _settle(_Change(text, added=saved.id))
    st.session_state[_TURN] += 1
    st.rerun()


def _trip(draft: TripDraft) -> str:
    return as_plain(trip_text(draft.start or 0, draft.end or 0))


def _settle(change: _Change | None, faults: tuple[Fault, ...] = ()) -> None:
    st.session_state[_CHANGE], st.session_state[_FAULTS] = change, faults


def _show_last_change() -> None:
    change: _Change | None = st.session_state.get(_CHANGE)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/check_circle: {change.sentence}", width="stretch")
        st.button(_("Undo"), icon=":material/undo:", key="travel_undo", on_click=_undo, args=(change,))


def _undo(change: _Change) -> None:
    require("travel")
    if change.added is not None:
        outcome = delete_trip(engine_to_edit_all(), change.added)
    else:
        outcome = save_trip(engine_to_edit_all(), settings().var_dir, change.removed or TripDraft(), today())
    if not outcome.faults:
        note_change("trip_change_undone", trip=outcome.id)
    _settle(None, outcome.faults)


def show_trips(now: Known) -> None:
    """Draw, folded, all measured trips, each with the button that takes it away."""
    if not now.trips:
        return
    title = _("Measured trips ({count})").format(count=number(len(now.trips)))
    with st.expander(title, icon=":material/timer:"):
        shown = now.trips if st.session_state.get("travel_all_trips") else now.trips[:SHOWN]
        for record in shown:
            _show_trip(record)
        if len(now.trips) > SHOWN:
            st.toggle(_("Show all"), key="travel_all_trips")


def _show_trip(record: TripRecord) -> None:
    draft = record.draft
    facts = [_("{minutes} minutes").format(minutes=number(draft.minutes)), term_of(draft.vehicle)]
    if draft.at_peak:
        facts.append(_("full roads"))
    facts.append(date_text(record.noted_on))
    with st.container(horizontal=True, vertical_alignment="center", border=True, gap="small"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(_trip(draft))
            st.caption(" · ".join(facts))
        st.button(
            _("Remove"),
            icon=":material/delete:",
            key=f"travel_remove_{record.id}",
            on_click=_remove,
            args=(record,),
        )


def _remove(record: TripRecord) -> None:
    require("travel")
    outcome = delete_trip(engine_to_edit_all(), record.id)
    if outcome.faults:
        _settle(None, outcome.faults)
        return
    note_change("trip_removed", trip=record.id)
    _settle(_Change(_("Removed: {trip}.").format(trip=_trip(record.draft)), removed=record.draft))
