"""Cubes: the tables that a release publishes, on fixed nested hierarchies.

A cube is a full grid of inner cells. Everything that a release shows is a sum of them, so a cube says which
columns make a cell, which margins must stay close to the truth, and which sums it shares with another cube.
"""

from collections.abc import Iterable
from dataclasses import dataclass

BASES_OF_A_RATIO = 4
"""A ratio is shown only where its denominator is at least this many bases."""

PERIODS = ("month", "quarter", "year")
"""Columns of time, from fine to coarse; codes such as ``2019-04``, ``2019-Q2`` and ``2019``."""

SPACES = ("unit", "zone", "area", "arrondissement")
"""Columns of space, from fine to coarse. A unit is a kind of place in a zone, or kinds told together."""


PARTS = {"first_contacts": "contacts"}
"""Measures that are a part of another: what is published of the part never exceeds what is of the whole."""


@dataclass(frozen=True)
class CubeSpec:
    """
    How one cube is made.

    Attributes
    ----------
    name : str
        Name in the release file.
    keys : tuple of str
        Columns that make an inner cell; the first is of `SPACES` (or a category), one is of `PERIODS`.
    measures : tuple of str
        Counts that it holds, each rounded on its own.
    batch : str
        Column of time by which it is solved, one value after the other; what is solved is frozen.
    rows : tuple of str
        Columns whose sums are fixed before the cells: adjacent multiples of the truth, or those of *linked*.
    margins : tuple of tuple of str
        Column sets whose sums must stay close to the truth; ``()`` is the grand total.
    linked : str or None
        The cube whose sums over *rows* it shares, for the measures that both have.
    totals : tuple of str
        Columns coarser than *rows*, whose sums are fixed before the rows and stay adjacent multiples of the
        truth from batch to batch. Cubes with coarser rows are linked to these; ``()`` is the grand total.
    lends_parts : bool
        Whether a linked cube takes the rows of one of `PARTS` too: then a part goes up only where its
        whole does, so that any other division of the row can be filled.
    """

    name: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    batch: str
    rows: tuple[str, ...]
    margins: tuple[tuple[str, ...], ...]
    linked: str | None = None
    totals: tuple[str, ...] = ()
    lends_parts: bool = False


def implied(columns: Iterable[str]) -> frozenset[str]:
    """
    Return the columns whose value is known where *columns* are.

    Parameters
    ----------
    columns : iterable of str
        Such as the rows of a cube.

    Returns
    -------
    frozenset of str
        They themselves, all coarser ones of `SPACES` and `PERIODS`, and the kind of place of a unit.
    """
    known = set(columns)
    for chain in (SPACES, PERIODS):
        finest = next((at for at, column in enumerate(chain) if column in known), len(chain))
        known.update(chain[finest:])
    return frozenset(known | {"kind"} if "unit" in known else known)


def _margins(
    spaces: tuple[str, ...], periods: tuple[str, ...], other: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], ...]:
    """Return the margins over every pair of a space and a period, with and without what else there is."""
    places: list[tuple[str, ...]] = [*((space,) for space in spaces), ()]
    times: list[tuple[str, ...]] = [*((period,) for period in periods), ()]
    others: list[tuple[str, ...]] = [(), *((one,) for one in other)]
    return tuple(place + time + extra for place in places for time in times for extra in others)


EFFORT = ("contacts", "first_contacts", "visits", "hours")
"""Measures of the first cube. First contacts never exceed contacts, nor do the published ones."""

FACES = ("sex", "age", "nationality")
"""What is told of people, one at a time and never with a zone."""

POLICY_CUBES = (
    CubeSpec(
        "places",
        ("unit", "month"),
        EFFORT,
        batch="quarter",
        rows=("zone", "quarter"),
        # A unit is the kind of a zone, so kinds are told apart above it.
        margins=tuple(
            {
                **dict.fromkeys(_margins(SPACES, PERIODS)),
                **dict.fromkeys(_margins(SPACES[2:], PERIODS, ("kind",))),
            }
        ),
        totals=("arrondissement", "year"),
    ),
    CubeSpec(
        "services",
        ("zone", "quarter", "service"),
        ("contacts",),
        batch="quarter",
        rows=("zone", "quarter"),
        margins=_margins(("zone", "area", "arrondissement"), ("quarter", "year"), ("service",)),
        linked="places",
    ),
    CubeSpec(
        "natures",
        ("zone", "quarter", "nature"),
        ("interventions",),
        batch="quarter",
        rows=("zone", "quarter"),
        margins=_margins(("zone", "area", "arrondissement"), ("quarter", "year"), ("nature",)),
    ),
    *(
        CubeSpec(
            face,
            ("arrondissement", "year", face),
            ("contacts",),
            batch="year",
            rows=("arrondissement", "year"),
            margins=_margins(("arrondissement",), ("year",), (face,)),
            linked="places",
        )
        for face in FACES
    ),
)
"""The cubes of a policy release: effort by month, services and natures by quarter, people by year."""

PUBLIC_CUBES = (
    CubeSpec(
        "areas",
        ("area", "quarter"),
        EFFORT,
        batch="quarter",
        rows=("quarter",),
        margins=_margins(("area", "arrondissement"), ("quarter", "year")),
        totals=("year",),
        lends_parts=True,
    ),
    *(
        CubeSpec(
            name,
            (key, "quarter"),
            measures,
            batch="quarter",
            rows=("quarter",),
            margins=_margins((), ("quarter", "year"), (key,)),
            linked=linked,
        )
        for name, key, measures, linked in (
            ("kinds", "kind", EFFORT, "areas"),
            ("services", "service", ("contacts",), "areas"),
            ("natures", "nature", ("interventions",), None),
        )
    ),
    *(
        CubeSpec(
            face,
            (face, "year"),
            ("contacts",),
            batch="year",
            rows=("year",),
            margins=_margins((), ("year",), (face,)),
            linked="areas",
        )
        for face in FACES
    ),
)
"""The cubes of a public release: areas by quarter, and one characteristic at a time for all areas."""
