"""The suite as a whole: a release withstands, naive designs fall, and every broken protection is found."""

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.attacks.results import ENOUGH_TO_SHOW, NAIVE_BARS, Attack, AttackResult
from geo.attacks.sight import Table
from geo.attacks.suite import Trial, run_suite
from geo.cubes import EFFORT
from geo.publication.zones import PlaceRules
from geo.released import cells_of
from tests.attack_kit import changed, holdings_of, public_cells, rounded, true_counts

RULES = PlaceRules(min_places=3, max_share=0.5)


def attack(trial: Trial, *codes: Attack) -> dict[Attack, AttackResult]:
    """Return the results of some attacks, or of all."""
    results = run_suite(trial, np.random.default_rng(7), attacks=codes or tuple(Attack))
    return {result.code: result for result in results}


def failures(trial: Trial, *codes: Attack) -> set[Attack]:
    """Return the attacks that a trial does not pass, of some or of all."""
    return {code for code, result in attack(trial, *codes).items() if not result.passed}


@pytest.fixture(scope="module")
def small() -> Trial:
    """A small release that withstands: four zones, two years."""
    units, truth = true_counts(zones=4, years=2)
    holdings = holdings_of(units, truth)
    labels = [f"Place {place}" for place in holdings.index]
    return Trial(rounded(units, truth), truth, holdings, RULES, identifiers=labels, most=40)


@pytest.fixture(scope="module")
def full() -> dict[Attack, AttackResult]:
    """What the suite finds on a release of the size of the demo's: 20 units, eight years."""
    units, truth = true_counts()
    return attack(Trial(rounded(units, truth), truth, holdings_of(units, truth), RULES))


@pytest.mark.parametrize("code", Attack)
def test_a_release_withstands(full: dict[Attack, AttackResult], code: Attack) -> None:
    """No small count is recovered, no interval is too narrow, nothing that may not happen happens."""
    found = full[code].release
    assert full[code].holds
    assert (found.recovered, found.faults) == (0, 0)
    assert found.tried > 0


@pytest.mark.parametrize("code", Attack)
def test_the_naive_design_falls(full: dict[Attack, AttackResult], code: Attack) -> None:
    """Each attack recovers from the design that it defeats what it must, on the same truth."""
    result = full[code]
    assert result.naive.share >= NAIVE_BARS[code]
    assert result.works


def test_exact_figures_behind_a_threshold_fall_almost_entirely(full: dict[Attack, AttackResult]) -> None:
    """Subtraction, differences and a date slider give back nine in ten, averaging eight in ten."""
    for code in (Attack.SUBTRACTION, Attack.DIFFERENCING, Attack.SLIDER):
        assert full[code].naive.tried >= ENOUGH_TO_SHOW
        assert full[code].naive.share >= 0.9
    assert full[Attack.AVERAGING].naive.share >= 0.8


def test_intervals_stay_as_wide_as_promised(full: dict[Attack, AttackResult]) -> None:
    """Whatever is combined, at least base - 1 lies between what is possible."""
    for code in (Attack.SUBTRACTION, Attack.DIFFERENCING, Attack.SLIDER, Attack.VINTAGES):
        narrowest = full[code].release.narrowest
        assert narrowest is not None
        assert narrowest >= 4


def test_the_same_seed_gives_the_same_results_and_progress_only_goes_forward(small: Trial) -> None:
    """What the screen shows can be repeated; the share of the work goes from 0 to 1 without a step back."""
    told: list[float] = []
    found = run_suite(small, np.random.default_rng(7), told.append)
    assert {result.code: result for result in found} == attack(small)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) > len(Attack)


def test_one_unrounded_cell_is_found(small: Trial) -> None:
    """A true count of 3 in one cell of thousands is recovered, and breaks the sums."""
    truth = small.truth["places"]
    row = int(np.flatnonzero(truth["visits"].to_numpy() == 3)[0])
    broken = changed(small.published, "places", row, "visits", lambda _figure: 3)
    result = attack(replace(small, published=broken), Attack.SUBTRACTION, Attack.PAYLOAD)
    assert not result[Attack.SUBTRACTION].passed
    assert result[Attack.SUBTRACTION].release.recovered == 1
    assert result[Attack.SUBTRACTION].release.narrowest == 0
    assert result[Attack.PAYLOAD].release.faults == 1


def test_an_exact_margin_is_found(small: Trial) -> None:
    """A report that prints the true total of one unit and quarter beside the release narrows what it sums."""
    cells = cells_of(small.published, "places")
    cells["contacts"] = small.truth["places"]["contacts"].to_numpy()
    exact = cells.groupby(["unit", "quarter"])["contacts"].sum()
    least = exact[(exact > 0) & (exact < 5)].head(1)
    result = attack(replace(small, tables=[Table("places", least)]), Attack.SUBTRACTION)
    assert not result[Attack.SUBTRACTION].passed
    assert result[Attack.SUBTRACTION].release.faults == 1
    assert result[Attack.SUBTRACTION].release.narrowest in {0, 1, 2, 3}


