"""The counts behind a report: one grouped query a table of the register, for both periods at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Engine,
    Enum,
    Label,
    Select,
    String,
    and_,
    case,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from data.register.database import load_state, snapshot
from data.register.tables import (
    AwarenessEvent,
    Consultation,
    Contact,
    DropInVisit,
    HealthAct,
    Intervention,
    Material,
    OnlineContact,
    Place,
    Round,
    Visit,
)
from data.reports.scope import ReportScope
from data.vocabulary import Outcome, RoundStatus

Dated = Intervention | HealthAct | Material | DropInVisit | Consultation | AwarenessEvent | OnlineContact
"""What has a day and a service of its own, on a visit or not."""


@dataclass(frozen=True, eq=False)
class Counts:
    """
    Counts of a period and of the one before, each table by the columns that some report table shows.

    Every frame has ``now`` (bool, False for the period before) and ``count``.

    Attributes
    ----------
    contacts : DataFrame
        By ``place_kind``, ``service``, ``acquaintance`` and ``noted`` (whether the visit noted its minutes).
    people : DataFrame
        The same contacts by ``sex``, ``age_band``, ``nationality`` and ``role``: two groupings of one
        snapshot are far smaller than one grouping by everything.
    visits : DataFrame
        By ``place_kind`` and ``outcome``; besides the count ``minutes`` of effort and ``unnoted``, the
        visits that looked but noted no minutes.
    drop_in, interventions, material, consultations, online : DataFrame
        By the words of their tables; an empty text where a ``relay_target`` or a ``municipality`` is unknown.
    health_acts : DataFrame
        By ``kind`` and the ``place_kind`` of their visit, empty outside visits.
    events : DataFrame
        By ``kind``; besides the count of events their ``participants``.
    """

    contacts: pd.DataFrame
    people: pd.DataFrame
    visits: pd.DataFrame
    drop_in: pd.DataFrame
    interventions: pd.DataFrame
    health_acts: pd.DataFrame
    material: pd.DataFrame
    consultations: pd.DataFrame
    events: pd.DataFrame
    online: pd.DataFrame


def load_counts(engine: Engine, scope: ReportScope) -> Counts:
    """
    Count what *scope* and the period before it hold.

    Parameters
    ----------
    engine : Engine
        The register.
    scope : ReportScope
        Period and services; the visits and contacts of rounds that took place count for the service that
        went out, everything else for the service that noted it.

    Returns
    -------
    Counts
        Sums made by the database, all of one moment: what is written meanwhile is in none of them.
    """
    with snapshot(engine) as connection:
        frames = {name: pd.read_sql_query(query, connection) for name, query in _queries(scope).items()}
    return Counts(**{name: frame.astype({"now": bool}) for name, frame in frames.items()})


def first_day(engine: Engine) -> date | None:
    """
    Return the first day that anything in the register happened.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    date or None
        None for an empty register. Known to the day even where records are kept by month.
    """
    begun_on = load_state(engine).begun_on
    if begun_on is not None:
        return begun_on
    days = [
        select(func.min(day).label("day")) for day in (Visit.day, *(table.day for table in get_args(Dated)))
    ]
    with engine.connect() as connection:
        found = [connection.scalar(query) for query in days]
    return min((day for day in found if day is not None), default=None)


def _queries(scope: ReportScope) -> dict[str, Select[Any]]:
    participants = _sum(AwarenessEvent.count, "participants")
    return {
        "contacts": _contacts(scope),
        "people": _people(scope),
        "visits": _visits(scope),
        "drop_in": _dated(scope, DropInVisit, DropInVisit.service_id, DropInVisit.half_day),
        "interventions": _dated(
            scope, Intervention, Intervention.nature, Intervention.mode, optional=Intervention.relay_target
        ),
        "health_acts": _health_acts(scope),
        "material": _dated(scope, Material, Material.kind),
        "consultations": _dated(scope, Consultation, Consultation.insurance),
        "events": _dated(scope, AwarenessEvent, AwarenessEvent.kind, sums=[_number(), participants]),
        "online": _dated(scope, OnlineContact, optional=OnlineContact.municipality),
    }


def _contacts(scope: ReportScope) -> Select[Any]:
    groups = [
        _now(scope, Visit.day),
        _word(Place.kind, "place_kind"),
        Round.service_id.label("service"),
        _word(Contact.acquaintance),
        _noted().label("noted"),
    ]
    return _of_contacts(scope, groups)


def _people(scope: ReportScope) -> Select[Any]:
    columns = (Contact.sex, Contact.age_band, Contact.nationality, Contact.role)
    return _of_contacts(scope, [_now(scope, Visit.day), *map(_word, columns)])


def _of_contacts(scope: ReportScope, groups: Sequence[Label[Any]]) -> Select[Any]:
    query = select(*groups, _sum(Contact.count)).join(Visit, Visit.id == Contact.visit_id)
    return _on_rounds(query, scope).group_by(*groups)


def _visits(scope: ReportScope) -> Select[Any]:
    groups = [_now(scope, Visit.day), _word(Place.kind, "place_kind"), _word(Visit.outcome)]
    looked = Visit.outcome != Outcome.SKIPPED
    unnoted = and_(looked, func.coalesce(Visit.minutes, 0) == 0)
    query = select(
        *groups,
        _number(),
        func.sum(case((looked, func.coalesce(Visit.minutes, 0)), else_=0)).label("minutes"),
        func.sum(case((unnoted, 1), else_=0)).label("unnoted"),
    ).select_from(Visit)
    return _on_rounds(query, scope).group_by(*groups)


def _on_rounds(query: Select[Any], scope: ReportScope) -> Select[Any]:
    """Keep the visits of rounds that took place: as the ledger does, so that they agree."""
    kept = query.join(Round, Round.id == Visit.round_id).join(Place, Place.id == Visit.place_id)
    return _within(kept.where(Round.status == RoundStatus.DONE), scope, Visit.day, Round.service_id)


def _health_acts(scope: ReportScope) -> Select[Any]:
    groups = [_now(scope, HealthAct.day), _word(HealthAct.kind), _optional(Place.kind, "place_kind")]
    query = (
        select(*groups, _sum(HealthAct.count))
        .join(Visit, Visit.id == HealthAct.visit_id, isouter=True)
        .join(Place, Place.id == Visit.place_id, isouter=True)
    )
    return _within(query, scope, HealthAct.day, HealthAct.service_id).group_by(*groups)


def _dated(
    scope: ReportScope,
    table: type[Dated],
    *by: InstrumentedAttribute[Any],
    optional: InstrumentedAttribute[Any] | None = None,
    sums: Sequence[Label[int]] = (),
) -> Select[Any]:
    groups = [_now(scope, table.day), *map(_word, by)]
    if optional is not None:
        groups.append(_optional(optional))
    query = select(*groups, *(sums or [_sum(table.count)]))
    return _within(query, scope, table.day, table.service_id).group_by(*groups)


def _within(
    query: Select[Any],
    scope: ReportScope,
    day: InstrumentedAttribute[date],
    service: InstrumentedAttribute[int],
) -> Select[Any]:
    dated = query.where(day.between(scope.before.start, scope.end))
    return dated.where(service.in_(sorted(scope.services))) if scope.services else dated


def _now(scope: ReportScope, day: InstrumentedAttribute[date]) -> Label[int]:
    return case((day >= scope.start, 1), else_=0).label("now")


def _noted() -> ColumnElement[int]:
    """Whether the visit's contacts may be divided by its minutes."""
    return case((and_(Visit.outcome != Outcome.SKIPPED, Visit.minutes > 0), 1), else_=0)


def _optional(column: InstrumentedAttribute[Any], name: str = "") -> Label[Any]:
    """Return *column* as it is stored, with an empty text where nothing is."""
    return func.coalesce(_word(column).element, "").label(name or column.key)


def _word(column: InstrumentedAttribute[Any], name: str = "") -> Label[Any]:
    """Return *column* as it is stored: thousands of enumeration members would have to be made else."""
    stored = type_coerce(column, String) if isinstance(column.type, Enum) else column
    return stored.label(name or column.key)


def _sum(column: InstrumentedAttribute[int], name: str = "count") -> Label[int]:
    return func.sum(column).label(name)


def _number() -> Label[int]:
    return func.count().label("count")
