"""Rounds of an evening that came with a file, beside those that are planned here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.tables import Round, Visit
from geo.rounds.model import TimeWindow


@dataclass(frozen=True)
class ImportedRound:
    """
    A round that came with a file.

    Attributes
    ----------
    service : int
        Its service.
    team : int or None
        Its pair; None where the file does not say.
    starts_min, ends_min : float or None
        Since the midnight on which the day began; None where the file does not say.
    """

    service: int
    team: int | None
    starts_min: float | None
    ends_min: float | None

    def overlaps(self, hours: TimeWindow) -> bool:
        """Tell whether it may have been out at some moment within *hours*; hours unknown may be any."""
        starts = hours.opens_min if self.starts_min is None else self.starts_min
        ends = hours.closes_min if self.ends_min is None else self.ends_min
        return starts < hours.closes_min and hours.opens_min < ends


def imported_visits(session: Session, day: date) -> list[tuple[Round, Visit]]:
    """
    Return the visits of an evening whose rounds came with a file.

    A file knows nothing of the plans made here, so that its rounds stand beside them: what was visited
    according to a file must neither be shown as still to come nor be recorded once more.

    Parameters
    ----------
    session : Session
        An open one.
    day : date
        The operational day.

    Returns
    -------
    list of (Round, Visit)
        In the order in which they were written.
    """
    query = (
        select(Round, Visit)
        .join(Visit, Visit.round_id == Round.id)
        .where(Round.day == day, Round.batch_id.is_not(None))
        .order_by(Visit.id)
    )
    return [(one, visit) for one, visit in session.execute(query)]


def is_of(planned: Round, imported: Round) -> bool:
    """Tell whether a round of a file may be the planned one: the same service and, where said, pair."""
    return imported.service_id == planned.service_id and imported.team_id in {None, planned.team_id}


def load_imported_rounds(engine: Engine, day: date) -> tuple[ImportedRound, ...]:
    """
    Load the rounds of an evening that came with a file.

    Parameters
    ----------
    engine : Engine
        The register.
    day : date
        The operational day.

    Returns
    -------
    tuple of ImportedRound
        In the order in which they were written.
    """
    query = select(Round).where(Round.day == day, Round.batch_id.is_not(None)).order_by(Round.id)
    with Session(engine) as session:
        return tuple(
            ImportedRound(
                one.service_id, one.team_id, _minute(day, one.started_at), _minute(day, one.ended_at)
            )
            for one in session.scalars(query)
        )


def overlapping(
    rounds: tuple[ImportedRound, ...], *, team: int, service: int, hours: TimeWindow
) -> Iterator[ImportedRound]:
    """
    Yield the rounds of files that the same pair may be out on at the same hours.

    Parameters
    ----------
    rounds : tuple of ImportedRound
        From `load_imported_rounds`.
    team, service : int
        A pair that is to go out, and its service.
    hours : TimeWindow
        When.

    Yields
    ------
    ImportedRound
        Of this pair, or of its service where the file names no pair.
    """
    for one in rounds:
        if one.service == service and one.team in {None, team} and one.overlaps(hours):
            yield one


def _minute(day: date, moment: datetime | None) -> float | None:
    return None if moment is None else (moment - datetime.combine(day, time())).total_seconds() / 60
