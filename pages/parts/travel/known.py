"""What the screen knows of travel: loaded once for each change of the register or of the roads."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from shapely.geometry.base import BaseGeometry

from data.roads.store import RoadsAbout, load_roads, roads_version
from data.roads.travel import load_base_times, load_sample
from data.roads.trips import TripRecord, load_trips
from data.settings import settings
from data.vocabulary import PlaceKind
from geo.roads.assembly import Sample, road_error
from geo.roads.cover import covered_area, offices_of, worth_measuring
from geo.roads.travel import BaseTimes
from pages.ui.cache import engine, ledger, places, revision, source, today
from pages.ui.text import _

_KNOWN = "_travel_known"

LOOK_BACK = pd.DateOffset(years=1)
"""How far back visits are counted."""


@dataclass(frozen=True, eq=False)
class Known:
    """
    What is known of travel now.

    Attributes
    ----------
    base : BaseTimes
        Between all places in use.
    sample : Sample
        The trips that the estimate learns from.
    trips : list of TripRecord
        All measured trips, the latest first.
    road_error : float
        How far roads are off on measured trips, as a share; NaN where no trip tells.
    about : RoadsAbout or None
        The imported roads; None where there are none.
    cover : BaseGeometry or None
        Where they are, WGS84.
    """

    base: BaseTimes
    sample: Sample
    trips: list[TripRecord]
    road_error: float
    about: RoadsAbout | None
    cover: BaseGeometry | None


def known() -> Known:
    """Return what is known of travel, with a bar while roads are followed for the first time."""
    key = (source(), revision(), roads_version(settings().var_dir), today())
    kept: tuple[object, Known] | None = st.session_state.get(_KNOWN)
    if kept is not None and kept[0] == key:
        return kept[1]
    text = _("Following the roads between all places…")
    bar = st.progress(0.0, text=text)

    def advance(part: float) -> None:
        bar.progress(min(max(part, 0.0), 1.0), text=text)

    try:
        found = _load(advance)
    finally:
        bar.empty()
    st.session_state[_KNOWN] = (key, found)
    return found


def _load(advance: Callable[[float], None]) -> Known:
    var_dir, roads = settings().var_dir, load_roads(settings().var_dir)
    every, sample = [int(place) for place in places_in_use().index], load_sample(engine(), var_dir)
    unmeasured = load_base_times(engine(), var_dir, every, advance, measured=False)
    return Known(
        base=load_base_times(engine(), var_dir, every),
        sample=sample,
        trips=load_trips(engine()),
        road_error=road_error(unmeasured, sample),
        about=None if roads is None else roads.about,
        cover=None if roads is None else covered_area(roads.graph),
    )


def places_in_use() -> pd.DataFrame:
    """Return the places that are not closed, offices first, then by label."""
    table = places()
    open_ones = table[table["active_to"].isna() | (table["active_to"] >= pd.Timestamp(today()))]
    is_place = (open_ones["kind"] != PlaceKind.OFFICE).to_numpy()
    order = pd.DataFrame({"is_place": is_place, "label": open_ones["label"].str.casefold()})
    return open_ones.loc[order.sort_values(["is_place", "label"]).index]


def label_of(place: int) -> str:
    """Return what a place is called; a dash where it is gone."""
    table = places()
    return str(table["label"].get(place, "–"))


def offices() -> list[int]:
    """Return the offices in use, by label."""
    table = places_in_use()
    return [int(place) for place in table.index[table["kind"] == PlaceKind.OFFICE]]


def ranked_trips(now: Known) -> pd.DataFrame:
    """Return the trips from its office to each place, those most worth measuring first."""
    table = places_in_use()
    service = dict(zip(table.index.tolist(), table["service"].tolist(), strict=True))
    office_of = offices_of(now.base, service, offices())
    visits = ledger()
    lately = visits[visits["day"] >= pd.Timestamp(today()) - LOOK_BACK]["place"].value_counts()
    return worth_measuring(
        now.base, office_of, dict(zip(lately.index.tolist(), lately.tolist(), strict=True))
    )
