"""The course of the groups of a study: contacts and hours over time, kind of place by kind of place."""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.displacement.model import AnalysisSpec, Ints, Panel

Booleans = npt.NDArray[np.bool_]


class Side(StrEnum):
    """Where a month lies in a study."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


def course_of(panel: Panel, spec: AnalysisSpec, step: int = 1) -> pd.DataFrame:
    """
    Return what was met and how long was looked, by group, kind and period.

    Hours of different kinds of place are different work and are not added up.

    Parameters
    ----------
    panel : Panel
        With the zones of *spec*; others are left out.
    spec : AnalysisSpec
        The groups and the windows.
    step : int
        Months in a period. Periods begin with each side of the study; the last one of a side may be shorter.

    Returns
    -------
    DataFrame
        One row a group, kind and period, in this order: ``arm`` (an `Arm`), ``kind``, ``side`` (a `Side`),
        ``first`` and ``end`` (number of the first month and of the one after the last), ``zones`` (how many
        the group has of that kind), ``contacts``, ``hours`` and ``rate``, contacts per hour of outreach. All
        three are NaN where nobody looked.
    """
    kinds = np.asarray(panel.kinds)
    rows = [
        {"arm": arm, "kind": kind, "side": side, "first": int(months[0]), "end": int(months[-1]) + 1}
        | {"zones": int(of_group.sum())}
        | _sums(panel, of_group, np.isin(panel.months, months))
        for arm, places in spec.arms.items()
        for kind in sorted(set(kinds[np.isin(panel.zones, places)]))
        for of_group in [np.isin(panel.zones, places) & (kinds == kind)]
        for side, months in _periods(spec, step)
    ]
    columns = ["arm", "kind", "side", "first", "end", "zones", "contacts", "hours", "rate"]
    return pd.DataFrame(rows, columns=columns)


def before_and_after(panel: Panel, spec: AnalysisSpec) -> pd.DataFrame:
    """
    Return what was met and how long was looked before and after, by group and kind.

    Parameters
    ----------
    panel : Panel
        With the zones of *spec*.
    spec : AnalysisSpec
        The groups and the windows.

    Returns
    -------
    DataFrame
        One row a group and kind, in the order of `course_of`: ``arm``, ``kind``, ``zones``, and ``contacts``,
        ``hours`` and ``rate``, each with ``_before`` and ``_after``.
    """
    whole = course_of(
        panel, spec, step=int(panel.months[-1] - panel.months[0]) + 1 if len(panel.months) else 1
    )
    key, figures = ["arm", "kind", "zones"], ["contacts", "hours", "rate"]
    before, after = (
        whole.loc[whole["side"] == side, figures].reset_index(drop=True).add_suffix(f"_{side}")
        for side in (Side.BEFORE, Side.AFTER)
    )
    lanes = whole.loc[whole["side"] == Side.BEFORE, key].reset_index(drop=True)
    return pd.concat([lanes, before, after], axis="columns")


def _periods(spec: AnalysisSpec, step: int) -> Iterator[tuple[Side, Ints]]:
    between = np.arange(spec.pre.end, spec.post.first, dtype=np.int64)
    sides = {Side.BEFORE: spec.pre.months, Side.BETWEEN: between, Side.AFTER: spec.post.months}
    for side, months in sides.items():
        for start in range(0, len(months), step):
            yield side, months[start : start + step]


def _sums(panel: Panel, zones: Booleans, months: Booleans) -> dict[str, float]:
    looked = panel.looked[np.ix_(zones, months)]
    if not looked.any():
        return {"contacts": np.nan, "hours": np.nan, "rate": np.nan}
    contacts = float(panel.contacts[np.ix_(zones, months)][looked].sum())
    hours = float(panel.hours[np.ix_(zones, months)][looked].sum())
    return {"contacts": contacts, "hours": hours, "rate": contacts / hours}
