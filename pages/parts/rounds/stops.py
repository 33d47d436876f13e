"""The stops of each pair in order: drag them, or change one by buttons; every edit is judged at once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st
from streamlit_sortables import sort_items

from geo.rounds.editing import (
    Draft,
    drop_stop,
    keep_hour,
    keep_order,
    keep_pair,
    keep_round,
    move_to,
    reorder,
    require,
    shift_stop,
    unlock,
)
from geo.rounds.model import TimeWindow
from pages.parts.rounds.session import Planning, edit
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import RoundView, StopView
from pages.parts.rounds.wording import (
    colour_of,
    hour_text,
    hours_text,
    length_text,
    letter_of,
    place_label,
    place_name,
    violation_word,
)
from pages.ui import colours
from pages.ui.text import _, as_plain, labelled, ngettext, number

STOP = "_rounds_stop_chosen"
"""Key of the stop that somebody chose or changed last; until then it is the first of the plan."""

HOUR_SLACK_MIN = 10
"""Minutes around the planned arrival within which a locked hour lets a visit begin."""


def show_change(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """
    Say what is wrong, and draw what can be done to one stop and to whole rounds.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan that is changed.
    rounds : sequence of RoundView
        Its rounds.
    """
    _show_troubles(now, rounds)
    if any(one.stops for one in rounds):
        _change_one(now, plan, rounds)
    _lock_rounds(now, plan, rounds)


def _head(now: Tonight, one: RoundView) -> str:
    """Return what stands above the stops of a pair."""
    count = len(one.stops)
    if not count:
        return "{name} · {what}".format(name=now.name(one.team), what=_("stays in"))
    stops = ngettext("{count} stop", "{count} stops", count).format(count=number(count))
    back = _("back {hours}").format(hours=hours_text(one.back_min, one.latest_back_min))
    notes = [_("late")] if one.is_late else []
    return " · ".join([now.name(one.team), stops, back, *notes])


def show_board(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """
    Draw all rounds as lists to drag stops in and between.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan that is changed.
    rounds : sequence of RoundView
        Its rounds.
    """
    board = [
        {
            "header": _head(now, one),
            "items": [_line(now, plan.draft, one, at) for at in range(len(one.stops))],
        }
        for one in rounds
    ]
    known = {
        line: stop.place
        for listed, one in zip(board, rounds, strict=True)
        for line, stop in zip(listed["items"], one.stops, strict=True)
    }
    # What it showed first is part of the component's identity: after each edit it starts anew.
    key = f"rounds_board_{plan.edition}_{hash((tuple(known), colours.is_dark()))}"
    moved = sort_items(
        board,
        multi_containers=True,
        direction="vertical",
        custom_style=_style(now, rounds),
        key=key,
    )
    if moved is not None and moved != board:
        orders = {
            one.team: [known[line] for line in listed["items"]]
            for one, listed in zip(rounds, moved, strict=True)
        }
        edit(plan, partial(reorder, orders=orders))
        st.rerun(scope="app")


def _line(now: Tonight, draft: Draft, one: RoundView, at: int) -> str:
    """Return what the list says of a stop: number, hours, place, and in words what is locked or wrong."""
    stop = one.stops[at]
    mark = f"{letter_of(now.position(one.team))}{at + 1}"
    notes = [violation_word(found) for found in stop.violations]
    if stop.place in draft.required:
        notes.append(_("required"))
    if draft.is_locked(stop.place):
        notes.append(_("locked"))
    arrives = hours_text(stop.arrival_min, stop.latest_arrival_min)
    return " · ".join([mark, arrives, place_label(stop.place), *notes])


def _style(now: Tonight, rounds: Sequence[RoundView]) -> str:
    """Return the look of the lists in the theme of the session; they live in a frame of their own."""
    dark = colours.is_dark()
    card, edge = ("#1b2427", "#35454a") if dark else ("#ffffff", "#c9d1d1")
    heads = " ".join(
        f".sortable-container:nth-of-type({at}) .sortable-container-header "
        f"{{ border-left: 6px solid {colour_of(now.position(one.team))}; }}"
        for at, one in enumerate(rounds, start=1)
    )
    return f"""
    body {{ background: transparent; }}
    .sortable-component {{ background: transparent; padding: 0; border: 0;
      font-family: "Source Sans", "Source Sans 3", "Segoe UI", system-ui, sans-serif; }}
    .sortable-container {{ background: transparent; margin: 0 0 14px; padding: 0; width: 100% !important; }}
    .sortable-container-header {{ background: transparent; color: {colours.ink()}; font-weight: 600;
      font-size: 15px; padding: 2px 8px; margin-bottom: 4px; }}
    .sortable-container-body {{ background: transparent; min-height: 40px; padding: 0; margin: 0;
      border: 1px dashed {edge}; border-radius: 8px; }}
    .sortable-item, .sortable-item:hover, .sortable-item.active {{ background: {card}; color: {colours.ink()};
      border: 1px solid {edge}; border-radius: 8px; margin: 4px; padding: 11px 10px; display: block;
      text-align: left; white-space: normal; width: auto; font-size: 15px; height: auto; }}
    .sortable-item:focus-visible {{ outline: 3px solid {colours.accent()}; }}
    .sortable-item.dragging {{ opacity: 0.6; }}
    {heads}
    """


def _show_troubles(now: Tonight, rounds: Sequence[RoundView]) -> None:
    """Say what is wrong with each stop and round, in words."""
    for one in rounds:
        letter = letter_of(now.position(one.team))
        for at, stop in enumerate(one.stops, start=1):
            if stop.trouble:
                name = f"**{letter}{at} · {place_name(stop.place)}**"
                st.markdown(f":material/warning: {labelled(name, stop.trouble)}")
        if one.trouble:
            name = f"**{as_plain(now.name(one.team))}**"
            st.markdown(f":material/warning: {labelled(name, one.trouble)}")


def _change_one(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """Draw the choice of one stop, and the buttons that change it: for the keyboard and the phone."""
    marks = {
        stop.place: f"{letter_of(now.position(one.team))}{at}"
        for one in rounds
        for at, stop in enumerate(one.stops, start=1)
    }
    chosen = st.session_state.get(STOP)
    # A browser knows an option by its text, which changes with each move: each draft has its own list.
    key = f"rounds_stop_choice_{plan.edition}"
    st.session_state[key] = chosen if chosen in marks else next(iter(marks))
    with st.container(border=True, key="rounds_change"):
        place = st.selectbox(
            _("Change a stop"),
            list(marks),
            format_func=lambda place: f"{marks.get(place, '')} · {place_label(place)}",
            key=key,
            on_change=_choose_stop,
            args=(key,),
        )
        one = next(one for one in rounds if place in {stop.place for stop in one.stops})
        at = next(at for at, stop in enumerate(one.stops) if stop.place == place)
        _show_facts(one.stops[at])
        with st.container(horizontal=True, gap="small"):
            _move_buttons(plan, place, at, len(one.stops))
            _other_pairs(now, plan, place, rounds, one.team)
            _lock_buttons(plan, place, one.stops, at)
            st.button(
                _("Drop"),
                icon=":material/remove_circle:",
                key="stop_drop",
                help=_("Not this evening."),
                on_click=_edit,
                args=(plan, place, partial(drop_stop, place=place)),
            )


def _choose_stop(key: str) -> None:
    st.session_state[STOP] = st.session_state[key]


def _edit(plan: Planning, place: int, change: Callable[[Draft], Draft]) -> None:
    """Change the plan, and go on with this stop wherever it stands then."""
    st.session_state[STOP] = place
    edit(plan, change)


def _show_facts(stop: StopView) -> None:
    facts = [
        labelled(_("Arrives"), hours_text(stop.arrival_min, stop.latest_arrival_min)),
        labelled(_("On site"), length_text(stop.service_min)),
        labelled(_("On the road"), length_text(stop.drive_min)),
    ]
    if stop.wait_min > 0:
        facts.append(labelled(_("Waiting"), length_text(stop.wait_min)))
    st.caption(" · ".join(facts))


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
    for team in others:
        st.button(
            _("To {pair}").format(pair=letter_of(now.position(team))),
            icon=":material/swap_horiz:",
            key=f"stop_to_{team}",
            help=as_plain(now.name(team)),
            on_click=_edit,
            args=(plan, place, partial(move_to, place=place, team=team)),
        )


def _lock_buttons(plan: Planning, place: int, stops: Sequence[StopView], at: int) -> None:
    draft, stop = plan.draft, stops[at]
    required = place in draft.required
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


def _lock_rounds(now: Tonight, plan: Planning, rounds: Sequence[RoundView]) -> None:
    """Draw the lock of each whole round."""
    kept: Mapping[int, bool] = {one.team: one.team in plan.draft.locks.rounds for one in rounds}
    with st.container(horizontal=True, gap="small"):
        for team, is_kept in kept.items():
            st.button(
                (_("Unlock round {pair}") if is_kept else _("Lock round {pair}")).format(
                    pair=letter_of(now.position(team))
                ),
                icon=":material/lock_open:" if is_kept else ":material/lock:",
                type="tertiary",
                key=f"round_lock_{team}",
                on_click=edit,
                args=(plan, partial(keep_round, team=team, kept=not is_kept)),
            )
