"""TopoJSON: features whose lines are shared arcs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# What a third party wrote: any JSON at all.
Json = Mapping[str, Any]

UNREADABLE: Json = {"type": "Unreadable"}
"""Stands for a geometry that does not follow the specification."""


def features_of(topology: Json, name: str) -> list[Json]:
    """
    Return the features of one object of a topology.

    Parameters
    ----------
    topology : mapping
        A parsed TopoJSON document.
    name : str
        Key of the object.

    Returns
    -------
    list of mapping
        GeoJSON features in WGS84; a geometry that cannot be resolved is `UNREADABLE`.

    Raises
    ------
    ValueError, TypeError, LookupError
        If the arcs or the object do not follow the specification.

    References
    ----------
    Bostock, M. and Metcalf, C. (2013). The TopoJSON Format Specification, version 1.0.
    """
    arcs = _Arcs(topology)
    return [
        {"type": "Feature", "properties": one.get("properties"), "geometry": arcs.geometry(one)}
        for one in _flat(topology["objects"][name])
    ]


def _flat(geometry: Json) -> Iterator[Json]:
    if geometry.get("type") == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        for part in geometry["geometries"]:
            yield from _flat(part)
    else:
        yield geometry


class _Arcs:
    """The arcs of a topology in degrees."""

    def __init__(self, topology: Json) -> None:
        transform = topology.get("transform")
        self._scale = np.array(transform["scale"], dtype=np.float64) if transform else None
        self._origin = np.array(transform["translate"], dtype=np.float64) if transform else None
        self._arcs = [self._positions(arc) for arc in topology["arcs"]]

    def geometry(self, one: Json) -> Json | None:
        kind = one.get("type")
        if kind is None:
            return None
        try:
            return {"type": kind, "coordinates": self._coordinates(str(kind), one)}
        except (ValueError, TypeError, LookupError):
            return UNREADABLE

    def _coordinates(self, kind: str, one: Json) -> Any:  # noqa: ANN401 - as deep as the type says
        if kind == "Point":
            return self._point(one["coordinates"])
        if kind == "MultiPoint":
            return [self._point(position) for position in one["coordinates"]]
        if kind == "LineString":
            return self._line(one["arcs"])
        if kind in {"Polygon", "MultiLineString"}:
            return [self._line(line) for line in one["arcs"]]
        if kind == "MultiPolygon":
            return [[self._line(ring) for ring in polygon] for polygon in one["arcs"]]
        message = f"no such geometry type: {kind}"
        raise ValueError(message)

    def _positions(self, arc: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
        positions = np.array([position[:2] for position in arc], dtype=np.float64).reshape(-1, 2)
        if self._scale is None or self._origin is None:
            return positions
        # Quantised arcs hold a start and then differences, in whole steps.
        return positions.cumsum(axis=0) * self._scale + self._origin

    def _point(self, position: Sequence[float]) -> list[float]:
        values = np.array(position[:2], dtype=np.float64)
        if self._scale is not None and self._origin is not None:
            values = values * self._scale + self._origin
        return [float(value) for value in values]

    def _line(self, numbers: Sequence[int]) -> list[list[float]]:
        """Join arcs end to end; one's complement means the arc backwards."""
        parts = [self._arcs[number] if number >= 0 else self._arcs[~number][::-1] for number in numbers]
        joined = [parts[0], *(part[1:] for part in parts[1:])]
        positions: list[list[float]] = np.concatenate(joined).tolist()
        return positions
