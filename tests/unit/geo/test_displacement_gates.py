"""Gates: what is missing is named, and what is described has an exact interval."""

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.rates import confint_poisson

from geo.displacement.gates import described, passes, shortfalls_of
from geo.displacement.model import Arm, Panel
from geo.displacement.results import Gate, Shortfall
from geo.displacement.zone_ratios import sides_of
from tests.displacement_kit import World, panel_from

WORLD = World(years=1)
DISPLACED = slice(1, 5)
CONTROL = slice(5, None)
BEFORE, AFTER = slice(0, 12), slice(13, 25)


@pytest.fixture
def panel() -> Panel:
    """Return a panel that passes all gates."""
    return WORLD.panel(1)


def shortfalls(panel: Panel) -> tuple[Shortfall, ...]:
    """Return what is missing."""
    return shortfalls_of(sides_of(panel, WORLD.spec))


def without(panel: Panel, zones: slice | int, months: slice) -> Panel:
    """Return the panel as if nobody had looked there and then."""
    hours = panel.hours.copy()
    hours[zones, months] = np.nan
    return replace(panel, hours=hours)


def test_nothing_is_missing_of_a_full_panel(panel: Panel) -> None:
    """Four displaced and six control zones with effort every month pass."""
    assert shortfalls(panel) == ()


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (slice(0, 1), Shortfall(Gate.TREATED_ZONES, Arm.TREATED, 0, 1)),
        (slice(1, 3), Shortfall(Gate.DISPLACED_ZONES, Arm.DISPLACED, 2, 3)),
        (slice(5, 9), Shortfall(Gate.CONTROL_ZONES, Arm.CONTROL, 2, 3)),
        (CONTROL, Shortfall(Gate.CONTROL_ZONES, Arm.CONTROL, 0, 3)),
    ],
)
def test_zones_without_effort_on_one_side_do_not_count(
    panel: Panel, zones: slice, expected: Shortfall
) -> None:
    """Zones that nobody looked at after cannot be compared, and then there are too few."""
    assert shortfalls(without(panel, zones, AFTER)) == (expected,)


def test_a_season_nobody_looked_at_is_missing(panel: Panel) -> None:
    """Two months in which no displaced zone was visited on one side leave ten months of the year."""
    found = shortfalls(without(panel, DISPLACED, slice(14, 16)))
    assert found == (Shortfall(Gate.SEASON_MONTHS, Arm.DISPLACED, 10, 12),)


def test_patchy_effort_is_missing(panel: Panel) -> None:
    """Effort in fewer than four zone-months out of five is too little, on the worse side."""
    found = shortfalls(without(panel, slice(5, 8), slice(13, 19)))
    assert found == (Shortfall(Gate.EFFORT_RECORDED, Arm.CONTROL, 0.75, 0.8),)


def test_few_contacts_are_missing(panel: Panel) -> None:
    """Nineteen contacts of a group in a period do not make a test."""
    contacts = panel.contacts.copy()
    contacts[CONTROL, BEFORE] = 0
    contacts[5, 0] = 19
    found = shortfalls(replace(panel, contacts=contacts))
    assert found == (Shortfall(Gate.CONTACTS, Arm.CONTROL, 19, 20),)


def test_a_ban_that_works_is_no_shortfall(panel: Panel) -> None:
    """Treated zones need contacts before; that none are left after is a result."""
    contacts = panel.contacts.copy()
    contacts[0, AFTER] = 0
    assert shortfalls(replace(panel, contacts=contacts)) == ()
    contacts[0, BEFORE] = 1
    assert shortfalls(replace(panel, contacts=contacts)) == (Shortfall(Gate.CONTACTS, Arm.TREATED, 12, 20),)


def test_arms_pass_by_themselves(panel: Panel) -> None:
    """What is missing of the treated zones does not stop displaced from being compared with controls."""
    found = shortfalls(without(panel, 0, AFTER))
    assert passes(found, Arm.DISPLACED, Arm.CONTROL)
    assert not passes(found, Arm.TREATED, Arm.CONTROL)


def test_descriptions_are_exact_and_by_kind() -> None:
    """Rates have Garwood's interval, nought included, and kinds of place are kept apart."""
    contacts, hours = np.full((WORLD.zones, 25), 2.0), np.full((WORLD.zones, 25), 0.5)
    contacts[1, BEFORE] = 0
    panel = panel_from(contacts, hours, ("street", "bar", *("street",) * 9))
    found = {(rate.arm, rate.kind): rate for rate in described(sides_of(panel, WORLD.spec))}
    assert list(found) == [
        (Arm.TREATED, "street"),
        (Arm.DISPLACED, "bar"),
        (Arm.DISPLACED, "street"),
        (Arm.CONTROL, "street"),
    ]
    bar = found[Arm.DISPLACED, "bar"]
    assert (bar.before.value, bar.before.low) == (0, 0)
    assert bar.before.high == pytest.approx(confint_poisson(0, 6, method="exact-c")[1])
    assert (bar.after.low, bar.after.high) == pytest.approx(confint_poisson(24, 6, method="exact-c"))
