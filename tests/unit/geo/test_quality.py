"""Quality: what is missing and what came late."""

import math

import numpy as np
import pandas as pd

from data.vocabulary import HourBand
from geo.quality import LATE_AFTER_DAYS, UNKNOWN_BAND, Quality, entry_quality

NAN = float("nan")


def visits(*rows: tuple[bool, float, int, float]) -> pd.DataFrame:
    """Return visits from (looked, minutes, band, delay in days)."""
    frame = pd.DataFrame(list(rows), columns=["looked", "minutes", "band", "delay_days"])
    return frame.astype({"looked": bool})


SOME = visits(
    (True, 30, 1, 0),
    (True, NAN, 1, LATE_AFTER_DAYS),
    (True, 0, 9, LATE_AFTER_DAYS + 1),
    (True, 15, 9, NAN),
    (False, NAN, 9, 90),
)


def test_what_is_missing_is_counted_over_visits_that_were_made() -> None:
    """A skipped visit owes neither effort nor an hour; zero minutes are no effort."""
    assert entry_quality(SOME) == Quality(visits=4, without_effort=2, without_hour=2, dated=3, late=1)


def test_late_is_a_share_of_what_is_dated() -> None:
    """An entry without a date is neither late nor in time."""
    found = entry_quality(SOME)
    assert (found.effort_missing_share, found.hour_missing_share) == (0.5, 0.5)
    assert math.isclose(found.late_share, 1 / 3)


def test_the_limit_is_the_callers() -> None:
    """Under a stricter rule more is late."""
    assert entry_quality(SOME, late_after_days=1).late == 2


def test_no_visits_have_no_shares() -> None:
    """Nothing is missing from nothing, and no share is claimed."""
    found = entry_quality(SOME.iloc[:0])
    assert found == Quality(0, 0, 0, 0, 0)
    assert np.isnan([found.effort_missing_share, found.hour_missing_share, found.late_share]).all()


def test_the_unknown_band_is_that_of_the_vocabulary() -> None:
    """The core keeps its own number, because it must not look at the outside world."""
    assert HourBand.UNKNOWN == UNKNOWN_BAND
