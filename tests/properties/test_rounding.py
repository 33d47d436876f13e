"""Whatever the counts are, however they are spread: what the rounding promises holds."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.cubes import POLICY_CUBES, PUBLIC_CUBES, CubeSpec
from geo.rounding.cubes import Frozen, round_cube
from tests.rounding_kit import coarsened, contacts, grids, months, release, seeds, units, up_to

PLACES, SERVICES = POLICY_CUBES[:2]
ZONES, KINDS, YEARS = 4, 2, 1

Floats = npt.NDArray[np.float64]
Constraints = tuple[Floats, Floats, Floats, Floats]
"""Matrix and right-hand side of what is at most, and of what is equal."""

SLOW = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def registers(draw: st.DrawFn) -> pd.DataFrame:
    """Draw single contacts: none, few, many, and some of them piled up in one cell or on a multiple."""
    found = contacts(draw(st.integers(0, 10**6)), draw(st.integers(0, 400)), ZONES, KINDS, YEARS)
    pile = draw(st.sampled_from([0, 1, 4, 5, 9, 10, 104]))
    if len(found):
        found = pd.concat([found, found.iloc[[0] * pile]], ignore_index=True)
    everybody_is_new = draw(st.booleans())
    return found.assign(first_contacts=1) if everybody_is_new else found


def cubes(found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the true policy cubes."""
    return grids(found, POLICY_CUBES, units(ZONES, KINDS), months(YEARS))


def require_promises(before: pd.DataFrame, after: pd.DataFrame, spec: CubeSpec, base: int) -> None:
    """Neighbouring multiples in cells, rows and totals, and no more first contacts than contacts."""
    for measure in spec.measures:
        true, shown = before[measure], after[measure]
        levels = [spec.keys, spec.rows, (*spec.totals, spec.batch), spec.totals]
        if spec.linked is not None:
            levels = levels[:1]
        elif measure == "first_contacts":
            # Its totals go as far as the contacts let them.
            levels = levels[:2]
        for level in levels:
            keys = [before[column] for column in level] or [pd.Series(0, before.index)]
            off = shown.groupby(keys).sum() - true.groupby(keys).sum()
            assert (off.abs() < base).all(), (spec.name, measure, level)
        assert (shown % base == 0).all()
        assert (shown[true % base == 0] == true[true % base == 0]).all()
    if "first_contacts" in after:
        assert (after["first_contacts"] <= after["contacts"]).all()


@SLOW
@given(found=registers(), base=st.sampled_from([2, 3, 5, 10]), name=st.text(max_size=3))
def test_a_policy_release_keeps_its_promises(found: pd.DataFrame, base: int, name: str) -> None:
    """Any register, base and secret; linked cubes are always reachable."""
    truth = cubes(found)
    published = release(truth, POLICY_CUBES, base, name=name)
    for spec in POLICY_CUBES:
        require_promises(truth[spec.name], published[spec.name], spec, base)


@SLOW
@given(found=registers(), name=st.text(max_size=3))
def test_a_public_release_keeps_its_promises(found: pd.DataFrame, name: str) -> None:
    """From the cells of a policy release, kinds of place with their first contacts included."""
    published = release(cubes(found), POLICY_CUBES, 5, name=name)
    truth = {spec.name: coarsened(published, spec, units(ZONES, KINDS)) for spec in PUBLIC_CUBES}
    public = release(truth, PUBLIC_CUBES, 10, name=name)
    for spec in PUBLIC_CUBES:
        require_promises(truth[spec.name], public[spec.name], spec, 10)


@SLOW
@given(found=registers(), at=st.sampled_from(["Q1", "Q2", "Q3"]))
def test_a_frozen_past_is_carried_as_if_never_released(found: pd.DataFrame, at: str) -> None:
    """A release in between changes nothing of what is published at the end."""
    truth = cubes(found)
    at_once = release(truth, POLICY_CUBES, 5)
    seen = up_to(truth, POLICY_CUBES, f"2015-{at}")
    first = release(seen, POLICY_CUBES, 5)
    before = {name: Frozen(first[name], seen[name]) for name in first}
    then = release(truth, POLICY_CUBES, 5, before=before)
    assert all(then[name].equals(at_once[name]) for name in at_once)


@SLOW
@given(found=registers(), late=st.integers(0, 40))
def test_a_corrected_past_never_stops_a_release_of_places(found: pd.DataFrame, late: int) -> None:
    """Whatever the released quarters are off by, the next one is still at neighbouring multiples."""
    grid = cubes(found)["places"]
    past = grid[grid["quarter"] < "2015-Q3"]
    published = round_cube(past, PLACES, 5, seeds("a"))
    corrected = past.assign(**{measure: past[measure] + late for measure in PLACES.measures})
    done = round_cube(grid, PLACES, 5, seeds("a"), frozen=Frozen(published, corrected))
    assert done.loc[past.index].equals(published)
    new = ~grid.index.isin(past.index)
    for measure in PLACES.measures:
        assert ((done.loc[new, measure] - grid.loc[new, measure]).abs() < 5).all()
    assert (done["first_contacts"] <= done["contacts"]).all()


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), count=st.integers(1, 120))
def test_every_cell_keeps_its_whole_interval(seed: int, count: int) -> None:
    """
    Against all that is published of contacts by place and by service, with every bound known.

    The attacker knows the base, the algorithm's bounds on cells, rows and totals, and that both cubes count
    the same contacts. Linear programming still leaves each cell as wide as it was alone.
    """
    truth = cubes(contacts(seed, count, ZONES, KINDS, YEARS))
    published = release(truth, POLICY_CUBES, 5)
    quarter = "2015-Q2"
    cells = [published[name][published[name]["quarter"] == quarter] for name in ("places", "services")]
    known, system = bounds(cells[0], cells[1])
    for at, (low, high) in enumerate(known):
        aim = np.eye(len(known))[at]
        for side, wanted in ((aim, low), (-aim, high)):
            found = linprog(side, *system, bounds=known)
            assert found.success
            assert round(float(np.asarray(found.x)[at]), 6) == wanted


def bounds(places: pd.DataFrame, services: pd.DataFrame) -> tuple[list[tuple[float, float]], Constraints]:
    """Return the interval of each cell, and what is known of their sums."""
    shown = np.concatenate([places["contacts"], services["contacts"]])
    known = [(max(0.0, float(one) - 4), float(one) + 4) for one in shown]
    first = len(places)
    inequal, limit, equal = [], [], []
    for columns in (["zone"], ["arrondissement"]):
        for code in sorted(set(map(tuple, places[columns].to_numpy().tolist()))):
            mask = (places[columns].to_numpy() == np.array(code)).all(axis=1)
            row = np.concatenate([mask.astype(float), np.zeros(len(services))])
            inequal += [row, -row]
            limit += [float(row @ shown) + 4, 4 - float(row @ shown)]
    for zone in sorted(set(places["zone"])):
        row = np.concatenate([places["zone"] == zone, services["zone"] == zone]).astype(float)
        row[first:] *= -1
        equal.append(row)
    return known, (np.array(inequal), np.array(limit), np.array(equal), np.zeros(len(equal)))
