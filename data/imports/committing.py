"""Writing a checked file into the register: all of it or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, Engine, bindparam, insert, select, update
from sqlalchemy.orm import Session

from data.imports.checking import Checked
from data.imports.comparing import Plan, compare
from data.imports.content import (
    DETAILS,
    OF_A_VISIT,
    ONLY_OF_A_VISIT,
    Content,
    Detail,
    RoundKey,
    Visit,
    VisitKey,
)
from data.imports.keeping import Row, in_parts, keep_days, keep_empty_rounds, keep_visits, table
from data.imports.sheets import Advance
from data.imports.stored import Stored, load_stored
from data.register.database import writing
from data.register.intake import ImportBatch
from data.vocabulary import RoundStatus

_COMPARED = 0.2
_ROUNDS_WRITTEN = 0.3
_VISITS_WRITTEN = 0.5


@dataclass(frozen=True)
class Receipt:
    """
    What a commit did.

    Attributes
    ----------
    batch : int or None
        The import, for undoing; None where the register held all of the file already.
    plan : Plan
        What was new, replaced and unchanged.
    """

    batch: int | None
    plan: Plan


def preview(engine: Engine, content: Content) -> tuple[Plan, Stored]:
    """
    Compare a file with the register without writing.

    Parameters
    ----------
    engine : Engine
        The register.
    content : Content
        What the file holds.

    Returns
    -------
    plan : Plan
        What would be new, replaced and unchanged.
    stored : Stored
        The span of the register that the file covers.
    """
    with Session(engine) as session:
        stored = _stored(session, content)
    return compare(content, stored.content), stored


def _stored(session: Session, content: Content) -> Stored:
    span = content.span()
    return Stored() if span is None else load_stored(session, *span)


def commit(
    engine: Engine, checked: Checked, sha256: str, at: datetime, advance: Advance = lambda _: None
) -> Receipt:
    """
    Write a checked file into the register in one transaction.

    Parameters
    ----------
    engine : Engine
        The register.
    checked : Checked
        A file without faults.
    sha256 : str
        From `data.imports.checking.fingerprint`.
    at : datetime
        Now, without time zone.
    advance : callable, optional
        Told how far the work has come.

    Returns
    -------
    Receipt
        Without a batch where there was nothing to write: then the register is untouched.

    Raises
    ------
    ValueError
        If the file has faults.
    """
    if checked.faults:
        message = f"a file with {len(checked.faults)} faults cannot be committed"
        raise ValueError(message)
    plan, _ = preview(engine, checked.content)
    if plan.changes_nothing:
        return Receipt(None, plan)
    with writing(engine) as session:
        # Compared again inside the transaction: somebody else may have written since the preview.
        stored = _stored(session, checked.content)
        plan = compare(checked.content, stored.content)
        advance(_COMPARED)
        batch = ImportBatch(
            imported_at=at,
            sha256=sha256,
            rows=checked.rows,
            visits_added=len(plan.new),
            visits_replaced=len(plan.replaced),
            visits_unchanged=len(plan.unchanged),
        )
        session.add(batch)
        session.flush()
        number = batch.id
        _Writer(session, number, checked.content, stored).write(plan, advance)
    return Receipt(number, plan)


@dataclass(slots=True)
class _Writer:
    """The statements of one commit."""

    session: Session
    batch: int
    content: Content
    stored: Stored

    def write(self, plan: Plan, advance: Advance) -> None:
        """Write what *plan* says."""
        replaced = {key: self.stored.visit_ids[key] for key in plan.replaced}
        left = self._rounds_of(replaced.values())
        keep_visits(self.session, self.batch, replaced.values())
        keep_days(self.session, self.batch, plan.replaced_days)
        rounds = self._rounds([*plan.new, *plan.replaced])
        advance(_ROUNDS_WRITTEN)
        self._update(replaced, rounds)
        ids = {**replaced, **self._insert(plan.new, rounds)}
        advance(_VISITS_WRITTEN)
        self._insert_details(ids, plan, advance)
        keep_empty_rounds(self.session, self.batch, left)
        advance(1.0)

    def _rounds_of(self, visits: Iterable[int]) -> set[int]:
        columns = table("visit").c
        found: set[int] = set()
        for part in in_parts(visits):
            found |= set(
                self.session.scalars(select(columns.round_id).where(columns.id.in_(part)).distinct())
            )
        return found

    def _rounds(self, keys: list[VisitKey]) -> dict[RoundKey, int]:
        """Return the round of each visit, making those that are missing."""
        wanted = dict.fromkeys(self.content.visits[key].round_key(key) for key in keys)
        found = self._known_rounds(wanted)
        missing = [key for key in wanted if key not in found]
        rows = [{**key._asdict(), "status": RoundStatus.DONE, "batch_id": self.batch} for key in missing]
        for row in rows:
            row["service_id"], row["team_id"] = row.pop("service"), row.pop("team")
        return found | dict(zip(missing, self._insert_rows("round", rows), strict=True))

    def _known_rounds(self, wanted: Iterable[RoundKey]) -> dict[RoundKey, int]:
        days = [key.day for key in wanted]
        if not days:
            return {}
        columns = table("round").c
        query = (
            select(
                columns.id,
                columns.service_id,
                columns.day,
                columns.team_id,
                columns.started_at,
                columns.ended_at,
            )
            .where(columns.day.between(min(days), max(days)), columns.status == RoundStatus.DONE)
            .order_by(columns.id.desc())
        )
        return {RoundKey(*rest): number for number, *rest in self.session.execute(query)}

    def _visit_row(self, key: VisitKey, rounds: dict[RoundKey, int]) -> Row:
        visit = self.content.visits[key]
        return {
            "round_id": rounds[visit.round_key(key)],
            "place_id": key.place,
            "day": key.day,
            "arrival": key.arrival,
            "minutes": visit.minutes,
            "outcome": visit.outcome,
            "recorded_on": visit.recorded_on,
            "batch_id": self.batch,
        }

    def _insert(self, keys: list[VisitKey], rounds: dict[RoundKey, int]) -> dict[VisitKey, int]:
        rows = [self._visit_row(key, rounds) for key in keys]
        return dict(zip(keys, self._insert_rows("visit", rows), strict=True))

    def _insert_rows(self, name: str, rows: list[Row]) -> list[int]:
        """Insert rows and return their ids in the same order."""
        found: list[int] = []
        statement = insert(table(name)).returning(table(name).c.id, sort_by_parameter_order=True)
        for part in in_parts(rows):
            found.extend(self.session.scalars(statement, part))
        return found

    def _update(self, replaced: dict[VisitKey, int], rounds: dict[RoundKey, int]) -> None:
        rows = [{"visit": number, **self._visit_row(key, rounds)} for key, number in replaced.items()]
        for part in in_parts(rows):
            update_visits(self.session, part)

    def _insert_details(self, ids: dict[VisitKey, int], plan: Plan, advance: Advance) -> None:
        tables = ("observation", *DETAILS)
        rows: dict[str, list[Row]] = {name: [] for name in tables}
        for key, number in ids.items():
            visit = self.content.visits[key]
            if visit.is_observed():
                rows["observation"].append(_observation(number, visit))
            for detail in visit.details.elements():
                rows[detail.table].append(_visit_detail(key, number, detail, self.batch))
        for day in (*plan.new_days, *plan.replaced_days):
            for detail in self.content.days[day].elements():
                rows[detail.table].append(_day_detail(day.service, day.day, detail, self.batch))
        for position, (name, found) in enumerate(rows.items(), start=1):
            for part in in_parts(found):
                self.session.execute(insert(table(name)), part)
            advance(_VISITS_WRITTEN + (1 - _VISITS_WRITTEN) * position / len(rows))


def update_visits(session: Session, rows: Iterable[Row]) -> None:
    """
    Write all columns of visits that exist.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    rows : iterable of dict
        Values by column, and the id under ``visit``.
    """
    found = list(rows)
    if found:
        visits = table("visit")
        values: dict[str, BindParameter[object]] = {
            name: bindparam(name) for name in found[0] if name != "visit"
        }
        statement = update(visits).where(visits.c.id == bindparam("visit")).values(values)
        session.connection().execute(statement, found)


def _observation(visit_id: int, visit: Visit) -> Row:
    return {
        "visit_id": visit_id,
        "police_presence": visit.police,
        "tension": visit.tension,
        "light": visit.light,
    }


def _values(detail: Detail) -> Iterator[tuple[str, object]]:
    yield from zip(DETAILS[detail.table], detail.attributes, strict=True)
    yield "count", detail.number


def _visit_detail(key: VisitKey, visit_id: int, detail: Detail, batch: int) -> Row:
    row = {"visit_id": visit_id, **dict(_values(detail))}
    return row if detail.table in ONLY_OF_A_VISIT else _day_row(key.service, key.day, batch) | row


def _day_detail(service: int, day: date, detail: Detail, batch: int) -> Row:
    row = _day_row(service, day, batch) | dict(_values(detail))
    return {**row, "visit_id": None} if detail.table in OF_A_VISIT else row


def _day_row(service: int, day: date, batch: int) -> Row:
    return {"service_id": service, "day": day, "batch_id": batch}
