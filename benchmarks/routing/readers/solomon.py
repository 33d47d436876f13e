"""Solomon's instances of the vehicle routing problem with time windows, and larger ones like them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.routing.readers.lines import Floats, Lines


@dataclass(frozen=True, eq=False)
class SolomonInstance:
    """
    An instance; rows are the depot and then the customers.

    Attributes
    ----------
    name : str
        As the file says.
    vehicles, capacity : int
        How many there are at most, and what each carries.
    xy : ndarray of float, shape (n, 2)
        Where they are.
    demand, opens, closes, service : ndarray of float, shape (n,)
        What is delivered, when service may begin, and how long it takes; the depot closes when all are back.
    """

    name: str
    vehicles: int
    capacity: int
    xy: Floats
    demand: Floats
    opens: Floats
    closes: Floats
    service: Floats


def load_solomon(path: Path) -> SolomonInstance:
    """Read an instance; a `FormatError` names what is wrong with it."""
    lines = Lines(path)
    name = lines.next("the name")
    for heading in ("VEHICLE", "NUMBER"):
        _expect(lines, heading)
    fleet = lines.numbers("vehicles and capacity", 2)
    vehicles = lines.whole(fleet[0], "the number of vehicles", 1)
    capacity = lines.whole(fleet[1], "the capacity", 1)
    for heading in ("CUSTOMER", "CUST"):
        _expect(lines, heading)
    rows: list[Floats] = []
    while not lines.is_done:
        row = lines.rows("a customer", 1, 7)[0]
        if row[0] != len(rows):
            lines.fail(f"a customer should have number {len(rows)}, not {row[0]:g}")
        if row[4] > row[5]:
            lines.fail("a customer is due before it is ready")
        rows.append(row)
    if not rows:
        lines.fail("the file ends where the depot should follow")
    _, x, y, demand, opens, closes, service = (column.copy() for column in np.stack(rows).T)
    return SolomonInstance(
        name, vehicles, capacity, np.stack([x, y]).T.copy(), demand, opens, closes, service
    )


def _expect(lines: Lines, heading: str) -> None:
    """Read a heading."""
    found = lines.next(f"the heading {heading}")
    if not found.upper().startswith(heading):
        lines.fail(f"the heading {heading} should stand here, not {found!r}")
