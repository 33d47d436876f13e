"""The contract of a release's content: full grids of multiples of the base, additive across cubes.

A file that somebody signed is checked again cell by cell: the app shows nothing that breaks the promise
printed beside it, whoever made it.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, pairwise
from types import MappingProxyType

from data.releases.calendar import last_year_end, months_through
from data.vocabulary import AgeBand, Nationality, Nature, PlaceKind, Sex
from geo.crs import WGS84
from geo.cubes import POLICY_CUBES, PUBLIC_CUBES, SPACES, CubeSpec
from geo.publication.families import TOGETHER
from geo.released import Published, cells_of, spec_of

WORDS = MappingProxyType(
    {
        "kind": (*(kind.value for kind in PlaceKind), *TOGETHER),
        "nature": tuple(nature.value for nature in Nature),
        "sex": tuple(sex.value for sex in Sex),
        "age": tuple(band.value for band in AgeBand),
        "nationality": tuple(nationality.value for nationality in Nationality),
    }
)
"""Closed lists of the columns of cubes that are no space, no time and no service."""

OPEN_WORDS = frozenset({"kind", "service"})
"""Columns of which a cube holds those that occur; of all others it holds the whole list."""

UNIT_COLUMNS = MappingProxyType(
    {"policy": ("zone", "kind", "area", "arrondissement"), "public": ("arrondissement",)}
)
"""Columns of the units of a release, by tier; the index is the unit, or in a public release the area."""

UNIT_INDEX = MappingProxyType({"policy": "unit", "public": "area"})

TERRITORY_COLUMNS = ("level", "name_fr", "name_nl", "geometry")

LEVELS = MappingProxyType(
    {"policy": ("zone", "area", "arrondissement"), "public": ("area", "arrondissement")}
)
"""Levels of the outlines, by tier."""


def cubes_of(tier: str) -> tuple[CubeSpec, ...]:
    """Return how the cubes of a tier are made."""
    return POLICY_CUBES if tier == "policy" else PUBLIC_CUBES


def periods_of(step: str, first: date, through: date) -> list[str]:
    """
    Return the periods that a release must hold, no more and no fewer.

    Parameters
    ----------
    step : str
        ``month``, ``quarter`` or ``year``.
    first, through : date
        First and last day of the release.

    Returns
    -------
    list of str
        Codes in order; of years only those that are over.
    """
    end = last_year_end(through) if step == "year" else through
    return list(dict.fromkeys(months_through(first, end)[step]))


def find_breaches(published: Published, first: date) -> Iterator[str]:
    """
    Look for what breaks the contract of a release.

    Parameters
    ----------
    published : Published
        The content.
    first : date
        First day that it covers.

    Yields
    ------
    str
        One breach each, in English, naming table and column; nothing where all is well. What cannot be
        looked at because of an earlier breach is left out.
    """
    specs = cubes_of(published.tier)
    if set(published.cubes) != {spec.name for spec in specs}:
        yield "the cubes are not those of the tier"
        return
    # Each look takes for granted what the one before it found in order.
    looks = (
        _unit_breaches(published),
        _territory_breaches(published),
        chain.from_iterable(_cube_breaches(published, spec, first) for spec in specs),
        chain.from_iterable(_sum_breaches(published, spec) for spec in specs),
    )
    for look in looks:
        if found := list(look):
            yield from found
            return


def _unit_breaches(published: Published) -> Iterator[str]:
    units = published.units
    wanted = UNIT_COLUMNS[published.tier]
    if tuple(units.columns) != wanted or units.index.name != UNIT_INDEX[published.tier]:
        yield "units: the columns are not those of the tier"
        return
    if units.empty or not units.index.is_unique or units.isna().any(axis=None):
        yield "units: a unit is missing or there twice"
    if "kind" in wanted and not set(units["kind"]) <= set(WORDS["kind"]):
        yield "units: a kind of place is unknown"
    levels = [column for column in SPACES if column in wanted]
    for fine, coarse in pairwise(levels):
        if (units.groupby(fine)[coarse].nunique() != 1).any():
            yield f"units: one {fine} lies in several of {coarse}"


def _territory_breaches(published: Published) -> Iterator[str]:
    shapes = published.territories
    if tuple(shapes.columns) != TERRITORY_COLUMNS or shapes.index.name != "id":
        yield "territories: the columns are not those of the contract"
        return
    if shapes.crs is None or not shapes.crs.equals(WGS84):
        yield "territories: the coordinates are not in WGS84"
        return
    if not set(shapes.geom_type) <= {"Polygon", "MultiPolygon"} or not shapes.is_valid.all():
        yield "territories: an outline is no valid polygon"
    table = published.units.reset_index()
    wanted = {(level, one) for level in LEVELS[published.tier] if level in table for one in table[level]}
    if sorted(zip(shapes["level"], shapes.index, strict=True)) != sorted(wanted):
        yield "territories: they are not those of the units"


def _cube_breaches(published: Published, spec: CubeSpec, first: date) -> Iterator[str]:
    cells = published.cubes[spec.name]
    if tuple(cells.columns) != (*spec.keys, *spec.measures):
        yield f"{spec.name}: the columns are not those of the cube"
        return
    figures = cells[list(spec.measures)]
    if not (figures.dtypes == "int64").all():
        yield f"{spec.name}: a figure is no whole number"
        return
    if bool((figures < 0).any(axis=None)):
        yield f"{spec.name}: a figure is below zero"
    if bool((figures % published.base != 0).any(axis=None)):
        yield f"{spec.name}: a figure is no multiple of {published.base}"
    if "first_contacts" in figures and (figures["first_contacts"] > figures["contacts"]).any():
        yield f"{spec.name}: there are more first contacts than contacts"
    yield from _grid_breaches(published, spec, first)


def _grid_breaches(published: Published, spec: CubeSpec, first: date) -> Iterator[str]:
    """Yield what is missing, there twice, or on no list: absence would tell as much as a figure."""
    cells = published.cubes[spec.name][list(spec.keys)]
    size = 1
    for key in spec.keys:
        found = set(cells[key])
        if key in OPEN_WORDS:
            known = set(published.names) if key == "service" else set(WORDS[key])
            wrong = not found or not found <= known
        else:
            wrong = found != _codes(published, key, first)
        if wrong:
            yield f"{spec.name}: the codes of {key} are not those of the release"
        size *= len(found)
    if len(cells) != size or cells.duplicated().any():
        yield f"{spec.name}: the grid has gaps or cells that stand twice"


def _codes(published: Published, key: str, first: date) -> set[str]:
    table = published.units.reset_index()
    if key in table:
        return set(table[key])
    return set(WORDS[key]) if key in WORDS else set(periods_of(key, first, published.through))


def _sum_breaches(published: Published, spec: CubeSpec) -> Iterator[str]:
    """Yield each measure whose sums differ from those of the cube that *spec* is linked to."""
    if spec.linked is None:
        return
    shared = [
        measure for measure in spec.measures if measure in spec_of(published.tier, spec.linked).measures
    ]
    own, other = (
        cells_of(published, name).groupby(list(spec.rows))[shared].sum() for name in (spec.name, spec.linked)
    )
    for measure in shared:
        if not own[measure].equals(other[measure].reindex(own.index)):
            yield f"{spec.name}: the sums of {measure} differ from those of {spec.linked}"


def require_contract(published: Published, first: date) -> None:
    """
    Refuse content that breaks the contract.

    Parameters
    ----------
    published : Published
        The content.
    first : date
        First day that it covers.

    Raises
    ------
    ValueError
        That names every breach.
    """
    breaches = list(find_breaches(published, first))
    if breaches:
        raise ValueError("; ".join(breaches))
