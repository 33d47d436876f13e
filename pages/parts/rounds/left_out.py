"""Why not? Places that no round visits, by the reason, each with its figures and what helps in one click."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from data.planning.evening_register import wish_for
from data.planning.evenings import EveningSheet
from geo.rounds.editing import Draft, require, settled
from geo.rounds.editing import take_back as allow_again
from geo.rounds.model import Evening
from geo.rounds.reasons import Reason, ReasonKind, Swap, each_reason, explain
from geo.rounds.remedies import remedies
from pages.parts.rounds.session import FIRST_S, Planning, begin_search, edit
from pages.parts.rounds.stops import choose
from pages.parts.rounds.tonight import Tonight, add_pair, sheet_of, tonight, waived_pairs
from pages.parts.rounds.wording import lack_text, place_label, place_name, reason_text, short_labels
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit, places
from pages.ui.evening import evening_text
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, labelled, ngettext, number

DAYS_AHEAD = 7
"""Evenings that are looked at for another day."""

EFFORT = 60
"""Iterations of the search for what forcing one place in would come to."""

SHOWN = 6
"""Places of one reason that are shown before one asks for all."""

MANY = 40
"""Places from which on looking for reasons takes a moment that is shown."""

TOLD_S = 10
"""Seconds for which it is said what gave way."""

HOPELESS = frozenset(
    {ReasonKind.SHUT, ReasonKind.NO_PAIR_WHEN_OPEN, ReasonKind.WINDOW_NEVER_MEETS_SHIFT, ReasonKind.LOCKED}
)
"""Reasons for which no round of this evening's pairs can take a place, whatever gives way."""

_REASONS = "_rounds_reasons"
_DAYS = "_rounds_days"


def reasons_of(plan: Planning, sheet: EveningSheet) -> tuple[Reason, ...]:
    """Return the reason for each place that is left out; computed once a draft."""
    key = (plan.draft.routes, plan.draft.locks, plan.draft.required)
    kept: tuple[EveningSheet, object, tuple[Reason, ...]] | None = st.session_state.get(_REASONS)
    if kept is not None and kept[0] is sheet and _same(kept[1], key):
        return kept[2]
    found = _found(settled(sheet.evening, plan.draft), plan.draft)
    st.session_state[_REASONS] = (sheet, key, found)
    return found


def _same(kept: object, key: object) -> bool:
    return kept == key


def _found(evening: Evening, draft: Draft) -> tuple[Reason, ...]:
    """Look for all reasons, with a bar where there are many."""
    count = len(evening.stops) - len(draft.visited)
    each = each_reason(evening, draft.routes, draft.locks, effort=0)
    if count < MANY:
        return tuple(each)
    text = _("Looking for the reasons…")
    bar, found = st.progress(0.0, text=text), []
    for reason in each:
        found.append(reason)
        bar.progress(min(len(found) / count, 1.0), text=text)
    bar.empty()
    return tuple(found)


