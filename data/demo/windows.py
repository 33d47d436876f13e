"""Hours at which people can be met at the places of the demo."""

from datetime import time

from data.demo.almanac import FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, TUESDAY
from data.demo.places import DemoPlace
from data.register.tables import OpeningWindow
from data.vocabulary import PlaceKind

_EVERY_DAY = tuple(range(MONDAY, SUNDAY + 1))
_WEEKDAYS = tuple(range(MONDAY, FRIDAY + 1))
_UNTIL_SATURDAY = tuple(range(MONDAY, SATURDAY + 1))

Hours = tuple[tuple[int, ...], time, time]

_BY_KIND: dict[PlaceKind, tuple[Hours, ...]] = {
    PlaceKind.STREET: ((_EVERY_DAY, time(14), time(2)),),
    PlaceKind.BAR: ((_EVERY_DAY, time(13), time(4)),),
    PlaceKind.REST_AREA: ((_EVERY_DAY, time(17), time(3)),),
    PlaceKind.CAR_PARK: ((_EVERY_DAY, time(18), time(2)),),
    PlaceKind.MEDIBUS_STOP: (((TUESDAY, THURSDAY, SATURDAY), time(18), time(23)),),
    PlaceKind.HOTEL_CAFE: ((_UNTIL_SATURDAY, time(14), time(1)),),
    PlaceKind.PRIVATE_FLAT: ((_UNTIL_SATURDAY, time(10), time(20)),),
    PlaceKind.OFFICE: ((_WEEKDAYS, time(9), time(12)), (_WEEKDAYS, time(13, 30), time(16))),
}


def windows_of(place: DemoPlace) -> list[OpeningWindow]:
    """
    Return the opening windows of a place, by its kind.

    Parameters
    ----------
    place : DemoPlace
        The place.

    Returns
    -------
    list of OpeningWindow
        Not yet in a session; those that close before they open run past midnight.
    """
    return [
        OpeningWindow(weekday=weekday, opens=opens, closes=closes)
        for weekdays, opens, closes in _BY_KIND[place.kind]
        for weekday in weekdays
    ]
