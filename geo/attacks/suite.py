"""The attack suite: every attack on a release, and on the naive design that it defeats."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.attacks import coalition, filters, linked, models, overlap, payload, places, ratios, vintages
from geo.attacks.additivity import violations
from geo.attacks.desks import CellKey, Released, Threshold
from geo.attacks.grids import (
    Grid,
    aligned,
    categories_of,
    grid_of,
    measures_of,
    rows_of,
    stacked,
)
from geo.attacks.guesses import Guesses, guess, pooled
from geo.attacks.leaks import content_of, leaky_message
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome, added
from geo.attacks.sight import Table, see, specs_of
from geo.attacks.subtraction import Advance, subtract
from geo.attacks.systems import breaches
from geo.attacks.thresholds import thresholded
from geo.publication.zones import PlaceRules
from geo.released import Published

MOST_TARGETS = 200
"""Targets with which the suite takes less than a minute on a register of 20 units and 96 months."""

Pair = tuple[Outcome, Outcome]
"""What an attack found on the release, and on the naive design."""


@dataclass(frozen=True, eq=False)
class Trial:
    """
    A release, everything else that is published, and what it was made from.

    Attributes
    ----------
    published : Published
        The release.
    truth : Mapping of str to DataFrame
        By cube: the keys and the measures that were rounded. Of a public release these are sums of published
        policy cells.
    holdings : DataFrame
        By place: ``unit``, which it is counted in (of a public release its area), and ``contacts`` of all
        years.
    rules : PlaceRules
        What every unit must meet.
    earlier : sequence of Published
        Earlier releases of the tier, the latest first.
    tables : sequence of Table
        Other figures that were published.
    identifiers : collection of str
        Labels of the register that may not occur in the release.
    grain : int
        What *truth* is made of: 1 of counts, the base of the policy release of a public one.
    most : int
        Targets that an attack tries where trying all would take long; they are drawn from the seed.
    """

    published: Published
    truth: Mapping[str, pd.DataFrame]
    holdings: pd.DataFrame
    rules: PlaceRules
    earlier: Sequence[Published] = ()
    tables: Sequence[Table] = ()
    identifiers: Collection[str] = ()
    grain: int = 1
    most: int = MOST_TARGETS


@dataclass(frozen=True, eq=False)
class _Bench:
    """What every attack is given; *contacts* are those of the finest cube, by unit and period."""

    trial: Trial
    contacts: Grid
    rng: np.random.Generator
    advance: Advance

    @property
    def base(self) -> int:
        """The base of the release."""
        return self.trial.published.base


def run_suite(
    trial: Trial,
    rng: np.random.Generator,
    advance: Advance = lambda _share: None,
    attacks: Collection[Attack] = tuple(Attack),
) -> list[AttackResult]:
    """
    Run every attack, or some.

    Parameters
    ----------
    trial : Trial
        What is attacked.
    rng : Generator
        Draws targets and the noise of naive designs: the same seed gives the same results.
    advance : callable
        Told the share of the work done, from 0 to 1.
    attacks : collection of Attack
        Which to run; a release is judged by all of them.

    Returns
    -------
    list of AttackResult
        In the order of `Attack`.

    Raises
    ------
    ValueError
        If an earlier release has a unit that this one does not carry on.
    """
    contacts = grid_of(trial.published, trial.truth, "contacts")
    results = []
    chosen = [code for code in Attack if code in attacks]
    for number, code in enumerate(chosen):
        told = _between(advance, number / len(chosen), (number + 1) / len(chosen))
        release, naive = _ATTACKS[code](_Bench(trial, contacts, rng, told))
        # Whoever knows some of the contacts of a cell is left with as many fewer counts.
        known = coalition.MOST_KNOWN if code is Attack.COALITION else 0
        least = max(trial.published.base - 1 - known, 0)
        results.append(AttackResult(code, release, naive, least, NAIVE_BARS[code]))
        told(1.0)
    return results


def _between(advance: Advance, start: float, end: float) -> Advance:
    """Return what tells the share of a part of the work as a share of the whole."""
    return lambda share: advance(start + (end - start) * share)


def _subtraction(bench: _Bench) -> Pair:
    trial, base, rng = bench.trial, bench.base, bench.rng
    sight, naive = (
        see(trial.published, trial.tables, trial.earlier, trial.grain),
        thresholded(trial.published, trial.truth, trial.grain),
    )
    true = stacked(trial.published, trial.truth, sight.slices)
    first, second = (_between(bench.advance, start, start + 0.5) for start in (0.0, 0.5))
    found = subtract(sight, true, base, bench.trial.most, rng, first)
    release = replace(
        found, faults=violations(trial.published, trial.tables) + breaches(sight.system, true / trial.grain)
    )
    fallen = subtract(naive, true.round(), base, bench.trial.most, rng, second)
    helped = _guesses(trial)
    if helped is None:
        return release, fallen
    release = replace(release, gain=helped.row - helped.figure, told=helped.figure - helped.blind)
    return release, replace(fallen, gain=fallen.share - helped.blind)


def _guesses(trial: Trial) -> Guesses | None:
    """Return how well small counts are guessed; a public release has none, its truth is rounded already."""
    if trial.grain > 1:
        return None
    published = trial.published
    cases = [
        (
            published.cubes[spec.name][measure].to_numpy(np.int64),
            aligned(published, trial.truth, spec, measure),
            rows_of(published, spec),
        )
        for spec in specs_of(published)
        for measure in spec.measures
    ]
    return pooled([(guess(*case, published.base), case[1]) for case in cases], published.base)


def _desks(bench: _Bench) -> tuple[Released, Threshold]:
    return Released(bench.contacts.figures, bench.base), Threshold(bench.contacts.truth, bench.base)


def _differencing(bench: _Bench) -> Pair:
    true, base, rng = bench.contacts.truth, bench.base, bench.rng
    released, naive = _desks(bench)
    return (
        filters.differencing(released, true, base, bench.trial.most, rng),
        filters.differencing(naive, true, base, bench.trial.most, rng),
    )


def _slider(bench: _Bench) -> Pair:
    released, naive = _desks(bench)
    true = bench.contacts.truth
    return filters.slider(released, true, bench.base), filters.slider(naive, true, bench.base)


def _averaging(bench: _Bench) -> Pair:
    true, base, rng = bench.contacts.truth, bench.base, bench.rng
    released, naive = Released(bench.contacts.figures, base), CellKey(true, rng)
    return (
        filters.averaging(released, true, base, bench.trial.most, rng),
        filters.averaging(naive, true, base, bench.trial.most, rng),
    )


def _vintages(bench: _Bench) -> Pair:
    trial, base, grain = bench.trial, bench.base, bench.trial.grain
    outcomes = [
        vintages.average(
            vintages.versions_of(spec, measure, trial.published, trial.earlier),
            aligned(trial.published, trial.truth, spec, measure),
            base,
            grain,
        )
        for spec in specs_of(trial.published)
        for measure in spec.measures
    ]
    true = bench.contacts.truth.ravel()
    naive = vintages.average(vintages.rounded_again(true, base, bench.rng), true, base, grain)
    return added(outcomes), naive


def _linked(bench: _Bench) -> Pair:
    trial, base = bench.trial, bench.base
    apart = linked.rounded_apart(trial.published, trial.truth, bench.rng)
    return linked.compare(linked.shared_sums(trial.published, trial.truth), base), linked.compare(apart, base)


def _places(bench: _Bench) -> Pair:
    holdings, rules = bench.trial.holdings, bench.trial.rules
    return places.single_out(holdings, rules), places.single_out(places.each_alone(holdings), rules)


def _overlap(bench: _Bench) -> Pair:
    true, base, published = bench.contacts.truth, bench.base, bench.trial.published
    nested = overlap.published_zonings(published, bench.contacts.figures)
    found = overlap.take_slivers(*nested, true, base)
    naive = overlap.take_slivers(*overlap.shifted_zonings(true, base), true, base)
    return replace(found, faults=overlap.not_nested(published)), naive


def _ratios(bench: _Bench) -> Pair:
    base, grain = bench.base, bench.trial.grain
    figures, true = measures_of(bench.trial.published, bench.trial.truth)
    contacts, shown = true["contacts"], ratios.published_ratios(figures, base)
    return (
        ratios.solve_ratios(figures, shown, contacts, base, grain),
        ratios.solve_ratios(figures, ratios.raw_ratios(true), contacts, base, grain),
    )


def _models(bench: _Bench) -> Pair:
    published = bench.trial.published
    level = "zone" if "zone" in published.units else str(published.units.index.name)
    areas = bench.contacts.summed(published.units.reset_index().set_index(published.units.index)[level])
    outlines = published.territories[published.territories["level"] == level]
    weights = models.kernel(outlines.loc[list(areas.rows)])
    grids = (bench.contacts, areas)
    return (
        models.invert([(grid.figures, grid.truth) for grid in grids], weights, bench.base),
        models.invert([(grid.truth, grid.truth) for grid in grids], weights, bench.base),
    )


def _coalition(bench: _Bench) -> Pair:
    base = bench.base
    tables = list(categories_of(bench.trial.published, bench.trial.truth))
    rows = [coalition.tell_rows(*coalition.around(table.figures, base), table.truth) for table in tables]
    naive = [coalition.tell_rows(*coalition.shown_from(one.truth, base), one.truth, base) for one in tables]
    low, high = coalition.around(bench.contacts.figures, base)
    return added([*rows, coalition.know_cells(low, high, bench.contacts.truth, base)]), added(naive)


def _payload(bench: _Bench) -> Pair:
    published = bench.trial.published
    points = payload.points_of(published.territories)
    told = payload.Rules(bench.base, identifiers=bench.trial.identifiers, points=points)
    # The name of a published territory says nothing of a place that happens to be called the same.
    outlines = published.territories
    public = " · ".join([*outlines.index, *outlines["name_fr"], *outlines["name_nl"]])
    shared = {name.casefold() for name in told.names(public)}
    secret = [label for label in bench.trial.identifiers if label.casefold() not in shared]
    rules = replace(told, identifiers=secret)
    findings = list(payload.scan(content_of(published), rules))
    values = sum(len(cells) for cells in published.cubes.values())
    labels = [f"Place {place}" for place in bench.trial.holdings.index]
    leaky = leaky_message(bench.contacts, labels, published.territories, bench.base)
    found = leaky.found(list(payload.scan(leaky.message, replace(rules, identifiers=labels))))
    planted = sum(leaky.planted.values())
    return Outcome(values, values, 0, faults=len(findings)), Outcome(planted, planted, found)


_ATTACKS: Mapping[Attack, Callable[[_Bench], Pair]] = {
    Attack.SUBTRACTION: _subtraction,
    Attack.DIFFERENCING: _differencing,
    Attack.SLIDER: _slider,
    Attack.AVERAGING: _averaging,
    Attack.VINTAGES: _vintages,
    Attack.LINKED: _linked,
    Attack.PLACES: _places,
    Attack.OVERLAP: _overlap,
    Attack.RATIOS: _ratios,
    Attack.MODELS: _models,
    Attack.COALITION: _coalition,
    Attack.PAYLOAD: _payload,
}
