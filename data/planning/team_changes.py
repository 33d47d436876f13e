"""Changes to pairs: add, edit and close one, with all faults at once; and delete one that never went out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from data.planning.teams import MINUTES_A_DAY, DayHours, TeamRecord, WeeklyHours, to_records, to_window
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.planning import ScheduledVisit, TeamDay, TeamShift
from data.register.tables import Place, Round, Service, Team
from data.register.validation import attempt, date_faults, is_whole, refuse_if
from data.vocabulary import Skill, Vehicle

DAYS_A_WEEK = 7

LARGEST_NUMBER = 99
"""Largest number that a pair of one service may have."""

LONGEST_HOURS_MIN = 14 * 60
"""Longest that a pair may be out at a stretch; what is longer is a slip of the pen."""


@dataclass(frozen=True)
class TeamDraft:
    """
    A pair as somebody wants it to be.

    Attributes
    ----------
    service : int or None
        The service it belongs to; it cannot change once the pair is there.
    number : int
        Its number within the service, of which its code is made: no code can name a person.
    first_skill, second_skill : Skill
        Roles of the two.
    depot : int or None
        Place it leaves from and comes back to.
    vehicle : Vehicle
        How it gets from one place to the next.
    active : bool
        Whether it may be planned.
    roles_waived : bool
        Whether it may go out without a nurse or without a worker.
    week : tuple of WeeklyHours
        Its usual hours.
    days : tuple of DayHours
        Days that differ: other hours, or none.
    """

    service: int | None = None
    number: int = 1
    first_skill: Skill = Skill.SOCIAL_WORKER
    second_skill: Skill = Skill.NURSE
    depot: int | None = None
    vehicle: Vehicle = Vehicle.CAR
    active: bool = True
    roles_waived: bool = False
    week: tuple[WeeklyHours, ...] = ()
    days: tuple[DayHours, ...] = ()


def to_draft(team: TeamRecord) -> TeamDraft:
    """
    Return all that can be edited of a pair.

    Parameters
    ----------
    team : TeamRecord
        From `data.planning.teams.load_teams`.

    Returns
    -------
    TeamDraft
        Ready to be saved again.
    """
    return TeamDraft(
        service=team.service,
        number=number_of(team.code),
        first_skill=team.first_skill,
        second_skill=team.second_skill,
        depot=team.depot,
        vehicle=team.vehicle,
        active=team.active,
        roles_waived=team.roles_waived,
        week=tuple(sorted(team.week)),
        days=tuple(sorted(team.days, key=lambda hours: hours.day)),
    )


def number_of(code: str) -> int:
    """
    Return the number in a pair's code.

    Parameters
    ----------
    code : str
        Such as ``charleroi-1``.

    Returns
    -------
    int
        0 where it has none, such as in a code that came with a file.
    """
    _, _, number = code.rpartition("-")
    return int(number) if number.isdecimal() else 0


def next_number(teams: Sequence[TeamRecord], service: int) -> int:
    """
    Return the first number that no pair of a service has.

    Parameters
    ----------
    teams : sequence of TeamRecord
        All pairs.
    service : int
        The service.

    Returns
    -------
    int
        At least 1.
    """
    taken = {number_of(team.code) for team in teams if team.service == service}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def save_team(
    engine: Engine, draft: TeamDraft, team_id: int | None = None, *, seen: TeamDraft | None = None
) -> Saved:
    """
    Add a pair, or change one.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : TeamDraft
        The pair as it should be.
    team_id : int, optional
        The pair to change; None adds one.
    seen : TeamDraft, optional
        The pair as the screen showed it; the change is refused if somebody changed it since.

    Returns
    -------
    Saved
        The pair's identifier, or every fault at once.
    """

    def change(session: Session) -> int:
        team = Team() if team_id is None else _found(session, team_id)
        if team_id is not None:
            stored = to_draft(to_records(session, [team])[0])
            if seen is not None and stored != seen:
                raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
            if stored.service != draft.service:
                raise RefusedError(Fault(FaultCode.SERVICE_UNKNOWN, "service"))
        refuse_if([*draft_faults(draft), *_reference_faults(session, draft, team)])
        return _write(session, team, draft)

    return attempt(engine, change)


def delete_team(engine: Engine, team_id: int) -> Saved:
    """
    Delete a pair that never went out and is on no plan, such as one added by mistake.

    Parameters
    ----------
    engine : Engine
        The register.
    team_id : int
        The pair.

    Returns
    -------
    Saved
        Its identifier, or why it stays.
    """

    def change(session: Session) -> int:
        team = _found(session, team_id)
        on_rounds = session.scalars(select(Round.id).where(Round.team_id == team_id).limit(1)).first()
        planned = select(ScheduledVisit.id).where(ScheduledVisit.team_id == team_id).limit(1)
        if on_rounds is not None or session.scalars(planned).first() is not None:
            raise RefusedError(Fault(FaultCode.PAIR_HAS_ROUNDS))
        session.delete(team)
        return team_id

    return attempt(engine, change)


def _found(session: Session, team_id: int) -> Team:
    team = session.get(Team, team_id)
    if team is None:
        raise RefusedError(Fault(FaultCode.GONE))
    return team


def draft_faults(draft: TeamDraft) -> Iterator[Fault]:
    """
    Find all that is wrong with a pair, looked at by itself.

    Parameters
    ----------
    draft : TeamDraft
        As typed.

    Yields
    ------
    Fault
        In the order of the fields of `TeamDraft`. A pair that lacks a nurse or a worker is none: it is kept
        and not planned.
    """
    if draft.service is None:
        yield Fault(FaultCode.SERVICE_MISSING, "service")
    if not (is_whole(draft.number) and 0 <= draft.number <= LARGEST_NUMBER):
        yield Fault(FaultCode.PAIR_NUMBER, "number", {"largest": LARGEST_NUMBER})
    yield from week_faults(draft.week)
    yield from day_faults(draft.days)


def week_faults(week: Sequence[WeeklyHours]) -> Iterator[Fault]:
    """
    Find what is wrong with the hours of a week.

    Parameters
    ----------
    week : sequence of WeeklyHours
        Of one pair.

    Yields
    ------
    Fault
        At most one of each kind.
    """
    usual = [hours for hours in week if is_whole(hours.weekday) and 0 <= hours.weekday < DAYS_A_WEEK]
    if len(usual) < len(week):
        yield Fault(FaultCode.OPENING_WEEKDAY, "week")
    yield from _length_faults([(hours.starts, hours.ends) for hours in usual], "week")
    spans = sorted(_minutes_of_week(hours) for hours in usual if hours.starts != hours.ends)
    if spans:
        # The week is a circle: hours late on Sunday may run into Monday.
        start, end = spans[0]
        spans.append((start + DAYS_A_WEEK * MINUTES_A_DAY, end + DAYS_A_WEEK * MINUTES_A_DAY))
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        yield Fault(FaultCode.HOURS_OVERLAP, "week")


def day_faults(days: Sequence[DayHours]) -> Iterator[Fault]:
    """
    Find what is wrong with the days that differ.

    Parameters
    ----------
    days : sequence of DayHours
        Of one pair.

    Yields
    ------
    Fault
        At most one of each kind, and one for each unlikely date.
    """
    for hours in days:
        yield from date_faults(hours.day, "days")
    if len({hours.day for hours in days}) < len(days):
        yield Fault(FaultCode.DAY_TWICE, "days")
    if any((hours.starts is None) is not (hours.ends is None) for hours in days):
        yield Fault(FaultCode.HOURS_MISSING, "days")
    spans = [(hours.starts, hours.ends) for hours in days]
    yield from _length_faults([(starts, ends) for starts, ends in spans if starts and ends], "days")


def _length_faults(spans: Sequence[tuple[time, time]], field: str) -> Iterator[Fault]:
    if any(starts == ends for starts, ends in spans):
        yield Fault(FaultCode.HOURS_EMPTY, field)
    windows = [to_window(starts, ends) for starts, ends in spans if starts != ends]
    if any(window.closes_min - window.opens_min > LONGEST_HOURS_MIN for window in windows):
        yield Fault(FaultCode.HOURS_TOO_LONG, field, {"hours": LONGEST_HOURS_MIN // 60})


def _minutes_of_week(hours: WeeklyHours) -> tuple[int, int]:
    window = to_window(hours.starts, hours.ends)
    monday = hours.weekday * MINUTES_A_DAY
    return monday + window.opens_min, monday + window.closes_min


def _reference_faults(session: Session, draft: TeamDraft, team: Team) -> Iterator[Fault]:
    """Compare a pair with what else the register holds."""
    service = None if draft.service is None else session.get(Service, draft.service)
    if service is None:
        if draft.service is not None:
            yield Fault(FaultCode.SERVICE_UNKNOWN, "service")
    elif _code(service, draft, team) in set(session.scalars(select(Team.code).where(Team.id != team.id))):
        yield Fault(FaultCode.PAIR_TAKEN, "number")
    if draft.depot is not None:
        depot = session.get(Place, draft.depot)
        if depot is None or depot.geometry is None:
            yield Fault(FaultCode.DEPOT_UNKNOWN, "depot")


def _code(service: Service, draft: TeamDraft, team: Team) -> str:
    """Return the pair's code; a pair that keeps its number keeps its code, whatever it is."""
    known: str | None = team.code
    if known is not None and draft.number == number_of(known):
        return known
    return f"{service.code[:28].replace('_', '-')}-{draft.number}"


