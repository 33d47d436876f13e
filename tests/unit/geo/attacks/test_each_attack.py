"""Each attack by itself, on figures small enough to follow by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.attacks import coalition, linked, models, overlap, places, ratios, vintages
from geo.attacks.additivity import violations
from geo.attacks.guesses import guess, pooled
from geo.attacks.results import Attack, AttackResult, Outcome, added
from geo.attacks.sight import Table, align, see, specs_of
from geo.attacks.subtraction import subtract
from geo.attacks.systems import breaches
from geo.attacks.thresholds import thresholded
from geo.cubes import POLICY_CUBES
from geo.publication.zones import PlaceRules
from geo.released import Published, cells_of
from tests.attack_kit import changed, release, rounded, true_counts

BASE = 5

Made = tuple[Published, dict[str, pd.DataFrame]]
"""A release and its truth."""


@pytest.fixture(scope="module")
def made() -> Made:
    """A release of three zones and two years, and its truth."""
    units, truth = true_counts(zones=3, years=2)
    return rounded(units, truth), truth


def quiet(_share: float) -> None:
    """Tell nobody."""


# Results


def result(release_: Outcome, naive: Outcome) -> AttackResult:
    """Return a result with a bar of nine in ten."""
    return AttackResult(Attack.SLIDER, release_, naive, 4, 0.9)


def test_a_result_passes_where_nothing_is_found_by_an_attack_that_works() -> None:
    """One recovered count, one narrow interval, one fault, or more than two points fail it."""
    works = Outcome(100, 100, 95)
    good = Outcome(100, 100, 0, narrowest=4, gain=0.02)
    assert result(good, works).passed
    for bad in (
        Outcome(100, 100, 1, narrowest=4),
        Outcome(100, 100, 0, narrowest=3),
        Outcome(100, 100, 0, narrowest=4, faults=1),
        Outcome(100, 100, 0, narrowest=4, gain=0.021),
    ):
        assert not result(bad, works).passed


def test_an_attack_that_fails_on_its_naive_design_proves_nothing() -> None:
    """It does not pass; with too few targets to tell it does, and says that it was not shown."""
    good = Outcome(100, 100, 0, narrowest=4)
    assert not result(good, Outcome(100, 100, 80)).passed
    few = result(good, Outcome(10, 10, 0))
    assert few.passed
    assert not few.is_shown


def test_parts_of_an_attack_add_up() -> None:
    """Targets and faults are summed, and the narrowest interval of all stays."""
    both = added([Outcome(1, 2, 0, narrowest=6, faults=1), Outcome(3, 4, 1), Outcome(0, 0, 0, narrowest=5)])
    assert both == Outcome(4, 6, 1, narrowest=5, faults=1)


# Subtraction


def test_what_an_attacker_believes_of_a_release_is_so(
    made: Made,
) -> None:
    """Every inequality that is taken from the release holds for the truth, so that a bound is a bound."""
    published, truth = made
    sight = see(published)
    specs = {spec.name: spec for spec in specs_of(published)}
    true = np.concatenate(
        [align(truth[cube], published.cubes[cube], specs[cube])[measure] for cube, measure in sight.slices]
    )
    assert breaches(sight.system, true.astype(float)) == 0
    assert breaches(thresholded(published, truth).system, true.astype(float)) == 0


def test_a_cell_that_is_no_multiple_is_taken_as_exact(
    made: Made,
) -> None:
    """And one that is a multiple lies within base - 1 of it, above zero if it is."""
    published, _ = made
    sight = see(changed(published, "places", 0, "hours", lambda _figure: 3))
    hours = sight.slices["places", "hours"].start
    assert (sight.system.lower[hours], sight.system.upper[hours]) == (3, 3)
    others = sight.system.upper - sight.system.lower
    assert set(np.delete(others, hours).tolist()) == {BASE - 1, 2 * (BASE - 1)}
    shown = published.cubes["places"]["contacts"].to_numpy() > 0
    assert (sight.system.lower[sight.slices["places", "contacts"]][shown] >= 1).all()


def test_figures_of_a_public_release_stand_on_those_of_a_policy_release() -> None:
    """A public 0 hides a policy 0 or 5, so up to 9; a public 10 hides 5 to 15, so 1 to 19."""
    units, truth = true_counts(zones=2, years=1)
    policy = rounded(units, truth)
    areas = pd.DataFrame({"arrondissement": ["r0"]}, index=pd.Index(["a0"], name="area"))
    cells = cells_of(policy, "places").groupby(["area", "quarter"])[list(POLICY_CUBES[0].measures)].sum()
    published = rounded(areas, {"areas": cells.reset_index()}, base=10, tier="public")
    sight = see(published, grain=5)
    start = sight.slices["areas", "hours"].start
    figure = int(published.cubes["areas"]["hours"].iloc[0])
    low, high = int(sight.system.lower[start]), int(sight.system.upper[start])
    assert sight.interval(low, high) == (max(figure - 9, 0), figure + 9)
    assert sight.interval(0, 1) == (0, 9)
    assert sight.interval(1, 3) == (1, 19)


def test_subtraction_tries_all_and_solves_as_many_as_it_may(
    made: Made,
) -> None:
    """Every small count is screened, and those that stay open are solved up to a limit."""
    published, truth = made
    sight = see(published)
    specs = {spec.name: spec for spec in specs_of(published)}
    true = np.concatenate(
        [align(truth[cube], published.cubes[cube], specs[cube])[measure] for cube, measure in sight.slices]
    )
    found = subtract(sight, true, BASE, 7, np.random.default_rng(1), quiet)
    assert found.solved == 7
    assert found.tried == found.of == ((true >= 1) & (true < BASE)).sum()
    nothing = subtract(sight, np.zeros(len(true)), BASE, 7, np.random.default_rng(1), quiet)
    assert (nothing.tried, nothing.narrowest) == (0, None)


def test_violations_are_counted_one_by_one(made: Made) -> None:
    """A figure off the base, a negative one, first contacts above contacts, a doubled row, a wrong table."""
    published, _ = made
    assert violations(published) == 0
    assert violations(changed(published, "natures", 0, "interventions", lambda figure: figure + 1)) == 1
    assert violations(changed(published, "natures", 0, "interventions", lambda _figure: -5)) == 1
    firsts = changed(published, "places", 0, "first_contacts", lambda _figure: 10_000)
    assert violations(firsts) == 1
    cells = published.cubes["natures"]
    doubled = release(published.units, {**published.cubes, "natures": pd.concat([cells, cells.iloc[:1]])})
    assert violations(doubled) == 1
    own = cells_of(published, "natures").groupby("area")["interventions"].sum()
    assert violations(published, [Table("natures", own)]) == 0
    assert violations(published, [Table("natures", own + 5)]) == len(own)


# Guesses


def test_a_guess_knows_no_more_than_rounding_tells() -> None:
    """With every small count as likely, one half of the information of unbiased rounding is a bit."""
    rng = np.random.default_rng(1)
    truth = rng.integers(1, BASE, 4_000)
    figures = BASE * (rng.random(len(truth)) * BASE < truth)
    found = guess(figures, truth, np.arange(len(truth)), BASE)
    assert found.blind == pytest.approx(0.25, abs=0.03)
    assert found.figure == pytest.approx(0.4, abs=0.03)
    assert found.row == pytest.approx(0.4, abs=0.04)


def test_a_row_whose_total_is_exact_is_guessed_better() -> None:
    """The attack on rows works: a row of one cell and a cell that was not rounded leaves little open."""
    rng = np.random.default_rng(1)
    truth = np.stack([rng.integers(1, BASE, 1_000), np.zeros(1_000, np.int64)], axis=1).ravel()
    rows = np.repeat(np.arange(1_000), 2)
    figures = np.where(truth > 0, BASE, 0)
    found = guess(figures, truth, rows, BASE)
    assert found.row >= found.figure - 0.02


def test_guesses_are_pooled_by_the_number_of_small_counts() -> None:
    """A table without a small count counts for nothing."""
    some = guess(np.array([0, 5]), np.array([1, 1]), np.array([0, 0]), BASE)
    none = guess(np.array([0, 5]), np.array([0, 5]), np.array([0, 0]), BASE)
    assert np.isnan(none.blind)
    assert pooled([(some, np.array([1, 1])), (none, np.array([0, 5]))], BASE) == some
    assert pooled([(none, np.array([0, 5]))], BASE) is None


# Vintages


def test_averages_of_releases_recover_what_is_rounded_anew() -> None:
    """Frozen figures give nothing; the same counts rounded anew give themselves away."""
    truth = np.tile(np.arange(6), 200)
    versions = vintages.rounded_again(truth, BASE, np.random.default_rng(2))
    anew = vintages.average(versions, truth, BASE)
    assert anew.share > 0.5
    assert anew.faults > 600
    frozen = vintages.average(np.repeat(versions[:1], 24, axis=0), truth, BASE)
    assert (frozen.recovered, frozen.faults, frozen.narrowest) == (0, 0, 4)


def test_figures_of_units_that_were_merged_since_are_added_up(
    made: Made,
) -> None:
    """A unit that joined another keeps its released figures: their sum is what the new unit shows."""
    published, _ = made
    spec = POLICY_CUBES[0]
    units = published.units.drop("z0:street")
    cells = published.cubes["places"].replace({"unit": {"z0:street": "z0:several"}})
    merged = cells.groupby(["unit", "month"], as_index=False)[list(spec.measures)].sum()
    now = release(units, {**published.cubes, "places": merged})
    versions = vintages.versions_of(spec, "contacts", now, [published])
    assert (versions[0] == versions[1]).all()


def test_periods_that_an_earlier_release_did_not_hold_are_left_open(
    made: Made,
) -> None:
    """A new quarter is no change."""
    published, truth = made
    cells = published.cubes["places"]
    before = release(published.units, {**published.cubes, "places": cells[cells["month"] < "2019"]})
    versions = vintages.versions_of(POLICY_CUBES[0], "contacts", published, [before])
    assert np.isnan(versions[1]).sum() == (cells["month"] >= "2019").sum()
    found = vintages.average(versions, truth["places"]["contacts"].to_numpy(np.int64), BASE)
    assert found.faults == 0


# Linked cubes


def test_two_figures_of_one_sum_narrow_it() -> None:
    """0 and 5 for the same sum leave 1 to 4; 5 twice leaves 1 to 9."""
    shared = linked.Shared(*(np.array(part) for part in ([0, 5, 5], [5, 5, 5], [4, 4, 4], [2, 6, 5])))
    found = linked.compare(shared, BASE)
    assert (found.tried, found.of, found.recovered, found.narrowest, found.faults) == (2, 3, 1, 3, 1)


# Places


def test_a_unit_of_one_place_is_that_place() -> None:
    """And so is one in which one place has ten in eleven of the contacts."""
    units = ["one", "two", "two", "three", "three", "three", "none"]
    holdings = pd.DataFrame({"unit": units, "contacts": [9, 100, 5, 10, 10, 10, 0]})
    found = places.single_out(holdings, PlaceRules(3, 0.5))
    assert (found.tried, found.of, found.recovered, found.faults) == (3, 4, 2, 3)
    assert places.single_out(places.each_alone(holdings), PlaceRules(3, 0.5)).share == 1


# Overlapping areas


def test_the_sliver_between_two_zonings_is_recovered() -> None:
    """Three units and two of the same three give the third."""
    truth = np.array([[9, 9], [8, 8], [3, 2], [7, 7]])
    members = np.array([[1, 1, 1, 0], [1, 1, 0, 0]], bool)
    told = (members @ truth).astype(float)
    assert overlap.take_slivers(members, told, truth, BASE) == Outcome(2, 2, 2)
    told[1, 0] = np.nan
    assert overlap.take_slivers(members, told, truth, BASE).recovered == 1
    nested = np.array([[1, 1, 0, 0], [1, 1, 1, 1]], bool)
    assert overlap.take_slivers(nested, (nested @ truth).astype(float), truth, BASE).tried == 0


# Ratios


def test_an_exact_mean_beside_rounded_counts_gives_the_count_away() -> None:
    """1.33 contacts a visit, 0 to 4 contacts, 1 to 9 visits: only 4 in 3 fits."""
    figures = {name: np.array([figure]) for name, figure in _FIGURES.items()}
    true = {
        "contacts": np.array([4]),
        "visits": np.array([3]),
        "hours": np.array([2]),
        "first_contacts": np.array([1]),
    }
    found = ratios.solve_ratios(figures, ratios.raw_ratios(true), true["contacts"], BASE)
    assert (found.tried, found.recovered) == (1, 1)
    hidden = ratios.published_ratios(figures, BASE)
    assert all(np.isnan(shown).all() for shown in hidden.values())
    assert ratios.solve_ratios(figures, hidden, true["contacts"], BASE).recovered == 0


_COUNTS = {"contacts": 4, "visits": 3, "hours": 2, "first_contacts": 1}
_FIGURES = {"contacts": 0, "visits": 5, "hours": 0, "first_contacts": 0}


# Models


def test_smoothing_is_taken_back() -> None:
    """A smoothed line and a heat map fed by counts give every count; fed by published figures, those."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 9, (4, 30))
    boxes = [shapely.box(4 + at / 10, 50, 4.1 + at / 10, 50.1) for at in range(4)]
    weights = models.kernel(gpd.GeoDataFrame(geometry=boxes, crs="EPSG:4326"))
    assert np.allclose(np.diag(weights), 1)
    assert models.invert([(truth, truth)] * 2, weights, BASE).share == 1
    figures = truth - truth % BASE
    assert models.invert([(figures, truth)] * 2, weights, BASE).recovered == 0


