"""The timeline under the map: effort and measure by month, regulations as spans, and a moment to play."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from data.register.regulations import RegulationRecord
from geo.measures import Measure
from geo.periods import months_before
from geo.selection import Selection, select
from geo.series import series
from pages.ui import colours
from pages.ui.address import Parameter, one_of
from pages.ui.cache import ledger, regulations, revision, source, today
from pages.ui.filters import first_day
from pages.ui.text import _, date_text, language, month_text, ngettext, number
from pages.ui.wording import measure_decimals, measure_label

WINDOWS = (1, 3, 12)
"""Months that the map shows at once while time passes."""

EVERY = 1.6
"""Seconds between two steps: long enough to look, and for the map to be drawn."""

PLAYING = "playing"

STRIP = 80
"""Height of the bars, in pixels."""

SPAN = 10
"""Height of the line of one regulation above them, in pixels."""


def _months() -> list[str]:
    """Return all months of the register, as ``2019-03``."""
    last = today() - timedelta(days=1)
    return [str(month) for month in pd.period_range(first_day(), max(last, first_day()), freq="M")]


MOMENT: Parameter[str] = one_of("moment", lambda: ["", *_months()], lambda: "")
"""First month of the window that the map shows; empty for the whole selection."""

WINDOW: Parameter[str] = one_of("window", lambda: [str(months) for months in WINDOWS], lambda: "3")


def is_playing() -> bool:
    """Tell whether time passes by itself."""
    return bool(st.session_state.get(PLAYING))


def step_forward() -> None:
    """Move the window on by a month, and stop at the end of the register."""
    months = _months()
    position = months.index(MOMENT.value) if MOMENT.value in months else -1
    last = len(months) - int(WINDOW.value)
    if position >= last:
        st.session_state[PLAYING] = False
        return
    st.session_state[MOMENT.key] = months[position + 1]


def at_moment(selection: Selection) -> Selection:
    """Return *selection* narrowed to the window of the timeline, where one is set."""
    if not MOMENT.value:
        return selection
    start = date.fromisoformat(f"{MOMENT.value}-01")
    end = months_before(start, -int(WINDOW.value)) - timedelta(days=1)
    return replace(selection, start=start, end=end)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Selection: hash})
def _by_month(url: str, revision: int, whole: Selection) -> pd.DataFrame:  # noqa: ARG001 - the key
    return series(select(ledger(), whole), whole.start, whole.end).reset_index()


def show_timeline(selection: Selection, measure: Measure) -> None:
    """
    Draw the strip and what moves along it.

    Parameters
    ----------
    selection : Selection
        What the map shows, already narrowed to the window.
    measure : Measure
        What is drawn by month.
    """
    if ledger().empty:
        return
    whole = replace(selection, start=first_day(), end=max(today() - timedelta(days=1), first_day()))
    by_month = _by_month(source(), revision(), whole)
    # A rule that begins after the last visit has no month to stand above.
    rules = [rule for rule in regulations() if rule.in_force <= whole.end]
    st.altair_chart(
        _strip(by_month, selection, measure, rules),
        alt=_("{measure} by month, with the period on the map and the regulations").format(
            measure=measure_label(measure)
        ),
        key="timeline",
    )
    _controls()


def _controls() -> None:
    months = _months()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if is_playing():
            st.button(_("Pause"), icon=":material/pause:", on_click=pause, key="pause")
        else:
            st.button(_("Play"), icon=":material/play_arrow:", on_click=_play, key="play")
        st.segmented_control(
            _("Months shown at once"),
            [str(window) for window in WINDOWS],
            format_func=_window_label,
            key=WINDOW.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        if MOMENT.value:
            st.button(
                _("Back to the chosen period"), type="tertiary", on_click=_leave_moment, key="leave_moment"
            )
    if MOMENT.value:
        st.select_slider(
            _("First month shown"),
            months[: len(months) - int(WINDOW.value) + 1] or months,
            format_func=lambda text: month_text(date.fromisoformat(f"{text}-01")),
            key=MOMENT.key,
            persist_state="session",
        )


def _window_label(window: str) -> str:
    return ngettext("{count} month", "{count} months", int(window)).format(count=window)


def _play() -> None:
    st.session_state[PLAYING] = True
    months = _months()
    last = len(months) - int(WINDOW.value)
    if MOMENT.value not in months[:last]:
        st.session_state[MOMENT.key] = months[0]


def pause() -> None:
    """Stop the time."""
    st.session_state[PLAYING] = False


def _leave_moment() -> None:
    st.session_state[PLAYING] = False
    st.session_state[MOMENT.key] = ""


def _strip(
    by_month: pd.DataFrame, selection: Selection, measure: Measure, rules: Sequence[RegulationRecord]
) -> alt.LayerChart | alt.FacetChart:
    roof = SPAN * len(rules)
    bars = by_month.assign(
        value=by_month[measure.value],
        month=[month_text(period) for period in by_month["period"]],
        text=[number(value, measure_decimals(measure)) for value in by_month[measure.value]],
        shown=by_month["period"].between(
            pd.Timestamp(selection.start.replace(day=1)), pd.Timestamp(selection.end)
        ),
    )[["period", "value", "month", "text", "shown"]]
    top = max(float(bars["value"].max()), 1.0) if bars["value"].notna().any() else 1.0
    months = (
        alt.Chart(bars)
        .mark_bar(width=5)
        .encode(
            x=alt.X("period:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False)),
            y=alt.Y(
                "value:Q",
                title=None,
                axis=alt.Axis(tickCount=2, grid=False),
                # The bars stay under the lines of the regulations.
                scale=alt.Scale(domain=[0, top * (STRIP + roof) / STRIP], nice=False),
            ),
            color=alt.condition("datum.shown", alt.value(colours.accent()), alt.value(colours.quiet())),
            opacity=alt.condition("datum.shown", alt.value(1.0), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("month:N", title=_("Month")),
                alt.Tooltip("text:N", title=measure_label(measure)),
            ],
        )
    )
    return alt.layer(months, *_spans(rules, bars["period"])).properties(height=STRIP + roof)


def _spans(rules: Sequence[RegulationRecord], months: "pd.Series[pd.Timestamp]") -> list[alt.Chart]:
    """Return the regulations as lines above the bars; one still in force runs to the end."""
    if not rules:
        return []
    spans = pd.DataFrame(
        {
            "start": [max(pd.Timestamp(rule.in_force), months.min()) for rule in rules],
            "end": [pd.Timestamp(rule.ended) if rule.ended else months.max() for rule in rules],
            "title": [rule.title(language()) for rule in rules],
            "in_force": [date_text(rule.in_force) for rule in rules],
            "ended": [date_text(rule.ended) for rule in rules],
            "row": [SPAN * position + SPAN / 2 for position in range(len(rules))],
        }
    )
    line = alt.Chart(spans[spans["start"] <= spans["end"]]).encode(
        x="start:T",
        y=alt.Y("row:Q", scale=None, axis=None),
        tooltip=[
            alt.Tooltip("title:N", title=_("Regulation")),
            alt.Tooltip("in_force:N", title=_("In force since")),
            alt.Tooltip("ended:N", title=_("Ended on")),
        ],
    )
    return [
        line.mark_rule(color=colours.fewer(), strokeWidth=4, strokeCap="round").encode(x2="end:T"),
        line.mark_point(color=colours.fewer(), filled=True, size=50, opacity=1),
    ]
