"""Proposals that were kept too long: by how many weeks they move."""

from datetime import date

import pytest

from pages.parts.schedule.kept import weeks_late

MONDAY = date(2020, 1, 6)


@pytest.mark.parametrize(
    ("begins", "weeks"),
    [(date(2020, 1, 6), 0), (date(2020, 1, 13), 0), (date(2019, 12, 30), 1), (date(2019, 12, 2), 5)],
)
def test_a_proposal_moves_to_the_first_monday_that_is_not_over(begins: date, weeks: int) -> None:
    """And never back."""
    assert weeks_late(begins, MONDAY) == weeks
