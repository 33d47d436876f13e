"""How complete the register is, and how soon after a visit it is filled."""

from dataclasses import dataclass

import pandas as pd

UNKNOWN_BAND = 9
"""The ledger's band of a visit whose hour was not noted."""

LATE_AFTER_DAYS = 7
"""Days after which what was seen is remembered rather than noted."""


@dataclass(frozen=True)
class Quality:
    """
    Counts of what is missing or late.

    Attributes
    ----------
    visits : int
        Visits that took place, skipped ones left out.
    without_effort : int
        Those without minutes, which enter no rate.
    without_hour : int
        Those without an hour of arrival, which enter no day profile.
    dated : int
        Those whose day of entry is known.
    late : int
        Those of them that were entered late.
    """

    visits: int
    without_effort: int
    without_hour: int
    dated: int
    late: int

    @property
    def effort_missing_share(self) -> float:
        """Share of the visits without effort, from 0 to 1; NaN without visits."""
        return _share(self.without_effort, self.visits)

    @property
    def hour_missing_share(self) -> float:
        """Share of the visits without an hour, from 0 to 1; NaN without visits."""
        return _share(self.without_hour, self.visits)

    @property
    def late_share(self) -> float:
        """Share of the dated entries that were late, from 0 to 1; NaN without any."""
        return _share(self.late, self.dated)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def entry_quality(visits: pd.DataFrame, late_after_days: float = LATE_AFTER_DAYS) -> Quality:
    """
    Count what is missing or late in *visits*.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger: ``looked``, ``minutes``, ``band`` and ``delay_days``.
    late_after_days : float
        Days from a visit to its entry that are still in time.

    Returns
    -------
    Quality
        The counts.
    """
    made = visits[visits["looked"]]
    return Quality(
        visits=len(made),
        without_effort=int((~(made["minutes"] > 0)).sum()),
        without_hour=int((made["band"] == UNKNOWN_BAND).sum()),
        dated=int(made["delay_days"].notna().sum()),
        late=int((made["delay_days"] > late_after_days).sum()),
    )
