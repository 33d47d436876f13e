"""Exact days become months, and hours parts of the day: docs/methods/retention.md.

The rows are written anew under shuffled ids: in the order in which they came, a number would tell the day
nearly as well as the day itself. They lose the number of their import for the same reason.
"""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data import audit
from data.imports.content import DETAILS, OF_A_DAY
from data.imports.keeping import HELD_BY_VISITS, Row, in_parts, table
from data.register import tables as t
from data.register.database import STATE_ID, load_state, scrub, writing
from data.reports.counts import first_day
from data.retention.finishing import finish_imports
from data.retention.plans import count_plans, forget_plans
from data.vocabulary import BAND_STARTS, DAY_STARTS_AT, AuditAction

_HOURS_A_DAY = 24

_LINKED = dict.fromkeys((*HELD_BY_VISITS, *OF_A_DAY))
"""Tables of what was counted, on a visit or beside one, and of what was observed."""


@dataclass(frozen=True)
class Coarsened:
    """
    What a coarsening did.

    Attributes
    ----------
    exact_from : date or None
        First day that the register keeps exactly; None where it keeps all of them so.
    visits, others : int
        How many visits, and records beside visits, are kept by month since now.
    """

    exact_from: date | None
    visits: int = 0
    others: int = 0


class _RoundKey(NamedTuple):
    """What the rounds of a month that become one have in common."""

    service_id: int
    team_id: int | None
    status: str
    day: date


def first_exact_day(today: date, exact_days: int) -> date:
    """
    Return the first day that may be kept exactly.

    Parameters
    ----------
    today : date
        What the register calls today.
    exact_days : int
        Days after which a date becomes a month.

    Returns
    -------
    date
        The first of a month: a month is coarsened as a whole, once all its days are that old.
    """
    return (today - timedelta(days=exact_days)).replace(day=1)


def month_of(day: date) -> date:
    """
    Return the day on which all records of a month stand.

    Parameters
    ----------
    day : date
        Any day.

    Returns
    -------
    date
        The first of its month.
    """
    return day.replace(day=1)


def band_start(arrival: time) -> time:
    """
    Return the hour on which all arrivals of a part of the day stand.

    Parameters
    ----------
    arrival : time
        Any time; before 06:00 it belongs to the night.

    Returns
    -------
    time
        06:00, 12:00, 18:00 or 22:00.
    """
    hour = arrival.hour + (0 if arrival.hour >= DAY_STARTS_AT else _HOURS_A_DAY)
    return time(max(start for start in BAND_STARTS.values() if start <= hour))


def coarsen(engine: Engine, limit: date, at: datetime, account: int | None = None) -> Coarsened:
    """
    Keep by month what lies before a day, and remember that it is so.

    Annual and monthly figures do not change; weekdays, the days of the last visits, the delay of entries,
    the times of rounds and what was planned for these days are gone for good. Imports that reach back so far
    can no longer be undone.

    Parameters
    ----------
    engine : Engine
        The register.
    limit : date
        First day to keep exactly, the first of a month; from `first_exact_day`.
    at : datetime
        Now, in UTC, without zone.
    account : int, optional
        Who asked for it.

    Returns
    -------
    Coarsened
        What was done; nothing where nothing exact lies before *limit*.

    Raises
    ------
    ValueError
        If *limit* is not the first of a month.
    """
    if limit != month_of(limit):
        message = f"{limit} is not the first of a month"
        raise ValueError(message)
    if not count_exact(engine, limit):
        return Coarsened(load_state(engine).exact_from)
    begun_on = first_day(engine)
    with writing(engine) as session:
        state = session.get_one(t.RegisterState, STATE_ID)
        # Read again: another process may have done it meanwhile.
        work = _Coarsening(session, limit, state.exact_from)
        visits, others = work.run()
        state.exact_from = max(limit, state.exact_from or limit)
        state.begun_on = state.begun_on or begun_on
        session.flush()
        details = {"kept": "by_month", "before": limit.isoformat(), "visits": visits}
        audit.append(session, AuditAction.RETENTION, details, account, at)
        done = Coarsened(state.exact_from, visits, others)
    scrub(engine)
    return done


def _within(name: str, limit: date, since: date | None) -> ColumnElement[bool]:
    """Return the condition of rows that are still exact and must not be."""
    day = table(name).c.day
    return and_(day < limit, day >= since) if since is not None else day < limit


def count_exact(engine: Engine, limit: date) -> dict[str, int]:
    """
    Count what a coarsening would change.

    Parameters
    ----------
    engine : Engine
        The register.
    limit : date
        First day to keep exactly.

    Returns
    -------
    dict of str to int
        Rows by table, those without any left out.
    """
    since = load_state(engine).exact_from
    counts: dict[str, int] = {}
    with Session(engine) as session:
        for name in ("round", "visit", *OF_A_DAY):
            query = select(func.count()).select_from(table(name)).where(_within(name, limit, since))
            counts[name] = session.execute(query).scalar_one()
        for name, count in count_plans(session, limit).items():
            counts[name] = max(count, counts.get(name, 0))
    return {name: count for name, count in counts.items() if count}


