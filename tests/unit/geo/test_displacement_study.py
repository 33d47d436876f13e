"""Studies of worlds whose truth is known, and of data that hold nothing to find."""

from dataclasses import replace

import numpy as np
import pytest

from geo.displacement.model import AnalysisSpec, Arm, EffortRule, Panel, Window
from geo.displacement.results import Gate, Outcome, StudyResult
from geo.displacement.study import analyse, displaced_effect, grew_together, newly_visited
from geo.displacement.zone_ratios import sides_of
from tests.displacement_kit import FIRST, World, panel_from

SEEDS = range(60)
BINOMIAL_ERRORS = 3.5


def results(world: World, draws: int = 400) -> list[StudyResult]:
    """Return the study of many registers of one world."""
    return [analyse(world.panel(seed), world.spec, draws=draws) for seed in SEEDS]


def share(results: list[StudyResult], outcome: Outcome) -> float:
    """Return how often a sentence is said."""
    return float(np.mean([result.outcome is outcome for result in results]))


def below(limit: float) -> float:
    """Return the highest share that so many registers may show of something this rare."""
    return limit + BINOMIAL_ERRORS * float(np.sqrt(limit * (1 - limit) / len(SEEDS)))


def above(limit: float) -> float:
    """Return the lowest share that so many registers may show of something this common."""
    return limit - BINOMIAL_ERRORS * float(np.sqrt(limit * (1 - limit) / len(SEEDS)))


@pytest.fixture(scope="module")
def displaced() -> list[StudyResult]:
    """Return studies of a displacement of x1.6, in a zone closed to 40 % and with effort moved."""
    return results(World(effect=1.6, exponent=0.7, hours=(0.5, 1.6, 1.0)))


@pytest.fixture(scope="module")
def effort_only() -> list[StudyResult]:
    """Return studies where only the teams moved: out of the closed zone, into the others."""
    return results(World(closure=1.0, hours=(0.5, 1.6, 1.0)))


def test_a_displacement_is_found_and_measured(displaced: list[StudyResult]) -> None:
    """Mostly the sentence is that of a signal, and the intervals hold what was done to the world."""
    assert share(displaced, Outcome.SIGNAL) >= above(0.85)
    held = [
        (result.displaced.ratio.low <= 1.6 <= result.displaced.ratio.high)
        and (result.treated.ratio.low <= 0.4 <= result.treated.ratio.high)
        for result in displaced
        if result.displaced and result.treated
    ]
    assert len(held) == len(SEEDS)
    assert np.mean(held) >= above(0.91)
    assert np.mean([result.treated_fell for result in displaced]) >= above(0.85)


def test_effort_that_moved_is_not_called_displacement(effort_only: list[StudyResult]) -> None:
    """Raw counts would cry displacement nearly always; the study hardly ever does, and says why."""
    raw = [result.raw is not None and result.raw.ratio.low > 1 for result in effort_only]
    assert np.mean(raw) >= above(0.9)
    assert share(effort_only, Outcome.SIGNAL) <= below(0.05)
    assert share(effort_only, Outcome.EFFORT_EXPLAINS) > 0.5


def test_hours_that_shrank_elsewhere_do_not_explain_a_rise() -> None:
    """Nothing rose at the displaced zones, neither contacts nor hours: it may not be said that both did."""
    found = results(World(hours=(1.0, 0.97, 0.4)))
    raw = [result.raw is not None and result.raw.ratio.low > 1 for result in found]
    assert np.mean(raw) > 0.9
    assert share(found, Outcome.EFFORT_EXPLAINS) < 0.2
    for result in found:
        if result.outcome is Outcome.EFFORT_EXPLAINS:
            of = [zone for zone in result.zones if zone.arm is Arm.DISPLACED]
            assert sum(zone.hours[1] for zone in of) > sum(zone.hours[0] for zone in of)
            assert sum(zone.contacts[1] for zone in of) > sum(zone.contacts[0] for zone in of)


def test_hours_of_different_work_are_not_added_up() -> None:
    """More contacts in the street, and more hours at the bus: nothing grew together."""
    months = np.arange(25) > 12
    hours = np.where(np.array([[False], [True]]) & months, 9.0, 2.0)
    contacts = np.where(np.array([[True], [False]]) & months, 9.0, 4.0)
    spec = replace(World(years=1).spec, treated=(), displaced=(1, 2), control=())
    panel = panel_from(contacts, hours)
    apart = replace(panel, kinds=("street", "medibus_stop"))
    assert grew_together(sides_of(panel, spec))
    assert not grew_together(sides_of(apart, spec))
    both = replace(apart, hours=np.where(months, 9.0, 2.0) + np.zeros((2, 1)))
    assert grew_together(sides_of(both, spec))


