"""Planned against done: what a round was to be, and what it came to."""

import pandas as pd
import streamlit as st

from data.recording.evening_sheets import RoundSheet, StopState, compare_round, stop_table
from data.vocabulary import RoundStatus
from pages.parts.record.session import place_name
from pages.parts.record.wording import clock_text, round_name, state_label
from pages.ui.cache import places
from pages.ui.datatables import show_table
from pages.ui.text import NO_VALUE, _, ngettext, number


def show_comparison(sheet: RoundSheet) -> None:
    """
    Draw what was planned of a round beside what was done.

    Parameters
    ----------
    sheet : RoundSheet
        With at least one visit.
    """
    if sheet.status is RoundStatus.PLANNED or not sheet.stops:
        return
    with st.expander(_("Planned against done"), icon=":material/compare_arrows:", key="record_compared"):
        summary = comparison_text(sheet)
        st.markdown(summary)
        frame = stop_table(sheet)
        labels = places()["label"]
        shown = frame.assign(
            place=[str(labels.get(place, place_name(int(place)))) for place in frame["place"]],
            state=[
                _state(state, planned=planned)
                for state, planned in zip(frame["state"], frame["is_planned"], strict=True)
            ],
            planned_arrival=_clocks(frame["planned_arrival_min"]),
            arrival=_clocks(frame["arrival_min"]),
        )
        show_table(
            shown,
            {
                "place": _("Place"),
                "state": _("State"),
                "planned_arrival": _("Planned at"),
                "arrival": _("Arrival"),
                "late_min": _("Later by (min)"),
                "planned_min": _("Planned (min)"),
                "minutes": _("Spent (min)"),
                "people": _("People who were met"),
            },
            key="record_compared_table",
            summary=summary,
            name="maraude_{what}".format(what=_("Planned against done")),
        )
        st.caption(round_name(sheet))


def comparison_text(sheet: RoundSheet) -> str:
    """Return what a round came to, in sentences."""
    found = compare_round(sheet)
    stops = ngettext(
        "{done} of {count} planned stop visited.", "{done} of {count} planned stops visited.", found.planned
    ).format(done=number(found.done), count=number(found.planned))
    passed = ngettext("{count} visit was not planned.", "{count} visits were not planned.", found.passed)
    spent = _("{spent} minutes on site, {planned} planned.").format(
        spent=number(found.spent_min), planned=number(found.planned_min)
    )
    people = ngettext("{count} person met.", "{count} people met.", found.people)
    sentences = [
        *([stops] if found.planned else []),
        *([passed.format(count=number(found.passed))] if found.passed else []),
        spent,
        people.format(count=number(found.people)),
    ]
    return " ".join(sentences)


def _state(state: str, *, planned: bool) -> str:
    return state_label(StopState(state)) if planned else _("Passed, not planned")


def _clocks(minutes: pd.Series) -> list[str]:
    return [NO_VALUE if pd.isna(minute) else clock_text(int(minute)) for minute in minutes]
