"""The axes that charts over time share."""

from datetime import date

import altair as alt

from pages.ui.text import language

LEFT = 44
"""Room left of a chart, in pixels: the same for all, so that charts below each other line up."""

MANY_YEARS = 3
"""Years from which on an axis names years only."""

COMMA = "replace(datum.label, '.', ',')"
"""How an axis writes decimals in French and Dutch."""


def time_axis(column: str, start: date, end: date, *, labels: bool) -> alt.X:
    """Return the axis of time, with the years alone where *start* and *end* lie years apart."""
    many = end.year - start.year >= MANY_YEARS
    return alt.X(
        f"{column}:T",
        # Days have no time zone: a browser west of Greenwich must not draw January in December.
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            title=None,
            format="%Y" if many else "%m/%Y",
            tickCount={"interval": "year", "step": 1} if many else 6,
            labels=labels,
            ticks=labels,
            labelOverlap="greedy",
        ),
    )


def height_axis(title: str | None, ticks: int) -> alt.Axis:
    """Return the axis of a measure, with its title above it, level."""
    return alt.Axis(
        title=title,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleBaseline="bottom",
        titleX=-LEFT,
        titleY=-6,
        minExtent=LEFT,
        maxExtent=LEFT,
        tickCount=ticks,
        format="~r",
        labelExpr="datum.label" if language() == "en" else COMMA,
    )
