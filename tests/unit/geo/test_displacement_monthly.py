"""One series of months: what it refuses, its season, and the model that is fitted to it."""

import numpy as np
import pytest

from geo.displacement.model import YEAR, Panel
from geo.displacement.monthly import NYQUIST, Monthly, fit_quasi_poisson, season_waves


def test_a_series_has_all_its_months() -> None:
    """Gaps between months, and contacts without a month, are refused."""
    with pytest.raises(ValueError, match="without a gap"):
        Monthly(np.array([1, 3]), np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="each of its months"):
        Monthly(np.array([1, 2]), np.ones(2), np.ones(3))


def test_waves_up_to_one_a_calendar_month() -> None:
    """Six waves are eleven columns, which with a constant give each calendar month a level of its own."""
    months = np.arange(48)
    waves = season_waves(months, NYQUIST)
    assert waves.shape == (48, 11)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(48), waves])) == YEAR
    assert season_waves(months, 0).shape == (48, 0)


def test_a_design_that_months_cannot_tell_apart_is_not_fitted() -> None:
    """Two equal columns, or as many columns as months."""
    ones = np.ones((6, 1))
    assert fit_quasi_poisson(np.full(6, 5.0), np.ones(6), np.hstack([ones, ones])) is None
    assert fit_quasi_poisson(np.full(6, 5.0), np.ones(6), np.eye(6)) is None


def test_zones_are_added_up_within_a_kind_alone() -> None:
    """Hours of another kind are refused; a month counts where one of the zones was looked at."""
    nan = np.nan
    panel = Panel(
        zones=np.array([4, 7, 9]),
        kinds=("bar", "bar", "street"),
        months=np.array([1, 2, 3]),
        contacts=np.array([[1.0, 2.0, nan], [4.0, nan, nan], [8.0, 8.0, 8.0]]),
        hours=np.array([[1.0, 1.0, nan], [2.0, nan, nan], [1.0, 1.0, 1.0]]),
        rounds=np.ones((3, 3)),
        first_contacts=np.zeros((3, 3)),
    )
    series = Monthly.of_panel(panel, [4, 7, 99])
    assert series.contacts.tolist() == [5.0, 2.0, 0.0]
    assert series.looked.tolist() == [True, True, False]
    assert series.rate[:2].tolist() == pytest.approx([5 / 3, 2.0])
    with pytest.raises(ValueError, match="never added up"):
        Monthly.of_panel(panel, [4, 9])
