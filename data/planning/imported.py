"""Visits of an evening that came with a file, beside the rounds that were planned here."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.register.tables import Round, Visit


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