@dataclass(slots=True)
class _Coarsening:
    """The statements of one coarsening."""

    session: Session
    limit: date
    since: date | None

    def run(self) -> tuple[int, int]:
        """Rewrite all that is too exact; return how many visits and how many other records."""
        finish_imports(self.session, self.limit)
        forget_plans(self.session, self.limit)
        visits = self._load("visit", _within("visit", self.limit, self.since))
        held = {name: self._load(name, self._is_affected(name)) for name in _LINKED}
        old_rounds = self._load("round", _within("round", self.limit, self.since))
        rounds = self._merge_rounds(visits, old_rounds)
        self._drop(held, visits)
        numbers = self._write_visits(visits, rounds)
        others = sum(self._write_held(name, rows, numbers) for name, rows in held.items())
        self._settle_rounds([_number(row["id"]) for row in old_rounds])
        return len(visits), others

    def _load(self, name: str, condition: ColumnElement[bool]) -> list[Row]:
        found = self.session.execute(select(table(name)).where(condition).order_by(table(name).c.id))
        return [dict(row) for row in found.mappings()]

    def _is_affected(self, name: str) -> ColumnElement[bool]:
        """Return the condition of rows on a coarse visit, or of a coarse day of their own."""
        conditions: list[ColumnElement[bool]] = []
        if name in HELD_BY_VISITS:
            visits = select(table("visit").c.id).where(_within("visit", self.limit, self.since))
            conditions.append(table(name).c.visit_id.in_(visits))
        if name in OF_A_DAY:
            conditions.append(_within(name, self.limit, self.since))
        return or_(*conditions)

    def _merge_rounds(self, visits: list[Row], old: list[Row]) -> dict[int, dict[date, int]]:
        """Make one round for each service, team, status and month; return them by old round and month."""
        columns = table("round").c
        numbers = {_number(row["round_id"]) for row in visits} | {_number(row["id"]) for row in old}
        facts: dict[int, tuple[int, int | None, str]] = {}
        for part in in_parts(sorted(numbers)):
            query = select(columns.id, columns.service_id, columns.team_id, columns.status)
            for number, *fact in self.session.execute(query.where(columns.id.in_(part))):
                facts[number] = (fact[0], fact[1], fact[2])
        wanted = [(_number(row["round_id"]), month_of(_day(row["day"]))) for row in visits]
        wanted += [(_number(row["id"]), month_of(_day(row["day"]))) for row in old]
        made = self._insert_rounds({_RoundKey(*facts[number], month) for number, month in wanted})
        found: dict[int, dict[date, int]] = {}
        for number, month in wanted:
            found.setdefault(number, {})[month] = made[_RoundKey(*facts[number], month)]
        return found

    def _insert_rounds(self, keys: Collection[_RoundKey]) -> dict[_RoundKey, int]:
        made: dict[_RoundKey, int] = {}
        statement = insert(table("round")).returning(table("round").c.id, sort_by_parameter_order=True)
        for part in in_parts(
            sorted(keys, key=lambda key: (key.day, key.service_id, key.team_id or 0, key.status))
        ):
            ids = self.session.scalars(statement, [key._asdict() for key in part])
            made |= zip(part, ids, strict=True)
        return made

    def _drop(self, held: Mapping[str, list[Row]], visits: list[Row]) -> None:
        for name, rows in (*held.items(), ("visit", visits)):
            for part in in_parts([_number(row["id"]) for row in rows]):
                self.session.execute(delete(table(name)).where(table(name).c.id.in_(part)))

    def _write_visits(self, visits: list[Row], rounds: Mapping[int, Mapping[date, int]]) -> dict[int, int]:
        """Write visits by month, and return their new ids by the old ones."""
        numbers = _shuffled(visits)
        for row in visits:
            month = month_of(_day(row["day"]))
            arrival = row["arrival"]
            row |= {
                "id": numbers[_number(row["id"])],
                "round_id": rounds[_number(row["round_id"])][month],
                "day": month,
                "arrival": band_start(arrival) if isinstance(arrival, time) else None,
                "recorded_on": None,
                "batch_id": None,
            }
        self._insert("visit", visits)
        return numbers

    def _write_held(self, name: str, rows: list[Row], visits: Mapping[int, int]) -> int:
        """Write what was counted by month; return how many rows stood beside any visit."""
        numbers = _shuffled(rows)
        for row in rows:
            row["id"] = numbers[_number(row["id"])]
            if row.get("visit_id") is not None:
                row["visit_id"] = visits.get(_number(row["visit_id"]), row["visit_id"])
            if name in OF_A_DAY and _day(row["day"]) < self.limit:
                row |= {"day": month_of(_day(row["day"])), "batch_id": None}
        self._insert(name, rows)
        return sum(1 for row in rows if name in DETAILS and row.get("visit_id") is None)

    def _insert(self, name: str, rows: list[Row]) -> None:
        for part in in_parts(sorted(rows, key=lambda row: _number(row["id"]))):
            self.session.execute(insert(table(name)), part)

    def _settle_rounds(self, old: Collection[int]) -> None:
        """Drop the rounds that the merged ones stand for; one that exact visits need loses its times."""
        rounds, visits = table("round").c, table("visit").c
        used = select(visits.id).where(visits.round_id == rounds.id).exists()
        for part in in_parts(old):
            self.session.execute(delete(table("round")).where(rounds.id.in_(part), ~used))
            left = list(self.session.execute(select(rounds.id, rounds.day).where(rounds.id.in_(part))))
            for number, day in left:
                values = {"day": month_of(day), "started_at": None, "ended_at": None, "batch_id": None}
                self.session.execute(update(table("round")).where(rounds.id == number).values(values))


def _shuffled(rows: Iterable[Row]) -> dict[int, int]:
    """Return a new id for each row: those they had, dealt out by the system's randomness."""
    old = [_number(row["id"]) for row in rows]
    new = list(old)
    random.SystemRandom().shuffle(new)
    return dict(zip(old, new, strict=True))


def _number(value: object) -> int:
    if not isinstance(value, int):
        message = f"{type(value).__name__} is no id"
        raise TypeError(message)
    return value


def _day(value: object) -> date:
    if not isinstance(value, date):
        message = f"{type(value).__name__} is no day"
        raise TypeError(message)
    return value
