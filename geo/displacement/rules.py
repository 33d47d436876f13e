"""What a rule of the ledger touches, and which other rules changed something meanwhile."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, require_crs
from geo.displacement.model import AnalysisSpec


class Moment(StrEnum):
    """What another rule did within a study; people move from its announcement on."""

    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True, eq=False)
class Rule:
    """
    A rule of the ledger, as far as a study looks at it; months are counted from January 1970.

    Attributes
    ----------
    id : int
        Its identifier.
    announced, in_force : int
        Months in which it was announced and came into force; equal where the first is not known.
    ended : int or None
        Month of its last day; None where it holds.
    municipality : str or None
        NIS code, where it is a rule of one municipality.
    area : BaseGeometry or None
        WGS84 polygon, where it applies in a part that is drawn.
    places, exceptions : tuple of int
        Places that it names, and places that it spares.
    kinds : tuple of str
        Kinds of place that it touches; empty for all.
    is_national : bool
        Whether it is a law of the country.
    settled : int or None
        Last month that is not compared: the first month in force lies in it, and in the one before where it
        does not begin on a first day. None where that is the month in which it came into force.
    """

    id: int
    announced: int
    in_force: int
    ended: int | None = None
    municipality: str | None = None
    area: BaseGeometry | None = None
    places: tuple[int, ...] = ()
    exceptions: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    is_national: bool = False
    settled: int | None = None

    @property
    def moments(self) -> Mapping[Moment, int]:
        """Months in which it changed something; announced in the month of its start, it changed once."""
        dated = {Moment.ANNOUNCED: self.announced, Moment.IN_FORCE: self.in_force, Moment.ENDED: self.ended}
        if self.announced == self.in_force:
            del dated[Moment.ANNOUNCED]
        return {moment: month for moment, month in dated.items() if month is not None}

    @property
    def is_wide(self) -> bool:
        """Whether it holds in a whole municipality or country, and not in a part that somebody named."""
        return self.area is None and not self.places

    def named(self, zones: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        """
        Tell which zones the rule names, spares or has within its area.

        Parameters
        ----------
        zones : GeoDataFrame
            WGS84, by place.

        Returns
        -------
        ndarray of bool, shape (n,)
            Whether the rule singles each out.

        Raises
        ------
        ValueError
            If *zones* is not in WGS84.
        """
        return self._inside(zones) | zones.index.isin([*self.places, *self.exceptions])

    def touches(self, zones: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        """
        Tell which zones the rule touches.

        Parameters
        ----------
        zones : GeoDataFrame
            WGS84, by place, with ``kind`` and ``municipality``.

        Returns
        -------
        ndarray of bool, shape (n,)
            Zones of its kinds that it names or that lie in its area; for a rule without either, those of
            its municipality, or all. What it spares is not touched.

        Raises
        ------
        ValueError
            If *zones* is not in WGS84.
        """
        if not self.is_wide:
            reached = self._inside(zones) | zones.index.isin(self.places)
        elif self.municipality is not None:
            reached = (zones["municipality"] == self.municipality).to_numpy(bool)
        else:
            reached = np.ones(len(zones), dtype=np.bool_)
        of_its_kinds = zones["kind"].isin(self.kinds).to_numpy(bool) | (not self.kinds)
        return reached & of_its_kinds & ~zones.index.isin(self.exceptions)

    def _inside(self, zones: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        require_crs(zones, WGS84)
        if self.area is None:
            return np.zeros(len(zones), dtype=np.bool_)
        # A zone belongs to the area in which its middle lies, as everywhere; a flat has no position.
        return zones.geometry.representative_point().within(self.area).to_numpy(bool)


@dataclass(frozen=True)
class Confounder:
    """
    A change that fell within a study and may explain what it finds.

    Attributes
    ----------
    rule : int
        The other rule, or the studied one where it ended too early.
    moment : Moment
        Whether it was announced, began or ended.
    month : int
        When.
    is_national : bool
        Whether it is a law of the country: it touches treated, displaced and control zones alike.
    """

    rule: int
    moment: Moment
    month: int
    is_national: bool


def find_confounders(
    spec: AnalysisSpec, rule: Rule, others: Iterable[Rule], zones: gpd.GeoDataFrame
) -> tuple[Confounder, ...]:
    """
    Find what else changed from the first month of a study to its last, the months in between included.

    Parameters
    ----------
    spec : AnalysisSpec
        The study.
    rule : Rule
        The rule that is studied: that it ended meanwhile counts too.
    others : iterable of Rule
        The rest of the ledger; the studied rule itself is passed over.
    zones : GeoDataFrame
        WGS84, by place, with ``kind`` and ``municipality``.

    Returns
    -------
    tuple of Confounder
        In the order of time: national laws, rules of the municipalities of treated or displaced zones, and
        rules that touch or single out a zone of any arm.

    Raises
    ------
    ValueError
        If *zones* is not in WGS84.
    """
    arms = zones[zones.index.isin([place for arm in spec.arms.values() for place in arm])]
    moved = arms[arms.index.isin([*spec.treated, *spec.displaced])]
    homes = {str(code) for code in moved["municipality"]}
    near = [one for one in others if one.id != rule.id and _concerns(one, arms, homes)]
    found = [
        *_moments(rule, (Moment.ENDED,)),
        *(each for one in near for each in _moments(one, tuple(Moment))),
    ]
    within = [one for one in found if spec.pre.first <= one.month < spec.post.end]
    return tuple(sorted(within, key=lambda one: (one.month, one.rule, one.moment)))


def _concerns(rule: Rule, arms: gpd.GeoDataFrame, homes: Collection[str]) -> bool:
    if rule.is_national or rule.municipality in homes:
        return True
    return bool((rule.touches(arms) | rule.named(arms)).any())


def _moments(rule: Rule, moments: Collection[Moment]) -> Iterator[Confounder]:
    for moment, month in rule.moments.items():
        if moment in moments:
            yield Confounder(rule.id, moment, month, rule.is_national)
