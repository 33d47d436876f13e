"""Why a file of roads is refused, and what to do about it."""

from enum import StrEnum

from data.i18n import mark
from data.refusals import RefusedError


class RoadsFault(StrEnum):
    """What can be wrong with a file of roads."""

    OTHER_FORMAT = "other_format"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NO_ROADS = "no_roads"
    ELSEWHERE = "elsewhere"
    TOO_LARGE = "too_large"


_TEXTS: dict[RoadsFault, tuple[str, str]] = {
    RoadsFault.OTHER_FORMAT: (
        mark("This is no OpenStreetMap file: its name does not end in .osm.pbf, .osm.gz, .osm.bz2 or .osm."),
        mark("Choose the file as it was downloaded, without renaming or unpacking it."),
    ),
    RoadsFault.EMPTY: (
        mark("This file is empty."),
        mark("Download it again, and wait until the download is complete."),
    ),
    RoadsFault.UNREADABLE: (
        mark("This file is cut off or damaged, or is no OpenStreetMap file."),
        mark("Download it again, and wait until the download is complete."),
    ),
    RoadsFault.NO_ROADS: (
        mark("There is no road in this file that a car may take."),
        mark("Choose an extract with all roads, not one of places, buildings or borders alone."),
    ),
    RoadsFault.ELSEWHERE: (
        mark("No road of this file lies near the places of the register."),
        mark("Choose the extract of your region, or of the whole country."),
    ),
    RoadsFault.TOO_LARGE: (
        mark("This file holds far more roads than one country has."),
        mark("Choose the extract of your region or country."),
    ),
}


class RoadsRefusedError(RefusedError):
    """
    A file of roads is not taken, and what was there before stays.

    Parameters
    ----------
    fault : RoadsFault
        What is wrong.
    where : str
        Where the reader stopped, in its own words, such as a line; may be empty.
    """

    def __init__(self, fault: RoadsFault, where: str = "") -> None:
        super().__init__(*_TEXTS[fault])
        self.fault = fault
        self.where = where
