"""When people are met, and how visits end: docs/methods/profiles.md."""

from collections.abc import Sequence

import pandas as pd

from geo.measures import Measure, presence, summarise, values

WEEKDAYS = range(7)


def week_profile(visits: pd.DataFrame, bands: Sequence[int]) -> pd.DataFrame:
    """
    Return contacts, effort and rate for each weekday and band of the day.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger, of one place, one kind, or all.
    bands : sequence of int
        Bands of the day wanted, in their order.

    Returns
    -------
    DataFrame
        By ``weekday`` (0 is Monday) and ``band``: ``visits``, ``contacts``, ``hours`` and
        ``contacts_per_hour``, NaN where nobody looked, and ``presence``, a `geo.measures.Presence`.
    """
    cells = pd.MultiIndex.from_product([WEEKDAYS, bands], names=["weekday", "band"])
    summary = summarise(visits, ["weekday", "band"], cells)
    shown = (Measure.CONTACTS, Measure.HOURS, Measure.CONTACTS_PER_HOUR)
    return pd.DataFrame(
        {
            "visits": summary["visits"],
            **{measure.value: values(summary, measure) for measure in shown},
            "presence": presence(summary),
        }
    )


def outcomes(visits: pd.DataFrame) -> pd.DataFrame:
    """
    Return how visits ended.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger with a categorical ``outcome``.

    Returns
    -------
    DataFrame
        By outcome, in the order of its categories, those that did not occur included: ``visits``, and their
        ``share``, NaN where there are no visits at all.
    """
    counts = visits["outcome"].value_counts(sort=False).reindex(visits["outcome"].cat.categories)
    return pd.DataFrame({"visits": counts, "share": counts / (counts.sum() or float("nan"))})
