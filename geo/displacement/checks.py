"""More looks at the same data, to falsify a result or to see how much of it hangs on one choice."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from geo.displacement.contrasts import displaced_contrast
from geo.displacement.effort import ENVELOPE, exponent_of
from geo.displacement.gates import passes, shortfalls_of
from geo.displacement.model import YEAR, AnalysisSpec, Arm, Ints, Panel, Window
from geo.displacement.results import Check, Checked, Contrast, StudyResult
from geo.displacement.study import TESTED, ArmRatios, displaced_effect
from geo.displacement.windows import spec_faults
from geo.displacement.zone_ratios import Flags, Ratios, Sides, round_ratios, sides_of, zone_ratios

PLACEBO_DATES = 24
FEW_DATES = 6
"""With fewer placebo dates than that, shorter windows that leave more of them are taken."""

OTHER_YEARS = (1, 2)


@dataclass(frozen=True)
class Look:
    """A look that is yet to be taken."""

    check: Check
    label: int | float | str
    contrast: Callable[[], Contrast | None]


@dataclass(frozen=True)
class Rank:
    """
    Where the real result stands among those of dates when nothing happened.

    Attributes
    ----------
    rank : int
        1 where no placebo date shows a larger change, up or down.
    among : int
        The placebo dates that could be estimated, and the real one.
    """

    rank: int
    among: int


def falsify(
    panel: Panel,
    spec: AnalysisSpec,
    *,
    untouched_kinds: Collection[str] = (),
    on_step: Callable[[float], None] | None = None,
) -> tuple[Checked, ...]:
    """
    Look at the same data in all the ways that should show nothing, or the same.

    Parameters
    ----------
    panel : Panel
        What was met and how long was looked.
    spec : AnalysisSpec
        The study, without faults.
    untouched_kinds : collection of str
        Kinds of place that the regulation cannot touch, each taken as displaced in turn.
    on_step : callable, optional
        Called with the share of the looks that are done.

    Returns
    -------
    tuple of Checked
        Should show nothing: dates slid over the months before the announcement (labelled by the month of
        coming into force), each control as displaced (its place), untouched kinds, our own rounds. Should
        show the same: without one zone (its place), windows of other years, other effort exponents.
        Nothing is estimated where a gate is not passed.
    """
    looks = tuple(_looks(panel, spec, untouched_kinds))
    checked = []
    for done, look in enumerate(looks, start=1):
        checked.append(Checked(look.check, look.label, look.contrast()))
        if on_step is not None:
            on_step(done / len(looks))
    return tuple(checked)


def _looks(panel: Panel, spec: AnalysisSpec, untouched_kinds: Collection[str]) -> Iterator[Look]:
    for placebo in placebo_specs(panel, spec):
        yield Look(Check.PLACEBO_DATE, placebo.in_force, partial(displaced_effect, panel, placebo))
    sides = sides_of(panel, spec)
    if passes(shortfalls_of(sides), *TESTED):
        exponent = exponent_of(sides, spec.effort)
        ratios = zone_ratios(sides, exponent.beta)
        yield from _pseudo_displaced(sides, ratios, exponent.se)
        yield from _without_one(sides, ratios, exponent.se)
        yield Look(Check.OWN_ROUNDS, Check.OWN_ROUNDS.value, partial(_contrast, sides, round_ratios(sides)))
        for beta in ENVELOPE:
            look = partial(_contrast, sides, zone_ratios(sides, beta))
            yield Look(Check.OTHER_EXPONENT, beta, look)
    for kind in sorted(untouched_kinds):
        look = partial(displaced_effect, panel, _untouched(panel, spec, kind))
        yield Look(Check.UNTOUCHED_KIND, kind, look)
    for years in OTHER_YEARS:
        other = _of_years(spec, years)
        if years != spec.pre.years and not spec_faults(other, panel):
            yield Look(Check.OTHER_WINDOW, years, partial(displaced_effect, panel, other))


def _contrast(sides: Sides, ratios: Ratios, exponent_error: float = 0.0) -> Contrast | None:
    return ArmRatios.of(sides, ratios).displaced_contrast(exponent_error)


def placebo_specs(panel: Panel, spec: AnalysisSpec) -> tuple[AnalysisSpec, ...]:
    """
    Return the same study at dates when nothing happened, all of it before the announcement.

    Parameters
    ----------
    panel : Panel
        Its months say how far back one can go.
    spec : AnalysisSpec
        The study.

    Returns
    -------
    tuple of AnalysisSpec
        In order of time, at most `PLACEBO_DATES`, evenly spread. Windows and washout are those of the study
        where that leaves at least `FEW_DATES`; else windows of a year; else with the shortest washout too.
    """
    washout = spec.post.first - spec.announced
    starts: Ints = np.empty(0, dtype=np.int64)
    years, gap = spec.pre.years, washout
    for years, gap in ((spec.pre.years, washout), (1, washout), (1, 1)):
        starts = np.arange(int(panel.months[0]), spec.announced - 2 * YEAR * years - gap + 1)
        if len(starts) >= FEW_DATES:
            break
    if len(starts) > PLACEBO_DATES:
        starts = starts[np.linspace(0, len(starts) - 1, PLACEBO_DATES).round().astype(np.int64)]
    return tuple(_slid(spec, start, years, gap) for start in starts.tolist())


def _slid(spec: AnalysisSpec, start: int, years: int, gap: int) -> AnalysisSpec:
    pre = Window(start, years)
    post = Window(pre.end + gap, years)
    return replace(spec, announced=pre.end, in_force=post.first - 1, pre=pre, post=post, treated=())


def _pseudo_displaced(sides: Sides, ratios: Ratios, exponent_error: float) -> Iterator[Look]:
    controls = sides.of_arm(Arm.CONTROL)
    for row in np.flatnonzero(controls).tolist():
        one, others = ratios.where(_only(row, controls)), ratios.where(_without(row, controls))
        look = partial(displaced_contrast, one, others, exponent_error)
        yield Look(Check.PSEUDO_DISPLACED, int(sides.zones[row]), look)


def _without_one(sides: Sides, ratios: Ratios, exponent_error: float) -> Iterator[Look]:
    displaced, control = (sides.of_arm(arm) for arm in TESTED)
    for row in np.flatnonzero(displaced | control).tolist():
        of, against = (ratios.where(_without(row, chosen)) for chosen in (displaced, control))
        look = partial(displaced_contrast, of, against, exponent_error)
        yield Look(Check.WITHOUT_ONE_ZONE, int(sides.zones[row]), look)


def _only(row: int, chosen: Flags) -> Flags:
    return np.asarray(chosen & (np.arange(len(chosen)) == row))


def _without(row: int, chosen: Flags) -> Flags:
    return np.asarray(chosen & (np.arange(len(chosen)) != row))


def _untouched(panel: Panel, spec: AnalysisSpec, kind: str) -> AnalysisSpec:
    """Return the study with the zones of a kind as displaced, against the controls of other kinds."""
    touched = {*spec.treated, *spec.displaced}
    of_kind = {zone for zone, found in zip(panel.zones.tolist(), panel.kinds, strict=True) if found == kind}
    control = tuple(zone for zone in spec.control if zone not in of_kind)
    return replace(spec, treated=(), displaced=tuple(sorted(of_kind - touched)), control=control)


def _of_years(spec: AnalysisSpec, years: int) -> AnalysisSpec:
    pre = Window(spec.pre.end - YEAR * years, years)
    return replace(spec, pre=pre, post=Window(spec.post.first, years))


def rank_of(result: StudyResult, checks: Iterable[Checked]) -> Rank | None:
    """
    Tell where a result stands among its placebo dates.

    Parameters
    ----------
    result : StudyResult
        The real one.
    checks : iterable of Checked
        From `falsify`.

    Returns
    -------
    Rank or None
        None where the study or all placebo dates could not be estimated.
    """
    if result.displaced is None:
        return None
    changes = [
        abs(checked.contrast.log_ratio)
        for checked in checks
        if checked.check is Check.PLACEBO_DATE and checked.contrast is not None
    ]
    if not changes:
        return None
    larger = sum(change >= abs(result.displaced.log_ratio) for change in changes)
    return Rank(larger + 1, len(changes) + 1)