def test_a_table_of_published_sums_tells_nothing_new(small: Trial) -> None:
    """Sums of published cells may be published anywhere."""
    own = cells_of(small.published, "places").groupby(["zone", "year"])["contacts"].sum()
    assert failures(replace(small, tables=[Table("places", own)]), Attack.SUBTRACTION) == set()


def test_a_second_rounding_of_the_same_margin_is_found(small: Trial) -> None:
    """Rounding a margin on its own, instead of adding cells up, breaks the sums."""
    own = cells_of(small.published, "places").groupby(["zone", "year"])["contacts"].sum()
    result = attack(replace(small, tables=[Table("places", own + 5)]), Attack.SUBTRACTION)
    assert result[Attack.SUBTRACTION].release.faults >= len(own)
    assert not result[Attack.SUBTRACTION].passed


def test_a_cell_that_changed_between_releases_is_found(small: Trial) -> None:
    """A released figure stays as it was."""
    before = changed(small.published, "services", 5, "contacts", lambda figure: figure + 5)
    result = attack(replace(small, earlier=[before]), Attack.VINTAGES)
    assert not result[Attack.VINTAGES].passed
    assert result[Attack.VINTAGES].release.faults == 1
    assert failures(replace(small, earlier=[small.published]), Attack.VINTAGES) == set()


def test_linked_cubes_that_disagree_are_found(small: Trial) -> None:
    """The contacts of a zone are the same by place and by service."""
    broken = changed(small.published, "services", 0, "contacts", lambda figure: figure + 10)
    result = attack(replace(small, published=broken), Attack.LINKED, Attack.SUBTRACTION)
    assert result[Attack.LINKED].release.faults == 1
    assert not any(one.passed for one in result.values())


def test_a_figure_beyond_its_interval_is_found(small: Trial) -> None:
    """A release promises that the truth is within base - 1; the suite checks that it is."""
    cells = small.published.cubes["natures"].copy()
    cells["interventions"] += 10
    broken = replace(small.published, cubes={**small.published.cubes, "natures": cells})
    assert failures(replace(small, published=broken), Attack.SUBTRACTION)


def test_a_missing_cell_is_found(small: Trial) -> None:
    """A row that is left out says that nobody was there."""
    cells = small.published.cubes["places"].iloc[1:]
    broken = replace(small.published, cubes={**small.published.cubes, "places": cells})
    assert failures(replace(small, published=broken), Attack.SUBTRACTION)


def _lone(holdings: pd.DataFrame) -> pd.DataFrame:
    return holdings.drop(holdings.index[1:4])


def _dominant(holdings: pd.DataFrame) -> pd.DataFrame:
    return holdings.assign(contacts=holdings["contacts"].where(holdings.index != holdings.index[0], 1e6))


