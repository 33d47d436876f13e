"""Keeping to the terms that the settings set, whenever the register is opened."""

from datetime import date, datetime

from sqlalchemy import Engine

from data.register.database import load_state
from data.retention.coarsening import coarsen, first_exact_day
from data.retention.purging import first_kept_day, purge
from data.settings import Settings


def keep_to_terms(engine: Engine, found: Settings, today: date, at: datetime) -> bool:
    """
    Purge and coarsen what the settings say; on a real register only.

    It takes a moment where there is nothing to do, so that it may be called once a day.

    Parameters
    ----------
    engine : Engine
        The register.
    found : Settings
        With `exact_days` and `keep_years`; where they are empty all is kept as it is.
    today : date
        The calendar's date.
    at : datetime
        Now, in UTC, without zone.

    Returns
    -------
    bool
        Whether the register has changed.
    """
    state = load_state(engine)
    if state.synthetic:
        return False
    before = state.revision
    if found.keep_years is not None:
        purge(engine, first_kept_day(today, found.keep_years), at)
    if found.exact_days is not None:
        coarsen(engine, first_exact_day(today, found.exact_days), at)
    return load_state(engine).revision != before
