"""The form of one visit: how it ended, when, whom it met, and the rest where there is time for it."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from data.recording.recording import Correction, Recorded, record_visit, take_back
from data.recording.visit_drafts import LONGEST_VISIT_MIN, Standing, VisitDraft
from data.recording.visit_rows import load_standings
from data.vocabulary import Outcome
from pages.parts.record.changes import LAST, RecordChange
from pages.parts.record.held import count_acts, count_help, count_material
from pages.parts.record.people import count_people
from pages.parts.record.prior import count_prior
from pages.parts.record.scene import choose_seen, choose_standing
from pages.parts.record.session import (
    ROUND,
    VisitForm,
    close_form,
    corrected_since,
    edition,
    open_round,
    place_name,
)
from pages.parts.record.taps import PHONE, thumb_room
from pages.ui.access import ensure_open
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_record
from pages.ui.evening import evening_now
from pages.ui.faults_view import show_faults
from pages.ui.text import _, term_of

ENDINGS = {
    Outcome.MET: ":material/group:",
    Outcome.NOBODY_SEEN: ":material/visibility_off:",
    Outcome.CLOSED: ":material/door_front:",
    Outcome.REFUSED: ":material/do_not_disturb_on:",
}
"""The four ways in which a visit ends, with their symbols."""

BRIEF = {Outcome.CLOSED: 5, Outcome.REFUSED: 5}
"""Minutes proposed for visits that were none."""

STEP_MIN = 5

_FAULTS = "_record_faults"


def field_labels() -> dict[str, str]:
    """Return what each field of a visit is called on screen."""
    return {
        "place": _("Place"),
        "outcome": _("How did it end?"),
        "arrival": _("Arrival"),
        "minutes": _("Minutes"),
        "met": _("People who were met"),
        "prior": _("Where they worked before"),
        "material": _("Material handed out"),
        "acts": _("Tests and care"),
        "help": _("Help given"),
        "standing": _("For next time"),
    }


@st.fragment
def show_form(form: VisitForm) -> None:
    """
    Draw the form; a tap on a count runs it alone.

    Parameters
    ----------
    form : VisitForm
        The visit.
    """
    ensure_open()
    key = f"record_{edition()}"
    with st.container(key="record_form", width=PHONE):
        thumb_room("record_form")
        st.button(
            _("All stops"), icon=":material/arrow_back:", type="tertiary", key="record_back", on_click=_leave
        )
        st.subheader(place_name(form.start.place), anchor=False)
        draft = _fields(form, key)
        if st.button(
            _("Save the visit"), type="primary", icon=":material/check:", key="record_save", width="stretch"
        ):
            _save(form, draft)
        _other_endings(form)
        show_faults(st.session_state.get(_FAULTS, ()), field_labels())


def _leave() -> None:
    st.session_state.pop(_FAULTS, None)
    close_form()


def _fields(form: VisitForm, key: str) -> VisitDraft:
    """Draw all fields and return what they say."""
    start = form.start
    outcome = _choose_ending(key, start)
    with st.container(horizontal=True, gap="small", wrap=False):
        arrival = st.time_input(
            _("Arrival"), value=start.arrival, step=timedelta(minutes=STEP_MIN), key=f"{key}_arrival"
        )
        st.session_state.setdefault(f"{key}_minutes", start.minutes)
        st.number_input(
            _("Minutes"),
            0,
            LONGEST_VISIT_MIN,
            step=STEP_MIN,
            key=f"{key}_minutes",
            placeholder=_("Not noted"),
        )
    groups = st.session_state.get(f"{key}_groups")
    met = start.met
    if outcome is Outcome.MET or groups:
        st.markdown("#### {title}".format(title=_("People who were met")))
        met = count_people(key, start.met)
    material = count_material(key, start.material)
    acts, helped = start.acts, start.help
    if outcome is Outcome.MET or acts or helped:
        acts = count_acts(key, start.acts)
        helped = count_help(key, start.help)
    prior = start.prior
    if met or prior:
        prior = count_prior(key, start.prior, replace(start, met=met).people_in_prostitution)
    seen = choose_seen(key, start)
    standing = choose_standing(key, load_standings(engine()).get(start.place, Standing()))
    return VisitDraft(
        place=start.place,
        outcome=outcome,
        arrival=arrival,
        minutes=st.session_state[f"{key}_minutes"],
        met=met,
        material=material,
        acts=acts,
        help=helped,
        police=seen.police,
        tension=seen.tension,
        light=seen.light,
        standing=standing,
        prior=prior,
    )


def _choose_ending(key: str, start: VisitDraft) -> Outcome | None:
    """Draw the four large buttons and return what is chosen."""
    name = f"{key}_ending"
    known = start.outcome if start.outcome in ENDINGS else None
    chosen: Outcome | None = st.session_state.setdefault(name, known)
    st.markdown("#### {title}".format(title=_("How did it end?")))
    endings = list(ENDINGS)
    for pair in (endings[:2], endings[2:]):
        with st.container(horizontal=True, gap="small", wrap=False):
            for ending in pair:
                st.button(
                    term_of(ending),
                    icon=":material/check_circle:" if ending is chosen else ENDINGS[ending],
                    type="primary" if ending is chosen else "secondary",
                    key=f"{name}_{ending}",
                    width="stretch",
                    on_click=_end_so,
                    args=(key, ending, start.minutes),
                )
    return chosen


def _end_so(key: str, ending: Outcome, planned: int | None) -> None:
    """Choose how the visit ended; a door that stayed shut did not take the minutes that were planned."""
    state = st.session_state
    usual = {planned, *BRIEF.values()}
    if state.get(f"{key}_minutes") in usual:
        state[f"{key}_minutes"] = BRIEF.get(ending, planned)
    state[f"{key}_ending"] = ending


def _other_endings(form: VisitForm) -> None:
    with st.container(horizontal=True, gap="small"):
        is_skipped = form.visit is not None and form.start.outcome is Outcome.SKIPPED
        if (
            form.planned
            and not is_skipped
            and st.button(_("Not reached"), icon=":material/close:", key="record_skip", type="tertiary")
        ):
            _save(form, VisitDraft(form.start.place, Outcome.SKIPPED))
        if form.visit is not None:
            with st.popover(_("Take this visit out"), icon=":material/delete:", key="record_out"):
                st.markdown(_("Only a visit that was recorded by mistake is taken out, with all it holds."))
                if st.button(_("Take it out"), type="primary", key="record_out_sure"):
                    _take_out(form)


def _save(form: VisitForm, draft: VisitDraft) -> None:
    correction = None if form.visit is None else Correction(form.visit, _kept(form), corrected_since())
    found = record_visit(
        engine_to_record(form.service),
        form.at,
        draft,
        today=evening_now(),
        stop=form.stop,
        correction=correction,
    )
    _settle(found, "visit_corrected" if form.visit is not None else "visit_recorded", form)


def _kept(form: VisitForm) -> VisitDraft:
    """Return the visit as the register had it when the form opened."""
    return replace(form.start, standing=None)


def _take_out(form: VisitForm) -> None:
    if isinstance(form.at, int) and form.visit is not None:
        standing = load_standings(engine()).get(form.start.place)
        gone = Recorded(form.visit, form.at, None, _kept(form), standing)
        faults = take_back(engine_to_record(form.service), gone, evening_now(), corrected_since())
        _settle(Recorded(faults=faults), "visit_taken_out", form)


def _settle(found: Recorded, what: str, form: VisitForm) -> None:
    """Keep the faults, or go back to the stops with the change that can be taken back."""
    st.session_state[_FAULTS] = found.faults
    if found.faults:
        return
    place = form.start.place
    note_change(what, places=[place])
    close_form()
    if found.round is not None and found.round != ROUND.value:
        open_round(found.round)
    LAST.remember(RecordChange(what, form.service, (place,), found))
    st.rerun()
