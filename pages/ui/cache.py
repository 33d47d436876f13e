"""What screens read: loaded once a revision of the register and shared by all sessions."""

from datetime import date
from secrets import token_hex

import geopandas as gpd
import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from data.demo import fill_demo
from data.geography.basemap import load_areas
from data.imports.undoing import Batch, load_batches
from data.ledger import load_ledger, load_places, load_services
from data.register.database import connect, is_empty, load_state, reference_date
from data.register.regulations import RegulationRecord, load_regulations
from data.register.tables import RegisterState
from data.settings import settings
from geo.areas import assign_areas


@st.cache_resource(max_entries=4, show_spinner=False)
def _engine(url: str, *, demo: bool) -> Engine:
    engine = connect(url)
    if demo and is_empty(engine):
        fill_demo(engine)
    return engine


def engine() -> Engine:
    """Return the register's engine; the first call brings its schema up to date."""
    return _engine(settings().database_url, demo=settings().demo)


_STATE = "_register_state"


def refresh_state() -> None:
    """Read the register's state anew; the shell does so at the start of every run."""
    st.session_state[_STATE] = load_state(engine())


def state() -> RegisterState:
    """Return the register's state as it was when this run began."""
    if _STATE not in st.session_state:
        refresh_state()
    known: RegisterState = st.session_state[_STATE]
    return known


def today() -> date:
    """Return the product's "today": the day after the last one of a synthetic register."""
    return reference_date(state(), date.today())  # noqa: DTZ011 - the field's calendar is local


def revision() -> int:
    """Return the register's revision; it goes up with every write."""
    return state().revision


@st.cache_resource(max_entries=2, show_spinner=False)
def _ledger(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_ledger(engine())


def ledger() -> pd.DataFrame:
    """Return the ledger of visits, shared by all sessions: never change it in place."""
    return _ledger(settings().database_url, revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _places(url: str, revision: int) -> gpd.GeoDataFrame:  # noqa: ARG001 - the key of the cache
    places = load_places(engine())
    areas = load_areas(settings().var_dir)
    return places.assign(area=assign_areas(places, areas))


def places() -> gpd.GeoDataFrame:
    """Return all places with the area each lies in; shared, never change it in place."""
    return _places(settings().database_url, revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _services(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_services(engine())


def services() -> pd.DataFrame:
    """Return the services by identifier."""
    return _services(settings().database_url, revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _regulations(url: str, revision: int) -> list[RegulationRecord]:  # noqa: ARG001 - the key of the cache
    return load_regulations(engine())


def regulations() -> list[RegulationRecord]:
    """Return the ledger of regulations."""
    return _regulations(settings().database_url, revision())


@st.cache_resource(max_entries=1, show_spinner=False)
def areas() -> gpd.GeoDataFrame:
    """Return the areas that figures may be summed to."""
    return load_areas(settings().var_dir)


@st.cache_resource(max_entries=1, show_spinner=False)
def areas_reading() -> str:
    """Return what tells one reading of the areas from the next: for the keys of what is made from them."""
    return token_hex(8)


def forget_areas() -> None:
    """Read the areas anew, and which one each place lies in: a layer of municipalities came or went."""
    areas.clear()
    areas_reading.clear()
    _places.clear()


@st.cache_resource(max_entries=2, show_spinner=False)
def _batches(url: str, revision: int) -> list[Batch]:  # noqa: ARG001 - the key of the cache
    return load_batches(engine())


def batches() -> list[Batch]:
    """Return the imports of the past, the newest first."""
    return _batches(settings().database_url, revision())
