"""The rounds of an evening with their stops, as they were planned and as they went."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import pandas as pd
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.planning.imported import imported_visits, is_of
from data.recording.begun_rounds import moment_at
from data.register.planning import PlannedStop, RoundPlan
from data.register.tables import Contact, Round, Team, Visit
from data.vocabulary import Outcome, RoundStatus
from geo.rounds.model import TimeWindow


class StopState(StrEnum):
    """How a stop of a round stands."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class VisitLine:
    """
    A recorded visit, in short.

    Attributes
    ----------
    id : int
        Its identifier.
    outcome : Outcome
        How it ended.
    arrival_min : int or None
        When the pair arrived, in minutes since the midnight of the operational day.
    minutes : int or None
        How long it stayed.
    people : int
        How many people it met.
    recorded_on : date or None
        When it was recorded.
    """

    id: int
    outcome: Outcome
    arrival_min: int | None
    minutes: int | None
    people: int
    recorded_on: date | None


@dataclass(frozen=True)
class StopSheet:
    """
    A stop of a round: planned, or passed and not planned.

    Attributes
    ----------
    place : int
        Where.
    stop : int or None
        Identifier of the planned stop; None for a visit that nobody planned.
    planned_arrival_min, planned_latest_min, planned_min : int or None
        When the pair was to arrive, usually and at worst, and for how long; None where it was not planned.
    visit : VisitLine or None
        What came of it.
    is_by_file : bool
        Whether no visit of it is recorded here because a file has brought one.
    """

    place: int
    stop: int | None = None
    planned_arrival_min: int | None = None
    planned_latest_min: int | None = None
    planned_min: int | None = None
    visit: VisitLine | None = None
    is_by_file: bool = False

    @property
    def state(self) -> StopState:
        """Whether it is still to come, was visited, or was not reached."""
        if self.visit is None:
            return StopState.PLANNED
        return StopState.SKIPPED if self.visit.outcome is Outcome.SKIPPED else StopState.DONE


@dataclass(frozen=True)
class RoundSheet:
    """
    A round of an evening.

    Attributes
    ----------
    id : int
        Its identifier.
    service : int
        The service that is out.
    team : int or None
        The pair.
    code : str
        The pair's code; empty without a pair.
    day : date
        The operational day.
    status : RoundStatus
        Planned until its first visit is recorded.
    hours : TimeWindow or None
        The hours it was planned for; None where nobody planned it.
    started_at, ended_at : datetime or None
        When it began and ended.
    stops : tuple of StopSheet
        Planned stops in their order, then visits that nobody planned in theirs.
    """

    id: int
    service: int
    team: int | None
    code: str
    day: date
    status: RoundStatus
    hours: TimeWindow | None
    started_at: datetime | None
    ended_at: datetime | None
    stops: tuple[StopSheet, ...]


@dataclass(frozen=True)
class PlannedAgainstDone:
    """
    What was planned of a round, and what came of it.

    Attributes
    ----------
    planned : int
        Stops that were planned.
    done : int
        Of them, visited.
    passed : int
        Visits that nobody planned.
    not_reached : int
        Planned stops that were not visited, or are still to come.
    planned_min : int
        Minutes on site that were planned.
    spent_min : int
        Minutes on site that were spent; visits without minutes count none.
    people : int
        People met.
    """

    planned: int
    done: int
    passed: int
    not_reached: int
    planned_min: int
    spent_min: int
    people: int


def compare_round(sheet: RoundSheet) -> PlannedAgainstDone:
    """
    Set what was planned of a round against what was done.

    Parameters
    ----------
    sheet : RoundSheet
        The round.

    Returns
    -------
    PlannedAgainstDone
        Counts and minutes.
    """
    planned = [stop for stop in sheet.stops if stop.stop is not None]
    visited = [stop.visit for stop in sheet.stops if stop.visit and stop.state is StopState.DONE]
    done = sum(stop.state is StopState.DONE for stop in planned)
    return PlannedAgainstDone(
        planned=len(planned),
        done=done,
        passed=len(visited) - done,
        not_reached=len(planned) - done,
        planned_min=sum(stop.planned_min or 0 for stop in planned),
        spent_min=sum(visit.minutes or 0 for visit in visited),
        people=sum(visit.people for visit in visited),
    )


def stop_table(sheet: RoundSheet) -> pd.DataFrame:
    """
    Set each stop of a round as it was planned beside what came of it.

    Parameters
    ----------
    sheet : RoundSheet
        The round.

    Returns
    -------
    DataFrame
        One row a stop, in order: ``place``, ``state`` (a `StopState`), ``is_planned``, and as nullable
        numbers ``planned_arrival_min``, ``arrival_min``, ``late_min`` (negative for early), ``planned_min``,
        ``minutes`` and ``people``.
    """
    rows = []
    for stop in sheet.stops:
        visit = stop.visit
        arrival = visit.arrival_min if visit else None
        known = arrival is not None and stop.planned_arrival_min is not None
        rows.append(
            {
                "place": stop.place,
                "state": stop.state.value,
                "is_planned": stop.stop is not None,
                "planned_arrival_min": stop.planned_arrival_min,
                "arrival_min": arrival,
                "late_min": (arrival or 0) - (stop.planned_arrival_min or 0) if known else None,
                "planned_min": stop.planned_min,
                "minutes": visit.minutes if visit else None,
                "people": visit.people if visit else None,
            }
        )
    numbers = ("planned_arrival_min", "arrival_min", "late_min", "planned_min", "minutes", "people")
    columns = ["place", "state", "is_planned", *numbers]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "Int64"))


