"""Before and after on two maps that move together, and the change of the rate on a third."""

from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import streamlit as st

from data.studies.ledger import month_start
from geo.breaks import find_breaks
from geo.displacement.model import AnalysisSpec, Window
from geo.figures import describe
from geo.measures import Measure, summarise
from geo.selection import Selection, select
from pages.parts.displacement.arms_map import bounds_of
from pages.parts.displacement.wording import arm_label, window_text, zone_name
from pages.ui.cache import ledger, places
from pages.ui.changes import (
    Changed,
    ChangeTable,
    change_shapes,
    changed,
    show_change_legend,
    show_change_table,
)
from pages.ui.drawing import Drawing, shapes_of, show_legend
from pages.ui.maps import show_map
from pages.ui.text import _

HEIGHT = 400
"""Height of each map, in pixels."""

GROUP = "displacement_pair"
"""Maps of this group keep one view."""

MEASURE = Measure.CONTACTS_PER_HOUR


@dataclass(frozen=True, eq=False)
class TwoPeriods:
    """
    What was done and met at the zones of a study in both windows.

    Attributes
    ----------
    spec : AnalysisSpec
        The study.
    before, after : DataFrame
        From `geo.measures.summarise`, over the same zones.
    kinds : Series
        Kind of each zone.
    """

    spec: AnalysisSpec
    before: pd.DataFrame
    after: pd.DataFrame
    kinds: pd.Series


def two_periods(spec: AnalysisSpec) -> TwoPeriods:
    """Return the summaries of a study's zones; those that the register has lost are left out."""
    zones = pd.Index([place for arm in spec.arms.values() for place in arm])
    zones = zones[zones.isin(places().index)]
    before, after = (_summary(window, zones) for window in (spec.pre, spec.post))
    return TwoPeriods(spec, before, after, places()["kind"].reindex(zones))


def _days(window: Window) -> tuple[date, date]:
    return month_start(window.first), month_start(window.end) - timedelta(days=1)


def _summary(window: Window, zones: pd.Index) -> pd.DataFrame:
    visits = select(ledger(), Selection(*_days(window)))
    return summarise(visits[visits["place"].isin(zones)], "place", zones)


def show_before_after(periods: TwoPeriods) -> None:
    """
    Draw the two maps, the map of the change, and the table of all three.

    Parameters
    ----------
    periods : TwoPeriods
        From `two_periods`.
    """
    spec, geometries = periods.spec, places().geometry
    labels: dict[object, str] = {zone: _label(spec, int(zone)) for zone in periods.before.index}
    edges = bounds_of(periods.before.index)
    both = [describe(one, MEASURE, periods.kinds) for one in (periods.before, periods.after)]
    breaks = find_breaks(pd.concat([figures["value"] for figures in both]))
    pair = st.grid(2, min_column_width=320, gap="small")
    for side, title, window, figures in zip(
        ("before", "after"), (_("Before"), _("After")), (spec.pre, spec.post), both, strict=True
    ):
        with pair.cell():
            st.markdown(f"**{title}** · {window_text(window)}")
            drawing = Drawing(figures, MEASURE, breaks)
            show_map(
                shapes_of(drawing, geometries, labels),
                name=f"displacement_{side}",
                label=title,
                height=HEIGHT,
                group=GROUP,
                bounds=edges,
            )
            show_legend(drawing, graduated=True)
    st.caption(_("The two maps move together."))
    comparison = changed(periods.before, periods.after, MEASURE, periods.kinds)
    _show_change(comparison, geometries, labels, edges)


def _show_change(
    comparison: Changed, geometries: gpd.GeoSeries, labels: dict[object, str], edges: list[float] | None
) -> None:
    st.markdown("**{title}**".format(title=_("What changed, zone by zone")))
    show_map(
        change_shapes(comparison, geometries, labels, companions=True),
        name="displacement_change",
        label=_("What changed, zone by zone"),
        height=HEIGHT,
        group=GROUP,
        bounds=edges,
    )
    show_change_legend(comparison)
    st.caption(
        _("Each zone by itself, per hour of outreach: here nothing is set against the comparison zones.")
    )
    show_change_table(
        comparison,
        labels,
        ChangeTable(
            rows=_("Zone"),
            periods=(_("Before"), _("After")),
            fold="displacement_change_fold",
            key="displacement_change_table",
            name=_("Change of the rate by zone"),
        ),
    )


def _label(spec: AnalysisSpec, zone: int) -> str:
    return f"{zone_name(zone)} · {arm_label(spec.arm_of(zone))}"
