"""What released figures, periods, territories and groups are called; a zero is never written as one."""

from collections.abc import Mapping

import pandas as pd

from data import vocabulary as v
from geo.cubes import SPACES
from geo.measures import Measure
from pages.parts.released.opening import published
from pages.ui import release_words
from pages.ui.release_words import family_name, kind_name
from pages.ui.text import language, number, term_of

NEAR_ZERO = "≈ 0"
"""A rate of nothing: a few contacts may stand behind it."""

RATE_STEP = 0.1
"""What the last decimal of a rate stands for."""

_LISTS = {
    "nature": v.Nature,
    "sex": v.Sex,
    "age": v.AgeBand,
    "nationality": v.Nationality,
}


def names_of_territories(level: str) -> Mapping[str, str]:
    """Return the names of the territories of a level, by their codes; levels may share a code."""
    column = "name_nl" if language() == "nl" else "name_fr"
    table = published().territories
    named = table.loc[table["level"] == level, column]
    return dict(zip(named.index.astype(str), named, strict=True))


def name_of_group(column: str, code: str) -> str:
    """
    Return what a row of a sum is called.

    Parameters
    ----------
    column : str
        What was summed by.
    code : str
        One of its codes.

    Returns
    -------
    str
        As the release has it, not as Markdown.
    """
    if column in SPACES:
        return names_of_territories(column)[code]
    if column == "service":
        return published().names.get(code, code)
    if column == "kind":
        return kind_name(code)
    if column == "family":
        return family_name(code)
    return term_of(_LISTS[column](code))


def zero_text(parts: int = 1) -> str:
    """Return what stands for a published zero of this run's release."""
    return release_words.zero_text(published().base, parts)


def count_text(value: float, parts: int = 1) -> str:
    """Return a count of this run's release in words; a zero as the counts that may stand behind it."""
    return release_words.count_text(value, published().base, parts)


def rate_text(value: float) -> str:
    """Return a rate, or a dash where it is hidden."""
    return NEAR_ZERO if value == 0 else number(value, 1)


def figure_text(row: pd.Series, measure: str) -> str:
    """
    Return a figure in words.

    Parameters
    ----------
    row : Series
        A row of `pages.parts.released.figures.figures`.
    measure : str
        What it shows.

    Returns
    -------
    str
        A number, a range for a zero, or a dash for a ratio of too few hours.
    """
    if measure != Measure.CONTACTS_PER_HOUR:
        return count_text(row[measure], int(row["parts"]))
    return rate_text(row[measure])


def figure_values(table: pd.DataFrame, measure: str) -> list[int | float | str | None]:
    """
    Return figures as a file has them.

    Parameters
    ----------
    table : DataFrame
        Rows of `pages.parts.released.figures.figures`.
    measure : str
        What is told.

    Returns
    -------
    list of int, float, str or None
        Numbers that can be added; the range for a zero; nothing where a ratio is hidden or near zero.
    """
    if measure == Measure.CONTACTS_PER_HOUR:
        return [None if pd.isna(rate) or rate == 0 else round(float(rate), 1) for rate in table[measure]]
    return [int(row[measure]) or figure_text(row, measure) for _code, row in table.iterrows()]
