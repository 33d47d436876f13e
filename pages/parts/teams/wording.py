"""Pairs and their hours in words."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import time

import pandas as pd

from data.planning.appointments import AppointmentDraft
from data.planning.teams import DayHours, MissingRole, TeamRecord, WeeklyHours
from pages.ui.cache import places, today
from pages.ui.text import NO_VALUE, _, ngettext, number, short_date, term_of, weekday_names


def clock_span(starts: time, ends: time) -> str:
    """Return hours from one time to another."""
    return f"{starts:%H:%M}–{ends:%H:%M}"


def by_hours(week: Sequence[WeeklyHours]) -> dict[tuple[time, time], list[WeeklyHours]]:
    """Return the hours of a week, days with the same hours together."""
    found: dict[tuple[time, time], list[WeeklyHours]] = defaultdict(list)
    for hours in sorted(week):
        found[hours.starts, hours.ends].append(hours)
    return found


def week_text(week: Sequence[WeeklyHours]) -> str:
    """Return the hours of a week in a line."""
    names = weekday_names()
    lines = (
        f"{', '.join(names[hours.weekday] for hours in alike)} {clock_span(*span)}"
        for span, alike in by_hours(week).items()
    )
    return " · ".join(lines) or _("No hours yet")


def day_text(hours: DayHours) -> str:
    """Return a day that differs in words."""
    if hours.starts is None or hours.ends is None:
        return _("{day}: not out").format(day=short_date(hours.day))
    return _("{day}: {hours}").format(day=short_date(hours.day), hours=clock_span(hours.starts, hours.ends))


def roles_text(team: TeamRecord) -> str:
    """Return the roles of a pair."""
    return f"{term_of(team.first_skill)} + {term_of(team.second_skill).lower()}"


def place_text(place: int | None) -> str:
    """Return the label of a place, as plain text."""
    if place is None:
        return NO_VALUE
    label = places()["label"].get(place)
    return _("place {number}").format(number=place) if label is None else str(label)


def state_text(team: TeamRecord) -> str:
    """Return whether a pair may be planned, and what keeps it from it."""
    if not team.active:
        return _("Closed")
    missing = [missing_text(role) for role in MissingRole if role in team.lacks]
    if team.depot is None:
        missing.append(_("no office"))
    if not team.week and not team.days:
        missing.append(_("no hours"))
    if missing:
        return _("Cannot be planned: {reasons}").format(reasons=", ".join(missing))
    return _("Ready, but its office is closed") if _is_closed(team.depot) else _("Ready")


def _is_closed(place: int | None) -> bool:
    """Return whether a place is in use no longer: travel times from there would be those of nobody."""
    last_days = places()["active_to"]
    if place is None or place not in last_days.index:
        return False
    return bool(last_days[place] < pd.Timestamp(today()))


def missing_text(role: MissingRole) -> str:
    """Return what a pair lacks, in words."""
    return {MissingRole.NURSE: _("no nurse"), MissingRole.WORKER: _("no worker")}[role]


def rhythm_text(draft: AppointmentDraft) -> str:
    """Return when an appointment happens."""
    first = draft.first_day
    if first is None or draft.starts is None or draft.ends is None:
        return NO_VALUE
    hours = clock_span(draft.starts, draft.ends)
    if draft.every_weeks == 0:
        return _("{day}, {hours}").format(day=short_date(first), hours=hours)
    rhythm = ngettext("every week", "every {count} weeks", draft.every_weeks)
    text = _("{weekday} {hours}, {rhythm} from {day} on").format(
        weekday=weekday_names("wide")[first.weekday()],
        hours=hours,
        rhythm=rhythm.format(count=number(draft.every_weeks)),
        day=short_date(first),
    )
    if draft.last_day is None:
        return text
    return _("{text}, until {day}").format(text=text, day=short_date(draft.last_day))
