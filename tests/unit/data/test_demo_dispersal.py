"""The dispersal of known size: the visits show it per hour of outreach, and raw counts do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.demo import KNOWN_DISPERSAL
from data.demo.dispersal import ZoneChange
from data.demo.eight_years import imagine
from data.demo.places import load_places
from data.vocabulary import Outcome

BEFORE = (date(2012, 4, 1), date(2014, 3, 31))
AFTER = (date(2015, 1, 1), date(2016, 12, 31))
"""Two whole years on either side of the ban: the seasons are the same."""

STANDARD_ERRORS = 3.0
ENOUGH_VISITS = 30

IDS = {place.code: number for number, place in enumerate(load_places(), start=1)}


@dataclass(frozen=True)
class Ratio:
    """A ratio of two rates and the standard error of its logarithm."""

    value: float
    error: float

    def is_near(self, truth: float) -> bool:
        """Tell whether *truth* lies within three standard errors."""
        return bool(abs(np.log(self.value / truth)) < STANDARD_ERRORS * self.error)


@pytest.fixture(scope="module", params=[2019, 7])
def looked(request: pytest.FixtureRequest) -> pd.DataFrame:
    """Visits that found an open door, of two registers."""
    visits = imagine(request.param).visits
    return visits[visits["outcome"].isin([Outcome.MET, Outcome.NOBODY_SEEN])]


def within(visits: pd.DataFrame, window: tuple[date, date]) -> pd.DataFrame:
    """Return the visits of a window."""
    first, last = (day.toordinal() for day in window)
    return visits[visits["day"].between(first, last)]


def per_hour(visits: pd.DataFrame) -> tuple[float, float]:
    """Return contacts per hour and its relative standard error between visits."""
    hours = visits["minutes"] / 60
    rate = visits["contacts"].sum() / hours.sum()
    spread = visits["contacts"] - rate * hours
    return rate, float(np.sqrt((spread**2).sum()) / visits["contacts"].sum())


def compare(visits: pd.DataFrame) -> Ratio:
    """Return the rate after the ban against the rate before."""
    (before, error_before), (after, error_after) = (per_hour(within(visits, w)) for w in (BEFORE, AFTER))
    return Ratio(after / before, float(np.hypot(error_before, error_after)))


def raw(visits: pd.DataFrame) -> float:
    """Return the contacts after the ban against those before, whatever the effort."""
    return float(within(visits, AFTER)["contacts"].sum() / within(visits, BEFORE)["contacts"].sum())


def at(visits: pd.DataFrame, zones: Iterable[ZoneChange]) -> pd.DataFrame:
    """Return the visits to some zones."""
    return visits[visits["place"].isin([IDS[zone.code] for zone in zones])]


@pytest.mark.parametrize("group", ["treated", "displaced"])
def test_each_zone_shows_its_known_ratio(looked: pd.DataFrame, group: str) -> None:
    """The rate per hour of every zone steps by the stated ratio, within sampling error."""
    for zone in getattr(KNOWN_DISPERSAL, group):
        visits = at(looked, [zone])
        assert len(within(visits, BEFORE)) >= ENOUGH_VISITS
        assert len(within(visits, AFTER)) >= ENOUGH_VISITS
        assert compare(visits).is_near(zone.ratio), zone.code


def test_the_controls_do_not_move(looked: pd.DataFrame) -> None:
    """Places that the ban does not touch keep their rate."""
    controls = [
        zone
        for zone in KNOWN_DISPERSAL.controls
        if min(len(within(at(looked, [zone]), window)) for window in (BEFORE, AFTER)) >= ENOUGH_VISITS
    ]
    assert len(controls) >= 15
    assert all(zone.ratio == 1 for zone in controls)
    near = [compare(at(looked, [zone])).is_near(1.0) for zone in controls]
    assert np.mean(near) > 0.95


def test_lost_and_gained_are_found_again(looked: pd.DataFrame) -> None:
    """Summed over the zones, rates before and after give the stated losses and gains."""
    for zones, truth in (
        (KNOWN_DISPERSAL.treated, -KNOWN_DISPERSAL.lost),
        (KNOWN_DISPERSAL.displaced, KNOWN_DISPERSAL.gained),
    ):
        change, variance = 0.0, 0.0
        for zone in zones:
            for window, sign in ((BEFORE, -1), (AFTER, 1)):
                rate, error = per_hour(within(at(looked, [zone]), window))
                change += sign * rate
                variance += (rate * error) ** 2
        # Seasons, weekdays and hours move a rate by a tenth at most; the sampling error is wider.
        assert change == pytest.approx(truth, abs=STANDARD_ERRORS * variance**0.5 + 0.1 * abs(truth))


def test_effort_moved_with_the_ban_so_that_raw_counts_mislead(looked: pd.DataFrame) -> None:
    """In the treated zones the counts fall far more than the rate: fewer hours were spent there."""
    visits = at(looked, KNOWN_DISPERSAL.treated)
    ratio = compare(visits)
    counts = raw(visits)
    assert np.log(ratio.value / counts) > STANDARD_ERRORS * ratio.error
    hours = {
        window: within(visits, window)["minutes"].sum() / within(looked, window)["minutes"].sum()
        for window in (BEFORE, AFTER)
    }
    assert hours[AFTER] < 0.6 * hours[BEFORE]


def test_opened_and_closed_places_have_no_ratio(looked: pd.DataFrame) -> None:
    """Nobody looked where people were found afterwards, and closed bars stay closed."""
    assert len(within(at(looked, KNOWN_DISPERSAL.opened), BEFORE)) == 0
    assert len(within(at(looked, KNOWN_DISPERSAL.opened), AFTER)) > 0
    assert len(within(at(looked, KNOWN_DISPERSAL.closed), AFTER)) == 0
    assert all(zone.ratio == float("inf") for zone in KNOWN_DISPERSAL.opened)
    assert all(zone.ratio == 0 for zone in KNOWN_DISPERSAL.closed)


def test_the_balance_is_stated() -> None:
    """More was lost from view than was found again."""
    assert KNOWN_DISPERSAL.lost == pytest.approx(13.8)
    assert KNOWN_DISPERSAL.gained == pytest.approx(8.7)
    assert KNOWN_DISPERSAL.net == pytest.approx(-5.1)
    assert KNOWN_DISPERSAL.announced < KNOWN_DISPERSAL.in_force == date(2014, 12, 1)


def test_a_third_of_the_contacts_is_lost_by_early_2017(looked: pd.DataFrame) -> None:
    """The press quotes a third of the follow-up lost: the register's level is that."""
    yearly = looked[looked["province"] == "hainaut"].groupby("year")["contacts"].sum()
    assert 0.27 < 1 - yearly[2016] / yearly[[2012, 2013]].mean() < 0.40


def test_visits_differ_beyond_chance(looked: pd.DataFrame) -> None:
    """Contacts are overdispersed: a Poisson interval would be too narrow."""
    bars = looked[(looked["kind"] == "bar") & (looked["year"] < 2018)]
    rate = bars.groupby("place")["contacts"].sum() / bars.groupby("place")["minutes"].sum()
    expected = bars["place"].map(rate) * bars["minutes"]
    pearson = ((bars["contacts"] - expected) ** 2 / expected).sum() / (len(bars) - bars["place"].nunique())
    assert pearson > 1.3
