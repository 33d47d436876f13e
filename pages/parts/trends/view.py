"""The trends: what is drawn over time, in a sentence, as charts and as a table."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from data.vocabulary import PlaceKind
from geo.comparison import Change, compare_rates
from geo.figures import describe
from geo.measures import Measure, summarise
from geo.periods import Preset, preset_period, previous_period
from geo.selection import Selection, select
from geo.series import Step
from pages.parts.trends.charts import Frame, draw_hours, draw_line, draw_rules, frame_of
from pages.parts.trends.series import Grouping, Trend, trends_of
from pages.ui.address import Parameter, one_of
from pages.ui.cache import areas_reading, ledger, regulations, revision, source, today
from pages.ui.datatables import show_table
from pages.ui.filters import first_day
from pages.ui.screen import empty_state
from pages.ui.text import _, as_plain, date_text, labelled, language, number, short_date
from pages.ui.wording import change_label, hours_text, measure_label, value_text

MOST_CHARTS = 8
"""How many groups are drawn at once; more are folded away."""

TALL, SMALL = 260, 140
"""Heights of the line of the one chart and of each of many, in pixels."""

AXIS = 56
"""Room for the names of the months, in pixels."""


class Span(StrEnum):
    """How far back the charts look."""

    REGISTER = "register"
    PERIOD = "period"


MEASURE = one_of("measure", lambda: list(Measure), lambda: Measure.CONTACTS_PER_HOUR)
GROUPING = one_of("by", lambda: list(Grouping), lambda: Grouping.ALL)
STEP = one_of("step", lambda: list(Step), lambda: Step.MONTH)
SPAN = one_of("span", lambda: list(Span), lambda: Span.REGISTER)

VIEW: tuple[Parameter[Any], ...] = (MEASURE, GROUPING, STEP, SPAN)
"""What the charts keep in the view, beside the filters."""


def grouping_label(grouping: str) -> str:
    """Return the name of a way to split."""
    return {
        Grouping.ALL: _("Together"),
        Grouping.KIND: _("By kind of place"),
        Grouping.AREA: _("By area"),
        Grouping.SERVICE: _("By service"),
    }[Grouping(grouping)]


def step_label(step: str) -> str:
    """Return the name of a length of period."""
    return {Step.MONTH: _("Months"), Step.QUARTER: _("Quarters"), Step.YEAR: _("Years")}[Step(step)]


def span_label(span: str) -> str:
    """Return the name of a span."""
    return {Span.REGISTER: _("Whole register"), Span.PERIOD: _("Chosen period")}[Span(span)]


def choose_trend() -> None:
    """Draw the choices: what is drawn, split by what, in which steps, how far back."""
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
        for label, parameter, options, name in (
            (_("Split"), GROUPING, list(Grouping), grouping_label),
            (_("Steps"), STEP, list(Step), step_label),
            (_("Span"), SPAN, list(Span), span_label),
        ):
            st.selectbox(
                label,
                options,
                format_func=name,
                key=parameter.key,
                persist_state="session",
                label_visibility="collapsed",
                width=168,
            )


@st.cache_resource(max_entries=32, show_spinner=False)
def _trends(
    made_from: tuple[str, int, str],  # noqa: ARG001 - the key of the cache
    selection: Selection,
    step: Step,
    grouping: Grouping,
    measure: Measure,
    language: str,  # noqa: ARG001 - the key of the cache
) -> list[Trend]:
    visits = select(ledger(), selection)
    return trends_of(visits, selection.start, selection.end, step, grouping, measure)


def show_trends(selection: Selection) -> None:
    """
    Draw charts, sentence and table.

    Parameters
    ----------
    selection : Selection
        From the filters; its period is where the sentence looks, and the charts too where they are told so.
    """
    shown = selection
    if SPAN.value == Span.REGISTER:
        start, end = preset_period(Preset.ALL, today(), first_day())
        shown = replace(selection, start=start, end=end)
    if select(ledger(), shown).empty:
        empty_state(_("No visit matches these filters in this period."), ":material/search_off:")
        return
    measure, step, grouping = Measure(MEASURE.value), Step(STEP.value), Grouping(GROUPING.value)
    made_from = (source(), revision(), areas_reading())
    trends = _trends(made_from, shown, step, grouping, measure, language())
    if not trends:
        empty_state(_("No visit lies in an area."), ":material/search_off:")
        return
    sentence = in_a_sentence(selection)
    st.markdown(sentence)
    alone = grouping is Grouping.ALL
    frame = frame_of(trends, measure, titled=alone)
    if alone:
        _one_chart(trends[0], frame, sentence)
    else:
        _small_multiples(trends, frame)
    st.caption(_legend(measure, alone=alone))
    _list_rules(frame)
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key="table_trends"):
        _table(trends, measure, sentence)


def in_a_sentence(selection: Selection) -> str:
    """
    Return what the chosen period met and how that compares with the one before.

    Parameters
    ----------
    selection : Selection
        From the filters.

    Returns
    -------
    str
        One or two sentences, translated.
    """
    start, end = previous_period(selection.start, selection.end)
    before, now = (_summary(each) for each in (replace(selection, start=start, end=end), selection))
    row = describe(now, Measure.CONTACTS_PER_HOUR, [0]).iloc[0]
    change = compare_rates(before, now, [0])["change"].iloc[0]
    first = _("{period}: {contacts} contacts in {hours} hours of outreach, {rate}.").format(
        period=f"{short_date(selection.start)} – {short_date(selection.end)}",
        contacts=number(row["contacts"]),
        hours=hours_text(row["hours"]),
        rate=value_text(row, Measure.CONTACTS_PER_HOUR),
    )
    if change == Change.NOT_COMPARABLE:
        return first
    second = _("Per hour, compared with the period just before: {change}.").format(
        change=change_label(change).lower()
    )
    return f"{first} {second}"


def _summary(selection: Selection) -> pd.DataFrame:
    return summarise(select(ledger(), selection).assign(everything=0), "everything", pd.Index([0]))


def _one_chart(trend: Trend, frame: Frame, sentence: str) -> None:
    rules = [rule for rule in regulations() if _within(rule, frame)]
    _stack(trend, frame, rules, TALL, sentence)


def _list_rules(frame: Frame) -> None:
    rules = [rule for rule in regulations() if _within(rule, frame)]
    if rules:
        with st.expander(_("The regulations on the chart"), icon=":material/gavel:", key="rules"):
            for rule in rules:
                st.markdown(f"- {labelled(_in_force(rule), as_plain(rule.title(language())))}")


def _stack(trend: Trend, frame: Frame, rules: Sequence[RegulationRecord], height: int, sentence: str) -> None:
    """Draw rules, line and effort above each other; small charts mark the rules without naming them."""
    with st.container(gap=None, key=f"trend_{trend.key}"):
        if rules and frame.titled:
            names = ", ".join(rule.title(language()) for rule in rules)
            st.altair_chart(
                draw_rules(rules, frame), alt=_("Regulations in force: {names}").format(names=names)
            )
        st.altair_chart(
            draw_line(trend, frame, rules, height), alt=f"{_alt(trend, frame.measure)} {sentence}"
        )
        if frame.measure is not Measure.HOURS:
            st.altair_chart(draw_hours(trend, frame, height // 4 + AXIS), alt=_alt(trend, Measure.HOURS))


def _in_force(rule: RegulationRecord) -> str:
    if rule.ended is None:
        return _("since {day}").format(day=date_text(rule.in_force))
    return _("{start} to {end}").format(start=date_text(rule.in_force), end=date_text(rule.ended))


def _within(rule: RegulationRecord, frame: Frame) -> bool:
    return rule.in_force <= frame.end and (rule.ended is None or rule.ended >= frame.start)


def _small_multiples(trends: Sequence[Trend], frame: Frame) -> None:
    """Draw one small chart a group, rates on the same axis; what is beyond the first ones is folded away."""
    _grid(trends[:MOST_CHARTS], frame)
    if rest := trends[MOST_CHARTS:]:
        label = _("{count} more").format(count=number(len(rest)))
        folded = st.expander(label, icon=":material/more_horiz:", key="more_trends", on_change="rerun")
        if folded.open:
            with folded:
                _grid(rest, frame)


def _grid(trends: Sequence[Trend], frame: Frame) -> None:
    grid = st.grid(2, min_column_width=320, gap="medium")
    for trend in trends:
        # Rates are compared between groups; counts are followed within each, however small it is.
        own = frame_of([trend], frame.measure, titled=False)
        shown = replace(own, top=frame.top) if frame.measure.is_rate else own
        rules = [rule for rule in regulations() if _within(rule, frame) and _touches(rule, trend)]
        with grid.cell():
            st.markdown(f"**{trend.name}**")
            _stack(trend, shown, rules, SMALL, "")


def _touches(rule: RegulationRecord, trend: Trend) -> bool:
    """Tell whether a rule may bear on a group: only a kind of place says so."""
    if GROUPING.value != Grouping.KIND or not rule.place_kinds:
        return True
    return PlaceKind(str(trend.key)) in rule.place_kinds


def _alt(trend: Trend, measure: Measure) -> str:
    column = "hours_words" if measure is Measure.HOURS else "words"
    known = trend.points.dropna(subset="value")
    head = _("{measure} over time: {name}").format(measure=measure_label(measure), name=trend.name)
    if known.empty:
        return head
    first, last = known.iloc[0], known.iloc[-1]
    ends = [labelled(str(end["label"]), f"{end[column]}.") for end in (first, last)]
    return f"{head}. {' '.join(ends)}"


def _legend(measure: Measure, *, alone: bool) -> str:
    """Return what the marks mean: three different things, always told apart."""
    parts = [_("Where the line is broken, nobody looked.")]
    if measure.is_rate:
        parts.insert(0, _("The band is the 95 % interval."))
        parts.append(
            _("Hollow point: too little effort for an interval, or a period cut by the dates chosen.")
        )
    else:
        parts.append(_("Hollow point: a period cut by the dates chosen."))
    if not alone:
        parts.append(_("Bars: hours of outreach."))
        if measure.is_count:
            parts.append(_("Each group has a scale of its own."))
    return " ".join(parts)


def _table(trends: Sequence[Trend], measure: Measure, sentence: str) -> None:
    frame = pd.concat([trend.points.assign(group=trend.name) for trend in trends], ignore_index=True)
    columns = {"label": _("Period"), "group": _("Group"), "known": _("What is known")}
    columns["value"] = measure_label(measure)
    formats = {"value": "%.0f" if measure.is_count else "%.2f", "hours": "%.1f", "contacts": "%.0f"}
    if measure.is_rate:
        columns |= {"low": _("at least"), "high": _("at most")}
        formats |= {"low": "%.2f", "high": "%.2f"}
    for other in (Measure.CONTACTS, Measure.HOURS):
        if other is not measure:
            columns[other.value] = measure_label(other)
    show_table(
        frame,
        columns,
        key="trends",
        summary=sentence,
        name=_("Trends"),
        formats={column: form for column, form in formats.items() if column in columns},
    )
