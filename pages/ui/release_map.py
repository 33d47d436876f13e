"""The territories of a release as its readers see them: coloured by classes that no figure moves."""

from collections.abc import Sequence

import pandas as pd

from geo.breaks import MISSING
from geo.release_reading import finest_level
from geo.released import Published, count_breaks
from pages.ui import colours
from pages.ui.drawing import show_entries, tile
from pages.ui.maps import Shape
from pages.ui.release_words import count_text, measure_name, territory_name, zero_text
from pages.ui.text import _, labelled, number
from pages.ui.wording import swatch


def count_shapes(published: Published, table: pd.DataFrame, measure: str) -> list[Shape]:
    """
    Return the territories of *table* as shapes for a map.

    Parameters
    ----------
    published : Published
        The release.
    table : DataFrame
        By territory of the finest level: *measure* and ``parts``, from `geo.released.sums`.
    measure : str
        A count.

    Returns
    -------
    list of Shape
        Without those that have no outline.
    """
    level = finest_level(published)
    outlines = published.territories[published.territories["level"] == level].geometry
    drawn = table[table.index.isin(outlines.index)]
    classes = count_breaks(published.base).class_of(drawn[measure])
    return [
        Shape(
            code=str(code),
            geometry=outlines[str(code)],
            tooltip=(
                territory_name(published, level, str(code)),
                labelled(measure_name(measure), count_text(row[measure], published.base, int(row["parts"]))),
            ),
            style=class_style(int(symbol)),
        )
        for symbol, (code, row) in zip(classes, drawn.iterrows(), strict=True)
    ]


def class_style(symbol: int) -> dict[str, object]:
    """Return how a territory of a class is drawn: hidden (below zero), zero, or one of the classes above."""
    if symbol == MISSING:
        return {
            "color": colours.quiet(),
            "weight": 1.5,
            "dashArray": "2 4",
            "fillColor": colours.paper(),
            "fillOpacity": 0.25,
        }
    if symbol == 0:
        return {"color": colours.ink(), "weight": 1, "fillColor": colours.paper(), "fillOpacity": 0.7}
    fill = colours.ramp(len(count_breaks(1).edges))[symbol - 1]
    return {"color": colours.ink(), "weight": 0.8, "fillColor": fill, "fillOpacity": 0.75}


def count_labels(base: int) -> Sequence[str]:
    """Return the range of each class in words, the zero first; the same whatever the figures are."""
    edges = count_breaks(base).edges[:-1]
    lows = [base, *(edge + base for edge in edges)]
    ranges = [f"{number(low)} – {number(high)}" for low, high in zip(lows, edges, strict=False)]
    # How many may stand behind a zero differs from one to the next: tables and tooltips say it.
    return [_("0, or a few"), *ranges, _("{count} and more").format(count=number(lows[-1]))]


def rounding_text(base: int, table: pd.DataFrame) -> str:
    """
    Return how the counts of a table are to be read.

    Parameters
    ----------
    base : int
        What they are multiples of.
    table : DataFrame
        The counts as they are shown, and ``parts``.

    Returns
    -------
    str
        With what stands for a zero where there is one.
    """
    is_zero = table.drop(columns="parts").eq(0).any(axis="columns")
    if not is_zero.any():
        return _("Every count is a multiple of {base}.").format(base=number(base))
    return _(
        "Every count is a multiple of {base}. A zero is written “{zero}”: what may be behind it."
    ).format(base=number(base), zero=zero_text(base, int(table.loc[is_zero, "parts"].max())))


def show_count_legend(base: int) -> None:
    """Draw the legend of `count_shapes`; every class is named, whether or not a figure lies in it."""
    entries = []
    for symbol, text in enumerate(count_labels(base)):
        style = class_style(symbol)
        look = f"background:{style['fillColor']};border:1px solid {style['color']}"
        entries.append(swatch(tile(look), text))
    show_entries(entries)
