"""The opening windows of a place: a list to remove from, and one line to add with."""

from collections import defaultdict
from datetime import time

import streamlit as st

from data.register.place_checks import OpeningHours
from pages.ui.text import _, labelled, weekday_names

USUAL = (time(20), time(2))
"""Hours proposed for a new window: most rounds are in the evening."""


def choose_opening(key: str, stored: tuple[OpeningHours, ...]) -> tuple[OpeningHours, ...]:
    """
    Draw the opening windows of a form.

    Parameters
    ----------
    key : str
        Prefix of what it keeps in the session.
    stored : tuple of OpeningHours
        The windows to start from.

    Returns
    -------
    tuple of OpeningHours
        Those of the list; what is typed and not added does not count.
    """
    kept: tuple[OpeningHours, ...] = st.session_state.setdefault(f"{key}_windows", stored)
    names = weekday_names("wide")
    by_hours: dict[tuple[time, time], list[OpeningHours]] = defaultdict(list)
    for window in sorted(kept):
        by_hours[window.opens, window.closes].append(window)
    for (opens, closes), windows in by_hours.items():
        days = ", ".join(names[window.weekday] for window in windows)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(labelled(days, f"{opens:%H:%M} – {closes:%H:%M}"), width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"{key}_remove_{opens:%H%M}_{closes:%H%M}",
                on_click=_remove,
                args=(key, windows),
            )
    if not kept:
        st.caption(_("Hours are not known: the place may be planned at any time."))
    _add_line(key, names)
    return kept


def _remove(key: str, windows: list[OpeningHours]) -> None:
    kept = st.session_state[f"{key}_windows"]
    st.session_state[f"{key}_windows"] = tuple(window for window in kept if window not in windows)


def _add_line(key: str, names: list[str]) -> None:
    st.pills(
        _("Days"),
        range(7),
        selection_mode="multi",
        format_func=lambda day: names[day][:2],
        key=f"{key}_days",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for label, name, usual in ((_("Opens"), "opens", USUAL[0]), (_("Closes"), "closes", USUAL[1])):
            st.time_input(label, value=usual, key=f"{key}_{name}", width=110, step=900)
        st.button(
            _("Add hours"),
            icon=":material/add:",
            key=f"{key}_add",
            disabled=not st.session_state.get(f"{key}_days"),
            on_click=_add,
            args=(key,),
        )
    st.caption(_("A window that closes before it opens runs past midnight."))


def _add(key: str) -> None:
    state = st.session_state
    added = {OpeningHours(day, state[f"{key}_opens"], state[f"{key}_closes"]) for day in state[f"{key}_days"]}
    state[f"{key}_windows"] = tuple(sorted({*state[f"{key}_windows"], *added}))
    state[f"{key}_days"] = []
