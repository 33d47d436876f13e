"""What cannot be kept: proven, with the reason of each place, and the smallest change that would help."""

import streamlit as st

from data.schedules.problem import ScheduleSheet
from geo.schedules.advice import Advice, advise
from geo.schedules.bound import Bound, bound
from geo.schedules.model import Schedule
from geo.schedules.reasons import explain
from pages.parts.schedule.wording import pair_code, place_name, reason_text, remedy_text
from pages.ui.text import _, as_plain, labelled, ngettext, number

SEED = 1

NAMED = 5
"""Places that one sentence names at most."""


@st.cache_resource(max_entries=4, show_spinner=False)
def _bound(_sheet: ScheduleSheet, key: int) -> Bound:  # noqa: ARG001 - the key of the cache
    return bound(_sheet.problem)


@st.cache_resource(max_entries=4, show_spinner=False)
def _advice(_sheet: ScheduleSheet, _schedule: Schedule, key: tuple[int, int]) -> Advice:  # noqa: ARG001 - as above
    return advise(_sheet.problem, _schedule, seed=SEED)


def show_limits(sheet: ScheduleSheet, schedule: Schedule | None) -> None:
    """
    Draw what no schedule can keep, and what would help.

    Parameters
    ----------
    sheet : ScheduleSheet
        The weeks.
    schedule : Schedule or None
        The schedule whose missing visits are explained; None says what is known before there is one.
    """
    if not sheet.problem.shifts:
        st.warning(
            _("No pair is out in these weeks: say when the pairs work, and from which office."),
            icon=":material/groups:",
        )
        return
    with st.spinner(_("Looking for what cannot be kept…")):
        found = _bound(sheet, sheet.number)
    if found.places:
        text = ngettext(
            "No schedule can keep all visits: at least {count} place misses some.",
            "No schedule can keep all visits: at least {count} places miss some.",
            found.places,
        )
        st.warning(text.format(count=number(found.places)), icon=":material/production_quantity_limits:")
    if found.hopeless:
        names = ", ".join(place_name(place) for place in found.hopeless[:NAMED])
        more = len(found.hopeless) - NAMED
        tail = f" (+{number(more)})" if more > 0 else ""
        st.markdown(labelled(_("Out of reach of every pair"), names + tail))
    aside = _left_aside(sheet)
    if schedule is None:
        st.markdown("\n".join(f"- {line}" for line in aside))
        return
    _show_missing(sheet, schedule)
    if aside:
        with st.expander(_("Not planned here"), icon=":material/visibility_off:", key="schedule_aside"):
            st.markdown("\n".join(f"- {line}" for line in aside))


def _left_aside(sheet: ScheduleSheet) -> list[str]:
    pairs = [as_plain(pair_code(sheet, team)) for team in sheet.grounded]
    named = {
        _("Pairs without hours, an office, a nurse or a worker"): pairs,
        _("Places without a rhythm"): [place_name(place) for place in sheet.without_target],
        _("Places visited by appointment only"): [place_name(place) for place in sheet.by_appointment],
    }
    return [labelled(head, ", ".join(names)) for head, names in named.items() if names]


def _show_missing(sheet: ScheduleSheet, schedule: Schedule) -> None:
    reasons = explain(sheet.problem, schedule)
    if not reasons:
        return
    count = ngettext("{count} place misses visits", "{count} places miss visits", len(reasons))
    with st.expander(
        count.format(count=number(len(reasons))), icon=":material/event_busy:", key="schedule_missing"
    ):
        st.markdown("\n".join(f"- {reason_text(reason)}" for reason in reasons))
        if st.button(
            _("What would help?"), icon=":material/lightbulb:", key="schedule_advise"
        ) or st.session_state.get("_schedule_advised") == hash(schedule):
            st.session_state["_schedule_advised"] = hash(schedule)
            with st.spinner(_("Looking for the smallest change…")):
                advice = _advice(sheet, schedule, (sheet.number, hash(schedule)))
            st.info(_advice_text(sheet, advice), icon=":material/lightbulb:")


def _advice_text(sheet: ScheduleSheet, advice: Advice) -> str:
    if not advice.remedies:
        return _("No small change was found that would make all visits possible.")
    changes = "; ".join(remedy_text(sheet, remedy) for remedy in advice.remedies)
    if advice.schedule is not None:
        return _("With this, every one of these visits can be kept: {changes}.").format(changes=changes)
    return _("This would come near, but was not proven to be enough: {changes}.").format(changes=changes)