def _write(session: Session, team: Team, draft: TeamDraft) -> int:
    service = session.get_one(Service, draft.service)
    team.code = _code(service, draft, team)
    team.service_id, team.depot_id = service.id, draft.depot
    team.first_skill, team.second_skill = draft.first_skill, draft.second_skill
    team.vehicle, team.active, team.roles_waived = draft.vehicle, draft.active, draft.roles_waived
    session.add(team)
    session.flush()
    for table in (TeamShift, TeamDay):
        session.execute(delete(table).where(table.team_id == team.id))
    session.add_all(
        TeamShift(team_id=team.id, weekday=hours.weekday, starts=hours.starts, ends=hours.ends)
        for hours in draft.week
    )
    session.add_all(
        TeamDay(team_id=team.id, day=hours.day, starts=hours.starts, ends=hours.ends) for hours in draft.days
    )
    session.flush()
    return team.id


def upcoming(days: Sequence[DayHours], today: date) -> tuple[DayHours, ...]:
    """
    Return the days that differ and are still to come.

    Parameters
    ----------
    days : sequence of DayHours
        Of one pair.
    today : date
        The product's today.

    Returns
    -------
    tuple of DayHours
        Today's too, in order.
    """
    return tuple(sorted((hours for hours in days if hours.day >= today), key=lambda hours: hours.day))
