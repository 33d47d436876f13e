"""Rounds to come: committed as a whole evening, read back with what came of them, and taken back."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from data.planning.teams import TeamRecord, to_records
from data.register.faults import Fault, FaultCode, Saved
from data.register.place_checks import PlaceStatus, status_on
from data.register.planning import CancelledRound, PlannedStop, RoundPlan
from data.register.tables import Place, Round, Team
from data.register.validation import attempt, refuse_if
from data.vocabulary import RoundStatus
from geo.rounds.model import TimeWindow


@dataclass(frozen=True)
class StopDraft:
    """
    A stop that a round is to have.

    Attributes
    ----------
    place : int
        Where.
    arrival_min, latest_arrival_min : int
        When the pair arrives, usually and at worst.
    service_min : int
        Length of the visit.
    required, locked : bool
        Whether the round must go there, and whether the stop stays when it is planned again.
    """

    place: int
    arrival_min: int
    latest_arrival_min: int
    service_min: int
    required: bool = False
    locked: bool = False


@dataclass(frozen=True)
class RoundDraft:
    """
    The round that a pair is to make; without stops the pair stays in.

    Attributes
    ----------
    team : int
        The pair.
    hours : TimeWindow
        Leaving the office and being back.
    depot : int
        The office.
    stops : tuple of StopDraft
        In order.
    locked : bool
        Whether it stays as it is when the evening is planned again.
    uid : str or None
        What calendars have known it by; None where the register knows, or where it is new.
    """

    team: int
    hours: TimeWindow
    depot: int
    stops: tuple[StopDraft, ...] = ()
    locked: bool = False
    uid: str | None = None


Stamp = tuple[int, str, datetime]
"""Pair, identifier and time of one committed round: what a screen has seen of it."""


@dataclass(frozen=True)
class Commit:
    """
    The outcome of committing an evening.

    Attributes
    ----------
    rounds : tuple of int
        The rounds that were written.
    before : tuple of RoundDraft
        What these pairs had before, those that stayed in without stops: committing it takes this back.
    after : tuple of Stamp
        The rounds as they were written; whoever takes this back has seen these and no later ones.
    faults : tuple of Fault
        Every reason for which nothing was written. Their fields are ``pair_<id>`` and ``place_<id>``.
    """

    rounds: tuple[int, ...] = ()
    before: tuple[RoundDraft, ...] = ()
    after: tuple[Stamp, ...] = ()
    faults: tuple[Fault, ...] = ()


def commit_evening(
    engine: Engine,
    day: date,
    drafts: Sequence[RoundDraft],
    *,
    seen: Collection[Stamp],
    today: date,
    at: datetime,
    waived: Collection[int] = (),
) -> Commit:
    """
    Commit the rounds of an evening, all or none.

    A pair that had a round keeps its identifier and gets new stops; one whose draft has no stops loses it.
    Pairs without a draft are left alone.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        The operational day.
    drafts : sequence of RoundDraft
        One a pair.
    seen : collection of Stamp
        The rounds of these pairs as the screen showed them; refused where somebody changed one since.
    today : date
        The product's today.
    at : datetime
        The moment, in UTC without zone.
    waived : collection of int
        Pairs without a nurse or without a worker that go out all the same this evening.

    Returns
    -------
    Commit
        With the rounds, or every fault at once.
    """
    made: list[Commit] = []

    def change(session: Session) -> None:
        known = _planned(session, day, [draft.team for draft in drafts])
        refuse_if(
            [
                *_evening_faults(day, today),
                *_changed_faults(known, seen),
                *_pair_faults(session, drafts, waived),
                *_place_faults(session, day, drafts),
            ]
        )
        before = tuple(_draft_of(session, draft, known.get(draft.team)) for draft in drafts)
        written = [one for draft in drafts for one in _write(session, day, draft, known.get(draft.team), at)]
        after = tuple((one.team_id or 0, one.uid or "", at) for one in written)
        made.append(Commit(tuple(one.id for one in written), before, after))

    outcome: Saved = attempt(engine, change)
    return Commit(faults=outcome.faults) if outcome.faults else made[0]


def lock_round(engine: Engine, round_id: int, *, locked: bool) -> Saved:
    """
    Keep a committed round as it is when its evening is planned again, or no longer.

    Parameters
    ----------
    engine : Engine
        The register.
    round_id : int
        The round.
    locked : bool
        Whether it stays.

    Returns
    -------
    Saved
        The round's identifier, or why nothing was changed.
    """

    def change(session: Session) -> int:
        plan = session.get(RoundPlan, round_id)
        refuse_if([Fault(FaultCode.GONE)] if plan is None else [])
        if plan is not None:
            plan.locked = locked
        return round_id

    return attempt(engine, change)


def to_stop(stop: PlannedStop) -> StopDraft:
    """Return a stop of the register as a draft."""
    return StopDraft(
        place=stop.place_id,
        arrival_min=stop.arrival_min,
        latest_arrival_min=stop.latest_arrival_min,
        service_min=stop.service_min,
        required=stop.required,
        locked=stop.locked,
    )


_Known = Mapping[int, tuple[Round, RoundPlan]]


def _planned(session: Session, day: date, teams: Collection[int]) -> _Known:
    """Return the committed round of each pair on *day*, begun ones too."""
    query = (
        select(Round, RoundPlan)
        .join(RoundPlan, RoundPlan.round_id == Round.id)
        .where(Round.day == day, Round.team_id.in_(teams))
        .order_by(Round.id)
    )
    found = session.execute(query)
    return {one.team_id: (one, plan) for one, plan in found if one.team_id is not None}


def _evening_faults(day: date, today: date) -> Iterator[Fault]:
    if day < today:
        yield Fault(FaultCode.EVENING_PAST)


def _changed_faults(known: _Known, seen: Collection[Stamp]) -> Iterator[Fault]:
    begun = {team for team, (one, _plan) in known.items() if one.status is RoundStatus.DONE}
    for team in sorted(begun):
        yield Fault(FaultCode.ROUND_BEGUN, f"pair_{team}")
    now = {(team, one.uid or "", plan.committed_at) for team, (one, plan) in known.items()}
    changed = {team for team, _uid, _at in now ^ set(seen)} - begun
    for team in sorted(changed):
        yield Fault(FaultCode.CHANGED_MEANWHILE, f"pair_{team}")


def _pair_faults(session: Session, drafts: Sequence[RoundDraft], waived: Collection[int]) -> Iterator[Fault]:
    rows = session.scalars(select(Team).where(Team.id.in_([draft.team for draft in drafts]))).all()
    teams: Mapping[int, TeamRecord] = {team.id: team for team in to_records(session, rows)}
    for draft in drafts:
        team, field = teams.get(draft.team), f"pair_{draft.team}"
        if team is None or (draft.stops and not team.active):
            yield Fault(FaultCode.PAIR_CLOSED, field)
        elif draft.stops and team.lacks and team.id not in waived:
            yield Fault(FaultCode.PAIR_INCOMPLETE, field)
        if draft.stops and session.get(Place, draft.depot) is None:
            yield Fault(FaultCode.PAIR_WITHOUT_DEPOT, field)


def _place_faults(session: Session, day: date, drafts: Sequence[RoundDraft]) -> Iterator[Fault]:
    times = Counter(stop.place for draft in drafts for stop in draft.stops)
    others = _elsewhere(session, day, [draft.team for draft in drafts])
    rows = session.scalars(select(Place).where(Place.id.in_(times)))
    places = {place.id: place for place in rows}
    for place, count in sorted(times.items()):
        field = f"place_{place}"
        if place not in places:
            yield Fault(FaultCode.PLACE_UNKNOWN, field)
        elif status_on(places[place].active_from, places[place].active_to, day) is not PlaceStatus.ACTIVE:
            yield Fault(FaultCode.PLACE_SHUT_DOWN, field)
        if count > 1 or place in others:
            yield Fault(FaultCode.PLACE_TWICE, field)


def _elsewhere(session: Session, day: date, teams: Collection[int]) -> frozenset[int]:
    """Return the places on rounds that other pairs have on *day*."""
    query = (
        select(PlannedStop.place_id)
        .join(Round, Round.id == PlannedStop.round_id)
        .where(Round.day == day, Round.team_id.not_in(teams))
    )
    return frozenset(session.scalars(query))


def _draft_of(session: Session, draft: RoundDraft, known: tuple[Round, RoundPlan] | None) -> RoundDraft:
    """Return what the pair of *draft* has now."""
    if known is None:
        return RoundDraft(draft.team, draft.hours, draft.depot)
    one, plan = known
    stops = tuple(to_stop(stop) for stop in _stops(session, one.id))
    hours = TimeWindow(plan.starts_min, plan.ends_min)
    return RoundDraft(draft.team, hours, plan.depot_id, stops, plan.locked, one.uid)


def _stops(session: Session, round_id: int) -> Iterable[PlannedStop]:
    query = select(PlannedStop).where(PlannedStop.round_id == round_id).order_by(PlannedStop.position)
    return session.scalars(query).all()


def _write(
    session: Session, day: date, draft: RoundDraft, known: tuple[Round, RoundPlan] | None, at: datetime
) -> Iterator[Round]:
    """Write one round and yield it; where the pair stays in, take away what it had."""
    if not draft.stops:
        if known is not None:
            _take_away(session, *known, at)
        return
    one, plan = known or _new_round(session, day, draft)
    plan.starts_min, plan.ends_min = draft.hours.opens_min, draft.hours.closes_min
    plan.depot_id, plan.locked, plan.committed_at = draft.depot, draft.locked, at
    session.add(plan)
    session.execute(delete(PlannedStop).where(PlannedStop.round_id == one.id))
    session.add_all(
        PlannedStop(
            round_id=one.id,
            place_id=stop.place,
            position=position,
            arrival_min=stop.arrival_min,
            latest_arrival_min=stop.latest_arrival_min,
            service_min=stop.service_min,
            required=stop.required,
            locked=stop.locked,
        )
        for position, stop in enumerate(draft.stops)
    )
    session.flush()
    yield one


def _take_away(session: Session, one: Round, plan: RoundPlan, at: datetime) -> None:
    """Delete a round, and keep for calendars that it does not take place."""
    if one.uid is not None and one.team_id is not None:
        session.add(
            CancelledRound(
                uid=one.uid,
                team_id=one.team_id,
                day=one.day,
                starts_min=plan.starts_min,
                ends_min=plan.ends_min,
                cancelled_at=at,
            )
        )
    session.delete(plan)
    session.flush()
    session.delete(one)


def _new_round(session: Session, day: date, draft: RoundDraft) -> tuple[Round, RoundPlan]:
    """Return a new round; to calendars it is the one that the pair had that day, if it had one."""
    service = session.get_one(Team, draft.team).service_id
    of_day = select(CancelledRound).where(CancelledRound.team_id == draft.team, CancelledRound.day == day)
    cancelled = session.scalar(of_day)
    if cancelled is not None:
        session.delete(cancelled)
    one = Round(
        service_id=service,
        team_id=draft.team,
        status=RoundStatus.PLANNED,
        day=day,
        uid=draft.uid or (cancelled.uid if cancelled else uuid.uuid4().hex),
    )
    session.add(one)
    session.flush()
    return one, RoundPlan(round_id=one.id)
