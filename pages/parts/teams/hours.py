"""The hours of a pair: those of every week, and the days that differ."""

from collections.abc import Sequence
from datetime import date, time

import streamlit as st

from data.planning.team_changes import upcoming
from data.planning.teams import DayHours, WeeklyHours
from data.register.validation import LAST_DAY
from pages.parts.teams.wording import by_hours, clock_span, day_text
from pages.ui.cache import today
from pages.ui.text import _, labelled, weekday_names

USUAL = (time(19), time(0, 30))
"""Hours proposed for a new line: most rounds are in the evening."""

STEP_S = 900


def choose_week(key: str, stored: Sequence[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """
    Draw the usual hours of a pair.

    Parameters
    ----------
    key : str
        Prefix of what it keeps in the session.
    stored : sequence of WeeklyHours
        Those to start from.

    Returns
    -------
    tuple of WeeklyHours
        Those of the list; what is typed and not added does not count.
    """
    name = f"{key}_week"
    kept: tuple[WeeklyHours, ...] = st.session_state.setdefault(name, tuple(stored))
    names = weekday_names("wide")
    st.markdown("**{title}**".format(title=_("Hours of every week")))
    for (starts, ends), alike in by_hours(kept).items():
        days = ", ".join(names[hours.weekday] for hours in alike)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(labelled(days, clock_span(starts, ends)), width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"{key}_remove_{starts:%H%M}_{ends:%H%M}",
                on_click=_remove,
                args=(name, alike),
            )
    st.pills(
        _("Days"), range(7), selection_mode="multi", format_func=lambda day: names[day][:2], key=f"{key}_days"
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _times(key)
        st.button(
            _("Add hours"),
            icon=":material/add:",
            key=f"{key}_add",
            disabled=not st.session_state.get(f"{key}_days"),
            on_click=_add_week,
            args=(key,),
        )
    st.caption(_("Hours that end before they start run past midnight."))
    return kept


def _times(key: str) -> None:
    for label, name, usual in ((_("Leaves at"), "starts", USUAL[0]), (_("Back at"), "ends", USUAL[1])):
        st.time_input(label, value=usual, key=f"{key}_{name}", width=110, step=STEP_S)


def _remove(name: str, gone: Sequence[WeeklyHours] | Sequence[DayHours]) -> None:
    st.session_state[name] = tuple(one for one in st.session_state[name] if one not in gone)


def _add_week(key: str) -> None:
    state = st.session_state
    added = {WeeklyHours(day, state[f"{key}_starts"], state[f"{key}_ends"]) for day in state[f"{key}_days"]}
    state[f"{key}_week"] = tuple(sorted({*state[f"{key}_week"], *added}))
    state[f"{key}_days"] = []


def choose_days(key: str, stored: Sequence[DayHours]) -> tuple[DayHours, ...]:
    """
    Draw the days on which a pair has other hours, or is not out.

    Parameters
    ----------
    key : str
        Prefix of what it keeps in the session.
    stored : sequence of DayHours
        Those to start from; past ones are kept and not shown.

    Returns
    -------
    tuple of DayHours
        Those of the list and those that are past.
    """
    name = f"{key}_differing"
    kept: tuple[DayHours, ...] = st.session_state.setdefault(name, tuple(stored))
    st.markdown("**{title}**".format(title=_("Days off and other hours")))
    for hours in upcoming(kept, today()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(day_text(hours), width="content")
            st.button(
                _("Remove"),
                icon=":material/close:",
                type="tertiary",
                key=f"{key}_remove_{hours.day:%Y%m%d}",
                on_click=_remove,
                args=(name, [hours]),
            )
    inner = f"{key}_day"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            _("Day"),
            value=None,
            min_value=today(),
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            key=inner,
            width=150,
        )
        st.toggle(_("Not out"), value=True, key=f"{inner}_off")
    if not st.session_state[f"{inner}_off"]:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _times(inner)
    st.button(
        _("Add this day"),
        icon=":material/add:",
        key=f"{inner}_add",
        disabled=st.session_state.get(inner) is None,
        on_click=_add_day,
        args=(key, inner),
    )
    return kept


def _add_day(key: str, inner: str) -> None:
    state = st.session_state
    day: date = state[inner]
    off = state[f"{inner}_off"]
    hours = DayHours(day) if off else DayHours(day, state[f"{inner}_starts"], state[f"{inner}_ends"])
    others = tuple(one for one in state[f"{key}_differing"] if one.day != day)
    state[f"{key}_differing"] = tuple(sorted((*others, hours), key=lambda one: one.day))
    state[inner] = None
