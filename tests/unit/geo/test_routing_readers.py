"""Readers of published routing instances: what they understand, and what they say of what they do not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.routing.readers.chao import load_chao
from benchmarks.routing.readers.convrp import NOT_VISITED, load_consistent
from benchmarks.routing.readers.lines import FormatError
from benchmarks.routing.readers.pcvrptw import load_prize_solution, load_prizes
from benchmarks.routing.readers.pvrp import load_periodic
from benchmarks.routing.readers.solomon import load_solomon

SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         50

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       100          0
    1      3         4         10          5        60         10
"""

PERIODIC = """1 2 2 3
0 50
40 0
0 50
0 0 0 0 0 0 0
1 3 4 2 10 1 2 4 1
2 6 8 0 5 2 1 6
"""

CHAO = "n 3\nm 2\ntmax 12.5\n0 0 0\n3 4 7\n6 8 0\n"

PRIZES = """NAME : P
DIMENSION : 2
VEHICLES : 3
CAPACITY : 20
SERVICE_TIME : 9
NODE_COORD_SECTION
1 0 0
2 3 4
DEMAND_SECTION
1 0
2 5
TIME_WINDOW_SECTION
1 0 90
2 10 20
PRIZE_SECTION
1 0
2 33
DEPOT_SECTION
1
-1
EOF
"""

CONSISTENT = """NAME: C
DIMENSION: 3
NUM_DAYS: 2
CAPACITY:  15
DISTANCE:  35
NODE_COORD_SECTION
1 1.5 2
2 3 4
DEMAND_SECTION
1 3 -1
2 1 2
SVC_TIME_SECTION
1 1.0 1.0
2 1.0 1.0
DEPOT_SECTION
0. 0.
-1
EOF
"""

Load = Callable[[Path], object]


def write(folder: Path, text: str) -> Path:
    """Write an instance file."""
    path = folder / "instance.txt"
    path.write_text(text)
    return path


def test_solomon(tmp_path: Path) -> None:
    """Fleet, windows and services come in."""
    found = load_solomon(write(tmp_path, SOLOMON))
    assert (found.name, found.vehicles, found.capacity) == ("R1", 2, 50)
    assert found.xy.tolist() == [[0, 0], [3, 4]]
    assert (found.demand[1], found.opens[1], found.closes[1], found.service[1]) == (10, 5, 60, 10)


def test_periodic(tmp_path: Path) -> None:
    """A limit of nought is none, and the highest bit of a pattern is the first day."""
    found = load_periodic(write(tmp_path, PERIODIC))
    assert (found.vehicles, found.days) == (2, 3)
    assert found.longest.tolist() == [np.inf, 40, np.inf]
    assert found.capacity.tolist() == [50, np.inf, 50]
    assert found.patterns == (((0,), (2,)), ((0, 1),))
    assert (found.service.tolist(), found.demand.tolist()) == ([2, 0], [10, 5])


def test_chao(tmp_path: Path) -> None:
    """Teams, limit and prizes come in."""
    found = load_chao(write(tmp_path, CHAO))
    assert (found.teams, found.longest, found.prize.tolist()) == (2, 12.5, [0, 7, 0])


def test_prizes(tmp_path: Path) -> None:
    """Sections come in by name, whatever their order."""
    found = load_prizes(write(tmp_path, PRIZES))
    assert (found.vehicles, found.capacity, found.service) == (3, 20, 9)
    assert (found.prize.tolist(), found.opens.tolist(), found.closes.tolist()) == ([0, 33], [0, 10], [90, 20])


def test_prize_solution(tmp_path: Path) -> None:
    """Routes and cost come in."""
    found = load_prize_solution(write(tmp_path, "Route #1: 3 1\nRoute #2: 2\nCost: 17.5\n"))
    assert (found.routes, found.cost) == (((3, 1), (2,)), 17.5)


def test_consistent(tmp_path: Path) -> None:
    """Customers begin at 1, the depot stands apart, and days without a visit are marked."""
    found = load_consistent(write(tmp_path, CONSISTENT))
    assert (found.capacity, found.longest, found.xy.tolist()) == (15, 35, [[0, 0], [1.5, 2], [3, 4]])
    assert found.demand.tolist() == [[3, NOT_VISITED], [1, 2]]


