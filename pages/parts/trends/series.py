"""What the trends are drawn from: series of the selection, in all or by group, with names and words."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from babel.dates import format_skeleton

from data.i18n import LOCALES
from data.vocabulary import PlaceKind
from geo.displacement.change_points import change_points
from geo.displacement.interrupted import season_adjusted
from geo.measures import Measure
from geo.series import Step, series, to_monthly
from pages.parts.trends.choices import FIRST_COMPARED, Choice, Grouping
from pages.ui.cache import areas, places, services
from pages.ui.text import _, language, month_text, number, term_of
from pages.ui.wording import measure_decimals, presence_label, value_text

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
        Its group: a kind of place, an area, a service, a place; 0 for everything together.
    name : str
        What the group is called; a free text where it is a place.
    points : DataFrame
        By period: ``start``, ``middle`` and ``until`` (datetime64), ``label``, ``value``, ``low``, ``high``,
        ``hours``, ``contacts``, ``known``, ``words``, and ``sure``, False where the period is cut short or
        its effort is too small for an interval; ``smooth``, ``smooth_low`` and ``smooth_high``, the line
        without its season, NaN where there is none.
    changes : DataFrame
        Months from which on the line runs at another level: ``middle``, ``value``, ``label``, ``ratio`` and
        ``ratio_words``; no row where none was looked for or found.
    """

    key: Hashable
    name: str
    points: pd.DataFrame
    changes: pd.DataFrame


def period_name(day: date, step: Step) -> str:
    """Return what the period that begins on *day* is called."""
    if step is Step.YEAR:
        return str(day.year)
    if step is Step.QUARTER:
        return format_skeleton("yQQQ", day, locale=LOCALES[language()])
    return month_text(day)


def trends_of(visits: pd.DataFrame, start: date, end: date, choice: Choice) -> list[Trend]:
    """
    Return the lines to draw.

    Parameters
    ----------
    visits : DataFrame
        Rows of the ledger between *start* and *end*.
    start, end : date
        First and last day.
    choice : Choice
        What to draw, and split by what.

    Returns
    -------
    list of Trend
        The groups with most contacts first; what lies in no area is in no line.
    """
    by, grouped = _grouped(visits, choice)
    if grouped.empty:
        return []
    told = series(grouped, start, end, choice.step, by)
    if by is None:
        return [_trend(0, _("Everything together"), told, choice)]
    totals = _totals(grouped, by)
    names = _names(choice.grouping)
    return [_trend(key, names[key], told.loc[key], choice) for key in totals.index]


def _totals(visits: pd.DataFrame, by: str) -> pd.Series:
    """Return the contacts of each group, the most first."""
    sums = visits.groupby(by, observed=True)["contacts"].sum()
    return sums.sort_values(ascending=False, kind="stable")


def _grouped(visits: pd.DataFrame, choice: Choice) -> tuple[str | None, pd.DataFrame]:
    if choice.grouping is Grouping.ALL:
        return None, visits
    if choice.grouping is Grouping.AREA:
        area = places()["area"].reindex(visits["place"]).to_numpy()
        return "area", visits.assign(area=area).dropna(subset="area")
    if choice.grouping is Grouping.PLACE:
        drawn = choice.compared or _totals(visits, "place").index[:FIRST_COMPARED]
        return "place", visits[visits["place"].isin(drawn)]
    return choice.grouping.value, visits


def _names(grouping: Grouping) -> dict[Hashable, str]:
    if grouping is Grouping.KIND:
        return {kind.value: term_of(kind) for kind in PlaceKind}
    if grouping is Grouping.SERVICE:
        return {key: str(label) for key, label in services()["label"].items()}
    if grouping is Grouping.PLACE:
        return {key: str(label) for key, label in places()["label"].items()}
    column = "name_nl" if language() == "nl" else "name_fr"
    return dict(zip(areas()["id"], areas()[column], strict=True))


def _trend(key: Hashable, name: str, told: pd.DataFrame, choice: Choice) -> Trend:
    points = _points(told, choice.step, choice.measure)
    smooth = season_adjusted(to_monthly(told)) if choice.season else None
    line = None if smooth is None else smooth.line
    points["smooth"] = np.nan if line is None else line.value
    points["smooth_low"] = np.nan if line is None else line.low
    points["smooth_high"] = np.nan if line is None else line.high
    return Trend(key, name, points, _changes(told, points, wanted=choice.changes))


def _changes(told: pd.DataFrame, points: pd.DataFrame, *, wanted: bool) -> pd.DataFrame:
    """Return the months in which the level changed, each where the line is then."""
    found = change_points(to_monthly(told)) if wanted else ()
    months = np.array([one.month for one in found], dtype="datetime64[M]").astype("datetime64[s]")
    rows = points.loc[points["start"].isin(months), ["middle", "value", "label"]]
    ratios = [one.ratio for one in found]
    words = [_("× {ratio}").format(ratio=number(ratio, 2)) for ratio in ratios]
    return rows.reset_index(drop=True).assign(ratio=ratios, ratio_words=words)


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
