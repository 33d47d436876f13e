"""The same period a year earlier, beside the one on the map: more, fewer, or no clear change."""

import pandas as pd
import streamlit as st

from geo.measures import Measure
from geo.released import compare, count_bounds, ratio_bounds, year_before
from pages.parts.released.figures import effort_cube, figures, periods_of
from pages.parts.released.opening import is_public, published
from pages.parts.released.wording import RATE_STEP, figure_text, figure_values, names_of_territories
from pages.ui.datatables import show_table
from pages.ui.release_words import measure_name, period_name
from pages.ui.text import NO_VALUE, _, labelled


def change_text(direction: int | None) -> str:
    """Return the words for a change; what rounding alone may make is no clear one."""
    words = {1: _("More than before"), -1: _("Fewer than before"), 0: _("No clear change")}
    return NO_VALUE if direction is None or pd.isna(direction) else words[int(direction)]


def against(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return how two tables of figures with the same rows compare; a rate is read with one decimal."""
    base, rate = published().base, measure == Measure.CONTACTS_PER_HOUR
    earlier, later = (
        ratio_bounds(table, Measure.CONTACTS, Measure.HOURS, base)
        if rate
        else count_bounds(table, measure, base)
        for table in (before, after)
    )
    return compare(earlier, later, least=RATE_STEP if rate else 0.0)


def show_year_before(level: str, measure: str, step: str, period: str) -> None:
    """
    Draw what the territories of the map had a year earlier, folded away.

    Parameters
    ----------
    level : str
        Territories of the map.
    measure : str
        What the map shows.
    step, period : str
        Length and code of the period that the map shows.
    """
    earlier = year_before(period)
    if earlier not in periods_of(effort_cube(), step):
        return
    tables = {code: figures(effort_cube(), [level], {step: [code]}) for code in (earlier, period)}
    change = against(tables[earlier], tables[period], measure)
    names = names_of_territories(level)
    ordered = change.sort_values("difference", key=abs, ascending=False)
    frame = pd.DataFrame(
        {
            "name": [names[str(code)] for code in ordered.index],
            **{
                code: [figure_text(row, measure) for _name, row in table.loc[ordered.index].iterrows()]
                for code, table in tables.items()
            },
            "change": [change_text(direction) for direction in ordered["direction"]],
        }
    )
    title = _("{after} against {before}").format(after=period_name(period), before=period_name(earlier))
    with st.expander(title, icon=":material/compare_arrows:", key="year_before"):
        show_table(
            frame,
            {
                "name": _("Area") if is_public() else _("Zone"),
                **{code: period_name(code) for code in tables},
                "change": _("Change"),
            },
            key="change",
            summary=labelled(title, measure_name(measure)),
            name=f"maraude_{earlier}_{period}",
            figures={
                code: figure_values(table.loc[ordered.index], measure) for code, table in tables.items()
            },
        )
        st.caption(
            _("No clear change: the two figures lie so close that rounding alone may tell them apart.")
        )
        if measure == Measure.CONTACTS:
            st.caption(_("Contacts follow the hours of outreach: look at contacts per hour as well."))