@pytest.mark.parametrize("breaking", [_lone, _dominant])
def test_a_broken_place_rule_is_found(small: Trial, breaking: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """A unit of one place, and a unit that one place dominates, give that place away."""
    result = attack(replace(small, holdings=breaking(small.holdings)), Attack.PLACES)
    assert not result[Attack.PLACES].passed
    assert result[Attack.PLACES].release.recovered == 1


def test_overlapping_outlines_are_found(small: Trial) -> None:
    """Two zones that share ground could be subtracted."""
    territories = small.published.territories.copy()
    zone = territories.index[territories["level"] == "zone"][0]
    chosen = (territories.index == zone) & (territories["level"] == "zone")
    outlines = territories.geometry.to_numpy()
    wider = np.where(chosen, shapely.buffer(outlines, 0.02), outlines)
    broken = replace(small.published, territories=gpd.GeoDataFrame(territories.assign(geometry=wider)))
    assert failures(replace(small, published=broken), Attack.OVERLAP, Attack.MODELS) == {Attack.OVERLAP}


def test_a_zone_in_two_areas_is_found(small: Trial) -> None:
    """Levels are nested, or their difference is a sliver."""
    units = small.published.units.copy()
    units.loc[units.index[0], "area"] = "a1"
    assert failures(replace(small, published=replace(small.published, units=units)), Attack.OVERLAP)


def test_the_label_of_a_place_in_a_release_is_found(small: Trial) -> None:
    """A release names services and territories, no place."""
    broken = replace(small.published, names={**small.published.names, "4": f"near Place {1}"})
    result = attack(replace(small, published=broken, identifiers=["Place 1"]), Attack.PAYLOAD, Attack.PLACES)
    assert {code for code in result if not result[code].passed} == {Attack.PAYLOAD}


def test_a_place_that_is_called_like_its_canton_is_no_leak(small: Trial) -> None:
    """Names of published territories are public."""
    assert failures(replace(small, identifiers=["Z1", "z2"]), Attack.PAYLOAD) == set()


def test_a_point_in_a_release_is_found(small: Trial) -> None:
    """An outline that is no official territory is a place in disguise."""
    spot = shapely.Point(3.987, 50.321).buffer(0.0005)
    names = {**small.published.names, "4": shapely.to_geojson(spot)}
    broken = replace(small.published, names=names)
    assert failures(replace(small, published=broken), Attack.PAYLOAD)


def test_four_and_twenty_releases_change_nothing() -> None:
    """Quarter after quarter on frozen figures no cell changes, and all together give nothing more away."""
    units, truth = true_counts(zones=2, years=6)
    quarters = sorted(truth["natures"]["quarter"].unique())
    releases, told, before = [], truth, None
    for quarter in quarters:
        told = {name: cells[_until(cells, quarter)].reset_index(drop=True) for name, cells in truth.items()}
        published = rounded(units, told, before=before)
        releases.append(published)
        before = (published, told)
    assert len(releases) == 24
    trial = Trial(releases[-1], told, holdings_of(units, truth), RULES, earlier=releases[-2::-1])
    result = attack(trial, Attack.VINTAGES)[Attack.VINTAGES]
    assert result.passed
    assert result.release.faults == 0


def test_four_and_twenty_roundings_of_the_same_counts_are_found() -> None:
    """Figures that are not frozen average out to the truth."""
    units, truth = true_counts(zones=2, years=2)
    again = [rounded(units, truth, key=key) for key in range(24)]
    trial = Trial(again[0], truth, holdings_of(units, truth), RULES, earlier=again[1:])
    result = attack(trial, Attack.VINTAGES)[Attack.VINTAGES]
    assert not result.passed
    assert result.release.faults > 100
    assert result.release.recovered > 0.3 * result.release.tried


def test_a_release_whose_units_were_merged_since_withstands() -> None:
    """What was rounded apart and is now one figure may be as far from the truth as both, and is no fault."""
    units, truth = true_counts(zones=3, years=3)
    told = {name: cells[_until(cells, "2019-Q4")].reset_index(drop=True) for name, cells in truth.items()}
    before = rounded(units, told)
    carried = units.drop("z0:street")
    joined = {**truth, "places": _joined(truth["places"])}
    past = replace(before, cubes={**before.cubes, "places": _joined(before.cubes["places"])})
    now = rounded(carried, joined, before=(past, {**told, "places": _joined(told["places"])}))
    trial = Trial(now, joined, holdings_of(carried, joined), RULES, earlier=[before], most=40)
    result = attack(trial, Attack.SUBTRACTION, Attack.VINTAGES, Attack.LINKED)
    assert [code for code in result if not result[code].passed] == []
    assert not attack(replace(trial, earlier=[]), Attack.SUBTRACTION)[Attack.SUBTRACTION].passed


def _joined(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells with one unit's in another's."""
    moved = cells.assign(unit=cells["unit"].replace("z0:street", "z0:several"))
    return moved.groupby(["unit", "month"], as_index=False)[list(EFFORT)].sum()


def _until(cells: pd.DataFrame, quarter: str) -> "pd.Series[bool]":
    """Return which cells lie in a quarter or before it; people are told of by whole years."""
    if "month" in cells:
        ends = cells["month"].str[:4] + "-Q" + ((cells["month"].str[5:].astype(int) + 2) // 3).astype(str)
    else:
        ends = cells["quarter"] if "quarter" in cells else cells["year"] + "-Q4"
    return ends <= quarter


def test_a_public_release_withstands() -> None:
    """Rounded again, to tens, from what the policy release says."""
    units, truth = true_counts(zones=9, years=4)
    policy = rounded(units, truth)
    areas = units.drop_duplicates("area").set_index("area")[["arrondissement"]]
    counted = public_cells(policy)
    public = rounded(areas, counted, base=10, tier="public")
    holdings = holdings_of(units, truth)
    holdings = holdings.assign(unit=holdings["unit"].map(units["area"]))
    trial = Trial(public, counted, holdings, PlaceRules(5, 0.33), grain=5)
    result = attack(trial)
    assert [code for code in result if not result[code].holds] == []
    assert result[Attack.SUBTRACTION].release.tried > 0
    narrowest = result[Attack.SUBTRACTION].release.narrowest
    assert narrowest is not None
    assert narrowest >= 9
