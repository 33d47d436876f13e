"""What the trends are drawn from: series of the selection, in all or by group, with names and words."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd
from babel.dates import format_skeleton

from data.i18n import LOCALES
from data.vocabulary import PlaceKind
from geo.measures import Measure
from geo.series import Step, series
from pages.ui.cache import areas, places, services
from pages.ui.text import _, language, month_text, number, term_of
from pages.ui.wording import measure_decimals, presence_label, value_text


class Grouping(StrEnum):
    """What the work is split by."""

    ALL = "all"
    KIND = "kind"
    AREA = "area"
    SERVICE = "service"


_OFFSETS = {
    Step.MONTH: pd.DateOffset(months=1),
    Step.QUARTER: pd.DateOffset(months=3),
    Step.YEAR: pd.DateOffset(years=1),
}


@dataclass(frozen=True, eq=False)
class Trend:
    """
    One line of the trends.

    Attributes
    ----------
    key : Hashable
        Its group: a kind of place, an area, a service; 0 for everything together.
    name : str
        What the group is called.
    points : DataFrame
        By period: ``start``, ``middle`` and ``until`` (datetime64), ``label``, ``value``, ``low``, ``high``,
        ``hours``, ``contacts``, ``known``, ``words``, and ``sure``, False where the period is cut short or
        its effort is too small for an interval.
    """

    key: Hashable
    name: str
    points: pd.DataFrame


def period_name(day: date, step: Step) -> str:
    """Return what the period that begins on *day* is called."""
    if step is Step.YEAR:
        return str(day.year)
    if step is Step.QUARTER:
        return format_skeleton("yQQQ", day, locale=LOCALES[language()])
    return month_text(day)


def trends_of(
    visits: pd.DataFrame, start: date, end: date, step: Step, grouping: Grouping, measure: Measure
) -> list[Trend]:
    """
    Return the lines to draw.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger between *start* and *end*.
    start, end : date
        First and last day.
    step : Step
        Length of the periods.
    grouping : Grouping
        What to split by.
    measure : Measure
        What to draw.

    Returns
    -------
    list of Trend
        The groups with most contacts first; what lies in no area is in no line.
    """
    by, grouped = _grouped(visits, grouping)
    told = series(grouped, start, end, step, by)
    if by is None:
        return [Trend(0, _("Everything together"), _points(told, step, measure))]
    totals = grouped.groupby(by, observed=True)["contacts"].sum().sort_values(ascending=False, kind="stable")
    names = _names(grouping)
    return [Trend(key, names[key], _points(told.loc[key], step, measure)) for key in totals.index]


def _grouped(visits: pd.DataFrame, grouping: Grouping) -> tuple[str | None, pd.DataFrame]:
    if grouping is Grouping.ALL:
        return None, visits
    if grouping is Grouping.AREA:
        area = places()["area"].reindex(visits["place"]).to_numpy()
        return "area", visits.assign(area=area).dropna(subset="area")
    return grouping.value, visits


def _names(grouping: Grouping) -> dict[Hashable, str]:
    if grouping is Grouping.KIND:
        return {kind.value: term_of(kind) for kind in PlaceKind}
    if grouping is Grouping.SERVICE:
        return {key: str(label) for key, label in services()["label"].items()}
    column = "name_nl" if language() == "nl" else "name_fr"
    return dict(zip(areas()["id"], areas()[column], strict=True))


def _points(told: pd.DataFrame, step: Step, measure: Measure) -> pd.DataFrame:
    """Return what a chart and a table need of one series."""
    start = pd.Series(told.index)
    until = start + _OFFSETS[step]
    value = told[measure.value].to_numpy()
    rows = told.assign(value=value)
    return pd.DataFrame(
        {
            "start": start,
            "middle": start + (until - start) / 2,
            "until": until,
            "label": [period_name(day, step) for day in start.dt.date],
            "value": value.round(measure_decimals(measure)) if measure.is_count else value,
            "low": told["low"].to_numpy() if measure.is_rate else float("nan"),
            "high": told["high"].to_numpy() if measure.is_rate else float("nan"),
            "hours": told["hours"].fillna(0).to_numpy(),
            "contacts": told["contacts"].to_numpy(),
            "known": [presence_label(word) for word in told["presence"]],
            "words": [value_text(row, measure) for _position, row in rows.iterrows()],
            "hours_words": [number(hours, 1) for hours in told["hours"]],
            "sure": (told["whole"] & (told["enough"] | measure.is_count)).to_numpy(),
        }
    )
