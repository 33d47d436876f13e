"""What tries to break a result: dates when nothing happened, zones taken away, other choices."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from data.studies.ledger import month_start
from geo.displacement.checks import Rank, rank_of
from geo.displacement.model import AnalysisSpec, Arm
from geo.displacement.relabelling import relabelled_p
from geo.displacement.results import Check, Checked, Contrast, StudyResult
from pages.parts.displacement.forest import (
    Chart,
    ForestRow,
    ratio_domain,
    ratio_label,
    ratio_ticks,
    show_forest,
)
from pages.parts.displacement.look import colour_of
from pages.parts.displacement.wording import (
    kind_name,
    month_name,
    range_text,
    ratio_text,
    zone_name,
)
from pages.ui import colours
from pages.ui.axes import time_axis
from pages.ui.datatables import show_table
from pages.ui.text import _, labelled, ngettext, number, percent

STRIP = 150
"""Height of the strip of placebo dates, in pixels."""

MARGIN = 2
"""Months shown before the first date and after the last."""

BY_ZONE = (Check.WITHOUT_ONE_ZONE, Check.PSEUDO_DISPLACED)
"""Looks of which there is one a zone: drawn as a row of points, not as a line of text each."""


def check_label(check: Check) -> str:
    """Return what a kind of look asks."""
    return {
        Check.PLACEBO_DATE: _("Another date"),
        Check.PSEUDO_DISPLACED: _("A comparison zone taken for a destination"),
        Check.UNTOUCHED_KIND: _("A kind of place that the rule cannot touch"),
        Check.OWN_ROUNDS: _("Our own visits"),
        Check.WITHOUT_ONE_ZONE: _("Without one zone"),
        Check.OTHER_WINDOW: _("Other windows"),
        Check.OTHER_EXPONENT: _("Another effort rule"),
    }[check]


def look_name(one: Checked) -> str:
    """Return what was changed for one look."""
    if one.check is Check.PLACEBO_DATE:
        return month_name(int(one.label))
    if one.check in BY_ZONE:
        return zone_name(int(one.label))
    if one.check is Check.OTHER_WINDOW:
        years = int(one.label)
        return ngettext("{count} year a side", "{count} years a side", years).format(count=number(years))
    if one.check is Check.OTHER_EXPONENT:
        return _("Contacts as hours to the power of {exponent}").format(exponent=number(float(one.label), 2))
    if one.check is Check.UNTOUCHED_KIND:
        return labelled(check_label(one.check), kind_name(str(one.label)))
    return check_label(one.check)


def show_placebos(result: StudyResult, looks: Sequence[Checked]) -> None:
    """
    Draw what the same question finds at dates when nothing happened, beside what it found.

    Parameters
    ----------
    result : StudyResult
        With its contrast of displaced zones.
    looks : sequence of Checked
        From `geo.displacement.checks.falsify`; other looks are left alone.
    """
    st.markdown("**{title}**".format(title=_("The same question at dates when nothing happened")))
    if result.displaced is None:
        st.caption(_("Nothing was tested, so there is nothing to try at other dates."))
        return
    known = [one for one in looks if one.check is Check.PLACEBO_DATE and one.contrast is not None]
    rank = rank_of(result, known)
    if rank is None:
        st.caption(_("There are too few months before the rule to ask the same at other dates."))
        return
    sentence = placebo_sentence(rank)
    st.markdown(sentence)
    st.altair_chart(
        draw_placebos(result.spec, result.displaced, known), alt=sentence, key="displacement_placebos"
    )
    st.caption(_("Grey: a date before the rule. Colour: the date of the rule. Lines: 95 % intervals."))


def placebo_sentence(rank: Rank) -> str:
    """Return how often nothing looks as much like something as the real date does."""
    placebos, as_large = rank.among - 1, rank.rank - 1
    text = ngettext(
        "Of {count} date when nothing happened, {large} shows a change as large as this one.",
        "Of {count} dates when nothing happened, {large} show a change as large as this one.",
        placebos,
    )
    return text.format(count=number(placebos), large=number(as_large))


def draw_placebos(spec: AnalysisSpec, real: Contrast, looks: Sequence[Checked]) -> Chart:
    """Return the ratios at other dates and at the real one, along the time."""
    dates = [*((int(one.label), one.contrast, False) for one in looks), (spec.in_force, real, True)]
    frame = pd.DataFrame(
        [
            {
                "day": pd.Timestamp(month_start(month)),
                "month": month_name(month),
                "ratio": contrast.ratio.value,
                "low": contrast.ratio.low,
                "high": contrast.ratio.high,
                "real": is_real,
                "words": f"{ratio_text(contrast.ratio.value)} ({range_text(contrast.ratio)})",
            }
            for month, contrast, is_real in dates
            if contrast is not None
        ]
    )
    domain = ratio_domain([contrast for _month, contrast, _real in dates if contrast is not None])
    start, end = (month_start(month) for month in _ends(dates))
    x = time_axis("day", start, end, labels=True)
    ends = alt.Chart(pd.DataFrame({"day": pd.to_datetime([start, end])})).mark_rule(opacity=0).encode(x=x)
    colour = alt.condition("datum.real", alt.value(colour_of(Arm.DISPLACED)), alt.value(colours.quiet()))
    base = alt.Chart(frame).encode(
        x=x,
        tooltip=[
            alt.Tooltip("month:N", title=_("Date of the rule")),
            alt.Tooltip("words:N", title=_("Ratio of rates")),
        ],
    )
    lines = base.mark_rule(strokeWidth=2, clip=True).encode(
        y=ratio_height("low", domain), y2="high:Q", color=colour
    )
    points = base.mark_point(filled=True, opacity=1, stroke=colours.ink(), strokeWidth=1).encode(
        y=ratio_height("ratio", domain),
        fill=colour,
        size=alt.condition("datum.real", alt.value(120), alt.value(45)),
    )
    return alt.layer(ends, _no_change(domain), lines, points, height=STRIP)


def _ends(dates: Sequence[tuple[int, Contrast | None, bool]]) -> tuple[int, int]:
    """Return months a little before the first date and after the last, so that no point is cut."""
    months = [month for month, _contrast, _real in dates]
    return min(months) - MARGIN, max(months) + MARGIN


def _no_change(domain: tuple[float, float]) -> alt.Chart:
    one = alt.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(color=colours.ink(), strokeDash=[4, 3])
    line: alt.Chart = one.encode(y=ratio_height("ratio", domain))
    return line


def ratio_height(column: str, domain: tuple[float, float]) -> alt.Y:
    """Return the upright axis of ratios."""
    return alt.Y(
        f"{column}:Q",
        scale=alt.Scale(type="log", domain=list(domain), nice=False),
        axis=alt.Axis(title=None, values=ratio_ticks(domain), labelExpr=ratio_label()),
    )


def sensitivity_line(looks: Sequence[Checked]) -> str:
    """Return in one line how far the ratio moves when a choice is changed."""
    kinds = {Check.WITHOUT_ONE_ZONE, Check.OTHER_WINDOW, Check.OTHER_EXPONENT}
    ratios = [one.contrast.ratio.value for one in looks if one.check in kinds and one.contrast is not None]
    if not ratios:
        return _("Other choices: cannot be estimated")
    return _("Other choices ({count}): {low} to {high}").format(
        count=number(len(ratios)), low=ratio_text(min(ratios)), high=ratio_text(max(ratios))
    )


def show_sensitivity(result: StudyResult, looks: Sequence[Checked]) -> None:
    """
    Draw how much of a result hangs on one choice or one zone, with the table of all looks.

    Parameters
    ----------
    result : StudyResult
        The result.
    looks : sequence of Checked
        From `geo.displacement.checks.falsify`.
    """
    by_lot = relabelled_p(result)
    if by_lot is not None:
        st.markdown(
            _(
                "Dealt out to the two groups by lot, the same zones differ at least as much in {share} of "
                "cases."
            ).format(share=percent(by_lot, 1))
        )
    singles = [
        ForestRow(look_name(one), one.contrast, colour_of(Arm.DISPLACED))
        for one in looks
        if one.check not in {*BY_ZONE, Check.PLACEBO_DATE} and one.contrast is not None
    ]
    if singles:
        show_forest(singles, key="displacement_choices", has_table=False)
    for check in BY_ZONE:
        rows = [one for one in looks if one.check is check and one.contrast is not None]
        if rows:
            st.markdown(f"**{check_label(check)}**")
            st.altair_chart(_draw_by_zone(rows), alt=check_label(check), key=f"displacement_{check}")
    show_looks_table(looks)


def _draw_by_zone(looks: Sequence[Checked]) -> Chart:
    contrasts = [(one, one.contrast) for one in looks if one.contrast is not None]
    contrasts.sort(key=lambda pair: pair[1].log_ratio)
    domain = ratio_domain([contrast for _one, contrast in contrasts])
    frame = pd.DataFrame(
        [
            {
                "rank": rank,
                "zone": look_name(one),
                "ratio": contrast.ratio.value,
                "low": contrast.ratio.low,
                "high": contrast.ratio.high,
                "words": f"{ratio_text(contrast.ratio.value)} ({range_text(contrast.ratio)})",
            }
            for rank, (one, contrast) in enumerate(contrasts)
        ]
    )
    base = alt.Chart(frame).encode(
        x=alt.X("rank:O", axis=None),
        tooltip=[
            alt.Tooltip("zone:N", title=_("Zone")),
            alt.Tooltip("words:N", title=_("Ratio of rates")),
        ],
    )
    colour = colour_of(Arm.DISPLACED)
    lines = base.mark_rule(color=colours.quiet(), strokeWidth=2, clip=True).encode(
        y=ratio_height("low", domain), y2="high:Q"
    )
    points = base.mark_point(
        filled=True, opacity=1, fill=colour, stroke=colours.ink(), strokeWidth=1, size=50
    ).encode(y=ratio_height("ratio", domain))
    return alt.layer(_no_change(domain), lines, points, height=STRIP)


def show_looks_table(looks: Sequence[Checked]) -> None:
    """Draw every look as a row, those that could not be estimated too."""
    nan = float("nan")
    frame = pd.DataFrame(
        [
            {
                "check": check_label(one.check),
                "label": look_name(one),
                "ratio": one.contrast.ratio.value if one.contrast else nan,
                "low": one.contrast.ratio.low if one.contrast else nan,
                "high": one.contrast.ratio.high if one.contrast else nan,
            }
            for one in looks
        ]
    )
    columns = {
        "check": _("Look"),
        "label": _("What was changed"),
        "ratio": _("Ratio of rates"),
        "low": _("at least"),
        "high": _("at most"),
    }
    show_table(
        frame,
        columns,
        key="displacement_looks",
        summary=sensitivity_line(looks),
        name=_("Other looks at the same data"),
        formats=dict.fromkeys(("ratio", "low", "high"), "%.2f"),
    )
