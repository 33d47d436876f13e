"""The calendar: our own component, because visits are dragged, and nothing may be asked of anybody else."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from babel.dates import format_date

from data.i18n import LOCALES
from data.schedules.problem import ScheduleSheet
from data.settings import ROOT
from geo.schedules.calendar import to_date
from geo.schedules.model import DAYS_A_WEEK, PlannedVisit
from geo.schedules.report import HARD, Conflict, ScheduleReport, TimedRound
from pages.parts.schedule.wording import day_text, pair_code, place_label, visits_text
from pages.ui.cache import today
from pages.ui.hours import hour_text, hours_text
from pages.ui.text import _, language, weekday_names

KEY = "schedule_calendar"

_ASSETS = ROOT / "assets"

_component = st.components.v2.component(
    "maraude_schedule",
    html='<div class="frame"><div class="schedule" role="group"></div></div>',
    css=(_ASSETS / "schedule.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "schedule.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Picture:
    """
    What a calendar shows.

    Attributes
    ----------
    sheet : ScheduleSheet
        The weeks.
    report : ScheduleReport
        The schedule with its hours.
    notes : mapping of date to sequence of str
        What else a day holds: holidays and appointments.
    locked : frozenset of PlannedVisit
        Visits with a lock.
    """

    sheet: ScheduleSheet
    report: ScheduleReport
    notes: Mapping[date, Sequence[str]]
    locked: frozenset[PlannedVisit]


def visit_id(visit: PlannedVisit) -> str:
    """Return what tells a visit from the others of its schedule."""
    return f"{visit.place}-{visit.day}"


def find_visit(visits: Collection[PlannedVisit], code: object) -> PlannedVisit | None:
    """Return the visit that a browser named, if there is one."""
    return next((visit for visit in visits if visit_id(visit) == code), None)


def show_calendar(
    picture: Picture,
    days: Sequence[int],
    *,
    teams: Collection[int] | None,
    chosen: str | None,
    on_chosen: Callable[[], None] | None = None,
    on_moved: Callable[[], None] | None = None,
    key: str = KEY,
) -> None:
    """
    Draw days of a schedule, from a Monday to a Sunday.

    Parameters
    ----------
    picture : Picture
        What to show.
    days : sequence of int
        Days of the schedule; whole weeks.
    teams : collection of int or None
        Pairs to show; None for all.
    chosen : str or None
        The visit that is marked, by `visit_id`.
    on_chosen, on_moved : callable, optional
        Called when a visit was pressed, and when one was dropped on another day; see `chosen_by` and
        `moved_by`. Without the latter nothing can be dragged.
    key : str
        Key of the component.
    """
    rounds: dict[int, list[TimedRound]] = {}
    for one in picture.report.rounds:
        if teams is None or one.team in teams:
            rounds.setdefault(one.day, []).append(one)
    wrong = _wrong(picture.report.conflicts)
    _component(
        key=key,
        data={
            "label": _("Calendar of visits"),
            "weekdays": weekday_names(),
            "editable": on_moved is not None,
            "dense": len(days) > DAYS_A_WEEK,
            "chosen": chosen,
            "name": key,
            "weeks": [
                _week(picture, days[start : start + DAYS_A_WEEK], rounds, wrong)
                for start in range(0, len(days), DAYS_A_WEEK)
            ],
        },
        on_chosen_change=on_chosen or _nothing,
        on_moved_change=on_moved or _nothing,
    )


def chosen_by(key: str = KEY) -> object:
    """Return the visit that was just pressed, by `visit_id`; for a callback."""
    return _triggered(key, "chosen")


def moved_by(key: str = KEY) -> tuple[object, int] | None:
    """Return the visit that was just dropped, by `visit_id`, and its new day; for a callback."""
    moved = _triggered(key, "moved")
    if not isinstance(moved, Mapping) or not isinstance(moved.get("day"), int):
        return None
    return moved.get("visit"), int(moved["day"])


def _triggered(key: str, name: str) -> object:
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _nothing() -> None:
    """Do nothing; the component needs something to call."""


def _wrong(conflicts: Collection[Conflict]) -> frozenset[tuple[int | None, int | None]]:
    return frozenset((one.place, one.day) for one in conflicts if one.kind in HARD)


def _day(
    picture: Picture,
    day: int,
    rounds: Sequence[TimedRound],
    wrong: frozenset[tuple[int | None, int | None]],
) -> dict[str, object]:
    at = to_date(day, picture.sheet.scope.first_day)
    return {
        "number": day,
        "label": day_text(at),
        "short": str(format_date(at, format="d MMM" if at.day == 1 or not day else "d", locale=_locale())),
        "today": at == today(),
        "past": at < today(),
        "notes": list(picture.notes.get(at, ())),
        "rounds": [_round(picture, one, wrong, is_past=at < today()) for one in rounds],
    }


def _round(
    picture: Picture,
    one: TimedRound,
    wrong: frozenset[tuple[int | None, int | None]],
    *,
    is_past: bool,
) -> dict[str, object]:
    pair, hours = pair_code(picture.sheet, one.team), [timed.visit.arrival_min for timed in one.visits]
    span = hours_text(min(hours), max(hours))
    return {
        "pair": pair,
        "start": min(hours),
        "summary": f"{hour_text(min(hours))} · {visits_text(len(hours))}",
        "label": f"{pair}, {span}, {visits_text(len(hours))}",
        "visits": [
            _visit(picture, timed.visit, (timed.visit.place, one.day) in wrong, is_past=is_past)
            for timed in one.visits
        ],
    }


def _week(
    picture: Picture,
    days: Sequence[int],
    rounds: Mapping[int, Sequence[TimedRound]],
    wrong: frozenset[tuple[int | None, int | None]],
) -> dict[str, object]:
    first, last = (to_date(day, picture.sheet.scope.first_day) for day in (days[0], days[-1]))
    return {
        "label": _("Week of {day}").format(day=day_text(first)),
        "summary": visits_text(sum(len(one.visits) for day in days for one in rounds.get(day, ()))),
        "past": last < today(),
        # The one that a phone shows open; where all are over, none.
        "next": first <= max(today(), picture.sheet.scope.first_day) <= last,
        "days": [_day(picture, day, rounds.get(day, ()), wrong) for day in days],
    }


def _visit(picture: Picture, visit: PlannedVisit, is_wrong: bool, *, is_past: bool) -> dict[str, object]:  # noqa: FBT001 - read in one place
    is_locked = visit in picture.locked
    marks = [_("locked")] if is_locked else []
    if is_wrong:
        marks.append(_("to check"))
    hour, place = hour_text(visit.arrival_min), place_label(visit.place)
    return {
        "id": visit_id(visit),
        "hour": hour,
        "place": place,
        "marks": " · ".join(marks),
        "wrong": is_wrong,
        "movable": not is_past and not is_locked,
        "label": ", ".join([hour, place, pair_code(picture.sheet, visit.team), *marks]),
    }


def _locale() -> str:
    return str(LOCALES[language()])


def week_days(first_week: int, weeks: int) -> list[int]:
    """Return the days of some weeks of a schedule."""
    return list(range(first_week * DAYS_A_WEEK, (first_week + weeks) * DAYS_A_WEEK))


def week_of(day: date, first_day: date, weeks: int) -> int:
    """Return the week of a schedule that a day lies in, the nearest where it lies outside."""
    return min(max((day - first_day) // timedelta(weeks=1), 0), weeks - 1)
