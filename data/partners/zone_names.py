"""Which area a position or a name means: partners say where they are in their own words."""

import re
from collections import defaultdict
from collections.abc import Mapping

import geopandas as gpd
import shapely

from data.geography.municipalities import find_municipality, fold

_SEPARATORS = re.compile(r"[,;/()\n]|\s[-–—]\s")


class ZoneNames:
    """
    The areas, ready to be asked by position or by name.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in WGS84 with ``id``, ``name_fr``, ``name_nl`` and ``municipalities`` (NIS codes with a space
        between), as `data.geography.basemap.load_areas` gives.
    localities : GeoDataFrame, optional
        Points in WGS84 with ``name_fr`` and ``name_nl``: names of what lies in an area, as
        `data.geography.basemap.load_localities` gives. Areas and municipalities go before them.
    """

    def __init__(self, areas: gpd.GeoDataFrame, localities: gpd.GeoDataFrame | None = None) -> None:
        """Gather what each area may be called."""
        self.codes = frozenset(str(code) for code in areas["id"])
        self._areas = areas
        self._by_nis: dict[str, str] = {}
        named: dict[str, set[str]] = defaultdict(set)
        for area in areas.itertuples():
            code = str(area.id)
            self._by_nis.update(dict.fromkeys(str(area.municipalities).split(), code))
            for name in (code, area.name_fr, area.name_nl):
                named[fold(str(name))].add(code)
        self._by_name = _unique(named)
        self._by_locality = {} if localities is None else self._located(localities)

    def _located(self, localities: gpd.GeoDataFrame) -> dict[str, str]:
        row, area = self._areas.sindex.query(localities.geometry, predicate="intersects")
        codes = self._areas["id"].astype(str).to_numpy()[area]
        named: dict[str, set[str]] = defaultdict(set)
        for column in ("name_fr", "name_nl"):
            for name, code in zip(localities[column].to_numpy()[row], codes, strict=True):
                named[fold(str(name))].add(code)
        return _unique(named)

    def at(self, latitude: float, longitude: float) -> str | None:
        """
        Return the area that holds a position.

        Parameters
        ----------
        latitude, longitude : float
            WGS84, in degrees.

        Returns
        -------
        str or None
            Its code; None outside all areas.
        """
        found = self._areas.sindex.query(shapely.Point(longitude, latitude), predicate="intersects")
        return str(self._areas["id"].iloc[int(found[0])]) if len(found) else None

    def named(self, text: str) -> str | None:
        """
        Return the area that a text means: its code, its name, or a municipality or postcode in it.

        Parameters
        ----------
        text : str
            Such as a cell of a table or the location of a calendar's entry.

        Returns
        -------
        str or None
            Its code; None where nothing, or more than one area, answers.
        """
        whole = self._one(text)
        if whole is not None:
            return whole
        parts = {self._one(part) for part in _SEPARATORS.split(text) if part.strip()} - {None}
        return parts.pop() if len(parts) == 1 else None

    def _one(self, text: str) -> str | None:
        known = self._by_name.get(fold(text))
        if known is not None:
            return known
        found = find_municipality(text.strip())
        if found is not None and found.nis in self._by_nis:
            return self._by_nis[found.nis]
        return self._by_locality.get(fold(text))


def _unique(named: Mapping[str, set[str]]) -> dict[str, str]:
    """Return what a name means, where it means one area."""
    return {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}
