"""Places where people appeared or fell silent, apart from those where we merely began or stopped to go."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.vocabulary import PlaceKind
from geo.appearance import Appearance, appearances
from geo.selection import Selection, select
from pages.ui.cache import ledger, places, revision, source
from pages.ui.datatables import show_table
from pages.ui.filters import first_day, last_day
from pages.ui.text import _, month_text, ngettext, number, percent, term_of


def appearance_label(what: str) -> str:
    """Return what changed at a place, in words."""
    return {
        Appearance.APPEARED: _("People appeared"),
        Appearance.FELL_SILENT: _("Fell silent"),
        Appearance.NEWLY_VISITED: _("Newly visited"),
        Appearance.VISITED_AGAIN: _("Visited again"),
        Appearance.NO_LONGER_VISITED: _("No longer visited"),
    }[Appearance(what)]


@st.cache_resource(max_entries=16, show_spinner=False)
def _appearances(made_from: tuple[str, int], chosen: Selection) -> pd.DataFrame:  # noqa: ARG001 - the cache's key
    visits = ledger()
    # Weekdays, hours and other services are effort too: only which places are told follows the filters.
    there = visits["place"].isin(select(visits, chosen)["place"].unique())
    return appearances(visits[there], chosen.start, chosen.end)


def show_changed_places(shown: Selection) -> None:
    """
    Draw the list, folded away: what was seen first, then our own doing.

    Parameters
    ----------
    shown : Selection
        Whose places are told, over its days.
    """
    whole = replace(shown, start=first_day(), end=last_day(), weekdays=frozenset(), bands=frozenset())
    found = _appearances((source(), revision()), whole)
    within = found["month"].between(pd.Timestamp(shown.start.replace(day=1)), pd.Timestamp(shown.end))
    # What happened last is read first.
    rows = _told(found[within].iloc[::-1])
    seen = rows["what"].map(lambda what: what.is_seen).astype(bool)
    label = _("Places that appeared or fell silent · {count}").format(count=number(int(seen.sum())))
    with st.expander(label, icon=":material/wb_twilight:", key="changed_places"):
        st.caption(
            _(
                "People appeared, or a place fell silent, only where somebody went before and after, "
                "and where chance alone would hardly leave as many visits without anybody."
            )
        )
        _seen(rows[seen])
        _own_doing(rows[~seen])


def _told(found: pd.DataFrame) -> pd.DataFrame:
    table = places()
    place = found["place"]
    return found.assign(
        name=place.map(table["label"]).astype(str),
        kind=[term_of(PlaceKind(kind)) for kind in place.map(table["kind"])],
        month_name=[month_text(month) for month in found["month"].dt.date],
        words=[appearance_label(what) for what in found["what"]],
        met_share=[percent(share) for share in found["share"]],
    )


def _seen(rows: pd.DataFrame) -> None:
    if rows.empty:
        st.markdown(_("In this period, no place appeared or fell silent."))
        return
    text = ngettext(
        "{count} change that visits before and after show.",
        "{count} changes that visits before and after show.",
        len(rows),
    ).format(count=number(len(rows)))
    columns = {
        "name": _("Place"),
        "words": _("What changed"),
        "month_name": _("Month"),
        "kind": _("Kind of place"),
        "visits": _("Visits without anybody"),
        "met_share": _("Otherwise somebody met at"),
    }
    show_table(
        rows,
        columns,
        key="appeared",
        summary=text,
        name=_("Places that appeared or fell silent"),
        figures={"met_share": [round(100 * share) for share in rows["share"]]},
    )


def _own_doing(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    text = _("Where we began or stopped to go: this says nothing about who is there.")
    st.caption(text)
    columns = {
        "name": _("Place"),
        "words": _("What changed"),
        "month_name": _("Month"),
        "kind": _("Kind of place"),
    }
    show_table(rows, columns, key="visited", summary=text, name=_("Places newly or no longer visited"))
