"""What the last rounds met: one row a service and operational day."""

from datetime import date

import pandas as pd

from geo.measures import summarise


def latest_outings(visits: pd.DataFrame, today: date, days: int) -> pd.DataFrame:
    """
    Sum the visits of the last days by service and operational day.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger, sorted by day.
    today : date
        The product's today.
    days : int
        How many days to look back.

    Returns
    -------
    DataFrame
        The columns of `geo.measures.summarise` with ``day`` and ``service``, the latest day first; skipped
        visits alone make no outing.
    """
    recent = visits["day"].between(pd.Timestamp(today) - pd.Timedelta(days=days), pd.Timestamp(today))
    summary = summarise(visits[recent], ["day", "service"]).reset_index()
    return summary[summary["looked"] > 0].sort_values(["day", "service"], ascending=[False, True])
