"""What is known of each zone before anybody reads its contacts: the rule, the way, our own presence."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import to_metric
from geo.displacement.model import Panel, Window
from geo.displacement.rules import Rule

METRES_A_KM = 1000

Flags = npt.NDArray[np.bool_]
"""A flag for each zone, in the order of the frame."""


@dataclass(frozen=True)
class DesignChoices:
    """
    What a proposal hangs on, so that the same choices propose the same study.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of place to which people could move.
    ring_km : float
        Zones up to so far from a treated one are displaced ones.
    ring_min : float or None
        The same in minutes of travel; with it, kilometres do not count.
    control_km : float
        Control zones are farther than this.
    years : int
        Whole years wanted on each side.
    core_share : float
        Where a rule holds everywhere, treated zones are those with at least this share of the hours that
        were spent at the busiest one before the announcement.
    least_looked : float
        Share of the months of each window in which somebody must have looked.
    """

    kinds: tuple[str, ...]
    ring_km: float = 5.0
    ring_min: float | None = None
    control_km: float = 8.0
    years: int = 2
    core_share: float = 0.5
    least_looked: float = 0.5


@dataclass(frozen=True)
class ZoneFacts:
    """
    What one zone is placed by.

    Attributes
    ----------
    zone : int
        The place.
    kind : str
        Its kind.
    is_touched, is_spared : bool
        Whether the rule touches it, or names it as an exception.
    is_treated : bool
        Whether it is touched and people were looked for there before.
    is_home : bool
        Whether a treated zone lies in its municipality.
    is_mapped : bool
        Whether it has a position of its own; private flats have none.
    km, minutes : float or None
        Distance and way from the nearest treated zone; None for a treated one, and where not known.
    looked : tuple of float
        Share of the months before and after in which anybody looked.
    first_looked : int or None
        First month of the panel in which anybody went there.
    named_by, touched_by : int or None
        Another local rule of these years that singles it out, or that touches it in any way.
    """

    zone: int
    kind: str
    is_touched: bool
    is_spared: bool
    is_treated: bool
    is_home: bool
    is_mapped: bool
    km: float | None
    minutes: float | None
    looked: tuple[float, float]
    first_looked: int | None
    named_by: int | None
    touched_by: int | None


@dataclass(frozen=True, eq=False)
class Surroundings:
    """
    What facts are gathered from.

    Attributes
    ----------
    rule : Rule
        The rule that is studied.
    zones : GeoDataFrame
        WGS84, by place, with ``kind`` and ``municipality``.
    panel : Panel
        Says where anybody looked; its contacts are not read.
    windows : tuple of Window
        Before and after.
    others : tuple of Rule
        Other local rules that were announced, began or ended within the study.
    choices : DesignChoices
        What the proposal hangs on.
    minutes : DataFrame or None
        Minutes of travel from the place of a row to that of a column.
    """

    rule: Rule
    zones: gpd.GeoDataFrame
    panel: Panel
    windows: tuple[Window, Window]
    others: tuple[Rule, ...]
    choices: DesignChoices
    minutes: pd.DataFrame | None = None


def gather_facts(around: Surroundings) -> tuple[ZoneFacts, ...]:
    """
    Gather what each zone is placed by.

    Parameters
    ----------
    around : Surroundings
        The rule, the zones and the effort.

    Returns
    -------
    tuple of ZoneFacts
        One a zone, in the order of the frame.

    Raises
    ------
    ValueError
        If the zones are not in WGS84.
    """
    zones, rule = around.zones, around.rule
    effort = _effort_of(around.panel, around.windows).reindex(zones.index)
    touched = _touched(around)
    treated = _core(around, touched, effort["hours"])
    home = zones["municipality"].isin(zones.loc[treated, "municipality"]).to_numpy(bool)
    km, minutes = _km(zones, treated), _minutes(around, treated)
    named = _first_rule(around.others, [one.named(zones) for one in around.others], len(zones))
    reached = _first_rule(around.others, [one.touches(zones) for one in around.others], len(zones))
    mapped = zones.geometry.notna().to_numpy(bool)
    return tuple(
        ZoneFacts(
            zone=int(zone),
            kind=str(zones["kind"].iloc[row]),
            is_touched=bool(touched[row]),
            is_spared=int(zone) in rule.exceptions,
            is_treated=bool(treated[row]),
            is_home=bool(home[row]),
            is_mapped=bool(mapped[row]),
            km=None if treated[row] else _known(km[row]),
            minutes=None if treated[row] else _known(minutes[row]),
            looked=(_share(effort["before"].iloc[row]), _share(effort["after"].iloc[row])),
            first_looked=None if np.isnan(effort["first"].iloc[row]) else int(effort["first"].iloc[row]),
            named_by=named[row],
            touched_by=named[row] if named[row] is not None else reached[row],
        )
        for row, zone in enumerate(zones.index)
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _share(value: float) -> float:
    return float(value) if np.isfinite(value) else 0.0


def _effort_of(panel: Panel, windows: tuple[Window, Window]) -> pd.DataFrame:
    before, after = (np.isin(panel.months, window.months) for window in windows)
    went = panel.looked | (panel.rounds > 0)
    first = np.where(went.any(axis=1), panel.months[went.argmax(axis=1)], np.nan)
    return pd.DataFrame(
        {
            "before": panel.looked[:, before].mean(axis=1),
            "after": panel.looked[:, after].mean(axis=1),
            "first": first,
            "hours": np.nansum(panel.hours[:, before], axis=1),
        },
        index=panel.zones,
    )


def _touched(around: Surroundings) -> Flags:
    """Tell which zones the rule touches, of the kinds at which people are met at all."""
    kinds = around.rule.kinds or around.choices.kinds
    return around.rule.touches(around.zones) & around.zones["kind"].isin(kinds).to_numpy(bool)


def _core(around: Surroundings, touched: Flags, hours: "pd.Series[float]") -> Flags:
    """
    Tell which zones are treated, of those touched.

    A rule that holds in a whole municipality touches the places that people leave and those that they go to.
    What tells these apart without looking at contacts is where teams mostly went before.
    """
    if not around.rule.is_wide:
        return touched
    spent = np.where(touched, hours.fillna(0).to_numpy(float), 0.0)
    floor = around.choices.core_share * float(spent.max(initial=0.0))
    return np.asarray((spent > 0) & (spent >= floor), dtype=np.bool_)


def _km(zones: gpd.GeoDataFrame, treated: Flags) -> npt.NDArray[np.float64]:
    """
    Return how far each zone is from the nearest treated one, edge to edge, in kilometres; NaN not known.

    Private flats have no position: those of another municipality are as near as its nearest place that has
    one; of those in a municipality with a treated zone it is not known.
    """
    ground = gpd.GeoSeries(to_metric(zones).geometry)
    mapped = ground.notna()
    homes = zones["municipality"].isin(zones.loc[treated, "municipality"])
    start = ground[treated & mapped] if (treated & mapped).any() else ground[homes & mapped]
    if start.empty:
        return np.full(len(zones), np.nan)
    km = ground.distance(shapely.union_all([*start])) / METRES_A_KM
    nearest = zones["municipality"].map(km[mapped].groupby(zones["municipality"][mapped]).min())
    return np.asarray(km.where(mapped, nearest.where(nearest > 0)), dtype=np.float64)


def _minutes(around: Surroundings, treated: Flags) -> npt.NDArray[np.float64]:
    table, zones = around.minutes, around.zones
    if table is None:
        return np.full(len(zones), np.nan)
    starts = table.index.intersection(zones.index[treated])
    nearest = table.loc[starts].min(axis=0).reindex(zones.index)
    return np.asarray(nearest, dtype=np.float64)


def _first_rule(rules: Sequence[Rule], flags: Sequence[Flags], zones: int) -> list[int | None]:
    """Return the first rule that has each zone; None where none has."""
    found: list[int | None] = [None] * zones
    for rule, has in zip(reversed(rules), reversed(flags), strict=True):
        found = [rule.id if has[row] else found[row] for row in range(zones)]
    return found
