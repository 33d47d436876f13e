"""The strip of hours: how long each group was looked at, month by month, always beside the result."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from data.studies.ledger import month_start
from geo.displacement.course import Side, before_and_after, course_of
from geo.displacement.gates import described
from geo.displacement.model import AnalysisSpec, Arm, Panel
from geo.displacement.results import Estimate
from geo.displacement.zone_ratios import sides_of
from pages.parts.displacement.look import colour_of
from pages.parts.displacement.wording import arm_label, kind_name, month_name, range_text
from pages.ui import colours
from pages.ui.axes import time_axis
from pages.ui.datatables import show_table
from pages.ui.text import NO_VALUE, _, number

Chart = alt.LayerChart | alt.FacetChart

LANE = 54
"""Height of one group and kind, in pixels: its name above its bars."""

NAMED = 0.42
"""Part of a lane that its name takes."""

QUARTER = 3


def show_strip(panel: Panel, spec: AnalysisSpec) -> None:
    """
    Draw the hours of each group before and after, with their sums.

    Parameters
    ----------
    panel : Panel
        What was looked at.
    spec : AnalysisSpec
        The groups and the windows.
    """
    hours = course_of(panel, spec)
    sums = before_and_after(panel, spec)
    st.markdown("**{title}**".format(title=_("Hours of outreach, month by month")))
    st.altair_chart(draw_lanes(hours, sums, "hours", spec), alt=_alt(sums), key="displacement_hours")
    st.caption(
        _(
            "Each kind of place has a lane and a scale of its own: hours of different work are never added "
            "up. The grey months, from the announcement to one month after the start, are not compared."
        )
    )


def show_rates(panel: Panel, spec: AnalysisSpec) -> None:
    """Draw contacts per hour by quarter, group by group, and the figures of both windows as a table."""
    rates = course_of(panel, spec, QUARTER)
    sums = before_and_after(panel, spec)
    st.altair_chart(
        draw_lanes(rates, sums, "rate", spec),
        alt=_("Contacts per hour of outreach by quarter"),
        key="displacement_rates",
    )
    st.caption(_("Contacts per hour of outreach, by quarter. A gap: nobody looked."))
    _show_table(sums)


def show_described(panel: Panel, spec: AnalysisSpec) -> None:
    """Draw the rates of each group as they are, where there is too little for a test."""
    st.markdown("**{title}**".format(title=_("Contacts per hour as they are, not tested")))
    rates = described(sides_of(panel, spec))
    frame = pd.DataFrame(
        [
            {
                "arm": arm_label(one.arm),
                "kind": kind_name(one.kind),
                "before": _rate_text(one.before),
                "after": _rate_text(one.after),
            }
            for one in rates
        ],
        columns=["arm", "kind", "before", "after"],
    )
    if frame.empty:
        st.caption(_("No zone of these groups was visited on both sides."))
        return
    show_table(
        frame,
        {"arm": _("Group"), "kind": _("Kind of place"), "before": _("Before"), "after": _("After")},
        key="displacement_described",
        summary=_("Contacts per hour before and after, by group and kind of place"),
        name=_("Contacts per hour by group"),
    )
    st.caption(_("With exact intervals of counts, which are too narrow for groups of zones."))


def _rate_text(rate: Estimate) -> str:
    return f"{number(rate.value, 2)} ({range_text(rate)})" if rate.is_known else NO_VALUE


def _lane_name(row: pd.Series) -> str:
    return f"{arm_label(row['arm'])} · {kind_name(row['kind'])}"


def _change(row: pd.Series, column: str) -> str:
    decimals = 2 if column == "rate" else 0
    before, after = (number(row[f"{column}_{side}"], decimals) for side in (Side.BEFORE, Side.AFTER))
    unit = _("{before} → {after} an hour") if column == "rate" else _("{before} → {after} h")
    return unit.format(before=before, after=after)


def _alt(sums: pd.DataFrame) -> str:
    lines = [f"{_lane_name(row)}: {_change(row, 'hours')}" for _position, row in sums.iterrows()]
    return ". ".join([_("Hours of outreach before and after, by group and kind of place"), *lines])


def draw_lanes(course: pd.DataFrame, sums: pd.DataFrame, column: str, spec: AnalysisSpec) -> Chart:
    """
    Draw one lane a group and kind.

    Parameters
    ----------
    course : DataFrame
        From `geo.displacement.course.course_of`.
    sums : DataFrame
        One row a lane, in the order of the lanes.
    column : str
        ``hours`` or ``rate``.
    spec : AnalysisSpec
        The windows.

    Returns
    -------
    LayerChart
        As wide as its container.
    """
    lanes = {key: position for position, key in enumerate(zip(sums["arm"], sums["kind"], strict=True))}
    bars = _bars(course, column, lanes)
    start, end = month_start(spec.pre.first), month_start(spec.post.end)
    height = alt.Y(
        "base:Q", axis=None, scale=alt.Scale(domain=[0, len(lanes)], reverse=True, nice=False, zero=False)
    )
    x = time_axis("start", start, end, labels=True)
    marks = (
        alt.Chart(bars)
        .mark_rect(stroke=colours.ink(), strokeWidth=0.4, clip=True)
        .encode(
            x=x,
            x2="until:T",
            y=height,
            y2="top:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("lane:N", title=_("Group")),
                alt.Tooltip("period:N", title=_("Period")),
                alt.Tooltip("words:N", title=_("Hours") if column == "hours" else _("Contacts per hour")),
            ],
        )
    )
    return alt.layer(
        _gap(spec, len(lanes), height, x), marks, *_names(sums, column, height), height=LANE * len(lanes) + 24
    )


def _bars(course: pd.DataFrame, column: str, lanes: dict[tuple[Arm, str], int]) -> pd.DataFrame:
    known = course.dropna(subset=[column])
    keys = list(zip(known["arm"], known["kind"], strict=True))
    largest = known.groupby(["arm", "kind"])[column].transform("max").clip(lower=1e-9)
    base = pd.Series([lanes[key] + 1.0 for key in keys], index=known.index, dtype=float)
    decimals = 1 if column == "hours" else 2
    return pd.DataFrame(
        {
            "start": pd.to_datetime([month_start(month) for month in known["first"]]),
            "until": pd.to_datetime([month_start(month) for month in known["end"]]),
            "base": base,
            "top": base - known[column] / largest * (1 - NAMED),
            "colour": [
                colour_of(arm) if side != Side.BETWEEN else colours.quiet()
                for arm, side in zip(known["arm"], known["side"], strict=True)
            ],
            "lane": [f"{arm_label(arm)} · {kind_name(kind)}" for arm, kind in keys],
            "period": [
                month_name(first) if end - first == 1 else f"{month_name(first)} – {month_name(end - 1)}"
                for first, end in zip(known["first"], known["end"], strict=True)
            ],
            "words": [number(value, decimals) for value in known[column]],
        }
    )


def _gap(spec: AnalysisSpec, lanes: int, height: alt.Y, x: alt.X) -> alt.Chart:
    """Return the months between the windows, as a band behind all lanes."""
    span = pd.DataFrame(
        {
            "start": pd.to_datetime([month_start(spec.pre.end)]),
            "until": pd.to_datetime([month_start(spec.post.first)]),
            "base": [0.0],
            "top": [float(lanes)],
        }
    )
    band: alt.Chart = (
        alt.Chart(span)
        .mark_rect(color=colours.quiet(), opacity=0.18)
        .encode(x=x, x2="until:T", y=height, y2="top:Q")
    )
    return band


def _names(sums: pd.DataFrame, column: str, height: alt.Y) -> Sequence[alt.Chart]:
    lines = pd.DataFrame(
        {
            "base": [position + NAMED / 2 for position in range(len(sums))],
            "name": [_lane_name(row) for _position, row in sums.iterrows()],
            "change": [_change(row, column) for _position, row in sums.iterrows()],
        }
    )
    base = alt.Chart(lines).encode(y=height)
    return (
        base.mark_text(
            align="left",
            baseline="middle",
            fontSize=12,
            color=colours.ink(),
            limit=alt.ExprRef("width - 120"),
        ).encode(x=alt.value(2), text="name:N"),
        base.mark_text(
            align="right", baseline="middle", fontSize=12, fontWeight="bold", color=colours.ink()
        ).encode(x=alt.value(alt.ExprRef("width - 2")), text="change:N"),
    )


def _show_table(sums: pd.DataFrame) -> None:
    frame = sums.assign(
        arm=[arm_label(arm) for arm in sums["arm"]], kind=[kind_name(kind) for kind in sums["kind"]]
    )
    columns = {
        "arm": _("Group"),
        "kind": _("Kind of place"),
        "zones": _("Zones"),
        "contacts_before": _("Contacts before"),
        "contacts_after": _("Contacts after"),
        "hours_before": _("Hours before"),
        "hours_after": _("Hours after"),
        "rate_before": _("Contacts per hour before"),
        "rate_after": _("Contacts per hour after"),
    }
    formats = {name: "%.2f" if "rate" in name else "%.0f" for name in columns if "_" in name}
    show_table(
        frame,
        columns,
        key="displacement_sums",
        summary=_alt(sums) or NO_VALUE,
        name=_("Groups before and after"),
        formats=formats,
    )
