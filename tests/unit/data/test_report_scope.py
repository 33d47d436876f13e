"""The period of a report and the one before: in words, of the same services, and not backwards."""

from datetime import date

import pytest

from data.reports.scope import ReportScope
from tests.report_kit import YEAR


@pytest.mark.parametrize(
    ("scope", "period", "before"),
    [
        (YEAR, "2019", "2018"),
        (ReportScope(date(2019, 1, 1), date(2019, 3, 31)), "1 janv. 2019 – 31 mars 2019", None),
        (ReportScope.of_year(2012), "2012", "2011"),
    ],
)
def test_a_period_in_words(scope: ReportScope, period: str, before: str | None) -> None:
    """A calendar year is its number, any other period its two days."""
    assert scope.period("fr") == period
    if before:
        assert scope.before.period("fr") == before


def test_the_period_before_keeps_the_services() -> None:
    """A comparison of one service is with that service."""
    scope = ReportScope(date(2019, 3, 4), date(2019, 3, 10), frozenset({2}))
    assert scope.before == ReportScope(date(2019, 2, 25), date(2019, 3, 3), frozenset({2}))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    """It would silently count nothing."""
    with pytest.raises(ValueError, match="ends"):
        ReportScope(date(2019, 2, 1), date(2019, 1, 1))
