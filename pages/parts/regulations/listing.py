"""The ledger of regulations as a timeline, as a map and as a table."""

from collections.abc import Callable, Sequence
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from pages.ui import colours
from pages.ui.address import Parameter, a_number
from pages.ui.cache import today
from pages.ui.datatables import HEIGHT, SHOWN_ROWS, offer_files, table_files
from pages.ui.text import NO_VALUE, _, language, ngettext, number, short_date, term_of
from pages.ui.wording import municipality_name

RULE: Parameter[int | None] = a_number("rule")

DATE_WIDTH = 90
"""Width of a column of days, in pixels."""

ROW = 52
"""Height of a rule on the timeline, in pixels."""

MARGIN_DAYS = 120
"""Days shown before the first rule and after today."""


def where_text(rule: RegulationRecord) -> str:
    """Return in words where a rule applies."""
    parts = []
    if rule.municipality:
        parts.append(municipality_name(rule.municipality))
    if rule.area is not None:
        parts.append(_("Area drawn on the map"))
    if rule.places:
        count = len(rule.places)
        parts.append(ngettext("{count} place", "{count} places", count).format(count=number(count)))
    if not parts:
        parts.append(_("Whole country"))
    if rule.exceptions:
        count = len(rule.exceptions)
        parts.append(
            ngettext("{count} place excepted", "{count} places excepted", count).format(count=number(count))
        )
    return ", ".join(parts)


def dates_text(rule: RegulationRecord) -> str:
    """Return in words since when and until when a rule holds."""
    start = short_date(rule.in_force)
    if rule.ended is None and rule.in_force > today():
        return _("From {start} on").format(start=start)
    if rule.ended is None:
        return _("Since {start}, still in force").format(start=start)
    return _("From {start} to {end}").format(start=start, end=short_date(rule.ended))


def show_timeline(rules: Sequence[RegulationRecord]) -> None:
    """
    Draw the rules as spans, each under its title.

    Parameters
    ----------
    rules : sequence of RegulationRecord
        At least one, in the order in which they came into force.
    """
    now = today()
    first = min(rule.announced or rule.in_force for rule in rules)
    last = max([now, *(rule.ended or rule.in_force for rule in rules)])
    left = pd.Timestamp(first) - pd.Timedelta(days=MARGIN_DAYS)
    right = pd.Timestamp(last) + pd.Timedelta(days=MARGIN_DAYS)
    spans = pd.DataFrame([_span(row, rule, right) for row, rule in enumerate(rules)])
    st.altair_chart(
        alt.layer(_line_of(now), *_layers(spans, (left, right))).properties(height=ROW * len(rules) + 30),
        alt=_("Timeline of the rules: each bar runs from the first to the last day in force"),
        key="rules_timeline",
    )
    st.caption(
        _(
            "Each bar runs from the first to the last day in force, up to the edge where it still holds; the "
            "dashes before it, from the announcement."
        )
    )


def _layers(spans: pd.DataFrame, domain: tuple[pd.Timestamp, pd.Timestamp]) -> list[alt.Chart]:
    """Return the notice, the bar and the title of each rule, from the back to the front."""
    base = alt.Chart(spans).encode(
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1)),
        tooltip=[
            alt.Tooltip("title:N", title=_("Title")),
            alt.Tooltip("kind:N", title=_("Kind")),
            alt.Tooltip("dates:N", title=_("In force")),
            alt.Tooltip("announced_text:N", title=_("Announced")),
            alt.Tooltip("where:N", title=_("Where")),
        ],
    )
    x = alt.X(
        "start:T",
        title=None,
        scale=alt.Scale(domain=list(domain)),
        axis=alt.Axis(format="%Y", tickCount="year"),
    )
    bars = base.mark_bar(height=12, cornerRadius=3, yOffset=10).encode(
        x=x,
        x2="end:T",
        color=alt.condition("datum.holds", alt.value(colours.accent()), alt.value(colours.quiet())),
        opacity=alt.condition(f"datum.rule === {RULE.value or 0}", alt.value(1), alt.value(0.75)),
    )
    notice = (
        base.transform_filter("isValid(datum.announced)")
        .mark_rule(color=colours.quiet(), strokeWidth=2, strokeDash=[3, 3], yOffset=10)
        .encode(x=alt.X("announced:T", title=None), x2="start:T")
    )
    titles = base.mark_text(
        align="left",
        baseline="middle",
        dy=-10,
        fontSize=13,
        color=colours.ink(),
        limit=alt.ExprRef("width - 8"),
    ).encode(x=alt.value(4), text="title:N")
    return [notice, bars, titles]


def _line_of(day: date) -> alt.Chart:
    """Return the line that marks today."""
    line: alt.Chart = (
        alt.Chart(pd.DataFrame({"day": [pd.Timestamp(day)], "label": [_("Today")]}))
        .mark_rule(color=colours.ink(), strokeDash=[2, 3])
        .encode(x="day:T", tooltip=[alt.Tooltip("label:N", title=short_date(day))])
    )
    return line


def _span(row: int, rule: RegulationRecord, right: pd.Timestamp) -> dict[str, object]:
    return {
        "rule": rule.id,
        "row": row,
        "title": rule.title(language()),
        "kind": term_of(rule.kind),
        "dates": dates_text(rule),
        "announced_text": short_date(rule.announced),
        "announced": pd.Timestamp(rule.announced) if rule.announced else pd.NaT,
        "where": where_text(rule),
        "start": pd.Timestamp(rule.in_force),
        "end": pd.Timestamp(rule.ended) if rule.ended else right,
        "holds": rule.is_in_force(today()),
    }


def show_rules_table(rules: Sequence[RegulationRecord], open_row: Callable[[int], None]) -> None:
    """Draw the ledger as a table; choosing a row opens the rule."""
    frame = pd.DataFrame(
        {
            _("Title"): [rule.title(language()) for rule in rules],
            _("Kind"): [term_of(rule.kind) for rule in rules],
            _("Announced"): [pd.Timestamp(rule.announced) if rule.announced else pd.NaT for rule in rules],
            _("In force"): [pd.Timestamp(rule.in_force) for rule in rules],
            _("Ended"): [pd.Timestamp(rule.ended) if rule.ended else pd.NaT for rule in rules],
            _("Where"): [where_text(rule) for rule in rules],
            _("Source"): [rule.source for rule in rules],
        }
    )
    dates = [_("Announced"), _("In force"), _("Ended")]
    frame[dates] = frame[dates].astype("datetime64[s]")
    order = [rule.id for rule in rules]

    def open_chosen() -> None:
        chosen = st.session_state["rules_table"]["selection"]["rows"]
        if chosen:
            open_row(order[chosen[0]])

    day_column = st.column_config.DateColumn(format="DD/MM/YYYY", width=DATE_WIDTH)
    summary = ngettext("{count} rule in the ledger", "{count} rules in the ledger", len(rules))
    summary = summary.format(count=number(len(rules)))
    st.dataframe(
        frame,
        hide_index=True,
        column_config=dict.fromkeys(dates, day_column),
        # The rest stands on the sheet of the rule and in the files: names and places need its room.
        column_order=[_("Title"), _("In force"), _("Ended"), _("Where"), _("Kind")],
        height=HEIGHT * (min(len(frame), SHOWN_ROWS) + 1) + 2,
        key="rules_table",
        on_select=open_chosen,
        selection_mode="single-row",
        placeholder=NO_VALUE,
        alt=summary,
    )
    st.caption(summary)
    offer_files(table_files(frame, _("Regulations"), summary, key="rules"), key="rules")
