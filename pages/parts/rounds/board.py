"""The lists of stops: our own component, because a stop is both pressed and dragged, on paper of ours."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from data.settings import ROOT
from geo.rounds.editing import Draft
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import RoundView, StopView
from pages.parts.rounds.wording import colour_of, letter_of, place_label, short_labels, violation_word
from pages.ui.cache import places
from pages.ui.hours import hours_text
from pages.ui.text import _, ngettext, number

KEY = "rounds_board"

_ASSETS = ROOT / "assets"

_component = st.components.v2.component(
    "maraude_rounds",
    html='<div class="board" role="group"></div>',
    css=(_ASSETS / "rounds.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "rounds.js").read_text(encoding="utf-8"),
)


def show_board(
    now: Tonight,
    draft: Draft,
    rounds: Sequence[RoundView],
    *,
    chosen: int | None,
    on_chosen: Callable[[], None],
    on_moved: Callable[[], None],
) -> None:
    """
    Draw all rounds as lists, side by side where there is room for it.

    Parameters
    ----------
    now : Tonight
        The evening.
    draft : Draft
        The plan, for what is required and locked.
    rounds : sequence of RoundView
        Its rounds.
    chosen : int or None
        The place that is marked.
    on_chosen, on_moved : callable
        Called when a stop was pressed, and when one was dropped; see `chosen_stop` and `moved_stop`.
    """
    shorts = short_labels(places()["label"])
    _component(
        key=KEY,
        data={
            "label": _("Stops of each pair, in order"),
            "none": _("No stop. Drag one here, or leave the pair at home."),
            "hint": _(
                "Drag a stop, or choose it and change it below. On the keyboard: arrows, and Alt to move."
            ),
            "tap": _("Tap a stop to change it."),
            "chosen": chosen,
            "pairs": [_pair(now, draft, one, shorts) for one in rounds],
        },
        on_chosen_change=on_chosen,
        on_moved_change=on_moved,
    )


def show_lists(lists: Sequence[Mapping[str, object]], *, opened: int | None) -> None:
    """
    Draw rounds as the same lists, only to be read.

    Parameters
    ----------
    lists : sequence of mapping
        From `round_list`, with stops from `stop_card`.
    opened : int or None
        A place of the round that a phone does not fold.
    """
    _component(
        key=f"{KEY}_fixed",
        data={
            "fixed": True,
            "label": _("Stops of each pair, in order"),
            "none": _("stays in"),
            "chosen": opened,
            "pairs": list(lists),
        },
    )


def round_list(
    now: Tonight, team: int, facts: str, stops: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """
    Return a round as its list shows it.

    Parameters
    ----------
    now : Tonight
        The evening.
    team : int
        The pair.
    facts : str
        What stands below its name.
    stops : sequence of mapping
        From `stop_card`, in order.

    Returns
    -------
    dict of str to object
        For the component.
    """
    position, record = now.position(team), now.record(team)
    return {
        "team": team,
        "letter": letter_of(position),
        "colour": colour_of(position),
        "name": record.code if record else _("Another pair"),
        "facts": facts,
        "stops": list(stops),
    }


def stop_card(
    place: int, mark: str, hours: str, notes: Sequence[str], shorts: Mapping[int, str]
) -> dict[str, object]:
    """
    Return a stop as its list shows it.

    Parameters
    ----------
    place : int
        Where.
    mark, hours : str
        Letter and number, and when.
    notes : sequence of str
        What else there is to know, in a word or two each.
    shorts : mapping of int to str
        Labels where there is little room, from `pages.parts.rounds.wording.short_labels`.

    Returns
    -------
    dict of str to object
        For the component.
    """
    label = place_label(place)
    return {
        "place": place,
        "mark": mark,
        "hours": hours,
        "label": label,
        "short": shorts.get(place, label),
        "notes": " · ".join(notes),
    }


def chosen_stop() -> int | None:
    """Return the place of the stop that was just pressed; for a callback."""
    place = _triggered("chosen")
    return place if isinstance(place, int) else None


def moved_stop() -> tuple[int, int, int] | None:
    """Return place, pair and position of the stop that was just dropped; for a callback."""
    moved = _triggered("moved")
    if not isinstance(moved, Mapping):
        return None
    place, team, position = (moved.get(name) for name in ("place", "team", "position"))
    if isinstance(place, int) and isinstance(team, int) and isinstance(position, int):
        return place, team, max(position, 0)
    return None


def _triggered(name: str) -> object:
    state = st.session_state.get(KEY)
    return state.get(name) if isinstance(state, Mapping) else None


def _pair(now: Tonight, draft: Draft, one: RoundView, shorts: Mapping[int, str]) -> dict[str, object]:
    letter = letter_of(now.position(one.team))
    stops = [_stop(draft, stop, f"{letter}{at}", shorts) for at, stop in enumerate(one.stops, start=1)]
    return round_list(now, one.team, _facts(one, is_locked=one.team in draft.locks.rounds), stops)


def _facts(one: RoundView, *, is_locked: bool) -> str:
    if not one.stops:
        return _("stays in")
    count = ngettext("{count} stop", "{count} stops", len(one.stops)).format(count=number(len(one.stops)))
    notes = [_("locked")] if is_locked else []
    notes += [_("late")] if one.is_late else []
    back = _("back {hours}").format(hours=hours_text(one.back_min, one.latest_back_min))
    return " · ".join([count, back, *notes])


def _stop(draft: Draft, stop: StopView, mark: str, shorts: Mapping[int, str]) -> dict[str, object]:
    """Return a stop as its list shows it: in words too what is locked or wrong."""
    notes = [violation_word(found) for found in stop.violations]
    if stop.place in draft.required:
        notes.append(_("required"))
    if draft.is_locked(stop.place):
        notes.append(_("locked"))
    hours = hours_text(stop.arrival_min, stop.latest_arrival_min)
    return stop_card(stop.place, mark, hours, notes, shorts) | {"wrong": bool(stop.violations)}
