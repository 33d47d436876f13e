"""Charts of the trends: a line with its interval, the effort beneath at the same width, the rules above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd

from data.register.regulations import RegulationRecord
from geo.measures import Measure
from pages.parts.trends.series import Trend
from pages.ui import colours
from pages.ui.axes import LEFT, height_axis, time_axis
from pages.ui.text import _, language, short_date, term_of
from pages.ui.wording import measure_label

Chart = alt.LayerChart | alt.FacetChart

LANE = 24
"""Height of a rule's lane, in pixels."""

HEADROOM = 1.15
"""How much higher than its highest value an axis goes; an interval beyond it is cut."""

SMOOTH_COLUMNS = ["middle", "smooth", "smooth_low", "smooth_high"]
CHANGE_COLUMNS = ["middle", "value", "label", "ratio_words"]
LINE_COLUMNS = ["middle", "value", "low", "high", "sure", "label", "known", "words", "hours_words"]
BAR_COLUMNS = ["start", "until", "hours", "label", "hours_words"]
"""What a chart sends to the browser."""


@dataclass(frozen=True)
class Frame:
    """
    What charts that are read together share.

    Attributes
    ----------
    measure : Measure
        What the lines show.
    start, end : date
        First and last day of the axis of time.
    top, top_hours : float
        Highest value of the lines and of the effort.
    titled : bool
        Whether each chart says what its axis is.
    """

    measure: Measure
    start: date
    end: date
    top: float
    top_hours: float
    titled: bool = True


def frame_of(trends: Sequence[Trend], measure: Measure, *, titled: bool) -> Frame:
    """Return a frame that all *trends* fit in, with whole periods at both ends."""
    points = pd.concat([trend.points for trend in trends])
    start, end = points["start"].min().date(), points["until"].max().date()
    return Frame(measure, start, end, _top(points["value"]), _top(points["hours"]), titled)


def _top(values: pd.Series) -> float:
    return HEADROOM * float(values.max()) if (values > 0).any() else 1.0


def _time(column: str, frame: Frame, *, labels: bool) -> alt.X:
    return time_axis(column, frame.start, frame.end, labels=labels)


def _ends(frame: Frame, *, labels: bool) -> alt.Chart:
    """Return two unseen marks that stretch the axis of time over the whole frame."""
    days = pd.DataFrame({"day": pd.to_datetime([frame.start, frame.end])})
    ends: alt.Chart = alt.Chart(days).mark_rule(opacity=0).encode(x=_time("day", frame, labels=labels))
    return ends


def _height(measure: Measure, frame: Frame, ticks: int) -> alt.Axis:
    return height_axis(measure_label(measure) if frame.titled else None, ticks)


def _tooltips(measure: Measure) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=_("Period")),
        alt.Tooltip("known:N", title=_("What is known")),
        alt.Tooltip("words:N", title=measure_label(measure)),
        alt.Tooltip("hours_words:N", title=measure_label(Measure.HOURS)),
    ]


def draw_line(trend: Trend, frame: Frame, rules: Sequence[RegulationRecord], height: int) -> Chart:
    """
    Draw a line with its interval; the level without the season takes its place in front where there is one.

    Parameters
    ----------
    trend : Trend
        The line; a period without effort breaks it, a shaky one has a hollow point and no interval. A change
        of level is a diamond.
    frame : Frame
        What the charts around it share.
    rules : sequence of RegulationRecord
        Drawn through the line at their first day in force.
    height : int
        In pixels.

    Returns
    -------
    LayerChart
        As wide as its container.
    """
    labels = frame.measure is Measure.HOURS
    x = _time("middle", frame, labels=labels)
    scale = alt.Scale(domain=[0, frame.top], nice=True)
    axis = _height(frame.measure, frame, 5)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    has_level = bool(trend.points["smooth"].notna().any())
    # Beside the level, the months as they were step back: one line is read at a time.
    strong = 0.4 if has_level else 1.0
    base = alt.Chart(trend.points[LINE_COLUMNS]).encode(x=x)
    layers: list[alt.Chart] = []
    if frame.measure.is_rate and not has_level:
        layers.append(_band(base, "low", "high", scale, axis))
    line = base.mark_line(color=colours.accent(), strokeWidth=1.6, opacity=strong, clip=True)
    layers.append(line.encode(y=y))
    points = base.transform_filter("isValid(datum.value)").mark_point(
        size=22, filled=True, opacity=strong, stroke=colours.accent(), strokeWidth=1.2
    )
    fill = alt.condition("datum.sure", alt.value(colours.accent()), alt.value(colours.paper()))
    layers.append(points.encode(y=y, fill=fill, tooltip=_tooltips(frame.measure)))
    if has_level:
        level = alt.Chart(trend.points[SMOOTH_COLUMNS]).encode(x=x)
        layers.append(_band(level, "smooth_low", "smooth_high", scale, axis))
        thick = level.mark_line(color=colours.accent(), strokeWidth=3, clip=True)
        layers.append(thick.encode(y=alt.Y("smooth:Q", scale=scale, axis=axis)))
    layers.extend(_changes(trend, x, y))
    return alt.layer(_ends(frame, labels=labels), *_rules(rules, frame), *layers, height=height)


