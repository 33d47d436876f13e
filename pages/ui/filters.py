"""The filter that map, charts, tables and exports share: chips that say what is chosen, and one reset."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from data.vocabulary import HourBand, PlaceKind
from geo.periods import Preset, cuts_a_month, preset_period
from geo.selection import Selection, select
from pages.ui.address import Parameter, a_day, one_of, some_of
from pages.ui.auditing import note_filter
from pages.ui.cache import ledger, services, state, today
from pages.ui.text import _, as_plain, date_text, ngettext, number, short_date, term_of, weekday_names

NAMED = 2
"""Choices that a chip names; the others it counts."""

BANDS = [band for band in HourBand if band is not HourBand.UNKNOWN]


def first_day() -> date:
    """Return the first day of the register, or today where it is empty."""
    visits = ledger()
    return today() if visits.empty else pd.Timestamp(visits["day"].iloc[0]).date()


def last_day() -> date:
    """Return the last day that can be chosen: yesterday, or the first day where the register begins later."""
    return max(today() - timedelta(days=1), first_day())


PERIOD = one_of("period", lambda: list(Preset), lambda: Preset.MONTH)
START = a_day("from", first_day, first_day, last_day)
END = a_day("to", last_day, first_day, last_day)
KINDS = some_of("kinds", lambda: list(PlaceKind))
SERVICES = some_of("services", lambda: list(services()["code"]))
DAYS = some_of("days", lambda: [str(day) for day in range(7)])
HOURS = some_of("hours", lambda: [band.name.lower() for band in BANDS])

FILTERS: tuple[Parameter[Any], ...] = (PERIOD, START, END, KINDS, SERVICES, DAYS, HOURS)
"""What every filtered screen keeps in its view."""


def preset_label(preset: str) -> str:
    """Return the everyday words of a preset."""
    labels = {
        Preset.WEEK: _("Last 7 days"),
        Preset.MONTH: _("Last month"),
        Preset.QUARTER: _("Last 3 months"),
        Preset.HALF: _("Last 6 months"),
        Preset.YEAR: _("Last 12 months"),
        Preset.THIS_YEAR: _("This year"),
        Preset.LAST_YEAR: _("Last calendar year"),
        Preset.ALL: _("Everything"),
        Preset.CUSTOM: _("Other dates"),
    }
    return labels[Preset(preset)]


def chosen_period() -> tuple[date, date]:
    """Return the first and last day that are chosen; turned around where they were given backwards."""
    preset = Preset(PERIOD.value)
    if preset is not Preset.CUSTOM:
        return preset_period(preset, today(), first_day())
    start, end = sorted((START.value, END.value))
    return start, end


def current_selection() -> Selection:
    """Return the selection of this session."""
    start, end = chosen_period()
    codes = services()["code"]
    return Selection(
        start,
        end,
        kinds=frozenset(KINDS.value),
        services=frozenset(int(number) for number in codes.index[codes.isin(SERVICES.value)]),
        weekdays=frozenset(int(day) for day in DAYS.value),
        bands=frozenset(HourBand[name.upper()].value for name in HOURS.value),
    )


def reset_filters() -> None:
    """Put every filter back to where a fresh session starts."""
    for parameter in FILTERS:
        st.session_state[parameter.key] = parameter.default()


def is_filtered() -> bool:
    """Tell whether any filter is set."""
    return any(parameter.write(parameter.value) for parameter in FILTERS)


def choose_selection() -> Selection:
    """
    Draw the filters, what is set of them, and how many visits are left.

    Returns
    -------
    Selection
        Shared by all screens: a filter set on the map holds on the trends too.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="filters"):
        _choose_period()
        _choose_the_rest()
        for parameter in (KINDS, SERVICES, DAYS, HOURS):
            _chip(parameter)
        if is_filtered():
            st.button(
                _("Reset"),
                icon=":material/restart_alt:",
                type="tertiary",
                on_click=reset_filters,
                key="reset_filters",
            )
        selection = current_selection()
        note_filter(FILTERS)
        count = len(select(ledger(), selection))
        st.caption(
            ngettext("{count} visit", "{count} visits", count).format(count=number(count)), width="content"
        )
    _warn_of_months(selection)
    return selection


