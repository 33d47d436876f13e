"""The cubes of both tiers: what they hold, what they are linked to, and that nothing is crossed."""

import pytest

from geo.cubes import (
    FACES,
    PARTS,
    PERIODS,
    POLICY_CUBES,
    PUBLIC_CUBES,
    SPACES,
    CubeSpec,
    implied,
)

ALL_CUBES = [*POLICY_CUBES, *PUBLIC_CUBES]
TIERS = [POLICY_CUBES, PUBLIC_CUBES]

each_cube = pytest.mark.parametrize("spec", ALL_CUBES, ids=lambda spec: f"{spec.name}-{spec.keys[0]}")


@each_cube
def test_rows_totals_and_margins_are_sums_of_cells(spec: CubeSpec) -> None:
    """All that is fixed or kept close can be computed from the columns of a cell."""
    known = implied(spec.keys)
    assert known.issuperset((*spec.rows, *spec.totals, spec.batch))
    assert all(known.issuperset(margin) for margin in spec.margins)
    assert len(set(spec.margins)) == len(spec.margins)


@each_cube
def test_rows_and_totals_nest_and_lie_in_one_batch(spec: CubeSpec) -> None:
    """A row belongs to one total and is solved in one batch."""
    assert implied(spec.rows).issuperset(spec.totals)
    assert spec.batch in implied(spec.rows)


@pytest.mark.parametrize("specs", TIERS)
def test_a_linked_cube_takes_sums_that_are_held_close(specs: tuple[CubeSpec, ...]) -> None:
    """Its rows are rows or totals of the other cube, which comes before it and has the same measures."""
    done: dict[str, CubeSpec] = {}
    for spec in specs:
        if spec.linked is not None:
            other = done[spec.linked]
            assert spec.rows in {other.rows, other.totals}
            assert set(spec.measures) <= set(other.measures)
            if set(spec.measures) & set(PARTS):
                assert other.lends_parts
        done[spec.name] = spec


@each_cube
def test_people_are_told_of_by_one_characteristic_and_never_with_a_zone(spec: CubeSpec) -> None:
    """No cube crosses two characteristics, or one with less than an arrondissement and a year."""
    faces = set(spec.keys) & set(FACES)
    assert len(faces) <= 1
    if faces:
        assert not set(spec.keys) & {"unit", "zone", "area", "month", "quarter", "service", "nature", "kind"}


@pytest.mark.parametrize("spec", PUBLIC_CUBES, ids=lambda spec: spec.name)
def test_the_public_sees_no_zone_and_no_month(spec: CubeSpec) -> None:
    """Areas and quarters are the finest."""
    assert not implied(spec.keys) & {"unit", "zone", "month"}


def test_what_a_column_implies() -> None:
    """Coarser spaces and periods, and the kind of a unit; a kind says nothing of a place."""
    assert implied(["unit"]) == {*SPACES, "kind"}
    assert implied(["area", "month"]) == {"area", "arrondissement", *PERIODS}
    assert implied(["kind", "year"]) == {"kind", "year"}
    assert implied([]) == set()