def load_round_sheets(engine: Engine, day: date, service: int | None = None) -> tuple[RoundSheet, ...]:
    """
    Load the rounds of an evening that are planned or recorded here; those of imports are not among them.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        The operational day.
    service : int, optional
        Only the rounds of this service.

    Returns
    -------
    tuple of RoundSheet
        Planned ones first, by the hour they were to leave.
    """
    query = (
        select(Round, Team.code, RoundPlan)
        .outerjoin(Team, Team.id == Round.team_id)
        .outerjoin(RoundPlan, RoundPlan.round_id == Round.id)
        .where(Round.day == day, Round.batch_id.is_(None))
    )
    if service is not None:
        query = query.where(Round.service_id == service)
    with Session(engine) as session:
        found = session.execute(query).all()
        numbers = [one.id for one, _code, _plan in found]
        stops = _planned_stops(session, numbers)
        visits = _visit_lines(session, numbers)
        by_file = imported_visits(session, day)
        sheets = [
            _sheet(
                one,
                code,
                plan,
                (stops.get(one.id, ()), visits.get(one.id, {})),
                frozenset(visit.place_id for other, visit in by_file if is_of(one, other)),
            )
            for one, code, plan in found
        ]
    return tuple(sorted(sheets, key=_in_order))


def _in_order(sheet: RoundSheet) -> tuple[bool, int, str, int]:
    return sheet.hours is None, sheet.hours.opens_min if sheet.hours else 0, sheet.code, sheet.id


def _planned_stops(session: Session, rounds: Sequence[int]) -> Mapping[int, list[PlannedStop]]:
    query = select(PlannedStop).where(PlannedStop.round_id.in_(rounds))
    found: dict[int, list[PlannedStop]] = defaultdict(list)
    for row in session.scalars(query.order_by(PlannedStop.position)):
        found[row.round_id].append(row)
    return found


_Lines = Mapping[int, tuple[int, VisitLine]]
"""Place and line of each visit, by its identifier."""


def _visit_lines(session: Session, rounds: Sequence[int]) -> Mapping[int, _Lines]:
    people = (
        select(Contact.visit_id, func.sum(Contact.count).label("people"))
        .join(Visit, Visit.id == Contact.visit_id)
        .where(Visit.round_id.in_(rounds))
        .group_by(Contact.visit_id)
        .subquery()
    )
    query = (
        select(Visit, func.coalesce(people.c.people, 0))
        .outerjoin(people, people.c.visit_id == Visit.id)
        .where(Visit.round_id.in_(rounds))
        .order_by(Visit.id)
    )
    found: dict[int, dict[int, tuple[int, VisitLine]]] = defaultdict(dict)
    for row, count in session.execute(query):
        line = VisitLine(row.id, row.outcome, _arrival_min(row), row.minutes, int(count), row.recorded_on)
        found[row.round_id][row.id] = row.place_id, line
    return found


def _arrival_min(row: Visit) -> int | None:
    if row.arrival is None:
        return None
    midnight = datetime(row.day.year, row.day.month, row.day.day)  # noqa: DTZ001 - the field's clock has no zone
    return int((moment_at(row.day, row.arrival) - midnight).total_seconds()) // 60


def _sheet(
    one: Round,
    code: str | None,
    plan: RoundPlan | None,
    held: tuple[Iterable[PlannedStop], _Lines],
    by_file: frozenset[int],
) -> RoundSheet:
    planned, lines = held
    left = dict(lines)
    stops = []
    for row in planned:
        _place, line = left.pop(row.visit_id, (row.place_id, None)) if row.visit_id else (0, None)
        stops.append(
            StopSheet(
                row.place_id,
                row.id,
                row.arrival_min,
                row.latest_arrival_min,
                row.service_min,
                line,
                is_by_file=line is None and row.place_id in by_file,
            )
        )
    passed = sorted(left.values(), key=lambda held_: (held_[1].arrival_min or 0, held_[1].id))
    stops += [StopSheet(place, visit=line) for place, line in passed]
    return RoundSheet(
        id=one.id,
        service=one.service_id,
        team=one.team_id,
        code=code or "",
        day=one.day,
        status=one.status,
        hours=None if plan is None else TimeWindow(plan.starts_min, plan.ends_min),
        started_at=one.started_at,
        ended_at=one.ended_at,
        stops=tuple(stops),
    )
