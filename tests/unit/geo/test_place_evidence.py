"""How far groups of places are from breaking the rules."""

import math

import pandas as pd
import pytest

from geo.publication.evidence import weakest_groups
from geo.publication.zones import LongRun


def long_run(contacts: dict[str, int]) -> LongRun:
    counts = pd.Series(contacts)
    return LongRun(counts, pd.DataFrame({"last": True}, index=counts.index))


def test_the_weakest_groups_are_found() -> None:
    """The fewest places and the largest share may be those of different groups."""
    groups = pd.Series({"a": "one", "b": "one", "c": "one", "d": "two", "e": "two", "never": "two"})
    found = weakest_groups(groups, long_run({"a": 60, "b": 30, "c": 10, "d": 5, "e": 5}))
    assert (found.groups, found.fewest) == (2, 2)
    assert found.largest_share == pytest.approx(0.6)


def test_a_group_without_contacts_has_no_share() -> None:
    """Where nobody was met, nobody dominates."""
    found = weakest_groups(pd.Series({"a": "one", "b": "one"}), long_run({"a": 0, "b": 0}))
    assert found.fewest == 2
    assert math.isnan(found.largest_share)


def test_places_that_were_never_visited_make_no_group() -> None:
    """Nothing can be said of them."""
    with pytest.raises(ValueError, match="ever visited"):
        weakest_groups(pd.Series({"a": "one"}), long_run({"b": 3}))
