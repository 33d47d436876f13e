"""The score of a visit, and whom and what to expect."""

from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest

from geo.measures import COUNTS
from geo.rounds.expected import expected_material, expected_people
from geo.rounds.score import ScoreWeights, is_quiet, score_places

FACTS = pd.DataFrame(
    {
        "days_since": [14.0, 28.0, 400.0, np.nan],
        "target_days": [14.0, np.nan, 14.0, 7.0],
        "expected_people": [np.e - 1, 0.0, 3.0, np.nan],
        "open_requests": [0, 2, 0, 1],
        "trust_open": [False, True, False, True],
        "looked_visits": [1, 0, 3, 0],
    },
    index=pd.Index([11, 12, 13, 14], name="id"),
)


def number(table: pd.DataFrame, row: object, column: str) -> float:
    """Return one number of a table."""
    return float(table[column].to_dict()[row])


def test_each_term_has_its_column_and_they_add_up() -> None:
    """Nothing of the score is hidden."""
    score = score_places(FACTS, ScoreWeights(recency=2, people=3, requests=4, trust=5, unknown=6))
    assert score.to_numpy()[0] == pytest.approx([2, 3, 0, 0, 3, 8])
    assert score.to_numpy()[1] == pytest.approx([2, 0, 8, 5, 6, 21])
    assert list(score.columns) == [*asdict(ScoreWeights()), "total"]


def test_a_place_that_waits_for_long_counts_no_more_than_so_much() -> None:
    """Nor does one that was never visited."""
    recency = score_places(FACTS, ScoreWeights(recency=1))["recency"]
    assert recency[13] == recency[14] == pytest.approx(2.5**1.5)


def test_a_weight_of_nothing_switches_a_term_off() -> None:
    """All weights at zero leave nothing."""
    weights = replace(ScoreWeights(), **dict.fromkeys(asdict(ScoreWeights()), 0.0))
    assert (score_places(FACTS, weights)["total"] == 0).all()


def test_no_places_have_no_score() -> None:
    """An empty evening is no error."""
    assert score_places(FACTS.iloc[:0], ScoreWeights()).empty


def test_quiet_are_places_after_two_targets_or_never_visited() -> None:
    """Without a target, after two months."""
    assert is_quiet(FACTS).tolist() == [False, False, True, True]
    assert is_quiet(FACTS, ratio=1.0).tolist() == [True, True, True, True]


def _visits(count: int, rate: float, place: int, kind: str, seed: int, weekday: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    visits = pd.DataFrame({"place": [place] * count, "kind": kind, "weekday": weekday, "band": 2})
    visits["minutes"] = np.float32(30.0)
    visits[list(COUNTS)] = 0
    visits["contacts"] = rng.poisson(rate / 2, count)
    visits["looked"] = True
    return visits.assign(visit=np.arange(count) + 1000 * place)


PLACES = pd.DataFrame({"kind": ["bar", "bar", "bar", "street"]}, index=pd.Index([1, 2, 3, 4], name="id"))
HOURS = pd.Series(0.5, index=PLACES.index)
VISITS = pd.concat(
    [_visits(60, 10, 1, "bar", 1), _visits(60, 2, 2, "bar", 2), _visits(60, 1, 4, "street", 4)],
    ignore_index=True,
)


def test_a_place_with_many_visits_is_expected_to_stay_as_it_is() -> None:
    """Ten an hour make five in half an hour."""
    people = expected_people(VISITS, PLACES, 4, 2, HOURS)
    assert number(people, 1, "expected") == pytest.approx(5, rel=0.15)
    assert number(people, 2, "expected") == pytest.approx(1, rel=0.3)
    assert (people["low"] <= people["expected"]).all()
    assert (people["expected"] <= people["high"]).all()


def test_a_place_without_visits_is_taken_for_one_of_its_kind_and_less_surely() -> None:
    """Between the two bars, with a wider interval for its mean."""
    people = expected_people(VISITS, PLACES, 4, 2, HOURS)
    assert number(people, 2, "expected") < number(people, 3, "expected") < number(people, 1, "expected")
    assert number(people, 3, "variance") / number(people, 3, "expected") > number(
        people, 1, "variance"
    ) / number(people, 1, "expected")
    assert number(people, 3, "hours") == 0


def test_another_weekday_is_learnt_from_what_is_known_of_the_place() -> None:
    """It has had no visit on a Monday, and is not taken for an unknown one."""
    monday = expected_people(VISITS, PLACES, 0, 2, HOURS)
    assert number(monday, 1, "hours") == 0
    assert number(monday, 1, "expected") == pytest.approx(5, rel=0.2)


def test_a_quiet_weekday_draws_the_expectation_down() -> None:
    """Many Mondays on which nobody was met."""
    mondays = _visits(40, 0, 1, "bar", 7, weekday=0)
    visits = pd.concat([VISITS, mondays], ignore_index=True)
    assert number(expected_people(visits, PLACES, 0, 2, HOURS), 1, "expected") < 1


def test_the_interval_holds_nine_visits_in_ten() -> None:
    """Counted on visits that were not learnt from."""
    people = expected_people(VISITS, PLACES, 4, 2, HOURS)
    fresh = np.random.default_rng(9).poisson(5, 2000)
    assert 0.88 <= ((fresh >= number(people, 1, "low")) & (fresh <= number(people, 1, "high"))).mean() <= 0.99


def test_without_any_visit_nobody_is_expected_and_no_limit_is_made_up() -> None:
    """An empty register is no error."""
    people = expected_people(VISITS.iloc[:0], PLACES, 4, 2, HOURS)
    assert (people["expected"] == 0).all()
    assert people[["rate", "low", "high"]].isna().all(axis=None)


def test_material_follows_the_people_expected() -> None:
    """Three condoms a person; leaflets seldom."""
    items = VISITS[["visit"]].assign(material="condom", count=VISITS["contacts"] * 3)
    rare = VISITS[["visit"]].head(5).assign(material="leaflet", count=1)
    people = expected_people(VISITS, PLACES, 4, 2, HOURS).loc[[1, 3]]
    load = expected_material(VISITS, pd.concat([items, rare]), people, PLACES["kind"])
    assert number(load, "condom", "expected") == pytest.approx(3 * people["expected"].sum(), rel=0.05)
    assert number(load, "condom", "low") < number(load, "condom", "expected") < number(load, "condom", "high")
    assert number(load, "leaflet", "expected") < 1


def test_where_nothing_was_handed_out_nothing_is_loaded() -> None:
    """No row, no error; nor for a round without stops."""
    people = expected_people(VISITS, PLACES, 4, 2, HOURS)
    items = VISITS[["visit"]].assign(material="condom", count=1)
    assert expected_material(VISITS, items.iloc[:0], people, PLACES["kind"]).empty
    assert expected_material(VISITS, items, people.iloc[:0], PLACES["kind"])["expected"].tolist() == [0]