def _warn_of_months(selection: Selection) -> None:
    """Say what a period or a weekday cannot tell where days are kept by month."""
    exact_from = state().exact_from
    if exact_from is None or selection.start >= exact_from:
        return
    day = date_text(exact_from)
    if cuts_a_month(selection.start, selection.end, exact_from):
        st.caption(
            _("Before {day} days are kept by month: choose whole months there.").format(day=day),
            width="content",
        )
    if selection.weekdays:
        st.caption(_("Visits before {day} have no day of the week.").format(day=day), width="content")


def _chip(parameter: Parameter[list[str]]) -> None:
    """Draw what is chosen of one filter; a click takes it away."""
    chosen = parameter.value
    if not chosen:
        return
    words = [_LABELS[parameter.key](code) for code in chosen[:NAMED]]
    if len(chosen) > NAMED:
        words.append(_("{count} more").format(count=number(len(chosen) - NAMED)))
    st.button(
        _(" or ").join(words),
        icon=":material/close:",
        on_click=_clear,
        args=(parameter.key,),
        help=_("Remove this filter"),
        key=f"chip_{parameter.key}",
    )


def _clear(key: str) -> None:
    st.session_state[key] = []


def _choose_period() -> None:
    start, end = chosen_period()
    dates = f"{short_date(start)} – {short_date(end)}"
    label = dates if PERIOD.value == Preset.CUSTOM else preset_label(PERIOD.value)
    with st.popover(label, icon=":material/calendar_month:", key="chip_period", help=dates):
        st.pills(
            _("Period"),
            list(Preset),
            format_func=preset_label,
            key=PERIOD.key,
            required=True,
            persist_state="session",
        )
        if PERIOD.value == Preset.CUSTOM:
            for name, parameter in ((_("From"), START), (_("To"), END)):
                st.date_input(
                    name,
                    key=parameter.key,
                    min_value=first_day(),
                    max_value=last_day(),
                    format="DD/MM/YYYY",
                    persist_state="session",
                )
        st.caption(dates)


def _kind_label(code: str) -> str:
    return term_of(PlaceKind(code))


def _service_label(code: str) -> str:
    table = services()
    return as_plain(str(table.loc[table["code"] == code, "label"].iloc[0]))


def _band_label(code: str) -> str:
    return term_of(HourBand[code.upper()])


def _day_label(code: str) -> str:
    return weekday_names("wide")[int(code)].capitalize()


_LABELS: dict[str, Callable[[str], str]] = {
    KINDS.key: _kind_label,
    SERVICES.key: _service_label,
    DAYS.key: _day_label,
    HOURS.key: _band_label,
}
"""How the codes of each filter are written."""


def _choose_the_rest() -> None:
    count = sum(len(parameter.value) for parameter in (KINDS, SERVICES, DAYS, HOURS))
    label = _("Filters ({count})").format(count=number(count)) if count else _("Filters")
    with st.popover(label, icon=":material/tune:", key="chip_filters"):
        _choose_some(KINDS, _("Kinds of place"), list(PlaceKind))
        _choose_some(SERVICES, _("Services"), list(services()["code"]))
        _choose_some(DAYS, _("Days of the week"), [str(day) for day in range(7)])
        _choose_some(HOURS, _("Time of day"), [band.name.lower() for band in BANDS])
        st.caption(_("A night belongs to the day on which it began: 2 h on Saturday counts as Friday."))


def _choose_some(parameter: Parameter[list[str]], label: str, options: Sequence[str]) -> None:
    st.pills(
        label,
        options,
        selection_mode="multi",
        format_func=_LABELS[parameter.key],
        key=parameter.key,
        persist_state="session",
    )
