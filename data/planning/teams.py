"""Pairs: who may go out, from where, and in which hours of a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.planning import TeamDay, TeamShift
from data.register.tables import Service, Team
from data.vocabulary import DAY_STARTS_AT, Skill, Vehicle
from geo.rounds.model import TimeWindow

MINUTES_A_DAY = 24 * 60

CARERS = frozenset({Skill.NURSE, Skill.DOCTOR})
"""Skills that fill the nurse's half of a pair."""

WORKERS = frozenset({Skill.SOCIAL_WORKER, Skill.EDUCATOR})
"""Skills that fill the worker's half of a pair."""


class MissingRole(StrEnum):
    """A half of the pair that nobody fills."""

    NURSE = "nurse"
    WORKER = "worker"


@dataclass(frozen=True, order=True)
class WeeklyHours:
    """
    Hours in which a pair works on a weekday, week after week.

    Attributes
    ----------
    weekday : int
        0 is Monday; of the operational day, so that hours from 01:00 on belong to the evening before.
    starts, ends : time
        Leaving the depot and being back; hours that end before they start run past midnight.
    """

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, order=True)
class DayHours:
    """
    A day that differs from the week's.

    Attributes
    ----------
    day : date
        The operational day.
    starts, ends : time or None
        Its hours; both None where the pair is not out.
    """

    day: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class TeamRecord:
    """
    A pair as the register knows it.

    Attributes
    ----------
    id : int
        Its identifier.
    code : str
        Its name: the code of the service and a number.
    service : int
        The service it belongs to.
    first_skill, second_skill : Skill
        Roles of the two.
    depot : int or None
        Place it leaves from and comes back to; None where it is not said yet.
    vehicle : Vehicle
        How it gets from one place to the next.
    active : bool
        Whether it may be planned.
    roles_waived : bool
        Whether a coordinator lets it go out without a nurse or without a worker.
    week : tuple of WeeklyHours
        Its usual hours, in order.
    days : tuple of DayHours
        Days that differ, in order.
    """

    id: int
    code: str
    service: int
    first_skill: Skill
    second_skill: Skill
    depot: int | None
    vehicle: Vehicle
    active: bool
    roles_waived: bool
    week: tuple[WeeklyHours, ...]
    days: tuple[DayHours, ...]

    @property
    def lacks(self) -> frozenset[MissingRole]:
        """The halves that nobody fills and that nobody waived."""
        return frozenset() if self.roles_waived else missing_roles(self.first_skill, self.second_skill)


def missing_roles(first: Skill, second: Skill) -> frozenset[MissingRole]:
    """
    Return the halves of a pair that nobody fills: a worker and a nurse go out together.

    Parameters
    ----------
    first, second : Skill
        Roles of the two.

    Returns
    -------
    frozenset of MissingRole
        Empty for a whole pair.
    """
    skills = {first, second}
    found = {MissingRole.NURSE} if skills.isdisjoint(CARERS) else set()
    return frozenset(found | ({MissingRole.WORKER} if skills.isdisjoint(WORKERS) else set()))


def to_window(starts: time, ends: time) -> TimeWindow:
    """
    Return hours as minutes since the midnight on which their operational day began.

    Parameters
    ----------
    starts, ends : time
        What starts before 06:00 belongs to the night of the day before; what ends before it starts, or when
        it starts, runs past midnight.

    Returns
    -------
    TimeWindow
        01:30 at night is 1530.
    """
    first, last = (clock.hour * 60 + clock.minute for clock in (starts, ends))
    first += MINUTES_A_DAY if starts.hour < DAY_STARTS_AT else 0
    return TimeWindow(first, last + MINUTES_A_DAY * -(-(first + 1 - last) // MINUTES_A_DAY))


def hours_on(team: TeamRecord, day: date) -> tuple[TimeWindow, ...]:
    """
    Return the hours in which a pair is out on *day*.

    Parameters
    ----------
    team : TeamRecord
        The pair.
    day : date
        An operational day.

    Returns
    -------
    tuple of TimeWindow
        In order; empty where it stays in, such as on a day off, or where it is closed.
    """
    if not team.active:
        return ()
    differing = [hours for hours in team.days if hours.day == day]
    if differing:
        pairs = [(hours.starts, hours.ends) for hours in differing]
        return tuple(to_window(starts, ends) for starts, ends in pairs if starts and ends)
    usual = (hours for hours in team.week if hours.weekday == day.weekday())
    return tuple(sorted(to_window(hours.starts, hours.ends) for hours in usual))


def load_teams(engine: Engine, service: int | None = None) -> list[TeamRecord]:
    """
    Load all pairs with their hours, closed ones too.

    Parameters
    ----------
    engine : Engine
        The register.
    service : int, optional
        Only the pairs of this service.

    Returns
    -------
    list of TeamRecord
        By service and code.
    """
    with Session(engine) as session:
        query = select(Team).join(Service, Service.id == Team.service_id).order_by(Service.id, Team.code)
        teams = session.scalars(query if service is None else query.where(Team.service_id == service)).all()
        return to_records(session, teams)


def load_team(engine: Engine, team: int) -> TeamRecord | None:
    """
    Load one pair.

    Parameters
    ----------
    engine : Engine
        The register.
    team : int
        Its identifier.

    Returns
    -------
    TeamRecord or None
        None where there is no such pair.
    """
    with Session(engine) as session:
        found = session.get(Team, team)
        return None if found is None else to_records(session, [found])[0]


def teams_out(teams: Iterable[TeamRecord], day: date) -> dict[int, tuple[TimeWindow, ...]]:
    """
    Return the pairs that are out on *day*, with their hours.

    Parameters
    ----------
    teams : iterable of TeamRecord
        From `load_teams`.
    day : date
        An operational day.

    Returns
    -------
    dict of int to tuple of TimeWindow
        By pair, in the order of *teams*; those that stay in are left out.
    """
    hours = {team.id: hours_on(team, day) for team in teams}
    return {team: windows for team, windows in hours.items() if windows}


def to_records(session: Session, teams: Sequence[Team]) -> list[TeamRecord]:
    """
    Return rows of the register as records.

    Parameters
    ----------
    session : Session
        An open one.
    teams : sequence of Team
        n rows of it.

    Returns
    -------
    list of TeamRecord
        n records in the same order.
    """
    week, days = _week(session), _days(session)
    return [
        TeamRecord(
            id=team.id,
            code=team.code,
            service=team.service_id,
            first_skill=team.first_skill,
            second_skill=team.second_skill,
            depot=team.depot_id,
            vehicle=team.vehicle,
            active=team.active,
            roles_waived=team.roles_waived,
            week=tuple(week[team.id]),
            days=tuple(days[team.id]),
        )
        for team in teams
    ]


def _week(session: Session) -> Mapping[int, list[WeeklyHours]]:
    found: dict[int, list[WeeklyHours]] = defaultdict(list)
    for row in session.scalars(select(TeamShift).order_by(TeamShift.weekday, TeamShift.starts)):
        found[row.team_id].append(WeeklyHours(row.weekday, row.starts, row.ends))
    return found


def _days(session: Session) -> Mapping[int, list[DayHours]]:
    found: dict[int, list[DayHours]] = defaultdict(list)
    for row in session.scalars(select(TeamDay).order_by(TeamDay.day)):
        found[row.team_id].append(DayHours(row.day, row.starts, row.ends))
    return found