def test_a_closure_without_displacement_is_no_signal() -> None:
    """People lost from view in the closed zone are not thereby found elsewhere."""
    found = results(World(closure=0.3))
    assert share(found, Outcome.SIGNAL) <= below(0.05)
    assert share(found, Outcome.NOT_DETECTED) >= above(0.9)
    assert all(result.power is not None for result in found)


def test_a_fall_elsewhere_is_called_a_decrease() -> None:
    """Contacts that fell in the declared zones against the controls are said to have."""
    assert share(results(World(effect=0.45)), Outcome.DECREASE) >= above(0.9)


def test_the_same_study_shows_the_same_figures() -> None:
    """The draws come from the specification, unless a seed is given."""
    world = World(years=1)
    panel, spec = world.panel(1), world.spec
    assert analyse(panel, spec).movement == analyse(panel, spec).movement
    assert analyse(panel, spec, seed=1).movement != analyse(panel, spec, seed=2).movement


def test_a_proportional_effort_may_be_declared() -> None:
    """The exponent of a study that declares it is 1, without error."""
    world = World(years=1)
    found = analyse(world.panel(1), replace(world.spec, effort=EffortRule.PROPORTIONAL))
    assert (found.exponent.beta, found.exponent.se) == (1.0, 0.0)


def test_zones_of_a_result_are_those_compared() -> None:
    """Each zone comes with its arm, its contacts and hours on both sides, and its ratio."""
    contacts, hours = np.full((11, 25), 4.0), np.full((11, 25), 2.0)
    contacts[1, 13:] = 8.0
    spec = World(years=1).spec
    zone = analyse(panel_from(contacts, hours), spec).zones[1]
    assert (zone.zone, zone.arm, zone.kind) == (2, Arm.DISPLACED, "street")
    assert zone.contacts == pytest.approx((48, 96))
    assert zone.hours == pytest.approx((24, 24))
    assert zone.log_ratio == pytest.approx(np.log(96.5 / 48.5))


def newly(panel: Panel, zone: int) -> Panel:
    """Return the panel as if no round had gone to a zone before the announcement."""
    hours, rounds = panel.hours.copy(), panel.rounds.copy()
    hours[zone - 1, :13], rounds[zone - 1, :13] = np.nan, 0
    return replace(panel, hours=hours, rounds=rounds)


def test_a_zone_found_later_is_listed_and_never_a_gain() -> None:
    """Whoever looks in a new place finds people there: it is named, and changes no figure."""
    world = World(years=1)
    full = world.panel(1)
    panel = newly(full, 5)
    found = analyse(panel, world.spec)
    without = analyse(full, replace(world.spec, displaced=(2, 3, 4)), seed=1)
    assert found.newly_visited == (5,)
    assert found.not_compared == ()
    assert found.displaced == without.displaced
    assert analyse(panel, world.spec, seed=1).movement == without.movement


def test_a_zone_without_noted_minutes_before_is_not_new() -> None:
    """Rounds went there: their effort is unknown, so it is not compared, and it is not newly visited."""
    world = World(years=1)
    panel = newly(world.panel(1), 5)
    gone = replace(panel, rounds=np.ones_like(panel.rounds))
    assert newly_visited(gone, world.spec) == ()
    assert analyse(gone, world.spec).not_compared == (5,)


def test_a_closed_zone_that_nobody_visits_leaves_the_question_of_displacement() -> None:
    """Without effort in the treated zone nothing is lost or gained, but displaced zones are compared."""
    world = World(years=1)
    panel = world.panel(1)
    hours = panel.hours.copy()
    hours[0, 13:] = np.nan
    found = analyse(replace(panel, hours=hours), world.spec)
    assert [short.gate for short in found.shortfalls] == [Gate.TREATED_ZONES]
    assert found.treated is None
    assert found.movement is None
    assert not found.treated_fell
    assert found.displaced == analyse(replace(panel, hours=hours), replace(world.spec, treated=())).displaced


def test_two_displaced_zones_are_indicative_only() -> None:
    """Below the gate nothing is tested; what the zones show is given apart, with its power."""
    world = World(years=1, displaced=2)
    found = analyse(world.panel(1), world.spec)
    assert found.outcome is Outcome.TOO_LITTLE
    assert found.displaced is None
    assert (found.raw, found.effort, found.movement) == (None, None, None)
    assert found.indicative is not None
    assert found.power is not None


