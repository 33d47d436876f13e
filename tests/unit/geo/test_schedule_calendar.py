"""Days of a schedule, and shifts without what is already taken."""

from datetime import date

import pytest

from geo.rounds.model import TimeWindow
from geo.schedules.calendar import first_monday, free_hours, free_shifts, to_date, to_day
from geo.schedules.model import Appointment, Shift
from tests.schedule_kit import AFTERNOON, DEPOT, weekly_shifts

MONDAY = date(2026, 11, 23)


def test_days_count_from_a_monday() -> None:
    """The first Monday is day 0, the Sunday before is day -1, and dates come back from numbers."""
    assert first_monday(date(2026, 11, 29)) == MONDAY == first_monday(MONDAY)
    assert [to_day(day, MONDAY) for day in (MONDAY, date(2026, 11, 22), date(2026, 12, 1))] == [0, -1, 8]
    assert to_date(8, MONDAY) == date(2026, 12, 1)


def test_a_schedule_never_begins_on_another_day() -> None:
    """Counting from a Tuesday would shift all weekdays."""
    with pytest.raises(ValueError, match="2026-11-24"):
        to_day(MONDAY, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("busy", "left"),
    [
        ([], [(780, 1080)]),
        ([(840, 900)], [(780, 840), (900, 1080)]),
        ([(700, 800)], [(800, 1080)]),
        ([(1000, 1200)], [(780, 1000)]),
        ([(900, 960), (840, 930)], [(780, 840), (960, 1080)]),
        ([(700, 1200)], []),
        ([(600, 780), (1080, 1100)], [(780, 1080)]),
    ],
)
def test_appointments_cut_hours(busy: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    """In the middle, at either end, overlapping, all of it, and beside it."""
    found = free_hours(TimeWindow(780, 1080), [TimeWindow(*one) for one in busy])
    assert found == tuple(TimeWindow(*one) for one in left)


def test_shifts_lose_holidays_and_appointments_but_no_other_pair_s() -> None:
    """Only the shift of that pair on that day is cut, and what is left for less than 45 minutes goes."""
    shifts = (*weekly_shifts(1, [0], weeks=2), *weekly_shifts(2, [0], weeks=2))
    consultation = Appointment(1, 0, TimeWindow(14 * 60, 17 * 60 + 30))
    cut = free_shifts(shifts, [consultation], holidays=frozenset({7}))
    assert cut == (
        Shift(1, 0, AFTERNOON, TimeWindow(13 * 60, 14 * 60), DEPOT),
        Shift(2, 0, AFTERNOON, TimeWindow(13 * 60, 18 * 60), DEPOT),
    )


def test_a_short_shift_is_left_alone() -> None:
    """What is short by itself was meant to be."""
    short = Shift(1, 0, AFTERNOON, TimeWindow(780, 800), DEPOT)
    assert free_shifts([short], []) == (short,)
