"""Appointments of the pairs: Médibus stops, consultations, meetings; and the holidays of the country."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

import holidays
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.planning.teams import to_window
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.planning import Appointment
from data.register.tables import Place, Team
from data.register.validation import attempt, date_faults, refuse_if
from data.vocabulary import AppointmentKind
from geo.rounds.model import TimeWindow

MOST_WEEKS = 12
"""Most weeks from one appointment to the next."""

HOLIDAY_LANGUAGES = {"fr": "fr", "nl": "nl", "en": "en_US"}
"""What the `holidays` library calls our languages."""


@dataclass(frozen=True)
class AppointmentDraft:
    """
    An appointment as somebody wants it to be.

    Attributes
    ----------
    kind : AppointmentKind
        What it is.
    team : int or None
        The pair whose time it takes.
    place : int or None
        Where, if it is a place of the register.
    first_day, last_day : date or None
        First day, and the last on which it may happen; None for the latter is open-ended.
    every_weeks : int
        Weeks from one to the next, on the weekday of the first day; 0 for once.
    starts, ends : time or None
        Its hours; those that end before they start run past midnight.
    """

    kind: AppointmentKind = AppointmentKind.MEDIBUS
    team: int | None = None
    place: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    every_weeks: int = 0
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class AppointmentRecord:
    """
    An appointment of the register.

    Attributes
    ----------
    id : int
        Its identifier.
    service : int
        The service of its pair.
    draft : AppointmentDraft
        All that can be edited.
    """

    id: int
    service: int
    draft: AppointmentDraft


@dataclass(frozen=True, order=True)
class Occurrence:
    """
    One day of an appointment.

    Attributes
    ----------
    day : date
        The operational day.
    hours : TimeWindow
        In minutes since its midnight.
    team : int
        The pair.
    appointment : int
        Identifier of the appointment.
    """

    day: date
    hours: TimeWindow
    team: int
    appointment: int


def load_appointments(engine: Engine, service: int | None = None) -> list[AppointmentRecord]:
    """
    Load all appointments.

    Parameters
    ----------
    engine : Engine
        The register.
    service : int, optional
        Only those of the pairs of this service.

    Returns
    -------
    list of AppointmentRecord
        By first day.
    """
    query = (
        select(Appointment, Team.service_id)
        .join(Team, Team.id == Appointment.team_id)
        .order_by(Appointment.first_day, Appointment.id)
    )
    if service is not None:
        query = query.where(Team.service_id == service)
    with Session(engine) as session:
        return [AppointmentRecord(row.id, owner, _to_draft(row)) for row, owner in session.execute(query)]


def save_appointment(
    engine: Engine,
    draft: AppointmentDraft,
    appointment: int | None = None,
    *,
    seen: AppointmentDraft | None = None,
) -> Saved:
    """
    Add an appointment, or change one.

    Parameters
    ----------
    engine : Engine
        The register.
    draft : AppointmentDraft
        As it should be.
    appointment : int, optional
        The one to change; None adds one.
    seen : AppointmentDraft, optional
        As the screen showed it; the change is refused if somebody changed it since.

    Returns
    -------
    Saved
        Its identifier, or every fault at once.
    """

    def change(session: Session) -> int:
        row = Appointment() if appointment is None else session.get(Appointment, appointment)
        if row is None:
            raise RefusedError(Fault(FaultCode.GONE))
        if appointment is not None and seen is not None and _to_draft(row) != seen:
            raise RefusedError(Fault(FaultCode.CHANGED_MEANWHILE))
        refuse_if(list(draft_faults(session, draft)))
        return _write(session, row, draft)

    return attempt(engine, change)


def delete_appointment(engine: Engine, appointment: int) -> Saved:
    """
    Take an appointment away.

    Parameters
    ----------
    engine : Engine
        The register.
    appointment : int
        Its identifier.

    Returns
    -------
    Saved
        Its identifier, or that it is gone already.
    """

    def change(session: Session) -> int:
        row = session.get(Appointment, appointment)
        if row is None:
            raise RefusedError(Fault(FaultCode.GONE))
        session.delete(row)
        return appointment

    return attempt(engine, change)


def draft_faults(session: Session, draft: AppointmentDraft) -> Iterator[Fault]:
    """
    Find all that is wrong with an appointment.

    Parameters
    ----------
    session : Session
        An open one, to look up the pair and the place.
    draft : AppointmentDraft
        As it should be.

    Yields
    ------
    Fault
        In the order of the fields.
    """
    if draft.team is None or session.get(Team, draft.team) is None:
        yield Fault(FaultCode.PAIR_UNKNOWN, "team")
    if draft.place is not None and session.get(Place, draft.place) is None:
        yield Fault(FaultCode.PLACE_UNKNOWN, "place")
    if draft.first_day is None:
        yield Fault(FaultCode.DATE_MISSING, "first_day")
    yield from date_faults(draft.first_day, "first_day")
    yield from date_faults(draft.last_day, "last_day")
    if draft.first_day and draft.last_day and draft.last_day < draft.first_day:
        yield Fault(FaultCode.DATES_REVERSED, "last_day")
    if not 0 <= draft.every_weeks <= MOST_WEEKS:
        yield Fault(FaultCode.WEEKS_OUT_OF_RANGE, "every_weeks")
    if draft.starts is None or draft.ends is None:
        yield Fault(FaultCode.HOURS_MISSING, "starts" if draft.starts is None else "ends")
    elif draft.starts == draft.ends:
        yield Fault(FaultCode.HOURS_EMPTY, "ends")


def occurrences(records: Iterable[AppointmentRecord], first: date, last: date) -> list[Occurrence]:
    """
    Return every day on which appointments happen.

    Parameters
    ----------
    records : iterable of AppointmentRecord
        The appointments.
    first, last : date
        Operational days to look at, both included.

    Returns
    -------
    list of Occurrence
        By day and hour.
    """
    return sorted(_days_of(records, first, last))


def _days_of(records: Iterable[AppointmentRecord], first: date, last: date) -> Iterator[Occurrence]:
    for record in records:
        draft = record.draft
        if draft.first_day and draft.starts and draft.ends and draft.team is not None:
            hours = to_window(draft.starts, draft.ends)
            for day in appointment_days(draft.first_day, draft.last_day, draft.every_weeks, (first, last)):
                yield Occurrence(day, hours, draft.team, record.id)


def appointment_days(
    first_day: date, last_day: date | None, every_weeks: int, span: tuple[date, date]
) -> list[date]:
    """
    Return the days of one appointment within a span.

    Parameters
    ----------
    first_day, last_day : date, date or None
        First day, and the last on which it may happen.
    every_weeks : int
        Weeks from one to the next; 0 for once.
    span : tuple of date
        First and last day to look at.

    Returns
    -------
    list of date
        In order.
    """
    first, last = span
    until = min(last, last_day) if last_day else last
    if every_weeks == 0:
        return [first_day] if first <= first_day <= until else []
    step = timedelta(weeks=every_weeks)
    skipped = max(0, -(-(first - first_day) // step))
    day = first_day + skipped * step
    return [day + index * step for index in range((until - day) // step + 1)]


def load_holidays(first: date, last: date, language: str) -> dict[date, str]:
    """
    Return the public holidays of Belgium.

    Parameters
    ----------
    first, last : date
        First and last day to look at, both included.
    language : str
        ``"fr"``, ``"nl"`` or ``"en"``.

    Returns
    -------
    dict of date to str
        Their names, in order of day.
    """
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays("BE", years=years, language=HOLIDAY_LANGUAGES[language])
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def _to_draft(row: Appointment) -> AppointmentDraft:
    return AppointmentDraft(
        kind=row.kind,
        team=row.team_id,
        place=row.place_id,
        first_day=row.first_day,
        last_day=row.last_day,
        every_weeks=row.every_weeks,
        starts=row.starts,
        ends=row.ends,
    )


def _write(session: Session, row: Appointment, draft: AppointmentDraft) -> int:
    if draft.team is None or draft.first_day is None or draft.starts is None or draft.ends is None:
        raise ValueError(draft)
    row.kind, row.team_id, row.place_id = draft.kind, draft.team, draft.place
    row.first_day, row.last_day, row.every_weeks = draft.first_day, draft.last_day, draft.every_weeks
    row.starts, row.ends = draft.starts, draft.ends
    session.add(row)
    session.flush()
    return row.id
