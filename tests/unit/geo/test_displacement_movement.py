"""Lost, gained, net and share: the arithmetic of expectations, and intervals that hold the truth."""

import numpy as np
import pytest

from geo.displacement.contrasts import Spread
from geo.displacement.movement import movement_of
from geo.displacement.results import Movement
from geo.displacement.zone_ratios import Ratios


def arm(base: list[float], ratios: list[float], slope: float = 0.0) -> Ratios:
    """Return zones with so many contacts before, multiplied by these ratios."""
    return Ratios(np.log(ratios), np.full(len(base), slope), 2 / np.array(base), np.array(base))


TREATED = arm([200.0], [0.5])
DISPLACED = arm([100.0, 50.0, 50.0], [1.5, 2.0, 1.0])
CONTROL = arm([80.0, 80.0, 80.0, 80.0], [1.1, 1.1, 1.1, 1.1])


def movement(variance: float = 1e-4, seed: int = 1, exponent_error: float = 0.0) -> Movement:
    """Return the movement of the arms above."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return movement_of(TREATED, DISPLACED, CONTROL, Spread(variance, 5), exponent_error, rng, draws=4000)


def test_contacts_are_counted_against_what_controls_would_have_made() -> None:
    """200 become 100 where 220 were to be expected, and 200 become 300 where 220 were."""
    found = movement()
    assert found.lost.value == pytest.approx(200 * 1.1 - 100)
    assert found.gained.value == pytest.approx(150 + 100 + 50 - 200 * 1.1)
    assert found.net.value == pytest.approx(80 - 120)
    assert found.share.value == pytest.approx(80 / 120)


def test_intervals_hold_their_estimates() -> None:
    """Limits are on both sides of each figure, and wider where zones differ more."""
    narrow, wide = movement(0.001), movement(0.04)
    for name in ("lost", "gained", "net", "share"):
        near, far = getattr(narrow, name), getattr(wide, name)
        assert near.low < near.value < near.high
        assert far.high - far.low > near.high - near.low


def test_the_share_of_what_may_not_be_lost_is_not_shown() -> None:
    """Where the interval of what was lost holds nought, gained over lost means nothing."""
    found = movement(variance=1.0)
    assert found.lost.low <= 0
    assert not found.share.is_known


def test_the_same_seed_gives_the_same_figures() -> None:
    """A study reopened shows what it showed."""
    assert movement(0.01, seed=5) == movement(0.01, seed=5)
    assert movement(0.01, seed=5) != movement(0.01, seed=6)


def test_an_unsure_exponent_widens_what_moved_with_hours() -> None:
    """Zones whose hours changed are the less sure the less the exponent is."""
    moved = arm([100.0, 50.0, 50.0], [1.5, 2.0, 1.0], slope=-0.5)

    def width(error: float) -> float:
        rng = np.random.Generator(np.random.PCG64(3))
        found = movement_of(TREATED, moved, CONTROL, Spread(0.001, 5), error, rng)
        return found.gained.high - found.gained.low

    assert width(0.25) > 1.5 * width(0.0)


def test_wild_draws_do_not_overflow() -> None:
    """With one degree of freedom and zones that differ wildly the limits are huge, and numbers."""
    rng = np.random.Generator(np.random.PCG64(3))
    found = movement_of(TREATED, DISPLACED, CONTROL, Spread(1e4, 1), 0.0, rng)
    assert np.isfinite([found.lost.low, found.lost.high, found.net.low, found.net.high]).all()
