"""Prize-collecting instances with time windows, in VRPLIB's manner, and their solutions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats, Lines
from benchmarks.routing.readers.sections import Sections


@dataclass(frozen=True, eq=False)
class PrizeInstance:
    """
    An instance; rows are the depot and then the clients.

    Attributes
    ----------
    vehicles, capacity : int
        How many there are at most, and what each carries.
    service : float
        How long each visit takes.
    xy : ndarray of float, shape (n, 2)
        Where they are.
    demand, opens, closes, prize : ndarray of float, shape (n,)
        What is delivered, when service may begin, and what a visit is worth.
    """

    vehicles: int
    capacity: int
    service: float
    xy: Floats
    demand: Floats
    opens: Floats
    closes: Floats
    prize: Floats


def load_prizes(path: Path) -> PrizeInstance:
    """Read an instance; a `FormatError` names what is wrong with it."""
    sections = Sections(path)
    count = sections.whole("DIMENSION", 1)
    windows = sections.rows("TIME_WINDOW_SECTION", count, 2)
    if (windows[:, 0] > windows[:, 1]).any():
        number = int(np.argmax(windows[:, 0] > windows[:, 1])) + 1
        sections.fail(f"time window {number} ends before it begins")
    return PrizeInstance(
        vehicles=sections.whole("VEHICLES", 1),
        capacity=sections.whole("CAPACITY", 1),
        service=sections.number("SERVICE_TIME"),
        xy=sections.rows("NODE_COORD_SECTION", count, 2),
        demand=sections.rows("DEMAND_SECTION", count, 1)[:, 0],
        opens=windows[:, 0],
        closes=windows[:, 1],
        prize=sections.rows("PRIZE_SECTION", count, 1)[:, 0],
    )


@dataclass(frozen=True)
class PrizeSolution:
    """
    A published solution.

    Attributes
    ----------
    routes : tuple of tuple of int
        Clients in order, from 1.
    cost : float
        What the file says it costs.
    """

    routes: tuple[tuple[int, ...], ...]
    cost: float


def load_prize_solution(path: Path) -> PrizeSolution:
    """Read a solution; a `FormatError` names what is wrong with it."""
    lines = Lines(path)
    routes: list[tuple[int, ...]] = []
    for line in lines:
        head, _, rest = line.partition(":")
        if head.startswith("Route #"):
            values = (lines.number_of(word, "a route") for word in rest.split())
            routes.append(tuple(lines.whole(value, "a client", 1) for value in values))
        elif head.startswith("Cost"):
            return PrizeSolution(tuple(routes), lines.number_of((rest or head[4:]).strip(), "the cost"))
        else:
            lines.fail(f"a route or the cost should stand here, not {line!r}")
    return lines.fail("the file ends without a cost")
