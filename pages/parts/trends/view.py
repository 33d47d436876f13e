"""The trends: what is drawn over time, in a sentence, as charts and as a table."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from data.studies.ledger import rule_of
from data.vocabulary import PlaceKind
from geo.comparison import Change, compare_rates
from geo.figures import describe
from geo.measures import Measure, summarise
from geo.periods import previous_period
from geo.selection import Selection, select
from pages.parts.trends.changed_places import show_changed_places
from pages.parts.trends.charts import Frame, draw_hours, draw_line, draw_rules, frame_of
from pages.parts.trends.choices import (
    Choice,
    Grouping,
    choose_besides,
    current_choice,
    shown_span,
)
from pages.parts.trends.levels import explain_levels, show_changes
from pages.parts.trends.series import Trend, trends_of
from pages.ui.cache import areas_reading, ledger, places, regulations, revision, source
from pages.ui.datatables import show_table
from pages.ui.screen import empty_state
from pages.ui.text import _, as_plain, date_text, labelled, language, number, short_date
from pages.ui.wording import change_label, hours_text, measure_label, value_text

MOST_CHARTS = 8
"""How many groups are drawn at once; more are folded away."""

TALL, SMALL = 260, 140
"""Heights of the line of the one chart and of each of many, in pixels."""

AXIS = 56
"""Room for the names of the months, in pixels."""


@st.cache_resource(max_entries=32, show_spinner=False)
def _trends(
    made_from: tuple[str, int, str],  # noqa: ARG001 - the key of the cache
    selection: Selection,
    choice: Choice,
    language: str,  # noqa: ARG001 - the key of the cache
) -> list[Trend]:
    return trends_of(select(ledger(), selection), selection.start, selection.end, choice)


def show_trends(selection: Selection) -> None:
    """
    Draw charts, sentence and table.

    Parameters
    ----------
    selection : Selection
        From the filters; its period is where the sentence looks, and the charts too where they are told so.
    """
    shown = shown_span(selection)
    if select(ledger(), shown).empty:
        empty_state(_("No visit matches these filters in this period."), ":material/search_off:")
        return
    choice = current_choice()
    trends = _trends((source(), revision(), areas_reading()), shown, choice, language())
    if not trends:
        empty_state(_nothing_drawn(choice.grouping), ":material/search_off:")
        return
    sentence = in_a_sentence(selection)
    st.markdown(sentence)
    alone = choice.grouping is Grouping.ALL
    frame = frame_of(trends, choice.measure, titled=alone)
    if alone:
        _one_chart(trends[0], frame, sentence)
    else:
        _small_multiples(trends, frame, choice.grouping)
    st.caption(_legend(choice, alone=alone))
    choose_besides(choice.measure, choice.step)
    _list_rules(frame)
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key="table_trends"):
        _table(trends, choice, sentence)
        if choice.changes:
            show_changes(trends)
    show_changed_places(shown)


def _nothing_drawn(grouping: Grouping) -> str:
    if grouping is Grouping.PLACE:
        return _("No visit to these places matches the filters in this period.")
    return _("No visit lies in an area.")


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
    noted = int(now["noted_contacts"].iloc[0])
    if noted < int(row["contacts"]):
        first += " " + _("The rate counts the {noted} of visits whose hours are noted.").format(
            noted=number(noted)
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


def _small_multiples(trends: Sequence[Trend], frame: Frame, grouping: Grouping) -> None:
    """Draw one small chart a group, rates on the same axis; what is beyond the first ones is folded away."""
    _grid(trends[:MOST_CHARTS], frame, grouping)
    if rest := trends[MOST_CHARTS:]:
        label = _("{count} more").format(count=number(len(rest)))
        folded = st.expander(label, icon=":material/more_horiz:", key="more_trends", on_change="rerun")
        if folded.open:
            with folded:
                _grid(rest, frame, grouping)


def _grid(trends: Sequence[Trend], frame: Frame, grouping: Grouping) -> None:
    grid = st.grid(2, min_column_width=320, gap="medium")
    for trend in trends:
        # Rates are compared between groups; counts are followed within each, however small it is.
        own = frame_of([trend], frame.measure, titled=False)
        shown = replace(own, top=frame.top) if frame.measure.is_rate else own
        rules = [rule for rule in regulations() if _within(rule, frame) and _touches(rule, grouping, trend)]
        with grid.cell():
            st.markdown(f"**{as_plain(trend.name)}**")
            _stack(trend, shown, rules, SMALL, "")


def _touches(rule: RegulationRecord, grouping: Grouping, trend: Trend) -> bool:
    """Tell whether a rule may bear on a group: only a place, or a kind of place, says so."""
    if grouping is Grouping.PLACE:
        return bool(rule_of(rule).touches(places().loc[[trend.key]])[0])
    if grouping is not Grouping.KIND or not rule.place_kinds:
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


def _legend(choice: Choice, *, alone: bool) -> str:
    """Return what the marks mean: three different things, always told apart."""
    parts = [_("Where the line is broken, nobody looked.")]
    if choice.measure.is_rate:
        parts.insert(0, _("The band is the 95 % interval."))
        parts.append(
            _("Hollow point: too little effort for an interval, or a period cut by the dates chosen.")
        )
    else:
        parts.append(_("Hollow point: a period cut by the dates chosen."))
    if not alone:
        parts.append(_("Bars: hours of outreach."))
        if choice.measure.is_count:
            parts.append(_("Each group has a scale of its own."))
    return " ".join([*parts, *explain_levels(choice)])


def _table(trends: Sequence[Trend], choice: Choice, sentence: str) -> None:
    frame = pd.concat([trend.points.assign(group=trend.name) for trend in trends], ignore_index=True)
    measure = choice.measure
    columns = {"label": _("Period"), "group": _("Group"), "known": _("What is known")}
    columns["value"] = measure_label(measure)
    formats = {"value": "%.0f" if measure.is_count else "%.2f", "hours": "%.1f", "contacts": "%.0f"}
    if measure.is_rate:
        columns |= {"low": _("at least"), "high": _("at most")}
    if choice.season:
        columns |= {
            "smooth": _("Without the season"),
            "smooth_low": _("without the season, at least"),
            "smooth_high": _("without the season, at most"),
        }
    formats |= dict.fromkeys(("low", "high", "smooth", "smooth_low", "smooth_high"), "%.2f")
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