def show_left_out(now: Tonight, plan: Planning, sheet: EveningSheet) -> None:
    """
    Draw the places that are left out, each with its reason, and what can be done about it.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan.
    sheet : EveningSheet
        The evening ready to be planned.
    """
    count = len(sheet.evening.stops) - len(plan.draft.visited)
    if not count:
        return
    label = ngettext("Why not? {count} place left out", "Why not? {count} places left out", count)
    # Reasons are exact, which takes a moment: they are looked for once somebody wants to know.
    box = st.expander(
        label.format(count=number(count)), icon=":material/help:", key="rounds_why_not", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.html(f"<style>{_STYLE}</style>")
        _show_groups(now, plan, sheet, reasons_of(plan, sheet))


def _show_groups(now: Tonight, plan: Planning, sheet: EveningSheet, reasons: Sequence[Reason]) -> None:
    """Draw the places by reason, those with the highest score first."""
    groups: dict[ReasonKind, list[Reason]] = defaultdict(list)
    for reason in sorted(reasons, key=lambda one: -_score(sheet, one.place)):
        groups[reason.kind].append(reason)
    idle, shorts = _idle(now, sheet), short_labels(places()["label"])
    for kind in (kind for kind in _ORDER if kind in groups):
        group = groups[kind]
        st.markdown(f"**{reason_text(kind)}** ({number(len(group))})")
        key = f"rounds_all_{kind}"
        for reason in group if st.session_state.get(key) else group[:SHOWN]:
            _show_place(now, plan, sheet, reason, idle, shorts)
        if len(group) > SHOWN:
            st.toggle(_("Show all {count}").format(count=number(len(group))), key=key)


_STYLE = """
[class*="st-key-why_out_"] > [data-testid="stElementContainer"]:has([data-testid="stMarkdown"]) {
  flex: 1 1 20rem; min-width: 0; width: auto;
}
"""
"""What can be done stands beside the words, and on a phone below them."""

_ORDER = (
    ReasonKind.FITS,
    ReasonKind.UNFINISHED,
    ReasonKind.LEFT_OUT,
    ReasonKind.DISPLACED,
    ReasonKind.ALL_FULL,
    ReasonKind.NO_PRIZE_GAIN,
    ReasonKind.LOCKED,
    ReasonKind.WINDOW_NEVER_MEETS_SHIFT,
    ReasonKind.NO_PAIR_WHEN_OPEN,
    ReasonKind.SHUT,
)
"""Groups in order: what can be helped first."""


def _score(sheet: EveningSheet, place: int) -> float:
    return float(sheet.terms["total"].get(place, 0.0))


def _show_place(
    now: Tonight,
    plan: Planning,
    sheet: EveningSheet,
    reason: Reason,
    idle: Evening | None,
    shorts: Mapping[int, str],
) -> None:
    place = reason.place
    with st.container(border=True, gap="xxsmall", key=f"left_out_{place}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"why_out_{place}"):
            score = _("score {score}").format(score=number(_score(sheet, place), 1))
            lack = as_plain(lack_text(reason, now.names))
            swap = "" if reason.swap is None else _swap_text(reason.swap, shorts)
            facts = " · ".join(fact for fact in (score, lack, swap) if fact)
            st.markdown(f"**{place_name(place)}**  \n:small[:gray[{facts}]]", width="stretch")
            _offer_tonight(plan, sheet, reason)
            st.button(
                _("Another evening"),
                icon=":material/event:",
                key=f"remedy_days_{place}",
                type="tertiary",
                on_click=_look_at_days,
                args=(now, reason),
            )
            _offer_pairs(now, reason, idle)
        _offer_days(place)


def _offer_tonight(plan: Planning, sheet: EveningSheet, reason: Reason) -> None:
    """Draw what helps this evening with the pairs that go out."""
    place = reason.place
    if reason.kind is ReasonKind.LEFT_OUT:
        st.button(
            _("Let it be proposed again"),
            icon=":material/undo:",
            key=f"remedy_allow_{place}",
            type="tertiary",
            on_click=_then_search(plan, sheet, partial(allow_again, place=place)),
        )
    if reason.kind not in HOPELESS:
        st.button(
            _("Force it"),
            icon=":material/priority_high:",
            key=f"remedy_force_{place}",
            type="tertiary",
            help=_("It is visited this evening; what has to give way is shown."),
            on_click=_force,
            args=(plan, sheet, place),
        )


def _swap_text(swap: Swap, shorts: Mapping[int, str]) -> str:
    """Return what forcing a place in would come to."""
    change = number(swap.prize_change, 1)
    if not swap.goes_out:
        return _("forced in, nothing has to give way (total score {change})").format(change=change)
    names = ", ".join(as_plain(shorts.get(place, place_label(place))) for place in swap.goes_out)
    return _("forced in, {places} would give way (total score {change})").format(places=names, change=change)


def _then_search(plan: Planning, sheet: EveningSheet, change: Callable[[Draft], Draft]) -> Callable[[], None]:
    def act() -> None:
        edit(plan, change)
        begin_search(plan, sheet, FIRST_S)

    return act


def swap_for(plan: Planning, sheet: EveningSheet, place: int) -> Swap | None:
    """Return what forcing a place in would come to, or None where it cannot be done."""
    draft = allow_again(plan.draft, place)
    kept = draft.visited | {place}
    evening = settled(sheet.evening, draft)
    near = replace(evening, stops=tuple(stop for stop in evening.stops if stop.place in kept))
    found = explain(near, draft.routes, draft.locks, effort=EFFORT)
    return next((reason.swap for reason in found if reason.place == place), None)


def _force(plan: Planning, sheet: EveningSheet, place: int) -> None:
    """Put a place on a round, and say what gave way; where nothing can, search around it."""
    name, swap = place_name(place), swap_for(plan, sheet, place)
    choose(place)
    if swap is None:
        edit(plan, partial(require, place=place))
        begin_search(plan, sheet, FIRST_S)
        text = _("{place} is required now; if no round can take it, it stays in this list.").format(
            place=name
        )
    else:
        edit(plan, lambda draft: replace(require(draft, place), routes=swap.routes))
        gone = ", ".join(place_name(one) for one in swap.goes_out)
        text = (
            _("{place} is on a round now; {gone} gave way.").format(place=name, gone=gone)
            if gone
            else _("{place} is on a round now; nothing had to give way.").format(place=name)
        )
    # Whoever forces it stands far below the plan's own notice.
    st.toast(text, icon=":material/priority_high:", duration=TOLD_S)


def _idle(now: Tonight, sheet: EveningSheet) -> Evening | None:
    """Return the evening with the pairs that could go out and do not."""
    out = {team.team for team in sheet.evening.teams}
    idle = frozenset(team.id for team in now.able if team.id not in out and not team.lacks)
    return sheet_of(now.day, idle, frozenset()).evening if idle else None


def _offer_pairs(now: Tonight, reason: Reason, idle: Evening | None) -> None:
    for team in remedies(reason, idle=idle).teams if idle is not None else ():
        st.button(
            _("Add a round of {pair}").format(pair=as_plain(now.name(team))),
            icon=":material/group_add:",
            key=f"remedy_pair_{team}_{reason.place}",
            type="tertiary",
            on_click=add_pair,
            args=(now.day, team),
        )


def _look_at_days(now: Tonight, reason: Reason) -> None:
    """Look for evenings of the next days on which a pair could go there."""
    evenings = {}
    for ahead in range(1, DAYS_AHEAD + 1):
        day = now.day + timedelta(days=ahead)
        other = tonight(day)
        teams = frozenset(team.id for team in other.able if not team.lacks)
        if teams:
            evenings[day.toordinal()] = sheet_of(day, teams, waived_pairs(other)).evening
    found = remedies(reason, days=evenings).days
    st.session_state[_DAYS] = (reason.place, tuple(date.fromordinal(day) for day in found))


def _offer_days(place: int) -> None:
    kept: tuple[int, tuple[date, ...]] | None = st.session_state.get(_DAYS)
    if kept is None or kept[0] != place:
        return
    if not kept[1]:
        st.caption(
            ngettext(
                "No pair could go there in the next {count} day.",
                "No pair could go there in the next {count} days.",
                DAYS_AHEAD,
            ).format(count=DAYS_AHEAD)
        )
        return
    st.caption(_("It will be required on that evening."))
    with st.container(horizontal=True, gap="small"):
        for day in kept[1]:
            st.button(
                evening_text(day), key=f"remedy_day_{day.isoformat()}", on_click=_move_day, args=(place, day)
            )


def _move_day(place: int, day: date) -> None:
    service = int(places()["service"][place])
    outcome = wish_for(engine_to_edit(service), place, day, wanted=True)
    if outcome.faults:
        show_faults(outcome.faults, {})
        return
    note_change("evening_wished", place=place, day=day.isoformat())
    st.session_state.pop(_DAYS, None)
    st.toast(
        labelled(place_name(place), _("required on {day}.").format(day=evening_text(day))),
        icon=":material/event_available:",
    )
