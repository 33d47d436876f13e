"""The trips most worth measuring, and the table of all times from the offices."""

import numpy as np
import pandas as pd
import streamlit as st

from geo.roads.travel import RANGES
from geo.rounds.model import TravelSource
from pages.parts.travel.known import Known, label_of, offices, places_in_use, ranked_trips
from pages.ui.datatables import show_table
from pages.ui.text import _, number, percent

SHOWN = 10
"""Trips of the ranking that are shown."""


def source_word(source: int) -> str:
    """Return where a time comes from, in a word."""
    words = {
        TravelSource.ESTIMATE: _("Estimate"),
        TravelSource.ROAD: _("Roads"),
        TravelSource.MEASURED: _("Measured"),
    }
    return words[TravelSource(source)]


def show_ranking(now: Known) -> None:
    """Draw the trips whose time is least sure and that are made most often."""
    st.subheader(_("Most worth measuring"), anchor=False)
    ranked = ranked_trips(now)
    open_ones = ranked[ranked["source"] != TravelSource.MEASURED].head(SHOWN)
    if ranked.empty:
        st.caption(_("No trip leaves from an office yet: that takes an office, and a place to go to."))
        return
    if open_ones.empty:
        st.success(_("Every trip from an office was measured."), icon=":material/check:")
        return
    summary = _("The trips from an office whose time is least sure, counted over the visits of a year.")
    st.caption(summary)
    table = open_ones.assign(
        place=[*map(label_of, open_ones["end"])],
        office=[*map(label_of, open_ones["start"])],
        about=[*map(_range_text, open_ones["minutes"], open_ones["range"], open_ones["doubtful"])],
        known=[*map(_known_by, open_ones["source"], open_ones["doubtful"])],
    )
    labels = {
        "place": _("Place"),
        "about": _("Minutes"),
        "known": _("Known by"),
        "visits": _("Visits in a year"),
        "office": _("Leaving from"),
    }
    show_table(
        table,
        labels,
        key="travel_ranking",
        summary=summary,
        name="maraude_trips_to_measure",
        figures={"about": [round(float(minutes), 1) for minutes in open_ones["minutes"]]},
    )


def trip_text(start: int, end: int) -> str:
    """Return a trip in words."""
    return _("{start} → {end}").format(start=label_of(start), end=label_of(end))


def _range_text(minutes: float, share: float, doubtful: bool) -> str:  # noqa: FBT001 - a column
    if doubtful:
        return _("about {minutes}?").format(minutes=number(minutes))
    return _("{low} – {high}").format(low=number(minutes * (1 - share)), high=number(minutes * (1 + share)))


def _known_by(source: int, doubtful: bool) -> str:  # noqa: FBT001 - a column
    return _("Estimate, badly wrong") if doubtful else source_word(source)


def show_matrix(now: Known) -> None:
    """Draw, folded, the minutes from each office to each place."""
    with st.expander(_("All times from the offices"), icon=":material/table:"):
        if not offices():
            st.caption(_("No office is in the register. Add one in Places: rounds leave from it."))
            return
        row = {place: number_ for number_, place in enumerate(now.base.places)}
        names = {f"office_{office}": label_of(office) for office in offices()}
        others = [int(place) for place in places_in_use().index if int(place) not in set(offices())]
        minutes, sources = now.base.driving.minutes, now.base.driving.source
        table = pd.DataFrame({"place": [label_of(place) for place in others]})
        for office in offices():
            legs = [(row[office], row[place]) for place in others]
            table[f"office_{office}"] = [round(float(minutes[leg])) for leg in legs]
        best = np.array([[sources[row[office], row[place]] for office in offices()] for place in others])
        table["source"] = [source_word(int(one.max())) for one in best]
        summary = _(
            "Minutes on empty roads. Estimates may be off by {estimate}, roads by {road}, measured trips by "
            "{measured}."
        ).format(
            estimate=percent(RANGES[TravelSource.ESTIMATE]),
            road=percent(RANGES[TravelSource.ROAD]),
            measured=percent(RANGES[TravelSource.MEASURED]),
        )
        st.caption(summary)
        labels = {"place": _("Place"), **names, "source": _("Best known by")}
        show_table(table, labels, key="travel_matrix", summary=summary, name="maraude_travel_times")
