"""What somebody chooses to see over time: a measure, its split, its steps, and what is drawn besides."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import streamlit as st

from data.vocabulary import PlaceKind
from geo.measures import Measure
from geo.periods import Preset, preset_period
from geo.selection import Selection
from geo.series import Step
from pages.ui.address import Parameter, one_of, some_of
from pages.ui.cache import places, today
from pages.ui.filters import first_day
from pages.ui.text import _, term_of
from pages.ui.wording import measure_label

MOST_COMPARED = 8
"""Places that are drawn side by side at most."""

FIRST_COMPARED = 6
"""Places with most contacts that are drawn until somebody chooses others."""


class Grouping(StrEnum):
    """What the work is split by."""

    ALL = "all"
    KIND = "kind"
    AREA = "area"
    SERVICE = "service"
    PLACE = "place"


class Span(StrEnum):
    """How far back the charts look."""

    REGISTER = "register"
    PERIOD = "period"


def _compared() -> list[str]:
    """Return the places that may be compared; nobody is met on the way to an office."""
    table = places()
    return [str(number) for number in table.index[table["kind"] != PlaceKind.OFFICE]]


def a_switch(key: str, *, on: bool) -> Parameter[bool]:
    """Return a parameter that is on or off."""
    words = {"on": True, "off": False}
    return Parameter(
        key, words.__getitem__, lambda value: "" if value is on else "on" if value else "off", lambda: on
    )


MEASURE = one_of("measure", lambda: list(Measure), lambda: Measure.CONTACTS_PER_HOUR)
GROUPING = one_of("by", lambda: list(Grouping), lambda: Grouping.ALL)
STEP = one_of("step", lambda: list(Step), lambda: Step.MONTH)
SPAN = one_of("span", lambda: list(Span), lambda: Span.REGISTER)
_ANY_NUMBER = some_of("compared", _compared)
COMPARED = replace(_ANY_NUMBER, read=lambda text: _ANY_NUMBER.read(text)[:MOST_COMPARED])
SEASON = a_switch("season", on=False)
CHANGES = a_switch("levels", on=True)

VIEW: tuple[Parameter[Any], ...] = (MEASURE, GROUPING, STEP, SPAN, COMPARED, SEASON, CHANGES)
"""What the charts keep in the view, beside the filters."""


@dataclass(frozen=True)
class Choice:
    """
    What is drawn.

    Attributes
    ----------
    measure : Measure
        What the lines show.
    grouping : Grouping
        What they are split by.
    step : Step
        Length of the periods.
    compared : tuple of int
        Places to draw; empty for those with most contacts.
    season : bool
        Whether the season is taken out of a line besides.
    changes : bool
        Whether changes of its level are marked.
    """

    measure: Measure
    grouping: Grouping
    step: Step
    compared: tuple[int, ...] = ()
    season: bool = False
    changes: bool = False


def current_choice() -> Choice:
    """Return what this session has chosen; a season and a level are those of monthly rates alone."""
    measure, step = Measure(MEASURE.value), Step(STEP.value)
    told = has_level(measure, step)
    return Choice(
        measure,
        Grouping(GROUPING.value),
        step,
        tuple(map(int, COMPARED.value)),
        season=told and SEASON.value,
        changes=told and CHANGES.value,
    )


def has_level(measure: Measure, step: Step) -> bool:
    """Tell whether a line has a season and a level: counts follow our hours, and longer steps hide both."""
    return measure.is_rate and step is Step.MONTH


def shown_span(selection: Selection) -> Selection:
    """Return *selection* over the days that the charts show: the whole register, or the chosen period."""
    if SPAN.value != Span.REGISTER:
        return selection
    start, end = preset_period(Preset.ALL, today(), first_day())
    return replace(selection, start=start, end=end)


def grouping_label(grouping: str) -> str:
    """Return the name of a way to split."""
    return {
        Grouping.ALL: _("Together"),
        Grouping.KIND: _("By kind of place"),
        Grouping.AREA: _("By area"),
        Grouping.SERVICE: _("By service"),
        Grouping.PLACE: _("Places side by side"),
    }[Grouping(grouping)]


def step_label(step: str) -> str:
    """Return the name of a length of period."""
    return {Step.MONTH: _("Months"), Step.QUARTER: _("Quarters"), Step.YEAR: _("Years")}[Step(step)]


def span_label(span: str) -> str:
    """Return the name of a span."""
    return {Span.REGISTER: _("Whole register"), Span.PERIOD: _("Chosen period")}[Span(span)]


def choose_trend() -> None:
    """Draw the choices."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="trend"):
        st.selectbox(
            _("Measure"),
            list(Measure),
            format_func=measure_label,
            key=MEASURE.key,
            persist_state="session",
            label_visibility="collapsed",
            width=320,
        )
        # On a phone the first two stand side by side.
        for label, parameter, options, name, width in (
            (_("Split"), GROUPING, list(Grouping), grouping_label, 182),
            (_("Steps"), STEP, list(Step), step_label, 160),
            (_("Span"), SPAN, list(Span), span_label, 182),
        ):
            st.selectbox(
                label,
                options,
                format_func=name,
                key=parameter.key,
                persist_state="session",
                label_visibility="collapsed",
                width=width,
            )
    if GROUPING.value == Grouping.PLACE:
        _choose_places()


def _choose_places() -> None:
    table = places()
    st.multiselect(
        _("Places"),
        sorted(_compared(), key=lambda code: str(table["label"][int(code)])),
        format_func=lambda code: (
            f"{table['label'][int(code)]} · {term_of(PlaceKind(table['kind'][int(code)]))}"
        ),
        max_selections=MOST_COMPARED,
        key=COMPARED.key,
        persist_state="session",
        placeholder=_("Those with most contacts; choose up to {count} others").format(count=MOST_COMPARED),
        label_visibility="collapsed",
    )


def choose_besides(measure: Measure, step: Step) -> None:
    """Draw what may be drawn besides the line, where the line has it."""
    if not has_level(measure, step):
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="trend_besides"):
        st.toggle(_("Take the season out"), key=SEASON.key, persist_state="session")
        st.toggle(_("Mark changes of level"), key=CHANGES.key, persist_state="session")
