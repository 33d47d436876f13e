"""Rounds as a workbook: the stops, and what to bring."""

from collections.abc import Sequence

import pandas as pd

from data.export import Cover
from data.roadbook.contents import Roadbook
from data.roadbook.naming import Disclosure, hour_text, hours_text, stop_title
from data.terms import term
from data.workbook import Sheet, to_xlsx


def to_tables(books: Sequence[Roadbook], disclosure: Disclosure, cover: Cover, language: str) -> bytes:
    """
    Write rounds as a workbook.

    Parameters
    ----------
    books : sequence of Roadbook
        The rounds.
    disclosure : Disclosure
        What it says.
    cover : Cover
        What the workbook says about itself; its look-up gives all words.
    language : str
        One of `data.i18n.LANGUAGES`, for the names of municipalities.

    Returns
    -------
    bytes
        XLSX: a sheet of the stops and one of what to bring, behind the cover.
    """
    translate = cover.translate
    stops = Sheet(
        translate("Stops"),
        _stops(books, disclosure, cover, language),
        {
            "tour": translate("Pair"),
            "day": translate("Day"),
            "number": translate("No."),
            "title": translate("Stop"),
            "municipality": translate("Municipality"),
            "arrival": translate("Arrival"),
            "latest": translate("Latest arrival"),
            "minutes": translate("Minutes there"),
            "hours": translate("Open"),
            "last": translate("Last visit"),
            "latitude": translate("Latitude"),
            "longitude": translate("Longitude"),
        },
    )
    load = Sheet(
        translate("To bring"),
        _load(books, disclosure, cover),
        {
            "tour": translate("Pair"),
            "what": translate("What"),
            "expected": translate("Expected"),
            "low": translate("At least"),
            "high": translate("At most"),
        },
    )
    return to_xlsx([stops, load], cover)


def _stops(books: Sequence[Roadbook], disclosure: Disclosure, cover: Cover, language: str) -> pd.DataFrame:
    translate = cover.translate
    columns = ["tour", "day", "number", "title", "municipality", "arrival", "latest", "minutes", "hours"]
    rows = [
        {
            "tour": book.code,
            "day": book.day,
            "number": stop.number,
            "title": stop_title(stop, disclosure, translate),
            "municipality": stop.municipality(language),
            "arrival": hour_text(stop.arrival_min),
            "latest": hour_text(stop.latest_arrival_min),
            "minutes": stop.service_min,
            "hours": hours_text(stop, translate),
            "last": stop.last_visit,
            # As text: a number would lose its last decimals to the workbook's format.
            "latitude": None if stop.position is None else f"{stop.position.latitude:.5f}",
            "longitude": None if stop.position is None else f"{stop.position.longitude:.5f}",
        }
        for book in books
        for stop in book.stops
    ]
    where = ["latitude", "longitude"] if disclosure.positions else []
    return pd.DataFrame(rows, columns=[*columns, "last", *where])


def _load(books: Sequence[Roadbook], disclosure: Disclosure, cover: Cover) -> pd.DataFrame:
    translate = cover.translate
    rows = []
    for book in books:
        if book.people is not None:
            rows.append((book.code, translate("People"), book.people))
        if disclosure.kinds:
            rows += [(book.code, term(kind, translate), load) for kind, load in book.load.items()]
        elif book.items is not None:
            rows.append((book.code, translate("Items in all"), book.items))
    return pd.DataFrame(
        [
            (code, what, round(found.expected), round(found.low), round(found.high))
            for code, what, found in rows
        ],
        columns=["tour", "what", "expected", "low", "high"],
    )