def _band(base: alt.Chart, low: str, high: str, scale: alt.Scale, axis: alt.Axis) -> alt.Chart:
    band = base.mark_area(color=colours.accent(), opacity=0.22, clip=True)
    layer: alt.Chart = band.encode(y=alt.Y(f"{low}:Q", scale=scale, axis=axis), y2=f"{high}:Q")
    return layer


def _changes(trend: Trend, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return a diamond on each month in which the level changed."""
    if trend.changes.empty:
        return []
    marks = alt.Chart(trend.changes[CHANGE_COLUMNS]).mark_point(
        shape="diamond", size=120, filled=True, opacity=1, strokeWidth=1.8
    )
    tooltip = [
        alt.Tooltip("label:N", title=_("From this month on")),
        alt.Tooltip("ratio_words:N", title=_("New level to old one")),
    ]
    look = {"fill": alt.value(colours.paper()), "stroke": alt.value(colours.ink())}
    return [marks.encode(x=x, y=y, tooltip=tooltip, **look)]


def draw_hours(trend: Trend, frame: Frame, height: int) -> Chart:
    """
    Draw the hours of outreach as bars, one a period.

    Parameters
    ----------
    trend : Trend
        The line that they belong to.
    frame : Frame
        What the charts around it share.
    height : int
        In pixels.

    Returns
    -------
    LayerChart
        Its months stand beneath those of the line.
    """
    bars = alt.Chart(trend.points[BAR_COLUMNS]).mark_rect(color=colours.quiet(), opacity=0.7, clip=True)
    y = alt.Y(
        "hours:Q",
        scale=alt.Scale(domain=[0, frame.top_hours], nice=True),
        axis=_height(Measure.HOURS, frame, 2),
    )
    first, *_between, last = _tooltips(Measure.HOURS)
    effort = bars.encode(
        x=_time("start", frame, labels=True), x2="until:T", y=y, y2=alt.Y2(datum=0), tooltip=[first, last]
    )
    return alt.layer(_ends(frame, labels=True), effort, height=height)


def _rules(rules: Sequence[RegulationRecord], frame: Frame) -> list[alt.Chart]:
    starts = [rule.in_force for rule in rules if rule.in_force > frame.start]
    if not starts:
        return []
    days = pd.DataFrame({"day": pd.to_datetime(starts)})
    lines = alt.Chart(days).mark_rule(color=colours.ink(), strokeDash=[4, 3], opacity=0.7)
    return [lines.encode(x=_time("day", frame, labels=frame.measure is Measure.HOURS))]


def draw_rules(rules: Sequence[RegulationRecord], frame: Frame) -> Chart:
    """
    Draw one lane a rule, from its first to its last day in force, as far as the axis shows them.

    Parameters
    ----------
    rules : sequence of RegulationRecord
        Each in force on some day of the frame.
    frame : Frame
        What the charts beneath share.

    Returns
    -------
    LayerChart
        Its months stand above those of the line.
    """
    spans = pd.DataFrame(
        {
            "lane": range(len(rules)),
            "from": pd.to_datetime([max(rule.in_force, frame.start) for rule in rules]),
            "to": pd.to_datetime([min(rule.ended or frame.end, frame.end) for rule in rules]),
            "kind": [term_of(rule.kind) for rule in rules],
            "title": [rule.title(language()) for rule in rules],
            "since": [short_date(rule.in_force) for rule in rules],
            "until": [short_date(rule.ended) for rule in rules],
        }
    )
    lanes = alt.Axis(
        labels=False, ticks=False, title=None, domain=False, grid=False, minExtent=LEFT, maxExtent=LEFT
    )
    base = alt.Chart(spans).encode(
        x=_time("from", frame, labels=False),
        y=alt.Y("lane:O", axis=lanes),
        tooltip=[
            alt.Tooltip("title:N", title=_("Regulation")),
            alt.Tooltip("since:N", title=_("In force")),
            alt.Tooltip("until:N", title=_("Ended")),
        ],
    )
    bars = base.mark_bar(color=colours.quiet(), opacity=0.3, cornerRadius=3, height=LANE - 6)
    names = base.mark_text(align="left", dx=5, color=colours.ink(), fontSize=12)
    return alt.layer(
        bars.encode(x2="to:T"), names.encode(text="kind:N"), height=LANE * len(rules) + LANE // 2
    )
