"""The committed rounds of an evening: where each pair goes, and what has been done so far."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data.planning.committed import CommittedRound, CommittedStop, VisitDone, to_routes
from data.planning.committed_hours import committed_evening
from data.planning.rounds import lock_round
from data.roads.store import roads_version
from data.settings import settings
from data.vocabulary import Outcome
from geo.rounds.evaluation import evaluate_plan
from geo.rounds.model import Evening
from pages.parts.rounds.bars import show_bars
from pages.parts.rounds.board import round_list, show_lists, stop_card
from pages.parts.rounds.material import show_material
from pages.parts.rounds.on_map import show_rounds_map
from pages.parts.rounds.session import forget_plan, planning
from pages.parts.rounds.tonight import Tonight, again_key, sheet_of
from pages.parts.rounds.view import RoundView, columns_beside, view_of
from pages.parts.rounds.wording import letter_of, short_labels
from pages.ui.access import may_edit, may_open
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, places, revision, source
from pages.ui.evening import evening_now, evening_text
from pages.ui.faults_view import show_faults
from pages.ui.hours import hour_text, hours_text, length_text, window_text
from pages.ui.roadbook import show_roadbook
from pages.ui.text import _, as_plain, labelled, ngettext, number, term_of

DRIFT_MIN = 5.0
"""Minutes by which an arrival must differ from the committed one to be spoken of."""


def show_committed(now: Tonight) -> None:
    """
    Draw the committed rounds, planned against done.

    Parameters
    ----------
    now : Tonight
        The evening, with at least one committed round.
    """
    rounds = now.committed
    if planning(now.day) is not None:
        forget_plan()
        st.info(_("Somebody else committed this evening while you planned it."), icon=":material/info:")
    st.markdown(_summary(now, rounds))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if may_open("record"):
            st.page_link(
                "../record.py", label=_("Record visits"), icon=":material/edit_note:", width="content"
            )
        if may_edit() and now.day >= evening_now() and not all(one.begun for one in rounds):
            st.button(
                _("Plan again"),
                icon=":material/restart_alt:",
                key="rounds_again",
                help=_("What is locked stays."),
                on_click=_plan_again,
                args=(now,),
            )
            _offer_locks(now, rounds)
    views = _views(rounds)
    lists, drawings = columns_beside()
    with lists:
        shorts = short_labels(places()["label"])
        opened = next((stop.plan.place for one in rounds for stop in one.stops), None)
        show_lists([_list_of(now, one, shorts) for one in rounds], opened=opened)
        _show_drift(rounds, views)
        show_roadbook(rounds)
    with drawings:
        show_rounds_map(now, views, ())
        show_bars(now, views)
    teams, stops = frozenset(one.team for one in rounds), {place for one in rounds for place in one.places}
    show_material(now, sheet_of(now.day, teams, teams, frozenset(stops)), views)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evening(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001
    roads: str,  # noqa: ARG001
    rounds: tuple[int, ...],  # noqa: ARG001
    _rounds: Sequence[CommittedRound],
) -> Evening:
    return committed_evening(engine(), settings().var_dir, _rounds)


def _views(rounds: Sequence[CommittedRound]) -> list[RoundView]:
    """Return committed rounds by the judge of all rounds, so that waiting is not drawn as driving."""
    roads = roads_version(settings().var_dir)
    evening = _evening(source(), revision(), roads, tuple(one.id for one in rounds), rounds)
    return [view_of(report, evening) for report in evaluate_plan(evening, to_routes(rounds))]


def _show_drift(rounds: Sequence[CommittedRound], views: Sequence[RoundView]) -> None:
    """Say it where travel times or hours have changed since the commit, so that other arrivals are drawn."""
    promised = {stop.plan.place: stop.plan.arrival_min for one in rounds for stop in one.stops}
    drifts = [abs(stop.arrival_min - promised[stop.place]) for one in views for stop in one.stops]
    drift = max(drifts, default=0.0)
    if drift > DRIFT_MIN:
        text = _(
            "Travel times or opening hours have changed since these rounds were committed: drawings differ "
            "from the lists by up to {minutes}. Plan again to bring them together."
        )
        st.caption(text.format(minutes=length_text(drift)))


def _summary(now: Tonight, rounds: Sequence[CommittedRound]) -> str:
    stops = sum(len(one.stops) for one in rounds)
    done = sum(stop.done is not None for one in rounds for stop in one.stops)
    pairs = ngettext("{count} pair", "{count} pairs", len(rounds)).format(count=number(len(rounds)))
    places = ngettext("{count} place", "{count} places", stops).format(count=number(stops))
    text = _("Committed for {day}: {pairs}, {places}.").format(
        day=evening_text(now.day), pairs=pairs, places=places
    )
    visited = ngettext("{done} of {count} recorded.", "{done} of {count} recorded.", stops)
    return f"{text} {visited.format(done=number(done), count=number(stops))}"


def _plan_again(now: Tonight) -> None:
    forget_plan()
    st.session_state[again_key(now.day)] = True


def _offer_locks(now: Tonight, rounds: Sequence[CommittedRound]) -> None:
    """Draw, folded, the locks of the rounds that could be planned again."""
    free = [one for one in rounds if may_edit(one.service) and not one.begun]
    if not free:
        return
    with st.popover(_("Lock"), icon=":material/lock:", key="rounds_locks"):
        st.caption(_("What is locked stays when you propose again."))
        for one in free:
            label = _("Unlock round {pair}") if one.locked else _("Lock round {pair}")
            st.button(
                label.format(pair=as_plain(now.name(one.team))),
                icon=":material/lock_open:" if one.locked else ":material/lock:",
                key=f"committed_lock_{one.id}",
                on_click=_lock,
                args=(one,),
            )


def _lock(one: CommittedRound) -> None:
    outcome = lock_round(engine_to_edit(one.service), one.id, locked=not one.locked)
    show_faults(outcome.faults, {})
    if not outcome.faults:
        note_change("round_locked", round=one.id, locked=not one.locked)


def _list_of(now: Tonight, one: CommittedRound, shorts: Mapping[int, str]) -> dict[str, object]:
    """Return a committed round as its list shows it: what was planned, and what came of it."""
    letter = letter_of(now.position(one.team))
    stops = [_stop(f"{letter}{at}", stop, shorts) for at, stop in enumerate(one.stops, start=1)]
    stops += [
        stop_card(visit.place, "", "", [_("not planned")], shorts) | _came(visit) for visit in one.unplanned
    ]
    return round_list(now, one.team, _facts(one), stops)


def _facts(one: CommittedRound) -> str:
    done = sum(stop.done is not None for stop in one.stops)
    count = ngettext("{done} of {count} stop recorded", "{done} of {count} stops recorded", len(one.stops))
    facts = [window_text(one.hours), count.format(done=number(done), count=number(len(one.stops)))]
    return " · ".join([*facts, _("locked")] if one.locked else facts)


def _stop(mark: str, stop: CommittedStop, shorts: Mapping[int, str]) -> dict[str, object]:
    plan = stop.plan
    notes = [_("required")] if plan.required else []
    notes += [_("locked")] if plan.locked else []
    arrives = hours_text(plan.arrival_min, plan.latest_arrival_min)
    card = stop_card(plan.place, mark, arrives, notes, shorts) | {"length": length_text(plan.service_min)}
    return card if stop.done is None else card | _came(stop.done)


def _came(visit: VisitDone) -> dict[str, object]:
    """Return what came of a stop, for its card."""
    parts = [term_of(visit.outcome)]
    if visit.arrival_min is not None:
        parts.append(labelled(_("Arrived"), hour_text(visit.arrival_min)))
    if visit.minutes is not None:
        parts.append(length_text(visit.minutes))
    if visit.outcome is Outcome.MET:
        met = ngettext("{count} person met", "{count} people met", visit.people)
        parts.append(met.format(count=number(visit.people)))
    return {"came": " · ".join(parts), "state": "skipped" if visit.outcome is Outcome.SKIPPED else "done"}
