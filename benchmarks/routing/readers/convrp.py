"""Consistent vehicle routing: the same driver at each visit of a customer (Groër, Golden and Wasil 2009)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats
from benchmarks.routing.readers.sections import Sections

NOT_VISITED = -1


@dataclass(frozen=True, eq=False)
class ConsistentInstance:
    """
    An instance; the depot is row 0 of *xy*.

    Attributes
    ----------
    capacity, longest : float
        What a vehicle carries and how far it goes in a day, visits included.
    xy : ndarray of float, shape (customers + 1, 2)
        Where they are.
    demand, service : ndarray of float, shape (customers, days)
        Of each visit; a demand of `NOT_VISITED` on days without one.
    """

    capacity: float
    longest: float
    xy: Floats
    demand: Floats
    service: Floats


def load_consistent(path: Path) -> ConsistentInstance:
    """Read an instance; a `FormatError` names what is wrong with it."""
    sections = Sections(path)
    days, customers = sections.whole("NUM_DAYS", 1), sections.whole("DIMENSION", 2) - 1
    depot = sections.loose("DEPOT_SECTION")
    if not depot or len(depot[0]) != 2:  # noqa: PLR2004 - x and y
        sections.fail("DEPOT_SECTION should hold the depot's coordinates")
    return ConsistentInstance(
        capacity=sections.number("CAPACITY"),
        longest=sections.number("DISTANCE"),
        xy=np.vstack([depot[0], sections.rows("NODE_COORD_SECTION", customers, 2)]),
        demand=sections.rows("DEMAND_SECTION", customers, days),
        service=sections.rows("SVC_TIME_SECTION", customers, days),
    )
