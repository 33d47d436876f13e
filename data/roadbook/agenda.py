"""What a shared calendar shows: committed rounds, and beyond them what the schedule in force promises."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.i18n import Translate
from data.planning.teams import TeamRecord, hours_on, load_teams
from data.register.planning import CancelledRound, PlannedStop, RoundPlan, ScheduledVisit, SchedulePlan
from data.register.tables import Place, Round
from data.roadbook.calendar import Entry
from data.roadbook.feeds import FeedDraft
from data.roadbook.naming import hour_text, printable, window_text
from data.vocabulary import PlanState
from geo.rounds.facts import USUAL_MIN
from geo.rounds.model import TimeWindow

BACK = timedelta(days=14)
"""How far back a calendar goes."""

PROMISED = uuid.UUID("6f0f8b0e-3c52-4f0c-9a53-0d8a3b6a7a51")
"""Root of the identifiers of what is promised and not committed yet."""


@dataclass(frozen=True)
class _Stop:
    """A stop to come: when, in words, and where."""

    when: str
    place: int


def load_agenda(engine: Engine, feed: FeedDraft, today: date, translate: Translate) -> list[Entry]:
    """
    Load what a shared calendar shows.

    Parameters
    ----------
    engine : Engine
        The register.
    feed : FeedDraft
        Whose rounds, and whether their places are named.
    today : date
        The product's today.
    translate : Translate
        The look-up of the calendar's language.

    Returns
    -------
    list of Entry
        By day and pair: rounds committed from `BACK` before *today* on, and those that were taken back; and
        from *today* on the visits of the schedule in force, one entry a day and open pair, where no round
        of that pair was committed or taken back.
    """
    teams = {
        team.id: team
        for team in load_teams(engine)
        if team.id == feed.team or (feed.team is None and team.service == feed.service)
    }
    with Session(engine) as session:
        labels = _labels(session) if feed.names_places else {}
        committed = _committed(session, teams, today - BACK)
        promised = _promised(session, [team.id for team in teams.values() if team.active], today)
    entries = {
        (one.day, one.team_id or 0): Entry(
            one.uid or "",
            teams[one.team_id or 0].code,
            one.day,
            TimeWindow(plan.starts_min, plan.ends_min),
            plan.committed_at,
            tuple(_lines([_planned(stop) for stop in stops], labels, translate)),
        )
        for one, plan, stops in committed
    }
    cancelled = load_cancelled(engine, {team.id: team.code for team in teams.values()}, today - BACK)
    taken_back = {(entry.day, entry.code) for entry in cancelled}
    for (day, team), (changed_at, visits) in promised.items():
        if (day, team) not in entries and (day, teams[team].code) not in taken_back:
            stops = [_Stop(hour_text(visit.arrival_min), visit.place_id) for visit in visits]
            entries[day, team] = Entry(
                uuid.uuid5(PROMISED, f"{team} {day.isoformat()}").hex,
                teams[team].code,
                day,
                _hours(teams[team], day, visits),
                changed_at,
                tuple(_lines(stops, labels, translate)),
            )
    return sorted([*entries.values(), *cancelled], key=lambda entry: (entry.day, entry.code, entry.cancelled))


def load_cancelled(
    engine: Engine, codes: Mapping[int, str], first: date, last: date = date.max
) -> list[Entry]:
    """
    Load the rounds that were committed and taken back, and not committed again.

    Parameters
    ----------
    engine : Engine
        The register.
    codes : mapping of int to str
        The pairs, with their codes.
    first, last : date
        Operational days, both included.

    Returns
    -------
    list of Entry
        By day and pair.
    """
    query = (
        select(CancelledRound)
        .where(CancelledRound.team_id.in_(codes), CancelledRound.day.between(first, last))
        .order_by(CancelledRound.day, CancelledRound.team_id)
    )
    with Session(engine) as session:
        return [
            Entry(
                one.uid,
                codes[one.team_id],
                one.day,
                TimeWindow(one.starts_min, one.ends_min),
                one.cancelled_at,
                cancelled=True,
            )
            for one in session.scalars(query)
        ]


def _committed(
    session: Session, teams: Collection[int], first: date
) -> list[tuple[Round, RoundPlan, list[PlannedStop]]]:
    rounds = session.execute(
        select(Round, RoundPlan)
        .join(RoundPlan, RoundPlan.round_id == Round.id)
        .where(Round.team_id.in_(teams), Round.day >= first)
    ).all()
    query = select(PlannedStop).where(PlannedStop.round_id.in_([one.id for one, _plan in rounds]))
    stops: dict[int, list[PlannedStop]] = defaultdict(list)
    for stop in session.scalars(query.order_by(PlannedStop.round_id, PlannedStop.position)):
        stops[stop.round_id].append(stop)
    return [(one, plan, stops[one.id]) for one, plan in rounds]


_Promised = dict[tuple[date, int], tuple[datetime, list[ScheduledVisit]]]


def _promised(session: Session, teams: Collection[int], first: date) -> _Promised:
    """Return the visits of the schedule in force by day and pair, each with when it was last changed."""
    query = (
        select(ScheduledVisit, SchedulePlan)
        .join(SchedulePlan, SchedulePlan.id == ScheduledVisit.plan_id)
        .where(
            SchedulePlan.state == PlanState.IN_FORCE,
            ScheduledVisit.team_id.in_(teams),
            ScheduledVisit.day >= first,
        )
        .order_by(ScheduledVisit.arrival_min, ScheduledVisit.id)
    )
    found: _Promised = {}
    for visit, plan in session.execute(query):
        # A change by hand has no time of its own: each counts as a second.
        changed_at = plan.made_at + timedelta(seconds=plan.revision)
        found.setdefault((visit.day, visit.team_id), (changed_at, []))[1].append(visit)
    return found


def _hours(team: TeamRecord, day: date, visits: Sequence[ScheduledVisit]) -> TimeWindow:
    """Return the shift that holds the first visit, else from the first visit to the end of the last."""
    first, last = visits[0].arrival_min, visits[-1].arrival_min
    shifts = (shift for shift in hours_on(team, day) if shift.opens_min <= first <= shift.closes_min)
    return next(shifts, TimeWindow(first, last + USUAL_MIN))


def _planned(stop: PlannedStop) -> _Stop:
    return _Stop(window_text(TimeWindow(stop.arrival_min, stop.latest_arrival_min)), stop.place_id)


def _labels(session: Session) -> dict[int, str]:
    rows = session.execute(select(Place.id, Place.label))
    return {number: printable(label) for number, label in rows}


def _lines(stops: Sequence[_Stop], labels: Mapping[int, str], translate: Translate) -> Iterator[str]:
    for number, stop in enumerate(stops, start=1):
        title = labels.get(stop.place) or translate("Visit {number}").format(number=number)
        yield f"{stop.when} {title}"
