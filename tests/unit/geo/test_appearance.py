"""Places that appeared or fell silent: only where somebody went on both sides, and never by chance alone."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo.appearance import GAP_MONTHS, Appearance, appearances

START, END = date(2012, 1, 1), date(2015, 12, 31)

MONTHS = 48


def visits(place: int, months: list[int], contacts: list[int], *, looked: bool = True) -> pd.DataFrame:
    """Return one visit a row, in months counted from the start of the register."""
    days = (np.datetime64("2012-01", "M") + np.array(months, dtype=int)).astype("datetime64[s]")
    return pd.DataFrame({"place": place, "day": days, "looked": looked, "contacts": contacts})


def told(*parts: pd.DataFrame) -> list[tuple[int, str, Appearance]]:
    """Return place, month and change of each row."""
    found = appearances(pd.concat(parts, ignore_index=True), START, END)
    return [
        (place, f"{month:%Y-%m}", what)
        for place, month, what in found[["place", "month", "what"]].itertuples(index=False, name=None)
    ]


def often(first: int, last: int, contacts: int, times: int = 3) -> tuple[list[int], list[int]]:
    """Return visits of each month between two, all with as many contacts."""
    months = [month for month in range(first, last) for _time in range(times)]
    return months, [contacts] * len(months)


def joined(*parts: tuple[list[int], list[int]]) -> tuple[list[int], list[int]]:
    """Return visits of several spells together."""
    months = [month for months, _contacts in parts for month in months]
    return months, [count for _months, contacts in parts for count in contacts]


ALWAYS = often(0, MONTHS, 1)


def test_people_appear_where_the_team_had_looked_before() -> None:
    """A year of visits to nobody, then somebody: the first month with people, and how much was looked."""
    found = appearances(visits(1, *joined(often(0, 12, 0), often(12, MONTHS, 2))), START, END)
    [row] = found.to_dict("records")
    assert (row["what"], row["month"]) == (Appearance.APPEARED, pd.Timestamp("2013-01-01"))
    assert (row["visits"], row["share"]) == (36, 1.0)


def test_a_place_found_without_looking_before_is_newly_visited() -> None:
    """Nobody knows whether anybody was there: finding new places by looking there is no gain."""
    assert told(visits(1, *ALWAYS), visits(2, *often(20, MONTHS, 2))) == [
        (2, "2013-09", Appearance.NEWLY_VISITED)
    ]


def test_a_place_falls_silent_where_the_team_goes_on() -> None:
    """The first month of the silence."""
    assert told(visits(1, *joined(often(0, 30, 1), often(30, MONTHS, 0)))) == [
        (1, "2014-07", Appearance.FELL_SILENT)
    ]


def test_a_place_left_by_the_team_is_no_longer_visited() -> None:
    """Whatever was met there last, the month after the last visit."""
    assert told(visits(1, *ALWAYS), visits(2, *often(0, 30, 2)), visits(3, *often(0, 30, 0))) == [
        (2, "2014-07", Appearance.NO_LONGER_VISITED),
        (3, "2014-07", Appearance.NO_LONGER_VISITED),
    ]


def test_a_silence_between_has_both_ends() -> None:
    """Fell silent, and appeared again."""
    spells = joined(often(0, 12, 1), often(12, 24, 0), often(24, MONTHS, 1))
    assert told(visits(1, *spells)) == [
        (1, "2013-01", Appearance.FELL_SILENT),
        (1, "2014-01", Appearance.APPEARED),
    ]


def test_months_without_visits_are_no_silence() -> None:
    """A gap has two ends of another name, and what was met on either side tells nothing about it."""
    spells = joined(often(0, 12, 1), often(12 + GAP_MONTHS, MONTHS, 1))
    assert told(visits(1, *spells)) == [
        (1, "2013-01", Appearance.NO_LONGER_VISITED),
        (1, "2013-07", Appearance.VISITED_AGAIN),
    ]
    shorter = joined(often(0, 12, 1), often(11 + GAP_MONTHS, MONTHS, 1))
    assert told(visits(1, *shorter)) == []


def test_a_silence_beside_a_gap_is_not_dated() -> None:
    """People may have come or gone while nobody looked."""
    spells = joined(often(0, 12, 1), often(24, 36, 0), often(36, MONTHS, 0))
    answers = [what for _place, _month, what in told(visits(1, *spells))]
    assert Appearance.FELL_SILENT not in answers


def test_skipped_visits_are_no_effort() -> None:
    """A stop that was not reached neither finds nor misses anybody."""
    silent = visits(1, *often(30, MONTHS, 0), looked=False)
    assert told(visits(1, *often(0, 30, 1)), silent) == [(1, "2014-07", Appearance.NO_LONGER_VISITED)]


def test_a_few_empty_weeks_are_bad_weather() -> None:
    """Many visits in two months are not yet a silence."""
    spells = joined(often(0, 20, 1), often(20, 22, 0, times=10), often(22, MONTHS, 1))
    assert told(visits(1, *spells)) == []


def test_where_somebody_is_rarely_met_a_silence_says_little() -> None:
    """One visit in ten meets somebody: a year without is nothing to remark on."""
    rng = np.random.default_rng(3)
    months, _contacts = often(0, 36, 1)
    rare = joined((months, (rng.random(len(months)) < 0.1).astype(int).tolist()), often(36, MONTHS, 0))
    assert told(visits(1, *rare)) == []


def test_a_place_where_nobody_was_ever_met_neither_appears_nor_falls_silent() -> None:
    """It was silent all along."""
    assert told(visits(1, *often(0, MONTHS, 0))) == []


def test_months_kept_by_the_first_day_tell_the_same() -> None:
    """After coarsening all visits of a month stand on one day."""
    spells = joined(often(0, 30, 1), often(30, MONTHS, 0))
    exact = visits(1, *spells)
    exact["day"] += pd.to_timedelta(np.arange(len(exact)) % 28, unit="D")
    pd.testing.assert_frame_equal(appearances(exact, START, END), appearances(visits(1, *spells), START, END))


def test_an_empty_ledger_has_no_changes() -> None:
    """With the columns that a table expects."""
    found = appearances(visits(1, [], []), START, END)
    assert found.columns.tolist() == ["place", "month", "what", "visits", "share"]
    assert found.empty


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_chance_alone_is_seldom_taken_for_a_change(share: float) -> None:
    """A hundred places of four years with the same chance in all months: at most two of them."""
    rng = np.random.default_rng(11)
    months, _contacts = often(0, MONTHS, 1)
    parts = [visits(n, months, (rng.random(len(months)) < share).astype(int).tolist()) for n in range(100)]
    assert len(told(*parts)) <= 2


def test_a_planted_silence_is_found() -> None:
    """Of a hundred places where half of the visits meet somebody, nearly all that fall silent for a year."""
    rng = np.random.default_rng(12)
    months, _contacts = often(0, 36, 1)
    parts = [
        visits(n, *joined((months, (rng.random(len(months)) < 0.5).astype(int).tolist()), often(36, 48, 0)))
        for n in range(100)
    ]
    places = {place for place, _month, what in told(*parts) if what is Appearance.FELL_SILENT}
    assert len(places) >= 98
