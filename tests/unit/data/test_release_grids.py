"""Grids of cells: summed over what merged, and with the past as it was."""

import pandas as pd
import pytest

from data.releases.content import cubes_of
from data.releases.grids import carried, coarsened, is_past
from data.releases.stored import from_blob, to_blob
from geo.cubes import CubeSpec
from tests.release_kit import make_published


def spec_of(tier: str, name: str) -> CubeSpec:
    return next(spec for spec in cubes_of(tier) if spec.name == name)


SERVICES = spec_of("policy", "services")


def cells(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["zone", "quarter", "service", "contacts"])


def test_cells_of_merged_zones_are_summed() -> None:
    """All of them, in every cube that knows zones; other cubes stay."""
    published = make_published("policy")
    merged = coarsened(
        published.cubes, "policy", {"zone": lambda zone: "z0~z1" if zone in {"z0", "z1"} else zone}
    )
    before, after = (
        one.groupby(["zone", "quarter"])["contacts"].sum()
        for one in (published.cubes["services"], merged["services"])
    )
    assert (after["z0~z1"] == before["z0"] + before["z1"]).all()
    assert after["z5"].equals(before["z5"])
    assert len(merged["services"]) == len(published.cubes["services"]) * 7 // 8
    assert merged["sex"]["contacts"].sum() == published.cubes["sex"]["contacts"].sum()


def test_the_past_is_taken_from_the_last_release() -> None:
    """And only the past."""
    now = cells(
        ("z", "2019-Q1", "a", 7), ("z", "2019-Q1", "b", 8), ("z", "2019-Q2", "a", 9), ("z", "2019-Q2", "b", 3)
    )
    before = cells(("z", "2019-Q1", "b", 4), ("z", "2019-Q1", "a", 6))
    assert is_past(SERVICES, now, before).to_list() == [True, True, False, False]
    assert carried(SERVICES, now, before)["contacts"].to_list() == [6, 4, 9, 3]


def test_what_is_new_was_nothing_in_the_past() -> None:
    """A service that the last release did not know, whatever the register says of it today."""
    now = cells(("z", "2019-Q1", "a", 7), ("z", "2019-Q1", "new", 8), ("z", "2019-Q2", "new", 9))
    assert carried(SERVICES, now, cells(("z", "2019-Q1", "a", 6)))["contacts"].to_list() == [6, 0, 9]


@pytest.mark.parametrize("tier", ["policy", "public"])
def test_true_cells_come_back_as_they_were_kept(tier: str) -> None:
    """Hours with their fractions."""
    kept = dict(make_published(tier).cubes)
    name = next(iter(kept))
    kept[name] = kept[name].assign(hours=kept[name]["hours"] + 0.25)
    found = from_blob(to_blob(kept))
    assert set(found) == set(kept)
    for cube, frame in kept.items():
        pd.testing.assert_frame_equal(found[cube], frame, check_dtype=False)
    assert to_blob(kept) == to_blob(found)
