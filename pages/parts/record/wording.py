"""Rounds and stops in words, states with their symbols."""

from data.recording.evening_sheets import RoundSheet, StopSheet, StopState, VisitLine
from data.vocabulary import Outcome
from pages.parts.record.session import service_name
from pages.ui.hours import hour_text, hours_text
from pages.ui.text import NO_VALUE, _, ngettext, number, term_of

SYMBOLS = {
    StopState.PLANNED: ":material/schedule:",
    StopState.SKIPPED: ":material/close:",
}


def clock_text(minute: float | None) -> str:
    """Return a minute of the evening as a clock shows it."""
    return NO_VALUE if minute is None else hour_text(minute)


def round_name(sheet: RoundSheet) -> str:
    """Return the name of a round: its pair, or its service where it has none."""
    return sheet.code or service_name(sheet.service)


def state_label(state: StopState) -> str:
    """Return the words for how a stop stands."""
    labels = {
        StopState.PLANNED: _("Still to come"),
        StopState.DONE: _("Visited"),
        StopState.SKIPPED: _("Not reached"),
    }
    return labels[state]


def symbol_of(stop: StopSheet, position: int) -> str:
    """Return the symbol of a stop: a clock, its number once visited, or a cross."""
    return SYMBOLS.get(stop.state, f"**{position}**")


def planned_text(stop: StopSheet) -> str:
    """Return when a stop was planned and for how long."""
    if stop.stop is None:
        return _("Passed, not planned")
    hours = hours_text(stop.planned_arrival_min or 0, stop.planned_latest_min or 0)
    return _("Planned {hours}, {minutes} min").format(hours=hours, minutes=number(stop.planned_min))


def visit_text(visit: VisitLine) -> str:
    """Return what came of a stop, in short."""
    if visit.outcome is Outcome.SKIPPED:
        return state_label(StopState.SKIPPED)
    parts = [term_of(visit.outcome)]
    if visit.people:
        parts.append(
            ngettext("{count} person", "{count} people", visit.people).format(count=number(visit.people))
        )
    if visit.arrival_min is not None:
        parts.append(clock_text(visit.arrival_min))
    if visit.minutes is not None:
        parts.append(_("{minutes} min").format(minutes=number(visit.minutes)))
    return " · ".join(parts)
