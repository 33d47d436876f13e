"""The evening side of the routing benchmark: rules, tasks and solvers on instances with a known answer."""

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.routing.apart import each_apart
from benchmarks.routing.evening_peers import by_ortools, by_schedule_search, by_vroom
from benchmarks.routing.evenings import random_evening
from benchmarks.routing.families import agreement, evening, orienteering, prizes, solomon
from benchmarks.routing.readers.chao import ChaoInstance, load_chao
from benchmarks.routing.readers.pcvrptw import PrizeInstance, load_prize_solution, load_prizes
from benchmarks.routing.readers.solomon import SolomonInstance
from benchmarks.routing.rules import (
    Routes,
    RuleError,
    orienteering_prize,
    prize_cost,
    solomon_distance,
    tenths_between,
)
from benchmarks.routing.table import OURS, Answer, Row
from benchmarks.routing.task_peers import compare, judged, route_by_vroom
from benchmarks.routing.tasks import route_by_maraude
from geo.rounds.solver import after, solve

SPOTS = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0], [-3.0, 4.0]])
"""A depot, a customer 5 away, another 5 behind it, and a third 5 away on the other side."""

DEMAND, SERVICE = np.array([0.0, 5.0, 5.0, 5.0]), np.array([0.0, 10.0, 10.0, 10.0])
OPENS, CLOSES = np.array([0.0, 0.0, 30.0, 0.0]), np.array([100.0, 90.0, 60.0, 20.0])

TIMED = SolomonInstance("T", 2, 10, SPOTS, DEMAND, OPENS, CLOSES, SERVICE)

BEST = ((1, 2), (3,))

CHAO = ChaoInstance(2, 14.5, np.vstack([SPOTS, [[0.0, 8.0]]]), np.array([0.0, 7.0, 4.0, 9.0, 0.0]))
"""From the depot to a point 8 north: both neighbours lie on the way of 10, the far one does not."""

PRIZES = PrizeInstance(2, 10, 10.0, SPOTS, DEMAND, OPENS, CLOSES, np.array([0.0, 5.0, 3.0, 40.0]))
"""The way to the third pays; going on to the first costs 6 more than home, and it is worth 5."""


def test_solomon_counts_tenths() -> None:
    """A legal solution costs its length; each leg is cut to a tenth, not the sum of them."""
    assert solomon_distance(TIMED, BEST) == 30.0
    slanted = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert tenths_between(slanted, 0, 1) == 14 == math.floor(10 * math.sqrt(2))


@pytest.mark.parametrize(
    ("routes", "complaint"),
    [
        ([[1, 2]], r"customers \[3\] are left out"),
        ([[1, 2], [3, 1]], "customer 1 is visited twice"),
        ([[1, 2], [3, 4]], "there is no customer 4"),
        ([[1, 2], [0, 3]], "there is no customer 0"),
        ([[1, 2, 3]], "route 1 carries 15, not 10"),
        ([[2], [1, 3]], "route 2 is late at 3"),
        ([[1], [2], [3]], "3 routes for 2 vehicles"),
    ],
)
def test_what_breaks_a_rule_is_named(routes: Routes, complaint: str) -> None:
    """No solution counts that leaves out, repeats, overloads, comes late or needs another vehicle."""
    with pytest.raises(RuleError, match=complaint):
        solomon_distance(TIMED, routes)


def test_whoever_waits_is_not_late() -> None:
    """Waiting before a window is no offence, and coming back after closing is one."""
    early = SolomonInstance("T", 2, 10, SPOTS, DEMAND, OPENS, np.array([44.9, 90.0, 60.0, 20.0]), SERVICE)
    with pytest.raises(RuleError, match="route 1 is late at 0"):
        solomon_distance(early, BEST)
    assert solomon_distance(TIMED, ((2, 1), (3,))) == 30.0


def test_prizes_left_behind_cost_ten_times_their_worth() -> None:
    """The published way of counting: tenths of distance, and prizes in tenths as well."""
    assert prize_cost(PRIZES, ((3,),)) == 100 + 80
    assert prize_cost(PRIZES, ()) == 480


def test_orienteering_ends_elsewhere() -> None:
    """A team goes from the first point to the last, within its limit, and nobody is paid twice."""
    assert orienteering_prize(CHAO, ((1,), (3,))) == 16
    assert orienteering_prize(CHAO, ()) == 0
    with pytest.raises(RuleError, match="route 1 is 16"):
        orienteering_prize(CHAO, ((2,),))
    with pytest.raises(RuleError, match="there is no customer 4"):
        orienteering_prize(CHAO, ((4,),))


