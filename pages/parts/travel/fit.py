"""What measured trips did to the estimate: the line before and after, and how far each trip is from it."""

import math

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.roads.assembly import Sample
from geo.roads.estimate import DEFAULT, Estimate, typical_error
from pages.parts.travel.known import Known
from pages.parts.travel.ranking import trip_text
from pages.ui import colours
from pages.ui.axes import height_axis
from pages.ui.text import _, number, percent

Chart = alt.LayerChart | alt.FacetChart

HEIGHT = 240
"""Height of a chart, in pixels."""


def show_fit(now: Known) -> None:
    """Draw the estimate beside the usual one, with the trips that it learned from."""
    sample = now.sample
    st.subheader(_("What your trips say"), anchor=False)
    if not sample.trips:
        st.caption(
            _(
                "Five to ten trips of different lengths bend the estimate to your roads. The way of each one "
                "counts as measured from then on."
            )
        )
        return
    if now.about is None:
        _show_line(sample)
        return
    st.markdown(_road_sentence(now.road_error))
    with st.expander(_("The estimate where no road leads"), icon=":material/straighten:"):
        _show_line(sample)


def _road_sentence(error: float) -> str:
    if math.isnan(error):
        return _("None of your trips follows the imported roads from end to end.")
    return _("On your trips the roads are off by {share} on average.").format(share=f"**{percent(error)}**")


def _show_line(sample: Sample) -> None:
    st.markdown(
        _(
            "On your trips the usual estimate is off by {before} on average, the one bent by them by {after}."
        ).format(
            before=f"**{percent(typical_error(DEFAULT, sample.km, sample.minutes))}**",
            after=f"**{percent(typical_error(sample.estimate, sample.km, sample.minutes))}**",
        )
    )
    st.caption(
        _("Before, dashed: {before}. Now: {now}.").format(
            before=_line_text(DEFAULT), now=_line_text(sample.estimate)
        )
    )
    left, right = st.columns(2, gap="large")
    left.altair_chart(_line_chart(sample), key="travel_line")
    right.altair_chart(_residual_chart(sample), key="travel_residuals")


def _line_text(line: Estimate) -> str:
    return _("{start} min + {each} min a kilometre").format(
        start=number(line.start_min, 1), each=number(line.per_km_min, 2)
    )


def _points(sample: Sample) -> pd.DataFrame:
    expected = sample.estimate.minutes(sample.km)
    return pd.DataFrame(
        {
            "km": sample.km,
            "minutes": sample.minutes,
            "difference": sample.minutes - expected,
            "level": 0.0,
            "trip": [trip_text(one.start, one.end) for one in sample.trips],
        }
    )


def _across() -> alt.X:
    title = _("Kilometres as the crow flies")
    return alt.X("km:Q", title=title, axis=alt.Axis(tickCount=6), scale=alt.Scale(zero=True, nice=True))


def _line_chart(sample: Sample) -> Chart:
    ends = np.array([0.0, float(sample.km.max()) * 1.1])
    height = alt.Y("minutes:Q", axis=height_axis(_("Minutes"), 5))
    lines = [
        alt.Chart(pd.DataFrame({"km": ends, "minutes": line.minutes(ends)}))
        .mark_line(color=colour, strokeDash=dash)
        .encode(x=_across(), y=height)
        for line, colour, dash in (
            (DEFAULT, colours.quiet(), [5, 4]),
            (sample.estimate, colours.accent(), [1, 0]),
        )
    ]
    dots = alt.Chart(_points(sample)).mark_circle(size=70, color=colours.ink(), opacity=0.8)
    shown = dots.encode(x=_across(), y=height, tooltip=_tooltip("minutes", _("Minutes")))
    chart: Chart = alt.layer(*lines, shown).properties(height=HEIGHT)
    return chart


def _residual_chart(sample: Sample) -> Chart:
    """Return how far each trip is from the line, the line laid level."""
    title = _("Minutes longer (+) or shorter than estimated")
    height = alt.Y("difference:Q", axis=height_axis(title, 5), scale=alt.Scale(zero=True, nice=True))
    stems = alt.Chart(_points(sample)).mark_rule(color=colours.quiet(), strokeWidth=2)
    dots = alt.Chart(_points(sample)).mark_circle(size=70, color=colours.ink(), opacity=0.8)
    level = alt.Chart(pd.DataFrame({"difference": [0.0]})).mark_rule(color=colours.accent(), strokeWidth=2)
    chart: Chart = alt.layer(
        level.encode(y=height),
        stems.encode(x=_across(), y=height, y2="level:Q"),
        dots.encode(x=_across(), y=height, tooltip=_tooltip("difference", title)),
    ).properties(height=HEIGHT)
    return chart


def _tooltip(column: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("trip:N", title=_("Trip")),
        alt.Tooltip(f"{column}:Q", title=title, format=".0f"),
        alt.Tooltip("km:Q", title=_("Kilometres as the crow flies"), format=".1f"),
    ]
