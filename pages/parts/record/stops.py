"""The stops of a round as large cards: what is still to come, what was done, and what was not planned."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from data.planning.hours import clock_of
from data.recording.begun_rounds import RoundRef, UnplannedRound, moment_at
from data.recording.evening_sheets import RoundSheet, StopSheet, StopState, compare_round
from data.recording.finishing import finish_round
from data.recording.visit_drafts import VisitDraft
from data.recording.visit_rows import load_visit
from data.register.place_checks import PlaceStatus, status_on
from data.vocabulary import PlaceKind
from pages.parts.record.changes import LAST, RecordChange
from pages.parts.record.session import (
    VisitForm,
    open_form,
    open_round,
    place_name,
    service_name,
)
from pages.parts.record.taps import PHONE, thumb_room
from pages.parts.record.wording import planned_text, round_name, symbol_of, visit_text
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_record, places, state
from pages.ui.evening import clock, evening_now, evening_text
from pages.ui.faults_view import show_faults
from pages.ui.hours import hours_text
from pages.ui.text import _, as_plain, ngettext, number, term_of

USUAL_MIN = 15
"""Minutes proposed for a visit that was not planned, at a place whose usual length nobody noted."""

STEP_MIN = 5

_FAULTS = "_record_finish_faults"


def show_round(sheet: RoundSheet) -> None:
    """
    Draw a round of the register.

    Parameters
    ----------
    sheet : RoundSheet
        The round.
    """
    with st.container(key="record_stops", width=PHONE):
        thumb_room("record_stops")
        _head(as_plain(round_name(sheet)), sheet.day, sheet)
        following = next((stop for stop in sheet.stops if stop.visit is None and not stop.is_by_file), None)
        for position, stop in enumerate(sheet.stops, start=1):
            _card(sheet, stop, position, is_next=stop is following)
        _offer_passed(sheet.id, sheet.service, sheet.day)
        if any(stop.visit is not None for stop in sheet.stops):
            _offer_finish(sheet)


def show_begun(at: UnplannedRound) -> None:
    """
    Draw a round that begins with the next visit.

    Parameters
    ----------
    at : UnplannedRound
        Not in the register yet.
    """
    with st.container(key="record_stops", width=PHONE):
        thumb_room("record_stops")
        _head(service_name(at.service), at.day, None)
        st.markdown(_("Choose the first place you went to. The round is kept with its first visit."))
        _offer_passed(at, at.service, at.day)


def _head(name: str, day: date, sheet: RoundSheet | None) -> None:
    st.button(
        _("All rounds"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="record_all_rounds",
        on_click=open_round,
        args=(None,),
    )
    st.subheader(name, anchor=False)
    facts = [evening_text(day)]
    if sheet is not None and sheet.hours is not None:
        facts.append(hours_text(sheet.hours.opens_min, sheet.hours.closes_min))
    if sheet is not None and sheet.ended_at is not None:
        facts.append(_("finished at {hour}").format(hour=f"{sheet.ended_at:%H:%M}"))
    st.caption(" · ".join(facts))


def _card(sheet: RoundSheet, stop: StopSheet, position: int, *, is_next: bool) -> None:
    with st.container(border=True, gap="small"):
        if stop.visit is not None:
            _recorded(sheet, stop, position)
            return
        st.markdown(f"{symbol_of(stop, position)} **{place_name(stop.place)}**")
        kind = places()["kind"].get(stop.place)
        facts = [*([] if kind is None else [term_of(PlaceKind(kind))]), planned_text(stop)]
        st.caption(" · ".join(facts))
        if stop.is_by_file:
            st.caption(_("A file has brought this visit already; it is in the register."))
            return
        st.button(
            _("Record this visit"),
            icon=":material/edit_note:",
            type="primary" if is_next else "secondary",
            key=_key(stop, position),
            width="stretch",
            on_click=_open_stop,
            args=(sheet, stop),
        )


def _recorded(sheet: RoundSheet, stop: StopSheet, position: int) -> None:
    """Draw a stop that is done on few lines: at night the next one matters."""
    came = "" if stop.visit is None else visit_text(stop.visit)
    came = came if stop.stop is not None else f"{planned_text(stop)} · {came}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        name = f"{symbol_of(stop, position)} **{place_name(stop.place)}**"
        st.markdown(f"{name}  \n:small[{came}]", width="stretch")
        st.button(
            _("Correct"),
            type="tertiary",
            key=_key(stop, position),
            on_click=_open_stop,
            args=(sheet, stop),
        )


def _key(stop: StopSheet, position: int) -> str:
    return f"record_visit_{position}" if stop.stop is None else f"record_stop_{stop.stop}"


def _open_stop(sheet: RoundSheet, stop: StopSheet) -> None:
    planned = stop.stop is not None
    if stop.visit is not None:
        start = load_visit(engine(), stop.visit.id)
        if start is not None:
            form = VisitForm(sheet.id, sheet.service, sheet.day, start, stop.stop, stop.visit.id, planned)
            open_form(form)
        return
    arrival = None if stop.planned_arrival_min is None else _rounded(clock_of(stop.planned_arrival_min))
    start = VisitDraft(stop.place, arrival=arrival, minutes=stop.planned_min)
    open_form(VisitForm(sheet.id, sheet.service, sheet.day, start, stop.stop, planned=planned))


def _rounded(at: time) -> time:
    """Return a time to five minutes: what nobody measured must not look measured."""
    return at.replace(minute=at.minute // STEP_MIN * STEP_MIN, second=0, microsecond=0)


def _offer_passed(at: RoundRef, service: int, day: date) -> None:
    with st.expander(
        _("Passed, not planned"),
        icon=":material/add_location_alt:",
        key="record_passed",
        expanded=isinstance(at, UnplannedRound),
    ):
        found = _places_in_use(service, day)
        labels, kinds = found["label"], found["kind"]
        place = st.selectbox(
            _("Place"),
            found.index.tolist(),
            index=None,
            format_func=lambda one: f"{labels[one]} · {term_of(PlaceKind(kinds[one]))}",
            key="record_place",
            placeholder=_("Type a few letters"),
        )
        st.button(
            _("Record this visit"),
            icon=":material/edit_note:",
            key="record_passed_open",
            width="stretch",
            disabled=place is None,
            on_click=_open_passed,
            args=(at, service, day, place),
        )


def _places_in_use(service: int, day: date) -> pd.DataFrame:
    """Return the places that a service may have passed on *day*; nobody passes an office."""
    own = places()
    own = own[(own["service"] == service) & (own["kind"] != PlaceKind.OFFICE)]
    in_use = [
        status_on(_day(first), _day(last), day) is PlaceStatus.ACTIVE
        for first, last in zip(own["active_from"], own["active_to"], strict=True)
    ]
    return pd.DataFrame(own.loc[in_use, ["label", "kind"]]).sort_values("label")


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, pd.Timestamp) else None


def _open_passed(at: RoundRef, service: int, day: date, place: int) -> None:
    now = _rounded(clock().time()) if day == evening_now() and not state().synthetic else None
    open_form(VisitForm(at, service, day, VisitDraft(place, arrival=now, minutes=USUAL_MIN)))


def _offer_finish(sheet: RoundSheet) -> None:
    left = sum(stop.state is StopState.PLANNED and not stop.is_by_file for stop in sheet.stops)
    label = _("Finish the round") if sheet.ended_at is None else _("Correct the hours of the round")
    with st.expander(label, icon=":material/flag:", key="record_finish"):
        if left:
            text = ngettext(
                "{count} stop is still open: it will be noted as not reached.",
                "{count} stops are still open: they will be noted as not reached.",
                left,
            )
            st.markdown(text.format(count=number(left)))
        begin, end = usual_span(sheet)
        step = timedelta(minutes=STEP_MIN)
        with st.container(horizontal=True, gap="small", wrap=False):
            started = st.time_input(_("Left at"), value=begin, step=step, key=f"record_started_{sheet.id}")
            ended = st.time_input(_("Back at"), value=end, step=step, key=f"record_ended_{sheet.id}")
        if st.button(_("Finish"), icon=":material/flag:", key="record_finish_now", width="stretch"):
            _finish(sheet, started, ended)
        show_faults(st.session_state.get(_FAULTS, ()), {"started": _("Left at"), "ended": _("Back at")})


def usual_span(sheet: RoundSheet) -> tuple[time, time]:
    """
    Return the hours to propose for a round that ends.

    Parameters
    ----------
    sheet : RoundSheet
        The round.

    Returns
    -------
    tuple of time
        Those that are known, up to the end of the last visit; it is not over before all minutes on site are,
        whether or not somebody noted when each of them began.
    """
    known = [sheet.ended_at] if sheet.ended_at is not None else []
    if sheet.started_at is not None and not known:
        known.append(sheet.started_at + timedelta(minutes=compare_round(sheet).spent_min))
    ends = [end for stop in sheet.stops if (end := _end_of(sheet.day, stop)) is not None]
    end = max([*known, *ends], default=sheet.started_at)
    begin = sheet.started_at or end
    return (begin or clock()).time(), _up(end or clock())


def _end_of(day: date, stop: StopSheet) -> datetime | None:
    visit = stop.visit
    if visit is None or visit.arrival_min is None:
        return None
    return moment_at(day, clock_of(visit.arrival_min)) + timedelta(minutes=visit.minutes or 0)


def _up(moment: datetime) -> time:
    """Return the next full five minutes: the round does not end before its last visit."""
    late = -moment.minute % STEP_MIN
    return (moment + timedelta(minutes=late)).time().replace(second=0, microsecond=0)


def _finish(sheet: RoundSheet, started: time | None, ended: time | None) -> None:
    begin, end = usual_span(sheet)
    done = finish_round(
        engine_to_record(sheet.service), sheet.id, started or begin, ended or end, evening_now()
    )
    st.session_state[_FAULTS] = done.faults
    if not done.faults:
        note_change("round_finished", round=sheet.id)
        LAST.remember(RecordChange("round_finished", sheet.service, (), done))
        st.rerun()
