"""A change between two periods as shapes on a map, its legend, and the same in rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.comparison import Change, compare_rates
from geo.figures import classify_difference
from geo.measures import Measure
from pages.ui import colours
from pages.ui.datatables import show_table
from pages.ui.drawing import LARGEST, SMALLEST, disc, show_entries, with_geometry
from pages.ui.maps import Shape
from pages.ui.text import _, labelled, number
from pages.ui.wording import change_label, measure_decimals, measure_label, swatch


@dataclass(frozen=True)
class Changed:
    """
    Figures of two periods and what became of them.

    Attributes
    ----------
    figures : DataFrame
        ``before``, ``after``, ``difference``, ``low``, ``high`` and ``change``.
    measure : Measure
        What was compared.
    """

    figures: pd.DataFrame
    measure: Measure


def changed(before: pd.DataFrame, after: pd.DataFrame, measure: Measure, strata: pd.Series) -> Changed:
    """
    Compare two summaries over the same rows.

    Parameters
    ----------
    before, after : DataFrame
        From `geo.measures.summarise`, over the same rows.
    measure : Measure
        What to compare.
    strata : Series
        Over which rows the dispersion of visits is shared.

    Returns
    -------
    Changed
        With an interval only for rates: the difference of two counts follows the effort.
    """
    if measure.is_rate:
        return Changed(compare_rates(before, after, strata), measure)
    return Changed(classify_difference(before, after, measure), measure)


def change_text(row: pd.Series, measure: Measure) -> str:
    """Return the change of one row in words."""
    decimals = measure_decimals(measure)
    if row["change"] == Change.NOT_COMPARABLE:
        return _("Cannot be compared: too little effort in one of the two periods")
    return _("{before} before, {after} after").format(
        before=number(row["before"], decimals), after=number(row["after"], decimals)
    )


def change_shapes(
    comparison: Changed, geometries: gpd.GeoSeries, labels: Mapping[object, str], *, companions: bool
) -> list[Shape]:
    """Return the shapes of a comparison."""
    largest = comparison.figures["difference"].abs().max()
    return [
        Shape(
            code=str(code),
            geometry=row["geometry"],
            tooltip=(
                labels[code],
                measure_label(comparison.measure),
                change_label(row["change"]),
                change_text(row, comparison.measure),
            ),
            style=_style(row, largest),
            companion=companions,
        )
        for code, row in with_geometry(comparison.figures, geometries).iterrows()
    ]


def _style(row: pd.Series, largest: float) -> dict[str, object]:
    fills = {Change.MORE: colours.more(), Change.FEWER: colours.fewer()}
    if row["change"] in fills:
        size = abs(row["difference"]) / largest if largest > 0 else 0.0
        return {
            "color": colours.ink(),
            "weight": 1,
            "fillColor": fills[row["change"]],
            "fillOpacity": 0.85,
            "radius": SMALLEST + (LARGEST - SMALLEST) * size**0.5,
        }
    comparable = row["change"] == Change.NO_CLEAR_CHANGE
    return {
        "color": colours.ink() if comparable else colours.quiet(),
        "weight": 1.5,
        "dashArray": None if comparable else "2 4",
        "fillColor": colours.paper(),
        "fillOpacity": 0.8 if comparable else 0.25,
        "radius": SMALLEST,
    }


def show_change_legend(comparison: Changed) -> None:
    """Draw the legend of a comparison, with how many rows each word holds."""
    counts = comparison.figures["change"].value_counts()
    looks = {
        Change.MORE: f"background:{colours.more()};border:1px solid {colours.ink()}",
        Change.FEWER: f"background:{colours.fewer()};border:1px solid {colours.ink()}",
        Change.NO_CLEAR_CHANGE: f"border:2px solid {colours.ink()};background:{colours.paper()}",
        Change.NOT_COMPARABLE: f"border:2px dotted {colours.quiet()}",
    }
    heading = labelled(_("Change"), measure_label(comparison.measure))
    st.markdown(f"**{heading}**")
    show_entries(
        [
            swatch(disc(SMALLEST + 1, look), f"{change_label(change)} ({number(int(counts.get(change, 0)))})")
            for change, look in looks.items()
        ]
    )
    if comparison.measure.is_rate:
        st.caption(_("The larger the symbol, the larger the change."))
    else:
        st.caption(
            _("Counts follow the hours of outreach: look at contacts per hour before you speak of a change.")
        )


@dataclass(frozen=True)
class ChangeTable:
    """
    How the table of a change is headed and known.

    Attributes
    ----------
    rows : str
        What a row is, translated.
    periods : tuple of str
        The two periods, the earlier first.
    fold, key : str
        Identities of the fold and of the table.
    name : str
        Of its files.
    """

    rows: str
    periods: tuple[str, str]
    fold: str
    key: str
    name: str


def show_change_table(comparison: Changed, labels: Mapping[object, str], table: ChangeTable) -> None:
    """Draw a comparison in a sentence and, folded away, in rows."""
    counts = comparison.figures["change"].value_counts()
    sentence = _(
        "{more} more, {fewer} fewer, {same} without a clear change, {none} cannot be compared."
    ).format(
        more=number(int(counts.get(Change.MORE, 0))),
        fewer=number(int(counts.get(Change.FEWER, 0))),
        same=number(int(counts.get(Change.NO_CLEAR_CHANGE, 0))),
        none=number(int(counts.get(Change.NOT_COMPARABLE, 0))),
    )
    st.caption(sentence)
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key=table.fold):
        before, after = table.periods
        columns = {
            "name": table.rows,
            "change": _("Change"),
            "before": before,
            "after": after,
            "difference": _("Difference"),
        }
        if comparison.measure.is_rate:
            columns |= {"low": _("at least"), "high": _("at most")}
        frame = comparison.figures.assign(
            name=[labels[code] for code in comparison.figures.index],
            change=[change_label(word) for word in comparison.figures["change"]],
        ).sort_values("difference", key=abs, ascending=False)
        form = f"%.{measure_decimals(comparison.measure)}f"
        show_table(
            frame,
            columns,
            key=table.key,
            summary=sentence,
            name=table.name,
            formats={column: form for column in columns if column not in {"name", "change"}},
        )