def test_a_single_area_needs_no_neighbour() -> None:
    """Its heat map is its count."""
    area = gpd.GeoDataFrame(geometry=[shapely.box(4, 50, 4.1, 50.1)], crs="EPSG:4326")
    assert models.kernel(area).tolist() == [[1.0]]


# Coalitions


def test_a_row_of_one_kind_tells_of_everybody_in_it() -> None:
    """Nine of one kind and one of another: who knows the one knows the nine. Rounded, nobody can be sure."""
    truth = np.array([[9, 0, 0], [9, 1, 0], [5, 5, 5], [0, 0, 0]])
    exact = coalition.tell_rows(truth, truth, truth)
    # The first row tells everybody; the second those who know one or two.
    assert (exact.tried, exact.recovered) == (5, 5)
    figures = np.array([[10, 0, 0], [10, 0, 0], [5, 5, 5], [0, 0, 0]])
    assert coalition.tell_rows(*coalition.around(figures, BASE), truth).recovered == 0


def test_rows_under_the_threshold_are_not_shown() -> None:
    """The naive design withholds them, so they tell nothing there."""
    truth = np.array([[3, 0], [6, 0]])
    low, high = coalition.shown_from(truth, BASE)
    assert low.tolist() == [[0, 0], [6, 0]]
    assert high.tolist() == [[4, 4], [6, 0]]
    assert coalition.tell_rows(low, high, truth, BASE).share == 1


def test_three_known_contacts_of_four_leave_one_open() -> None:
    """A published 0 hides up to 4: who knows 3 knows that there are 3 or 4; of an exact 4 nothing is open."""
    truth, figures = np.array([4, 2]), np.array([0, 0])
    found = coalition.know_cells(*coalition.around(figures, BASE), truth, BASE)
    assert (found.tried, found.recovered, found.narrowest) == (4, 0, 1)
    assert coalition.know_cells(truth, truth, truth, BASE).recovered == 4
