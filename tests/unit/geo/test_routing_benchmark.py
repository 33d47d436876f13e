"""The routing benchmark: proofs, peers and tables on instances small enough to know the answer."""

import sys
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest

from benchmarks.routing import __main__ as command
from benchmarks.routing.families import convrp, pvrp
from benchmarks.routing.peers import Day, route_by_ortools, route_by_vroom
from benchmarks.routing.readers.convrp import NOT_VISITED, ConsistentInstance
from benchmarks.routing.readers.lines import distances
from benchmarks.routing.table import Aim, Answer, Row, Section, gap_aims, render

SQUARE = """1 1 4 2
0 4
0 4
0 0 0 0 0 0 0
1 10 0 0 2 1 2 2 1
2 10 1 0 2 1 2 2 1
3 -10 0 0 2 1 2 2 1
4 -10 1 0 2 1 2 2 1
"""
"""Two neighbours on either side of the depot, two days: whoever has sense visits one side a day."""

SHORTEST = 2 * (10 + 1 + float(np.hypot(10, 1)))


def consistent(seed: int, customers: int = 5) -> ConsistentInstance:
    """Return a random instance of three days."""
    rng = np.random.default_rng(seed)
    demand = np.where(
        rng.random((customers, 3)) < 0.7, rng.integers(1, 4, (customers, 3)), NOT_VISITED
    ).astype(float)
    xy = np.vstack([[0.0, 0.0], rng.uniform(0, 10, (customers, 2))])
    return ConsistentInstance(6.0, 35.0, xy, demand, np.ones((customers, 3)))


@pytest.mark.parametrize("seed", range(3))
def test_the_search_meets_what_cp_sat_proves(seed: int) -> None:
    """Same driver at each visit: the search finds the proven optimum."""
    instance = consistent(seed)
    proven, found = convrp.prove(instance), convrp.solve(instance, 0.1, seed=1)
    assert proven is not None
    assert found.value == pytest.approx(proven)


def test_shortest_tours_are_the_shortest_of_all_orders() -> None:
    """Held and Karp agree with trying all orders, for every set."""
    legs, own = distances(np.random.default_rng(1).uniform(0, 9, (5, 2))), range(4)
    tours = convrp.shortest_tours(legs, list(own))
    assert len(tours) == 16
    for mask, length in tours.items():
        group = [customer + 1 for customer in own if mask >> customer & 1]
        orders = ((0, *order, 0) for order in permutations(group))
        assert length == pytest.approx(min(sum(legs[a, b] for a, b in pairwise(o)) for o in orders))


def test_no_proof_is_tried_where_it_would_not_end() -> None:
    """Beyond fifteen customers there is no proof."""
    assert convrp.prove(consistent(1, customers=16)) is None


def test_a_periodic_file_runs_beside_other_solvers(tmp_path: Path) -> None:
    """Ours chooses the days; on those days the others find the same routes."""
    path = tmp_path / "square.txt"
    path.write_text(SQUARE)
    (tmp_path / "best_known.csv").write_text(f"instance,best_known\nsquare,{SHORTEST}\n")
    row = pvrp.run_file(path, 0.2, 1)
    assert len(row.answers) == 3
    for solver in row.answers:
        assert row.gap(solver) == pytest.approx(0, abs=0.01)


def test_a_day_that_does_not_fit_has_no_length() -> None:
    """What cannot be carried is not routed, and an empty day is no way at all."""
    legs = distances(np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]))
    heavy = Day(legs, np.array([3.0, 3.0]), np.zeros(2), 1, 5.0, np.inf)
    assert route_by_vroom(heavy) is None
    assert route_by_ortools(heavy, 0.05) is None
    nobody = Day(legs[:1, :1], np.empty(0), np.empty(0), 1, 5.0, np.inf)
    assert (route_by_vroom(nobody), route_by_ortools(nobody, 0.05)) == (0.0, 0.0)


def test_a_table_shows_gaps_and_aims() -> None:
    """Gaps turn round where more is better; what was not found shows as a dash."""
    answers = {"Maraude": Answer(95.0, 1.0), "other": Answer(None, 2.0)}
    rows = (Row("one", 10, answers, 100.0), Row("two", 12, {"Maraude": Answer(7.0, 1.0)}))
    text = render(
        Section("Prizes", ("A note.",), rows, (Aim("something", "5 %", is_met=False),), is_prize=True)
    )
    assert "| one | 10 | 100.00 | 95.00 | 5.00 % | 1.0 | - |  | 2.0 |" in text
    assert "| something | 5 % | no |" in text
    assert [aim.is_met for aim in gap_aims(rows, 0.0, 0.0, "all")] == [True, True]
    assert gap_aims((), 1.0, 1.0, "none") == []


def test_the_command_names_what_is_wrong_with_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file needs its family; a broken one is named with its line, and no results are written."""
    path = tmp_path / "broken.txt"
    path.write_text("4 1 1 1\n")
    results = tmp_path / "routing.md"
    monkeypatch.setattr(command, "RESULTS", results)
    monkeypatch.setattr(sys, "argv", ["routing", "--file", str(path)])
    assert command.main() == 2
    monkeypatch.setattr(sys, "argv", ["routing", "--file", str(path), "--family", "pvrp"])
    assert command.main() == 2
    assert "broken.txt, line 1: a periodic instance begins with 1, not 4" in capsys.readouterr().err
    assert not results.exists()
