"""What stands beside the map while no sheet is open: the way to a place, and the way to a new one."""

import pandas as pd
import streamlit as st

from data.register.place_checks import PlaceStatus
from pages.parts.places.editor import FILE, NEW, begin
from pages.ui.access import may_edit
from pages.ui.text import _, ngettext, number


def show_picker(rows: pd.DataFrame) -> None:
    """
    Draw the choice of a place and the buttons that add one.

    Parameters
    ----------
    rows : DataFrame
        The places to choose from, from `pages.parts.places.listing.chosen_rows`.
    """
    if not rows.empty:
        _in_words(rows)
        st.selectbox(
            _("Open a place"),
            rows.index.tolist(),
            index=None,
            format_func=lambda place: f"{rows.loc[place, 'label']} · {rows.loc[place, 'kind_label']}",
            key="open_place",
            placeholder=_("Type a few letters, or click the map"),
            on_change=_open_chosen,
        )
    if not may_edit():
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("New place"), icon=":material/add_location_alt:", key="new_place", on_click=begin, args=(NEW,)
        )
        st.button(
            _("Places from a file"),
            icon=":material/upload_file:",
            key="file_places",
            on_click=begin,
            args=(FILE,),
        )


def _open_chosen() -> None:
    begin(None, st.session_state["open_place"])


def _in_words(rows: pd.DataFrame) -> None:
    active = rows[rows["status"] == PlaceStatus.ACTIVE]
    with st.container(horizontal=True, gap="medium"):
        st.metric(_("Places in use"), number(len(active)), width="content")
        closed = int((rows["status"] == PlaceStatus.CLOSED).sum())
        st.metric(_("Closed"), number(closed), width="content")
    never = int((active["visits"] == 0).sum())
    if never:
        text = ngettext(
            "{count} place in use has never been visited.",
            "{count} places in use have never been visited.",
            never,
        )
        st.caption(text.format(count=number(never)))