@pytest.mark.parametrize(
    ("load", "text", "complaint"),
    [
        (load_solomon, "", "line 1: the file ends where the name should follow"),
        (load_solomon, SOLOMON.replace("VEHICLE", "TRUCK"), "line 3: the heading VEHICLE should stand here"),
        (
            load_solomon,
            SOLOMON.replace("10          5 ", "ten         5 "),
            "line 11: a customer holds 'ten'",
        ),
        (load_solomon, SOLOMON.replace("    1      3", "    7      3"), "line 11: .* number 1, not 7"),
        (load_solomon, SOLOMON.replace("5        60", "65        60"), "line 11: .* due before it is ready"),
        (load_solomon, SOLOMON.replace("  2         50", "  0         50"), "line 5: the number of vehicles"),
        (load_solomon, SOLOMON[: SOLOMON.index("    0 ")], "the depot should follow"),
        (load_periodic, PERIODIC.replace("1 2 2 3", "4 2 2 3"), "line 1: a periodic instance begins with 1"),
        (load_periodic, PERIODIC.replace("1 2 2 3", "1 2 3 3"), "line 7: the file ends where a customer"),
        (load_periodic, PERIODIC.replace("2 1 6", "2 1 9"), "line 7: pattern 9 is not 2 of 3 days"),
        (load_periodic, PERIODIC.replace("2 1 6", "2 2 6"), "line 7: 2 patterns are announced, 1 follow"),
        (load_periodic, PERIODIC.replace("40 0", "40"), "line 3: the limits of a day needs 2 numbers"),
        (load_periodic, PERIODIC.replace("1 2 4 1", "1.5 2 4 1"), "line 6: .* whole number"),
        (load_chao, CHAO.replace("m 2", "k 2"), "line 2: m with a number should stand here, not 'k 2'"),
        (load_chao, CHAO.replace("n 3", "n 2"), "line 6: more points follow than the 2 announced"),
        (load_chao, CHAO.replace("3 4 7", "3 4 -7"), "line 5: a prize should not be negative"),
        (load_chao, CHAO.replace("3 4 7", "3 nan 7"), "line 5: .* no finite number"),
        (load_prizes, PRIZES.replace("2 10 20", "2 30 20"), "time window 2 ends before it begins"),
        (load_prizes, PRIZES.replace("CAPACITY : 20\n", ""), "the head says nothing of CAPACITY"),
        (load_prizes, PRIZES.replace("2 33\n", ""), "PRIZE_SECTION should have 2 rows, not 1"),
        (load_prizes, PRIZES.replace("PRIZE_SECTION", "GIFT_SECTION"), "there is no PRIZE_SECTION"),
        (load_prizes, PRIZES.replace("2 3 4", "2 3 x"), "line 8: a row holds 'x'"),
        (load_prizes, "5 6\n" + PRIZES, "line 1: '5 6' belongs to no section"),
        (load_prize_solution, "Route #1: 3 0\nCost: 4", "line 1: a client should be a whole number from 1"),
        (load_prize_solution, "Route #1: 3\n", "line 1: the file ends without a cost"),
        (load_prize_solution, "Road 1: 3\n", "line 1: a route or the cost should stand here"),
        (load_consistent, CONSISTENT.replace("0. 0.", "0."), "DEPOT_SECTION should hold"),
        (load_consistent, CONSISTENT.replace("2 1 2", "3 1 2"), "row 2 of DEMAND_SECTION"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, load: Load, text: str, complaint: str) -> None:
    """Each complaint names the file, the line and what should stand there."""
    with pytest.raises(FormatError, match=rf"instance.txt, .*{complaint}"):
        load(write(tmp_path, text))


@pytest.mark.parametrize(
    ("load", "files", "count"),
    [
        (load_solomon, "vrptw_solomon/*.txt", 28),
        (load_periodic, "pvrp/p*.txt", 21),
        (load_chao, "top_chao/*.txt", 15),
        (load_prizes, "pcvrptw/*.vrp", 2),
        (load_prize_solution, "pcvrptw/*.sol", 2),
        (load_consistent, "convrp_small/*.vrp", 5),
    ],
)
def test_the_published_files_are_understood(shared: Path, load: Load, files: str, count: int) -> None:
    """Every published file that is here is read without a complaint."""
    assert len([load(path) for path in (shared / "benchmarks").glob(files)]) == count
