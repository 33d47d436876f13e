"""The effort exponent: what the textbook model gives, much faster, and an envelope where nothing tells."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import statsmodels.api as sm

from geo.displacement.effort import BOUNDS, DEFAULT, PROPORTIONAL, exponent_of
from geo.displacement.model import EffortRule, Panel
from geo.displacement.zone_ratios import Sides, sides_of
from tests.displacement_kit import World, panel_from

WORLD = World(years=1)


def sides(panel: Panel, world: World = WORLD) -> Sides:
    """Return both windows of a world's study."""
    return sides_of(panel, world.spec)


def textbook(sides: Sides) -> tuple[float, float]:
    """Return exponent and error by a dense quasi-Poisson GLM with all zone and month effects."""
    cells = []
    for number, side in enumerate((sides.before, sides.after)):
        zone, month = np.nonzero(side.looked)
        at = {"y": side.contacts[zone, month], "log_hours": side.log_hours[zone, month]}
        cells.append(pd.DataFrame({"zone": zone, "month": side.months[month], "side": number, **at}))
    frame = pd.concat(cells)
    frame["zone_side"] = frame["zone"].astype(str) + "/" + frame["side"].astype(str)
    months = pd.get_dummies(frame["month"], dtype=float).drop(
        columns=[side.months[0] for side in (sides.before, sides.after)]
    )
    design = np.column_stack((frame["log_hours"], pd.get_dummies(frame["zone_side"], dtype=float), months))
    fit = sm.GLM(frame["y"].to_numpy(), design, family=sm.families.Poisson()).fit(scale="X2", tol=1e-13)
    return float(fit.params[0]), float(fit.bse[0])


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_it_is_the_textbook_model(rng: np.random.Generator, missing: float) -> None:
    """Conditioning on zones gives the estimate and the error of a GLM with an effect for each."""
    panel = WORLD.panel(3)
    hours = np.where(rng.random(panel.hours.shape) < missing, np.nan, panel.hours)
    found = sides(replace(panel, hours=hours))
    exponent = exponent_of(found, EffortRule.ESTIMATED)
    assert exponent.is_estimated
    assert (exponent.beta, exponent.se) == pytest.approx(textbook(found), rel=1e-6)


@pytest.mark.parametrize("truth", [0.5, 0.7, 1.0])
def test_the_exponent_is_found_where_effort_moved(truth: float) -> None:
    """A step of hours and of rates at the date does not lead it astray."""
    world = World(exponent=truth, effect=1.6, hours=(0.5, 1.6, 1.0))
    found = [exponent_of(sides(world.panel(seed), world), EffortRule.ESTIMATED) for seed in range(30)]
    betas, errors = (np.array(column) for column in zip(*((e.beta, e.se) for e in found), strict=True))
    assert betas.mean() == pytest.approx(truth, abs=3 * errors.mean() / np.sqrt(len(found)))
    assert betas.std(ddof=1) == pytest.approx(errors.mean(), rel=0.4)


def test_hours_that_do_not_vary_tell_nothing() -> None:
    """With the same hours each month the envelope is carried, by its middle and half its width."""
    panel = WORLD.panel(3)
    constant = replace(panel, hours=np.full_like(panel.hours, 2.0))
    assert exponent_of(sides(constant), EffortRule.ESTIMATED) == DEFAULT
    assert (DEFAULT.beta, DEFAULT.se) == (0.75, 0.25)


def test_few_contacts_tell_too_little() -> None:
    """An exponent less sure than the envelope is wide is not shown as estimated."""
    world = World(monthly=0.1, years=1)
    assert exponent_of(sides(world.panel(1), world), EffortRule.ESTIMATED) == DEFAULT


def test_proportional_is_what_it_says() -> None:
    """Whoever declares contacts in proportion to hours gets an exponent of 1 without error."""
    assert exponent_of(sides(WORLD.panel(3)), EffortRule.PROPORTIONAL) == PROPORTIONAL


@pytest.mark.parametrize(("slope", "limit"), [(-1.0, BOUNDS[0]), (3.0, BOUNDS[1])])
def test_an_unbelievable_exponent_is_clipped(slope: float, limit: float) -> None:
    """Contacts that fall with hours, or grow with their cube, do not make a rate absurd."""
    world = replace(WORLD, exponent=slope, clumping=0.0)
    assert exponent_of(sides(world.panel(5), world), EffortRule.ESTIMATED).beta == limit


def mixed(first: float, second: float) -> Sides:
    """Return sides of two kinds of place whose contacts grow differently with hours."""
    one, other = (replace(WORLD, exponent=exponent).panel(8) for exponent in (first, second))
    is_bar = np.arange(WORLD.zones) % 2 == 1
    contacts: npt.NDArray[np.float64] = np.where(is_bar[:, None], other.contacts, one.contacts)
    kinds = tuple("bar" if bar else "street" for bar in is_bar)
    return sides(panel_from(contacts, one.hours, kinds))


def test_kinds_that_disagree_make_the_exponent_less_sure() -> None:
    """One exponent for two kinds of work carries how much they differ."""
    agreed, differing = (exponent_of(mixed(0.7, other), EffortRule.ESTIMATED) for other in (0.7, 1.3))
    assert differing.se > 2 * agreed.se
    assert agreed.se < DEFAULT.se


def test_months_are_those_of_a_kind() -> None:
    """A season of one kind of place is not taken for one of the other: months are by kind."""
    panel = replace(WORLD, clumping=0.0, tau=0.0).panel(2)
    is_bar = np.arange(WORLD.zones)[:, None] % 2 == 1
    busy = np.where(np.arange(panel.months.size) % 2 == 1, 8.0, 1.0)
    shifted = panel_from(
        np.nan_to_num(panel.contacts) * np.where(is_bar, busy, 1.0),
        panel.hours * np.where(is_bar, busy**0.5, 1.0),
        tuple("bar" if zone % 2 else "street" for zone in range(WORLD.zones)),
    )
    one_kind = replace(shifted, kinds=("street",) * WORLD.zones)
    by_kind, pooled = (exponent_of(sides(each), EffortRule.ESTIMATED).beta for each in (shifted, one_kind))
    assert abs(by_kind - 1.0) < 0.15 < abs(pooled - 1.0)
