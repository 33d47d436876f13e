"""One group of one kind alone: its trend, its season and where it broke by itself; indicative only."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from data.studies.ledger import month_start
from geo.displacement.change_points import ChangePoint, change_points
from geo.displacement.interrupted import Interruption, interrupt
from geo.displacement.model import AnalysisSpec, Arm
from geo.displacement.monthly import Line, Monthly
from pages.parts.displacement.look import colour_of
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.wording import arm_label, kind_name, month_name, range_text, ratio_text
from pages.ui import colours
from pages.ui.axes import height_axis, time_axis
from pages.ui.text import _, number

Chart = alt.LayerChart | alt.FacetChart
Group = tuple[Arm, str]

HEIGHT = 220
"""Height of the chart, in pixels."""

COLUMN = "value:Q"


def show_one_series(now: Opened) -> None:
    """Draw the choice of a group, its interrupted series, and the months in which it broke by itself."""
    st.warning(
        _(
            "Indicative only: one group cannot tell a rule from anything else that came at the same time. "
            "What counts is the comparison above."
        ),
        icon=":material/warning:",
    )
    groups = _groups(now.compared)
    if not groups:
        st.caption(_("No zone of this study was visited in these months."))
        return
    # The group of most interest comes first: the zones that the rule is about.
    group = st.selectbox(
        _("Group"),
        groups,
        format_func=lambda one: f"{arm_label(one[0])} · {kind_name(one[1])}",
        key=f"displacement_series_{now.kept.digest[:8]}",
    )
    series = _series(now.compared, group)
    control = _series(now.compared, (Arm.CONTROL, group[1])) if group[0] is not Arm.CONTROL else None
    if control is not None and not control.looked.any():
        control = None
    found = interrupt(series, now.spec.post.first, control=control, left_out_from=now.spec.announced)
    breaks = change_points(series)
    sentence = _sentence(found, has_control=control is not None)
    st.markdown(sentence)
    st.altair_chart(
        _draw(now.spec, group, series, found, breaks), alt=sentence, key="displacement_one_series"
    )
    if found is not None:
        st.caption(
            _(
                "Points: contacts per hour by month. Line: the model with its season. Dashes: how it would "
                "have gone on. Grey: not compared."
            )
        )
    st.markdown(_breaks_text(breaks))


def _groups(spec: AnalysisSpec) -> list[Group]:
    kinds = dict(zip(panel().zones.tolist(), panel().kinds, strict=True))
    return [
        (arm, kind)
        for arm, zones in spec.arms.items()
        for kind in sorted({kinds[zone] for zone in zones if zone in kinds})
    ]


def _series(spec: AnalysisSpec, group: Group) -> Monthly:
    """Return the sum of the zones of one group and kind: of several kinds hours are never added up."""
    arm, kind = group
    kinds = dict(zip(panel().zones.tolist(), panel().kinds, strict=True))
    return Monthly.of_panel(panel(), [zone for zone in spec.arms[arm] if kinds.get(zone) == kind])


def _sentence(found: Interruption | None, *, has_control: bool) -> str:
    if found is None:
        return _("Too few months with contacts on one of the two sides to fit anything.")
    beside = (
        _("Just after, contacts per hour were {ratio} what they would have been, beside the comparison zones")
        if has_control
        else _("Just after, contacts per hour were {ratio} what they would have been, without any comparison")
    )
    level = f"{ratio_text(found.level.value)} ({range_text(found.level)})"
    return beside.format(ratio=level) + "."


def _breaks_text(breaks: tuple[ChangePoint, ...]) -> str:
    if not breaks:
        return _("Without being told of any rule, no month is found from which the level changed.")
    months = "; ".join(f"{month_name(one.month)} ({ratio_text(one.ratio)})" for one in breaks)
    return _("Without being told of any rule, the level is found to change from: {months}.").format(
        months=months
    )


def _line(line: Line) -> pd.DataFrame:
    frame = pd.DataFrame({"value": line.value, "low": line.low, "high": line.high})
    frame.insert(0, "month", pd.to_datetime([month_start(int(month)) for month in line.months]))
    return frame.replace([np.inf, -np.inf], np.nan)


def _draw(
    spec: AnalysisSpec,
    group: Group,
    series: Monthly,
    found: Interruption | None,
    breaks: tuple[ChangePoint, ...],
) -> Chart:
    months = pd.to_datetime([month_start(int(month)) for month in series.months])
    points = pd.DataFrame({"month": months, "value": series.rate})
    points["text"] = [
        f"{month_name(int(month))}: {number(rate, 2)}"
        for month, rate in zip(series.months, series.rate, strict=True)
    ]
    known = points.dropna(subset=["value"])
    top = 1.15 * float(known["value"].max()) if len(known) else 1.0
    x = time_axis("month", months[0].date(), months[-1].date(), labels=True)
    y = alt.Y(
        COLUMN,
        scale=alt.Scale(domain=[0, max(top, 1e-6)]),
        axis=height_axis(_("Contacts per hour of outreach"), 4),
    )
    span = [month_start(spec.announced), month_start(spec.post.first)]
    gap = pd.DataFrame({"month": pd.to_datetime([span[0]]), "until": pd.to_datetime([span[1]])})
    layers: list[alt.Chart] = [
        alt.Chart(gap).mark_rect(color=colours.quiet(), opacity=0.2).encode(x=x, x2="until:T"),
        alt.Chart(known)
        .mark_point(filled=True, size=18, opacity=0.7, color=colours.quiet())
        .encode(x=x, y=y, tooltip=alt.Tooltip("text:N", title=_("Month"))),
    ]
    if found is not None:
        fitted, counter = _line(found.fitted), _line(found.counterfactual)
        colour = colour_of(group[0])
        layers += [
            alt.Chart(fitted)
            .mark_area(color=colour, opacity=0.2, clip=True)
            .encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
            alt.Chart(fitted).mark_line(color=colour, clip=True).encode(x=x, y=y),
            alt.Chart(counter).mark_line(color=colours.ink(), strokeDash=[4, 3], clip=True).encode(x=x, y=y),
        ]
    if breaks:
        days = pd.DataFrame({"month": pd.to_datetime([month_start(one.month) for one in breaks])})
        layers.append(alt.Chart(days).mark_rule(color=colours.accent(), strokeWidth=2).encode(x=x))
    return alt.layer(*layers, height=HEIGHT)
