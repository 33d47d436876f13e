"""A bar for each pair: on the road, waiting, on site and free over the hours of the evening."""

from collections.abc import Iterator, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import LATE, RoundView
from pages.parts.rounds.wording import letter_of, place_label
from pages.ui import colours
from pages.ui.hours import hours_text, length_text
from pages.ui.text import _

LANE = 36
"""Height of a pair's bar with its room, in pixels."""

THICK = 20

CLOCK = "format(floor(datum.value / 60) % 24, '02d') + ':' + format(datum.value % 60, '02d')"
"""Minutes of the evening as a clock shows them, in the language of the charts."""


def show_bars(now: Tonight, rounds: Sequence[RoundView]) -> None:
    """
    Draw a bar for each round.

    Parameters
    ----------
    now : Tonight
        The evening.
    rounds : sequence of RoundView
        The rounds.
    """
    pieces = pd.DataFrame([piece for one in rounds for piece in _pieces(now, one)])
    if pieces.empty:
        return
    order = [letter_of(now.position(one.team)) for one in rounds]
    late = pieces[pieces["late"]]
    layers = [_bars(pieces, order), *([] if late.empty else _marks(late, order))]
    chart = alt.layer(*layers).properties(height=alt.Step(LANE)).configure_view(strokeWidth=0)
    st.altair_chart(chart, height="content", key="rounds_bars", alt=_told(now, rounds))


def _kinds() -> dict[str, str]:
    """Return the kinds of time with their colours, in the order of the legend."""
    dark = colours.is_dark()
    return {
        _("On the road"): colours.quiet(),
        _("Waiting"): "#d9a441" if dark else "#b57b16",
        _("On site"): colours.accent(),
        _("Free"): "#2a363a" if dark else "#e1e6e6",
    }


def _alarm() -> str:
    return "#ff8a80" if colours.is_dark() else "#b3261e"


def _pieces(now: Tonight, one: RoundView) -> Iterator[dict[str, object]]:
    """Yield the stretches of a round in order."""
    road, wait, site, free = _kinds()
    pair = {"pair": letter_of(now.position(one.team)), "name": now.name(one.team)}
    at = float(one.hours.opens_min)

    def piece(kind: str, until: float, about: str, *, late: bool = False) -> dict[str, object]:
        nonlocal at
        start, at = at, max(until, at)
        words = f"{hours_text(start, at)} ({length_text(at - start)})"
        return {**pair, "kind": kind, "from": start, "to": at, "about": about, "hours": words, "late": late}

    for stop in one.stops:
        late = not LATE.isdisjoint(stop.violations)
        label = place_label(stop.place)
        leaves = max(stop.arrival_min - stop.drive_min, at)
        if leaves > at:
            yield piece(free, leaves, _("Not left yet"))
        yield piece(road, stop.arrival_min, label)
        if stop.wait_min > 0:
            yield piece(wait, stop.arrival_min + stop.wait_min, label)
        yield piece(site, at + stop.service_min, label, late=late)
    if one.stops:
        yield piece(road, one.back_min, _("Back to the office"), late=not LATE.isdisjoint(one.violations))
    if at < one.hours.closes_min:
        yield piece(free, one.hours.closes_min, _("Left of the shift"))


def _hours() -> alt.X:
    axis = alt.Axis(labelExpr=CLOCK, title=None, values=list(range(0, 2881, 60)), labelOverlap=True)
    return alt.X("from:Q", axis=axis, scale=alt.Scale(zero=False, nice=False))


def _lane(order: list[str]) -> alt.Y:
    axis = alt.Axis(ticks=False, domain=False, labelFontSize=13, labelOverlap=False)
    return alt.Y("pair:N", sort=order, title=None, axis=axis)


def _bars(pieces: pd.DataFrame, order: list[str]) -> alt.Chart:
    kinds = _kinds()
    chart: alt.Chart = (
        alt.Chart(pieces)
        .mark_bar(size=THICK, stroke=colours.paper(), strokeWidth=1)
        .encode(
            x=_hours(),
            x2="to:Q",
            y=_lane(order),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(kinds), range=list(kinds.values())),
                legend=alt.Legend(orient="bottom", title=None, columns=4, symbolType="square"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=_("Pair")),
                alt.Tooltip("kind:N", title=_("Time")),
                alt.Tooltip("about:N", title=_("Where")),
                alt.Tooltip("hours:N", title=_("Hours")),
            ],
        )
    )
    return chart


def _marks(late: pd.DataFrame, order: list[str]) -> list[alt.Chart]:
    """Return the late stretches in red, and the word above them: no state is told by colour alone."""
    frame = alt.Chart(late).mark_bar(size=THICK, fillOpacity=0, stroke=_alarm(), strokeWidth=3)
    first = late.drop_duplicates("pair").assign(word=_("late"))
    word = alt.Chart(first).mark_text(dy=-THICK + 3, align="left", color=_alarm(), fontWeight="bold")
    return [
        frame.encode(x=_hours(), x2="to:Q", y=_lane(order)),
        word.encode(x=_hours(), y=_lane(order), text="word:N"),
    ]


def _told(now: Tonight, rounds: Sequence[RoundView]) -> str:
    """Return the bars in words."""
    lines = [
        _("{pair}: {stops} stops, back {hours}").format(
            pair=now.name(one.team),
            stops=len(one.stops),
            hours=hours_text(one.back_min, one.latest_back_min),
        )
        + (" ({word})".format(word=_("late")) if one.is_late else "")
        for one in rounds
    ]
    return "; ".join(lines)