def test_all_solvers_meet_the_best_of_small_instances() -> None:
    """Ours and the others find what can be worked out by hand, by each family's own rules."""
    for task, worth, best in (
        (solomon.to_task(TIMED), lambda routes: solomon_distance(TIMED, routes), 30.0),
        (orienteering.to_task(CHAO), lambda routes: orienteering_prize(CHAO, routes), 16.0),
    ):
        answers = compare(task, worth, 0.05, 1)
        assert {answer.value for answer in answers.values()} == {best}
    routes, _ = route_by_maraude(prizes.to_task(PRIZES), 0.05, 1)
    assert prize_cost(PRIZES, routes) == 180


def test_a_broken_rule_is_told_and_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    """VROOM leaves out whom it cannot serve; the value is none, and the reason is printed."""
    narrow = SolomonInstance("T", 1, 10, SPOTS, DEMAND, OPENS, CLOSES, SERVICE)
    routes = route_by_vroom(solomon.to_task(narrow), 1.0)
    assert judged(lambda found: solomon_distance(narrow, found), routes, "VROOM") is None
    assert "VROOM: customers" in capsys.readouterr().out


def test_ours_gives_no_routes_where_there_are_none() -> None:
    """Whoever cannot all be served gets no half answer from the adapter."""
    narrow = SolomonInstance("T", 1, 10, SPOTS, DEMAND, OPENS, CLOSES, SERVICE)
    assert route_by_maraude(solomon.to_task(narrow), 0.02, 1)[0] == ()


def test_other_solvers_plan_our_evenings() -> None:
    """All three give sound plans, and none is far from ours."""
    small = random_evening(3, places=12, pairs=2)
    ours = evening.worth(small, solve(small, seed=1, stop=after(100)))
    assert ours is not None
    others = (by_vroom(small), by_ortools(small, 0.2), by_schedule_search(small, 0.2, 1))
    for routes in others:
        worth = evening.worth(small, routes)
        assert worth is not None
        assert 0.97 * ours <= worth <= 1.005 * ours


def test_an_unsound_plan_of_an_evening_is_worth_nothing() -> None:
    """A round through everything breaks the shift."""
    small = random_evening(3, places=30, pairs=1)
    route = solve(small, seed=1, stop=after(5))[0]
    endless = type(route)(route.team, tuple(stop.place for stop in small.stops))
    assert evening.worth(small, [endless]) is None


def test_agreement_counts_the_evenings_far_apart() -> None:
    """Each of the two solvers may be the worse one; an evening without a plan does not agree."""

    def row(ours: float | None, other: float) -> Row:
        answers = {OURS: Answer(ours, 1.0), agreement.OTHER: Answer(other, 1.0)}
        return Row("evening", 60, answers, max(ours or 0.0, other))

    aim, sound = agreement.to_section([row(99.9, 100.0), row(100.0, 98.0), row(None, 90.0)], 2.0).aims
    assert aim.found == "1 of 3, at most 2.00 % apart"
    assert not aim.is_met
    assert sound.found == "2 of 3"


def test_what_runs_apart_keeps_its_order() -> None:
    """Results come in the order of the items, each from a process of its own."""
    assert each_apart(math.hypot, [3, 12], 4.0, 3) == [math.sqrt(34), 13.0]
    assert each_apart(math.hypot, [3], 4.0, 0) == [5.0]


def test_published_solutions_cost_what_they_say(shared: Path) -> None:
    """Our plain count of the published solutions is theirs, to the unit."""
    folder = shared / "benchmarks" / "pcvrptw"
    paths = sorted(folder.glob("*.vrp"))
    assert len(paths) == 2
    for path in paths:
        published = load_prize_solution(path.with_suffix(".sol"))
        assert prize_cost(load_prizes(path), published.routes) == published.cost


def test_every_published_file_becomes_a_task(shared: Path) -> None:
    """Known values name files that are here, and rounding up makes no leg shorter."""
    folder = shared / "benchmarks" / "top_chao"
    assert {path.stem for path in folder.glob("*.txt")} == set(orienteering.KNOWN)
    instance = load_chao(folder / "p4.3.m.txt")
    task = orienteering.to_task(instance)
    assert len(task.customers) == 98
    assert task.legs[5, 0] >= orienteering.SCALE * math.dist(instance.xy[5], instance.xy[-1])
    assert task.legs[0, 5] >= orienteering.SCALE * math.dist(instance.xy[0], instance.xy[5])
