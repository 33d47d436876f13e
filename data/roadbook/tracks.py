"""Rounds for maps and navigators: GPX and GeoJSON, with the stops that have a position."""

import json
from collections.abc import Iterator, Sequence

import gpxpy.gpx

from data.i18n import Translate
from data.roadbook.contents import BookStop, Roadbook
from data.roadbook.naming import Disclosure, arrival_text, hour_text, stop_title, tour_title

Marks = tuple[tuple[str, str], ...]
"""What a file says of how it left: headings and texts."""


def to_gpx(books: Sequence[Roadbook], disclosure: Disclosure, translate: Translate, mark: str = "") -> bytes:
    """
    Write rounds as GPX: a waypoint a stop, and a route a round.

    Parameters
    ----------
    books : sequence of Roadbook
        The rounds.
    disclosure : Disclosure
        What the stops are called.
    translate : Translate
        The look-up of the reader's language.
    mark : str
        What is said of a synthetic register; empty for a real one.

    Returns
    -------
    bytes
        GPX 1.1. Private flats have no position, so that they are not in it.
    """
    gpx = gpxpy.gpx.GPX()
    gpx.creator = "Maraude"
    gpx.name = " · ".join(text for text in (translate("Tours"), mark) if text)
    for book in books:
        route = gpxpy.gpx.GPXRoute(name=tour_title(book.code, translate))
        gpx.routes.append(route)
        for stop in book.stops:
            if stop.position is None:
                continue
            where = (stop.position.latitude, stop.position.longitude)
            name = stop_title(stop, disclosure, translate)
            when = arrival_text(stop)
            known_as = f"{book.code} · {name}" if len(books) > 1 else name
            gpx.waypoints.append(gpxpy.gpx.GPXWaypoint(*where, name=known_as, description=when))
            route.points.append(gpxpy.gpx.GPXRoutePoint(*where, name=name, description=when))
    return gpx.to_xml(version="1.1").encode()


def to_geojson(
    books: Sequence[Roadbook],
    disclosure: Disclosure,
    translate: Translate,
    *,
    synthetic: bool,
    marks: Marks = (),
) -> bytes:
    """
    Write rounds as GeoJSON: a feature a stop, in order.

    Parameters
    ----------
    books : sequence of Roadbook
        The rounds.
    disclosure : Disclosure
        What the stops are called.
    translate : Translate
        The look-up of the reader's language.
    synthetic : bool
        Whether the register is.
    marks : sequence of (str, str)
        How the file left.

    Returns
    -------
    bytes
        RFC 7946 in WGS84; marked as confidential. Private flats are features without geometry.
    """
    collection = {
        "type": "FeatureCollection",
        "confidential": True,
        "synthetic": synthetic,
        "about": [f"{heading}: {text}" for heading, text in marks],
        "features": list(_features(books, disclosure, translate)),
    }
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def _features(
    books: Sequence[Roadbook], disclosure: Disclosure, translate: Translate
) -> Iterator[dict[str, object]]:
    for book in books:
        for stop in book.stops:
            yield {
                "type": "Feature",
                "geometry": _point(stop),
                "properties": {
                    "tour": book.code,
                    "day": book.day.isoformat(),
                    "number": stop.number,
                    "title": stop_title(stop, disclosure, translate),
                    "arrival": hour_text(stop.arrival_min),
                    "latest_arrival": hour_text(stop.latest_arrival_min),
                    "minutes": stop.service_min,
                    "confidential": True,
                },
            }


def _point(stop: BookStop) -> dict[str, object] | None:
    if stop.position is None:
        return None
    return {"type": "Point", "coordinates": [stop.position.longitude, stop.position.latitude]}
