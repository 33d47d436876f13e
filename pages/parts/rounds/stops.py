"""Changing one stop: a bar that stays in sight below the lists, for the keyboard and the phone as well."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from geo.rounds.editing import (
    Draft,
    drop_stop,
    keep_hour,
    keep_order,
    keep_pair,
    keep_round,
    move_to,
    require,
    shift_stop,
    unlock,
)
from geo.rounds.model import TimeWindow
from pages.parts.rounds.board import chosen_stop, moved_stop, show_board
from pages.parts.rounds.session import Planning, edit, redo, undo
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import RoundView, StopView
from pages.parts.rounds.wording import letter_of, place_name
from pages.ui import colours
from pages.ui.hours import hour_text, length_text
from pages.ui.text import _, as_plain, labelled

STOP = "_rounds_stop_chosen"
"""Key of the stop that somebody chose or changed last; until then it is the first of the plan."""

HOUR_SLACK_MIN = 10
"""Minutes around the planned arrival within which a locked hour lets a visit begin."""

_STYLE = """
.st-key-rounds_change {{
  background: {paper}; box-shadow: 0 -4px 12px rgba(0, 0, 0, 0.12); padding: 0.6rem 0.75rem;
}}
@media (min-width: {sticks_from}px) {{
  div:has(> .st-key-rounds_change) {{ position: sticky; bottom: 0; z-index: 5; }}
}}
@media (max-width: 640px) {{
  .st-key-rounds_change {{ gap: 0.25rem; padding: 0.4rem 0.5rem; }}
  .st-key-rounds_change_head :is(p, small) {{
    line-height: 1.25rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  }}
  .st-key-rounds_change button {{ min-height: 2.75rem; min-width: 2.75rem; padding: 0.4rem; }}
  .st-key-rounds_change button p {{
    clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px;
  }}
}}
"""
"""The bar sticks to the lower edge while the lists pass; on a phone its words are there for readers only."""

PHONE_PX = 641
"""Width in pixels from which on a window is none of a phone."""


def show_stops(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """
    Draw the stops of each pair, and say what is wrong with whole rounds.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan that is changed.
    rounds : sequence of RoundView
        Its rounds.
    """
    _show_rounds_in_trouble(now, rounds)
    show_board(
        now,
        plan.draft,
        rounds,
        chosen=_chosen(rounds),
        on_chosen=_choose,
        on_moved=partial(_drop_where_put, plan),
    )


def show_bar(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """
    Draw the bar that changes the stop that is chosen.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan that is changed.
    rounds : sequence of RoundView
        Its rounds.
    """
    place = _chosen(rounds)
    one = next((one for one in rounds if place in {stop.place for stop in one.stops}), None)
    with st.container(border=True, gap="xsmall", key="rounds_change"):
        # A phone has room for it once somebody has chosen a stop, and not before.
        sticks_from = 0 if st.session_state.get(STOP) == place else PHONE_PX
        st.html(f"<style>{_STYLE.format(paper=colours.paper(), sticks_from=sticks_from)}</style>")
        _show_notice(plan)
        if one is None or place is None:
            _show_head(plan, _("No stop to change."))
            return
        at = next(at for at, stop in enumerate(one.stops) if stop.place == place)
        stop = one.stops[at]
        mark = f"{letter_of(now.position(one.team))}{at + 1}"
        _show_head(plan, f"**{mark} · {place_name(place)}**  \n:small[:gray[{_facts(stop)}]]")
        if stop.trouble:
            st.markdown(f":material/warning: {stop.trouble}")
        with st.container(horizontal=True, gap="xsmall", key="rounds_stop_actions"):
            _move_buttons(plan, place, at, len(one.stops))
            _other_pairs(now, plan, place, rounds, one.team)
            _lock_buttons(now, plan, one, at)
            st.button(
                _("Drop"),
                icon=":material/remove_circle:",
                key="stop_drop",
                help=_("Not this evening."),
                on_click=_edit,
                args=(plan, place, partial(drop_stop, place=place)),
            )


def _show_notice(plan: Planning) -> None:
    """Say once what came of the last edit or search where it needs words, where the eye is."""
    if plan.notice:
        st.markdown(f":material/info: **{plan.notice}**")
        plan.notice = ""


def _chosen(rounds: Sequence[RoundView]) -> int | None:
    """Return the stop that was chosen or changed last; the first of the plan until there is one."""
    places = [stop.place for one in rounds for stop in one.stops]
    chosen: int | None = st.session_state.get(STOP)
    return chosen if chosen in places else next(iter(places), None)


def choose(place: int) -> None:
    """Go on with a stop, wherever it stands."""
    st.session_state[STOP] = place


def _choose() -> None:
    place = chosen_stop()
    if place is not None:
        choose(place)


def _drop_where_put(plan: Planning) -> None:
    """Move the stop that was dragged; one that is gone meanwhile stays gone."""
    moved = moved_stop()
    if moved is None:
        return
    place, team, position = moved
    known = {route.team for route in plan.draft.routes}
    if place in plan.draft.visited and team in known:
        _edit(plan, place, partial(move_to, place=place, team=team, position=position))


def _edit(plan: Planning, place: int, change: Callable[[Draft], Draft]) -> None:
    """Change the plan, and go on with this stop wherever it stands then."""
    choose(place)
    edit(plan, change)


def _show_rounds_in_trouble(now: Tonight, rounds: Sequence[RoundView]) -> None:
    """Say what is wrong with whole rounds; what is wrong with a stop stands in its line."""
    for one in rounds:
        if one.trouble:
            name = f"**{as_plain(now.name(one.team))}**"
            st.markdown(f":material/warning: {labelled(name, one.trouble)}")


def _show_head(plan: Planning, title: str) -> None:
    row = st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key="rounds_change_head"
    )
    with row:
        st.markdown(title, width="stretch")
        _history_buttons(plan)


def _history_buttons(plan: Planning) -> None:
    st.button(
        _("Undo"),
        icon=":material/undo:",
        key="rounds_undo",
        disabled=not plan.history.past,
        on_click=undo,
        args=(plan,),
    )
    st.button(
        _("Redo"),
        icon=":material/redo:",
        key="rounds_redo",
        disabled=not plan.history.future,
        on_click=redo,
        args=(plan,),
    )


def _facts(stop: StopView) -> str:
    facts = [
        labelled(_("On site"), length_text(stop.service_min)),
        labelled(_("On the road"), length_text(stop.drive_min)),
    ]
    if stop.wait_min > 0:
        facts.append(labelled(_("Waiting"), length_text(stop.wait_min)))
    return " · ".join(facts)


def _move_buttons(plan: Planning, place: int, at: int, count: int) -> None:
    st.button(
        _("Earlier"),
        icon=":material/arrow_upward:",
        key="stop_earlier",
        disabled=at == 0,
        on_click=_edit,
        args=(plan, place, partial(shift_stop, place=place, by=-1)),
    )
    st.button(
        _("Later"),
        icon=":material/arrow_downward:",
        key="stop_later",
        disabled=at == count - 1,
        on_click=_edit,
        args=(plan, place, partial(shift_stop, place=place, by=1)),
    )


def _other_pairs(now: Tonight, plan: Planning, place: int, rounds: Sequence[RoundView], own: int) -> None:
    others = [one.team for one in rounds if one.team != own]
    if not others:
        return
    with st.popover(_("To another pair"), icon=":material/swap_horiz:", key="stop_to"):
        for team in others:
            st.button(
                as_plain(now.name(team)),
                key=f"stop_to_{team}",
                on_click=_edit,
                args=(plan, place, partial(move_to, place=place, team=team)),
            )


def _lock_buttons(now: Tonight, plan: Planning, one: RoundView, at: int) -> None:
    draft, stops = plan.draft, one.stops
    stop = stops[at]
    place, required = stop.place, stop.place in draft.required
    st.button(
        _("Not required") if required else _("Require"),
        icon=":material/priority_high:",
        key="stop_require",
        help=_("A required place is visited whatever its score says."),
        on_click=_edit,
        args=(plan, place, partial(require, place=place, required=not required)),
    )
    hours = TimeWindow(round(stop.arrival_min) - HOUR_SLACK_MIN, round(stop.arrival_min) + HOUR_SLACK_MIN)
    with st.popover(_("Lock"), icon=":material/lock:", key="stop_lock"):
        st.caption(_("What is locked stays when you propose again."))
        st.button(
            _("Stays with this pair"),
            key="lock_pair",
            disabled=place in draft.locks.pairs,
            on_click=_edit,
            args=(plan, place, partial(keep_pair, place=place)),
        )
        if at > 0:
            st.button(
                _("Stays right after {place}").format(place=place_name(stops[at - 1].place)),
                key="lock_order",
                disabled=any(place in order[1:] for order in draft.locks.orders),
                on_click=_edit,
                args=(plan, place, partial(keep_order, place=place)),
            )
        st.button(
            _("Stays at about {hour}").format(hour=hour_text(stop.arrival_min)),
            key="lock_hour",
            disabled=place in draft.locks.times,
            on_click=_edit,
            args=(plan, place, partial(keep_hour, place=place, hours=hours)),
        )
        if draft.is_locked(place):
            st.button(
                _("Unlock"),
                icon=":material/lock_open:",
                key="stop_unlock",
                on_click=_edit,
                args=(plan, place, partial(unlock, place=place)),
            )
        _lock_round(now, plan, one.team)


def _lock_round(now: Tonight, plan: Planning, team: int) -> None:
    is_kept = team in plan.draft.locks.rounds
    st.button(
        (_("Unlock round {pair}") if is_kept else _("Lock round {pair}")).format(
            pair=letter_of(now.position(team))
        ),
        icon=":material/lock_open:" if is_kept else ":material/lock:",
        key=f"round_lock_{team}",
        on_click=edit,
        args=(plan, partial(keep_round, team=team, kept=not is_kept)),
    )