def test_kinds_are_compared_within_themselves() -> None:
    """A kind with enough zones has a contrast of its own, in which the other kind has no part."""
    world = World(years=1, displaced=6, control=6)
    panel = replace(world.panel(1), kinds=("street",) * 4 + ("bar",) * 6 + ("street",) * 3)
    found = analyse(panel, world.spec)
    assert list(found.by_kind) == ["bar", "street"] or list(found.by_kind) == ["street"]
    street = replace(world.spec, displaced=(2, 3, 4), control=(11, 12, 13), effort=EffortRule.PROPORTIONAL)
    proportional = analyse(panel, replace(world.spec, effort=EffortRule.PROPORTIONAL))
    assert proportional.by_kind["street"] == displaced_effect(panel, street)


def test_our_own_rounds_are_an_outcome() -> None:
    """Twice the rounds in displaced zones are told, whatever was met."""
    world = World(years=1)
    panel = world.panel(1)
    rounds = panel.rounds.copy()
    rounds[1:5, 13:] = 2
    found = analyse(replace(panel, rounds=rounds), world.spec)
    assert found.effort is not None
    assert found.effort.ratio.value == pytest.approx(24.5 / 12.5)


def test_faults_are_refused_in_words() -> None:
    """All that is wrong with a specification is said at once."""
    world = World(years=1)
    spec = replace(world.spec, treated=(1, 2), control=(8, 7, 6))
    with pytest.raises(ValueError, match=r"in two arms; .*ascending"):
        analyse(world.panel(1), spec)


def degenerate() -> dict[str, tuple[Panel, AnalysisSpec]]:
    """Return data and specifications that hold nothing, or too much."""
    world = World(years=1)
    spec, usual = world.spec, world.panel(1)
    shape = usual.hours.shape
    one_month = np.full(shape, np.nan)
    one_month[:, [0, 13]] = 1.0
    one_side = np.where(np.arange(shape[1]) > 12, np.nan, usual.hours)
    powers = 10.0 ** np.random.default_rng(1).uniform(-150, 150, shape)
    with_infinite = np.where(np.arange(shape[1]) == 3, np.inf, usual.hours)
    return {
        "nobody looked": (replace(usual, hours=np.full(shape, np.nan)), spec),
        "everything is missing": (panel_from(np.full(shape, np.nan), np.full(shape, np.nan)), spec),
        "nobody met": (panel_from(np.zeros(shape), usual.hours), spec),
        "one month": (panel_from(usual.contacts, one_month), spec),
        "one side": (panel_from(usual.contacts, one_side), spec),
        "all alike": (panel_from(np.full(shape, 5.0), np.full(shape, 2.0)), spec),
        "huge hours": (panel_from(usual.contacts, usual.hours * 1e200), spec),
        "hours of all sizes": (panel_from(usual.contacts, powers), spec),
        "infinite hours": (panel_from(usual.contacts, with_infinite), spec),
        "huge counts": (panel_from(usual.contacts * 1e12, usual.hours), spec),
        "no treated": (usual, replace(spec, treated=())),
        "no displaced": (usual, replace(spec, displaced=())),
        "no control": (usual, replace(spec, control=())),
        "no arm": (usual, replace(spec, treated=(), displaced=(), control=())),
        "one control": (usual, replace(spec, control=(6,))),
        "unknown places": (usual, replace(spec, treated=(97,), displaced=(98,), control=(99,))),
        "no zone": (panel_from(np.empty((0, shape[1])), np.empty((0, shape[1]))), spec),
    }


@pytest.mark.parametrize("case", degenerate())
def test_nothing_to_find_is_no_exception(case: str) -> None:
    """Whatever the data, there is an answer, without a warning, and no test of nothing."""
    panel, spec = degenerate()[case]
    found = analyse(panel, spec, draws=50)
    assert (found.outcome is Outcome.TOO_LITTLE) == (found.displaced is None)
    if found.displaced is not None:
        assert found.displaced.se > 0
        assert 0 <= found.displaced.p <= 1
        assert found.outcome in {Outcome.NOT_DETECTED, Outcome.EFFORT_EXPLAINS}


def test_two_days_of_different_windows_are_different_studies() -> None:
    """The digest of a specification, from which its draws come, changes with a window."""
    spec = World(years=1).spec
    moved = replace(spec, pre=Window(FIRST - 1, 1))
    assert spec.digest != moved.digest
