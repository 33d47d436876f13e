"""The committed rounds of an evening: what was planned, and what has been done so far."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.planning.imported import imported_visits, is_of
from data.planning.rounds import RoundDraft, Stamp, StopDraft, to_stop
from data.planning.teams import to_window
from data.register.planning import PlannedStop, RoundPlan
from data.register.tables import Contact, Round, Visit
from data.vocabulary import Outcome, RoundStatus
from geo.rounds.model import Locks, Route, TimeWindow


@dataclass(frozen=True)
class VisitDone:
    """
    A visit that was recorded on a round.

    Attributes
    ----------
    place : int
        Where.
    outcome : Outcome
        How it ended.
    arrival_min : int or None
        When, since the midnight on which the day began; None where it was not noted.
    minutes : int or None
        How long.
    people : int
        How many were met.
    """

    place: int
    outcome: Outcome
    arrival_min: int | None
    minutes: int | None
    people: int


@dataclass(frozen=True)
class CommittedStop:
    """
    A stop of a committed round.

    Attributes
    ----------
    plan : StopDraft
        As it was planned.
    done : VisitDone or None
        What came of it; None until a visit is recorded, here or by a file.
    """

    plan: StopDraft
    done: VisitDone | None


@dataclass(frozen=True)
class CommittedRound:
    """
    A committed round.

    Attributes
    ----------
    id : int
        Its identifier.
    uid : str
        How calendars know it.
    team, service : int
        The pair, and its service.
    day : date
        The operational day.
    begun : bool
        Whether a visit has been recorded, so that its plan can no longer change.
    hours : TimeWindow
        Leaving the office and being back.
    depot : int
        The office.
    locked : bool
        Whether it stays as it is when the evening is planned again.
    committed_at : datetime
        When, in UTC without zone.
    stops : tuple of CommittedStop
        In order.
    unplanned : tuple of VisitDone
        Visits that were recorded and not planned.
    """

    id: int
    uid: str
    team: int
    service: int
    day: date
    begun: bool
    hours: TimeWindow
    depot: int
    locked: bool
    committed_at: datetime
    stops: tuple[CommittedStop, ...]
    unplanned: tuple[VisitDone, ...]

    @property
    def stamp(self) -> Stamp:
        """What tells whether somebody has changed it since."""
        return self.team, self.uid, self.committed_at

    @property
    def places(self) -> tuple[int, ...]:
        """Its stops in order."""
        return tuple(stop.plan.place for stop in self.stops)


def load_committed(engine: Engine, day: date, service: int | None = None) -> list[CommittedRound]:
    """
    Load the committed rounds of an evening.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        The operational day.
    service : int, optional
        Only the rounds of this service's pairs.

    Returns
    -------
    list of CommittedRound
        By pair; empty where nothing was committed.
    """
    query = (
        select(Round, RoundPlan)
        .join(RoundPlan, RoundPlan.round_id == Round.id)
        .where(Round.day == day)
        .order_by(Round.team_id)
    )
    if service is not None:
        query = query.where(Round.service_id == service)
    with Session(engine) as session:
        found = session.execute(query).all()
        ids = [one.id for one, _plan in found]
        by_file = imported_visits(session, day)
        stops, visits = _stops(session, ids), _visits(session, [*ids, *{one.id for one, _visit in by_file}])
        files = {
            one.id: {
                visit.place_id: visits[other.id][visit.id] for other, visit in by_file if is_of(one, other)
            }
            for one, _plan in found
        }
        return [_committed(one, plan, stops[one.id], (visits[one.id], files[one.id])) for one, plan in found]


def to_draft(committed: CommittedRound) -> RoundDraft:
    """Return a committed round as a draft that can be committed again."""
    return RoundDraft(
        team=committed.team,
        hours=committed.hours,
        depot=committed.depot,
        stops=tuple(stop.plan for stop in committed.stops),
        locked=committed.locked,
        uid=committed.uid,
    )


def to_routes(rounds: Collection[CommittedRound]) -> tuple[Route, ...]:
    """Return committed rounds as routes to plan on from."""
    return tuple(Route(one.team, one.places) for one in rounds)


def to_locks(rounds: Collection[CommittedRound]) -> Locks:
    """Return what is settled in committed rounds: whole rounds, and stops with their pair."""
    return Locks(
        rounds=frozenset(one.team for one in rounds if one.locked),
        pairs={stop.plan.place: one.team for one in rounds for stop in one.stops if stop.plan.locked},
    )


def _stops(session: Session, rounds: Collection[int]) -> Mapping[int, list[PlannedStop]]:
    query = select(PlannedStop).where(PlannedStop.round_id.in_(rounds)).order_by(PlannedStop.position)
    found: dict[int, list[PlannedStop]] = defaultdict(list)
    for stop in session.scalars(query):
        found[stop.round_id].append(stop)
    return found


def _visits(session: Session, rounds: Collection[int]) -> Mapping[int, dict[int, VisitDone]]:
    """Return the visits of each round, by identifier."""
    people = (
        select(Contact.visit_id, func.sum(Contact.count).label("people"))
        .join(Visit, Visit.id == Contact.visit_id)
        .where(Visit.round_id.in_(rounds))
        .group_by(Contact.visit_id)
        .subquery()
    )
    query = (
        select(Visit, people.c.people)
        .join(people, people.c.visit_id == Visit.id, isouter=True)
        .where(Visit.round_id.in_(rounds))
        .order_by(Visit.id)
    )
    found: dict[int, dict[int, VisitDone]] = defaultdict(dict)
    for visit, met in session.execute(query):
        arrival = None if visit.arrival is None else to_window(visit.arrival, visit.arrival).opens_min
        found[visit.round_id][visit.id] = VisitDone(
            visit.place_id, visit.outcome, arrival, visit.minutes, int(met or 0)
        )
    return found


def _committed(
    one: Round,
    plan: RoundPlan,
    stops: list[PlannedStop],
    done: tuple[Mapping[int, VisitDone], Mapping[int, VisitDone]],
) -> CommittedRound:
    """Return a round with what was recorded on it, by visit, and what files say, by place."""
    visits, by_file = done
    planned = {stop.visit_id for stop in stops}
    return CommittedRound(
        id=one.id,
        uid=one.uid or "",
        team=one.team_id or 0,
        service=one.service_id,
        day=one.day,
        begun=one.status is RoundStatus.DONE,
        hours=TimeWindow(plan.starts_min, plan.ends_min),
        depot=plan.depot_id,
        locked=plan.locked,
        committed_at=plan.committed_at,
        stops=tuple(
            CommittedStop(to_stop(stop), visits.get(stop.visit_id or 0) or by_file.get(stop.place_id))
            for stop in stops
        ),
        unplanned=tuple(visit for number, visit in visits.items() if number not in planned),
    )
