"""Charts of released figures: a line over time with the effort beneath, and bars of groups."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from geo.measures import Measure
from geo.released import days_of
from pages.parts.released.wording import figure_text
from pages.ui import colours
from pages.ui.axes import height_axis, time_axis
from pages.ui.release_words import measure_name, period_name
from pages.ui.text import _

Chart = alt.LayerChart | alt.FacetChart


def points_of(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """
    Return what a chart over time sends to the browser.

    Parameters
    ----------
    table : DataFrame
        By period, in the order of time: the figures of `pages.parts.released.figures.figures`.
    measure : str
        What is drawn.

    Returns
    -------
    DataFrame
        ``start``, ``until``, ``middle``, ``label``, ``figure``, ``told``, and where the table has them the
        ``hours`` with their words.
    """
    days = [days_of(str(code)) for code in table.index]
    start = pd.to_datetime([first for first, _last in days])
    until = pd.to_datetime([last for _first, last in days]) + pd.Timedelta(days=1)
    points = pd.DataFrame(
        {
            "start": start,
            "until": until,
            "middle": start + (until - start) / 2,
            "label": [period_name(str(code)) for code in table.index],
            "figure": table[measure].to_numpy(dtype=float),
            "told": [figure_text(row, measure) for _code, row in table.iterrows()],
        }
    )
    if "hours" in table:
        points["hours"] = table["hours"].to_numpy(dtype=float)
        points["hours_words"] = [figure_text(row, Measure.HOURS) for _code, row in table.iterrows()]
    return points


def _time(column: str, points: pd.DataFrame, *, labels: bool) -> alt.X:
    return time_axis(column, points["start"].min(), points["start"].max(), labels=labels)


def draw_line(points: pd.DataFrame, measure: str, height: int, *, titled: bool = True) -> Chart:
    """
    Draw a measure over time; a hidden figure breaks the line.

    Parameters
    ----------
    points : DataFrame
        From `points_of`.
    measure : str
        What they show.
    height : int
        In pixels.
    titled : bool
        Whether the chart says what its axis is.

    Returns
    -------
    Chart
        As wide as its container.
    """
    labels = not _has_effort(points, measure)
    told = points[["start", "until", "middle", "label", "figure", "told"]]
    base = alt.Chart(told).encode(x=_time("middle", points, labels=labels))
    y = alt.Y(
        "figure:Q", scale=alt.Scale(zero=True, nice=True), axis=height_axis(_title(measure, titled=titled), 5)
    )
    tooltip = [
        alt.Tooltip("label:N", title=_("Period")),
        alt.Tooltip("told:N", title=measure_name(measure)),
    ]
    line = base.mark_line(color=colours.accent(), strokeWidth=1.6).encode(y=y)
    marks = base.transform_filter("isValid(datum.figure)").mark_point(
        size=24, filled=True, opacity=1, color=colours.accent()
    )
    return alt.layer(_ends(points, labels=labels), line, marks.encode(y=y, tooltip=tooltip), height=height)


def _title(measure: str, *, titled: bool) -> str | None:
    return measure_name(measure) if titled else None


def _has_effort(points: pd.DataFrame, measure: str) -> bool:
    return "hours" in points and measure != Measure.HOURS


def _ends(points: pd.DataFrame, *, labels: bool) -> alt.Chart:
    """Return two unseen marks that stretch the axis of time over whole periods."""
    days = pd.DataFrame({"day": [points["start"].min(), points["until"].max()]})
    ends: alt.Chart = alt.Chart(days).mark_rule(opacity=0).encode(x=_time("day", points, labels=labels))
    return ends


def draw_hours(points: pd.DataFrame, height: int, *, titled: bool = True) -> Chart:
    """
    Draw the hours of outreach as bars, beneath the line that they belong to.

    Parameters
    ----------
    points : DataFrame
        From `points_of`, with hours.
    height : int
        In pixels.
    titled : bool
        Whether the chart says what its axis is.

    Returns
    -------
    Chart
        As wide as its container.
    """
    told = points[["start", "until", "label", "hours", "hours_words"]]
    bars = alt.Chart(told).mark_rect(color=colours.quiet(), opacity=0.7)
    tooltip = [
        alt.Tooltip("label:N", title=_("Period")),
        alt.Tooltip("hours_words:N", title=measure_name(Measure.HOURS)),
    ]
    effort = bars.encode(
        x=_time("start", points, labels=True),
        x2="until:T",
        y=alt.Y(
            "hours:Q",
            scale=alt.Scale(zero=True, nice=True),
            axis=height_axis(_title(Measure.HOURS, titled=titled), 2),
        ),
        y2=alt.Y2(datum=0),
        tooltip=tooltip,
    )
    return alt.layer(_ends(points, labels=True), effort, height=height)


def draw_bars(bars: pd.DataFrame, title: str, order: Sequence[str]) -> Chart:
    """
    Draw one bar a group, each with its figure.

    Parameters
    ----------
    bars : DataFrame
        ``name``, ``figure`` and ``told``.
    title : str
        What the bars show, translated.
    order : sequence of str
        The names from top to bottom.

    Returns
    -------
    Chart
        As wide as its container.
    """
    base = alt.Chart(bars[["name", "figure", "told"]]).encode(
        y=alt.Y("name:N", sort=list(order), axis=alt.Axis(title=None, labelLimit=180, ticks=False)),
        x=alt.X("figure:Q", scale=alt.Scale(zero=True, nice=True), axis=None),
        tooltip=[alt.Tooltip("name:N", title=_("Group")), alt.Tooltip("told:N", title=title)],
    )
    marks = base.mark_bar(color=colours.accent(), height={"band": 0.7})
    words = base.mark_text(align="left", dx=6, color=colours.ink(), fontSize=13).encode(text="told:N")
    return alt.layer(marks, words, height=34 * len(bars))
