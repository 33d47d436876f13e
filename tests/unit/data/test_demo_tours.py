"""The rhythm of the demo: the hours and weekdays that the report states."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.demo import almanac
from data.demo.meetings import hour_band, true_rate
from data.demo.office import screening_day
from data.demo.outings import send_out
from data.demo.places import load_places
from data.demo.services import SERVICE_IDS, TEAM_IDS
from data.vocabulary import HourBand, Outcome

CODES = {number: place.code for number, place in enumerate(load_places(), start=1)}


@pytest.fixture(scope="module")
def outings() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rounds and visits of one seed."""
    return send_out(np.random.default_rng(1))


@pytest.fixture(scope="module")
def visits(outings: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Visits with the code of their place and their weekday."""
    visits = outings[1]
    weekday = [date.fromordinal(day).weekday() for day in visits["day"]]
    return visits.assign(code=visits["place"].map(CODES), weekday=weekday)


def test_the_bars_of_gosselies_are_visited_in_the_afternoon_by_one_pair(
    outings: tuple[pd.DataFrame, pd.DataFrame], visits: pd.DataFrame
) -> None:
    """Most people are met then, and the same pair comes each time."""
    bars = visits[visits["code"].str.startswith("GO-B")]
    assert bars["arrival"].between(13 * 60, 19 * 60).all()
    teams = outings[0].loc[bars["round"], "team"]
    assert set(teams) == {TEAM_IDS["extra-ring-1"]}


def test_genappe_has_fixed_days_and_hours(outings: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Tuesdays at 14:00, and since 2017 Fridays at 15:00."""
    rounds = outings[0][outings[0]["service"] == SERVICE_IDS["genappe"]]
    weekday = rounds["day"].map(lambda day: date.fromordinal(day).weekday())
    assert set(zip(weekday, rounds["starts"], strict=True)) == {
        (almanac.TUESDAY, 14 * 60),
        (almanac.FRIDAY, 15 * 60),
    }


def test_the_medibus_runs_several_evenings_a_week_since_2017(visits: pd.DataFrame) -> None:
    """On the rest areas and the rue du Rivage, and nowhere before it existed."""
    bus = visits[visits["service"] == SERVICE_IDS["medibus"]]
    assert date.fromordinal(int(bus["day"].min())).year == 2017
    assert (bus["arrival"] >= 18 * 60).all()
    assert {"FL-AMO", "FE-AIR", "ME-RIV"} <= set(bus["code"])
    evenings = bus.groupby("year")["round"].nunique()
    assert evenings[2018] > 80
    assert evenings[2019] > 120


def test_nights_keep_their_operational_day(visits: pd.DataFrame) -> None:
    """Some stops begin after midnight, none after six in the morning."""
    assert (visits["arrival"] >= 24 * 60).any()
    assert visits["arrival"].max() < 30 * 60
    assert visits["arrival"].min() >= 6 * 60


def test_nobody_stops_at_a_place_that_is_closed_or_in_a_gap(visits: pd.DataFrame) -> None:
    """Turnover and gaps of the places hold for every stop."""
    for number, place in enumerate(load_places(), start=1):
        days = visits.loc[visits["place"] == number, "day"]
        assert all(place.is_visited(date.fromordinal(day)) for day in days), place.code


def test_stops_of_a_round_follow_one_another(outings: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """No team is in two places at once and every round ends after its last stop."""
    rounds, visits = outings
    previous = visits.groupby("round")["arrival"].shift() + visits.groupby("round")["minutes"].shift()
    assert (visits["arrival"] >= previous.fillna(0)).all()
    ends = visits["arrival"] + visits["minutes"]
    assert (rounds.loc[visits["round"], "ends"].to_numpy() >= ends.to_numpy()).all()


def test_no_pair_is_on_two_rounds_at_once(outings: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """A pair comes home before it leaves again."""
    rounds = outings[0].sort_values(["team", "day", "starts"])
    leaves = rounds["day"] * 1440 + rounds["starts"]
    home = (rounds["day"] * 1440 + rounds["ends"]).groupby(rounds["team"]).shift()
    assert (leaves >= home.fillna(0)).all()


def test_skipped_stops_took_no_time_and_a_few_minutes_are_not_noted(visits: pd.DataFrame) -> None:
    """The panel of data quality has something to say."""
    skipped = visits[visits["outcome"] == Outcome.SKIPPED]
    assert (skipped["minutes"] == 0).all()
    assert 0.02 <= 1 - visits["noted_minutes"].mean() <= 0.03
    assert 0 < 1 - visits["noted_hour"].mean() < 0.05
    assert set(visits["outcome"]) == {"met", "skipped", "closed", "refused"}


def test_holidays_are_quiet() -> None:
    """No office and no round on a public holiday; fewer at the end of the year and in summer."""
    assert almanac.is_holiday(date(2019, 12, 25))
    assert almanac.is_holiday(date(2018, 5, 21))
    assert almanac.is_holiday(date(2014, 5, 29))
    assert not almanac.is_holiday(date(2019, 4, 21))
    assert almanac.attendance(date(2019, 7, 21)) == 0
    assert 0 < almanac.attendance(date(2019, 12, 27)) < almanac.attendance(date(2019, 7, 15)) < 1
    assert almanac.attendance(date(2019, 10, 2)) == 1
    assert date(2019, 1, 1) not in almanac.office_days(2019)
    assert all(day.weekday() < 5 for day in almanac.office_days(2016))


@pytest.mark.parametrize("year", almanac.YEARS)
def test_the_screening_day_is_at_the_end_of_november(year: int) -> None:
    """The last Thursday of the month, just before the world day of 1 December."""
    day = screening_day(year)
    assert (day.month, day.weekday()) == (11, almanac.THURSDAY)
    assert day.day >= 24


def test_bands_of_arrivals() -> None:
    """After midnight it is still night."""
    bands = hour_band(np.array([8, 12, 17, 18, 22, 25]) * 60)
    assert bands.tolist() == [
        HourBand.MORNING,
        HourBand.AFTERNOON,
        HourBand.AFTERNOON,
        HourBand.EVENING,
        HourBand.NIGHT,
        HourBand.NIGHT,
    ]


def test_the_true_rate_knows_place_ban_hour_weekday_and_season() -> None:
    """One stop at a time, worked by hand."""
    triangle = next(number for number, code in CODES.items() if code == "CH-TRI")
    stops = pd.DataFrame(
        {
            "place": [triangle, triangle, triangle],
            # A Tuesday evening in April 2013, the same hour in April 2016, and an afternoon.
            "day": [date(2013, 4, 2).toordinal(), date(2016, 4, 5).toordinal(), date(2016, 4, 5).toordinal()],
            "arrival": [20 * 60, 20 * 60, 14 * 60],
        }
    )
    before, after, afternoon = true_rate(stops)
    assert before == pytest.approx(7.0 * 1.02)
    assert after == pytest.approx(2.6 * 1.02)
    assert afternoon == pytest.approx(2.6 * 1.02 * 0.6)
