"""Three proposals that differ in what they weigh, on the same figures."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from data.vocabulary import PlanAim
from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule, Weights
from geo.schedules.proposals import (
    Aim,
    best_for,
    compare_coverage,
    compare_loads,
    compare_proposals,
    compare_weekdays,
    weights_of,
)
from geo.schedules.report import ScheduleReport
from geo.schedules.search import after, search
from tests.schedule_kit import AFTERNOON, EVENING, line_problem, random_problem, site, weekly_shifts


def proposals() -> dict[str, ScheduleReport]:
    """Return the reports of three proposals, all judged by the coordinator's weights."""
    base = random_problem(6, sites=25, teams=2)
    rng = np.random.default_rng(6)
    sites = tuple(
        replace(
            one, people={(day, slot): float(rng.integers(1, 9)) for day in range(7) for slot in (1, 2, 3)}
        )
        for one in base.sites
    )
    problem = replace(base, sites=sites)
    found = {}
    for aim in Aim:
        weighted = replace(problem, weights=weights_of(aim, problem.weights))
        found[aim.value] = evaluate(problem, search(weighted, seed=1, stop=after(8)))
    return found


def test_every_aim_of_the_register_has_weights() -> None:
    """The names are the same on both sides, and each changes what it is named after."""
    assert {aim.value for aim in PlanAim} == {aim.value for aim in Aim}
    base = Weights()
    assert weights_of("least_driving").spread < base.spread
    assert weights_of("least_driving").missed == base.missed
    assert 0 < weights_of("least_driving").evenness < base.evenness
    assert weights_of("most_people").people > base.people
    assert weights_of("most_regular").spread > base.spread
    own = weights_of("most_regular", Weights(missed=7, fairness=3))
    assert (own.missed, own.fairness) == (7, 3)
    with pytest.raises(ValueError, match="cheapest"):
        weights_of("cheapest")


def test_each_proposal_is_best_at_what_it_aims_for() -> None:
    """Least driving drives least, most people reaches most; the table says so."""
    reports = proposals()
    table = compare_proposals(reports)
    assert list(table.columns) == [aim.value for aim in Aim]
    assert set(table.index) == set(asdict(reports["most_people"].figures))
    assert table.loc["drive_min"].idxmin() == "least_driving"
    assert table.loc["drive_min"].nunique() == len(Aim)
    assert table.loc["uneven_min"].idxmax() == "least_driving"
    assert table.loc["people_hours"].idxmax() == "most_people"
    assert table.loc["people"].idxmax() == "most_people"
    weekdays = compare_weekdays(reports)
    assert list(weekdays.sum()) == list(table.loc["visits"])
    assert len(weekdays) == 7
    assert reports["most_regular"].figures.within_half_hour >= 0.9
    assert (table.loc["kept"] == table.loc["wanted"]).all()


def test_a_proposal_is_chosen_by_what_it_is_named_after() -> None:
    """Most people has them, least driving drives least; a visit less is no way to drive less."""
    best = {(0, 2): 4.0, (2, 2): 9.0}
    sites = [replace(site(1), people=best), site(2)]
    problem = line_problem(sites, [*weekly_shifts(1, [0], AFTERNOON), *weekly_shifts(1, [2], AFTERNOON)])
    near, far, less = (
        Schedule(tuple(_weekly(1, days[0])) + tuple(_weekly(2, days[1], weeks)))
        for days, weeks in (((0, 0), 4), ((2, 0), 4), ((2, 0), 3))
    )
    driven = {one: evaluate(problem, one).figures.drive_min for one in (near, far)}
    assert driven[near] < driven[far]
    every = (less, near, far)
    assert best_for("least_driving", problem, every) == near
    assert best_for("most_people", problem, every) == far
    late = replace(far.visits[0], arrival_min=far.visits[0].arrival_min + 90)
    assert best_for("most_regular", problem, (Schedule((late, *far.visits[1:])), far)) == far
    with pytest.raises(ValueError, match="cheapest"):
        best_for("cheapest", problem, every)


def _weekly(place: int, weekday: int, weeks: int = 4) -> list[PlannedVisit]:
    """Return a place's visits on one weekday, one after the other from two o'clock on."""
    hour = 13 * 60 + 30 * place
    return [PlannedVisit(place, 1, 7 * week + weekday, AFTERNOON, hour) for week in range(weeks)]


def test_coverage_and_loads_stand_side_by_side() -> None:
    """A row a group, a row a pair; unknown kilometres are no numbers, a group without wishes no share."""
    sites = [site(1), replace(site(2, 60), group="street", last_visit=-1)]
    problem = line_problem(sites, [*weekly_shifts(1, [0], AFTERNOON), *weekly_shifts(2, [2], EVENING)])
    report = evaluate(problem, search(problem, seed=1, stop=after(1)))
    coverage = compare_coverage({"only": report})
    assert coverage.loc["bar", "only"] == 1
    assert coverage["only"].isna().to_dict() == {"bar": False, "street": True}
    assert compare_proposals({"only": report})["only"].isna()["km"]
    loads = compare_loads({"only": report})
    assert list(loads.index) == [("only", 1), ("only", 2)]
    assert loads["visits"].sum() == 4
    assert compare_loads({}).empty
    assert compare_proposals({}).empty
