"""At first sight: how travel is known today, and how sure that is."""

import streamlit as st

from geo.roads.estimate import DEFAULT
from geo.roads.travel import PEAK_FACTOR, RANGES
from geo.rounds.model import TravelSource
from pages.parts.travel.known import Known
from pages.ui.text import NO_VALUE, _, date_text, ngettext, number, percent


def show_standing(now: Known) -> None:
    """Draw where travel times come from, with their range, and what to do about the weakest."""
    st.markdown(_sentence(now))
    usual = RANGES[TravelSource.ROAD if now.about else TravelSource.ESTIMATE]
    reached = len(now.base.places) - len(now.base.off_road)
    every = number(len(now.base.places))
    on_road = _("{part} of {whole}").format(part=number(reached), whole=every) if now.about else NO_VALUE
    with st.grid(3, min_column_width=150, gap="small", key="travel_standing"):
        st.metric(_("Plans reckon with"), _("± {share}").format(share=percent(usual)), border=True)
        st.metric(_("Places on a road"), on_road, border=True)
        st.metric(_("Trips measured"), number(len(now.trips)), border=True)
    _show_doubtful(now)


def _sentence(now: Known) -> str:
    line = now.sample.estimate
    estimate = _(
        "{start} minutes to set off and park, and {each} for each kilometre as the crow flies"
    ).format(start=number(line.start_min, 1), each=number(line.per_km_min, 2))
    peak = _("On weekdays from 16 to 19 h, drives in town count {share} longer.").format(
        share=percent(PEAK_FACTOR - 1)
    )
    if now.about is not None:
        day = date_text(now.about.as_of) if now.about.as_of else _("an unknown day")
        roads = _(
            "**Drives follow the roads of OpenStreetMap as of {day}.** Where no road leads, they are "
            "estimated: {estimate}."
        ).format(day=day, estimate=estimate)
        return f"{roads} {peak}"
    kind = (
        _("**No roads are imported, so that drives are estimated:** {estimate}, the usual values.")
        if line == DEFAULT or not now.sample.trips
        else _("**No roads are imported, so that drives are estimated from your trips:** {estimate}.")
    )
    return f"{kind.format(estimate=estimate)} {peak}"


def _show_doubtful(now: Known) -> None:
    count = len(now.base.doubtful)
    if count:
        text = ngettext(
            "{count} place opens onto one side of a motorway only. The estimate is badly wrong there: import "
            "roads, or measure the drive.",
            "{count} places open onto one side of a motorway only. The estimate is badly wrong there: import "
            "roads, or measure the drives.",
            count,
        )
        st.warning(text.format(count=number(count)), icon=":material/warning:")
