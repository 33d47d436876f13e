"""Whatever a register holds, there are figures or too little for them, and never a warning."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.displacement.change_points import SMALLEST_SEGMENT, change_points
from geo.displacement.interrupted import Model, interrupt, season_adjusted
from geo.displacement.monthly import NYQUIST, Monthly
from geo.displacement.results import Estimate
from geo.displacement.sampling import Sample
from geo.displacement.spread import spread_change

FIRST = 480


@st.composite
def series(draw: st.DrawFn) -> Monthly:
    """Return months with any contacts, in stretches, and hours that may be missing, tiny or huge."""
    stretches = draw(
        st.lists(
            st.tuples(
                st.integers(1, 30), st.sampled_from([0, 0.3, 2, 40, 3000]), st.sampled_from([0, 0.02, 3, 900])
            ),
            min_size=1,
            max_size=5,
        )
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    contacts = np.concatenate([rng.poisson(mean, months) for months, mean, _ in stretches]).astype(float)
    hours = np.concatenate([np.full(months, float(spent)) for months, _, spent in stretches])
    hours[rng.random(len(hours)) < draw(st.sampled_from([0, 0.1, 0.5]))] = np.nan
    missing = ~(hours > 0)
    return Monthly(np.arange(FIRST, FIRST + len(hours)), np.where(missing, np.nan, contacts), hours)


def is_ordered(estimate: Estimate) -> bool:
    """Return whether an estimate is unknown, or lies between its limits."""
    return not estimate.is_known or estimate.low <= estimate.value <= estimate.high


@settings(max_examples=60)
@given(series(), st.integers(-5, 100), st.sampled_from([0, 2, NYQUIST]), st.booleans())
def test_any_interruption(months: Monthly, at: int, harmonics: int, slope_change: bool) -> None:  # noqa: FBT001 - drawn
    """Limits on both sides of the estimates, lines where there are months, and no exception."""
    found = interrupt(months, FIRST + at, model=Model(harmonics, slope_change))
    if found is not None:
        assert found.dispersion >= 1
        assert 0 <= found.p <= 1
        assert all(is_ordered(one) for one in (found.level, found.trend, found.slope))
        assert np.isfinite(found.fitted.value).all()
        assert np.isnan(found.counterfactual.value[:at]).all()


@settings(max_examples=60)
@given(series())
def test_any_season(months: Monthly) -> None:
    """Values exactly where somebody looked, and changes far enough apart."""
    found = season_adjusted(months)
    if found is not None:
        assert np.array_equal(np.isfinite(found.adjusted), months.looked)
        assert np.array_equal(np.isfinite(found.line.value), months.looked)
        assert found.season.min() > 0
    points = change_points(months)
    assert all(point.ratio > 0 and months.looked[point.month - FIRST] for point in points)
    assert all(gap >= SMALLEST_SEGMENT for gap in np.diff([point.month for point in points]))


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(0, 30), st.integers(0, 2**16), st.sampled_from([0, 0.05, 1, 30]))
def test_any_spread(zones: int, units: int, seed: int, mean: float) -> None:
    """Between one and all zones, and the limits on both sides."""
    rng = np.random.default_rng(seed)
    before, after = (
        Sample(rng.poisson(mean, (zones, units)).astype(float), rng.gamma(2, 1, (zones, units)))
        for _ in range(2)
    )
    found = spread_change(before, after, seed)
    for one in (found.before, found.after):
        assert is_ordered(one)
        assert not one.is_known or 1 <= one.low <= one.high <= zones
    assert is_ordered(found.difference)
