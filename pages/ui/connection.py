"""The register's engine, opened once; screens ask `pages.ui.cache` for it, which looks at who asks."""

import logging
from datetime import UTC, date, datetime

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.demo import fill_demo
from data.register.database import is_empty, open_register
from data.register.encryption import LockedRegisterError
from data.retention import keep_to_terms
from data.settings import settings
from pages.ui.text import _

_log = logging.getLogger(__name__)


@st.cache_resource(max_entries=4, show_spinner=False)
def _engine(url: str, *, demo: bool) -> Engine:  # noqa: ARG001 - the key of the cache
    engine = open_register(settings())
    if demo and is_empty(engine):
        fill_demo(engine)
    return engine


@st.cache_resource(max_entries=4, show_spinner=False)
def _keep_to_terms(url: str, day: date) -> None:  # noqa: ARG001 - once a day for each register
    try:
        keep_to_terms(register_at_hand(), settings(), day, datetime.now(UTC).replace(tzinfo=None))
    except SQLAlchemyError:
        # Somebody else may be writing: it is done tomorrow, and nobody waits for it today.
        _log.exception("old records could not be made coarser or taken away")


def register_at_hand() -> Engine:
    """Return the register's engine without looking whether records are too old."""
    return _engine(settings().database_url, demo=settings().demo)


def register_engine() -> Engine:
    """
    Return the register's engine, for whoever asks; the first call brings its schema up to date.

    Where key, file and settings do not fit together it draws why, and the run ends.
    """
    try:
        engine = register_at_hand()
    except LockedRegisterError as error:
        st.error(_(error.problem), icon=":material/lock:")
        st.markdown(_(error.remedy))
        st.stop()
    _keep_to_terms(settings().database_url, date.today())  # noqa: DTZ011 - the field's calendar is local
    return engine
