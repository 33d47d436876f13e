"""What earlier codes have become: the attacker follows each figure into the one that holds it now."""

from dataclasses import replace

import pandas as pd

from geo.attacks.carried import codes_now, joined
from geo.released import Published, spec_of
from tests.release_kit import make_published


def with_kinds(published: Published, renamed: dict[str, str]) -> Published:
    """Return a public release whose kinds were merged."""
    kinds = published.cubes["kinds"].replace({"kind": renamed})
    summed = kinds.groupby(["kind", "quarter"], as_index=False).sum()
    return replace(published, cubes={**published.cubes, "kinds": summed})


def test_a_kind_goes_on_in_its_family_and_a_family_in_several() -> None:
    """Whatever stands alone still is itself."""
    before = with_kinds(make_published("public"), {"hotel_cafe": "indoor", "office": "indoor"})
    codes = pd.Series(["street", "bar", "indoor"])
    families = with_kinds(before, {"bar": "indoor"})
    assert codes_now(codes, "kind", before, families).to_list() == ["street", "indoor", "indoor"]
    merged = {"bar": "several", "indoor": "several", "private_flat": "several"}
    several = with_kinds(before, merged)
    assert codes_now(codes, "kind", before, several).to_list() == ["street", "several", "several"]


def test_figures_that_were_rounded_apart_are_counted() -> None:
    """A family that three of them have joined is up to three times as far from the truth."""
    before = with_kinds(make_published("public"), {"hotel_cafe": "indoor", "office": "indoor"})
    now = with_kinds(before, {"bar": "indoor", "private_flat": "indoor"})
    counts = joined(spec_of("public", "kinds"), ["kind", "quarter"], now, [before])
    assert counts.groupby(level="kind").unique().map(list).loc[["indoor", "street"]].to_list() == [[3], [1]]
