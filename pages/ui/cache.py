"""What screens read: loaded once a revision of the register and shared by those who may see the same."""

from datetime import date
from secrets import token_hex

import geopandas as gpd
import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from data.geography.basemap import load_areas
from data.imports.undoing import Batch, load_batches
from data.ledger import load_ledger, load_places, load_services
from data.register.database import load_state, reference_date
from data.register.regulations import RegulationRecord, load_regulations
from data.register.tables import RegisterState
from data.settings import settings
from geo.areas import assign_areas
from pages.ui.access import NotAllowedError, actor, may_edit, may_open, may_read, may_record
from pages.ui.connection import register_engine


def engine() -> Engine:
    """Return the register's engine, for reading and for what is no record."""
    if not actor().roles:
        raise NotAllowedError
    return register_engine()


def engine_to_edit(service: int | None = None) -> Engine:
    """Return the register's engine, for changing records; with *service*, what that service looks after."""
    if not may_edit(service):
        raise NotAllowedError
    return register_engine()


def engine_to_edit_all() -> Engine:
    """Return the register's engine, for changing what holds for all services, such as weights."""
    if actor().service is not None:
        raise NotAllowedError
    return engine_to_edit()


def engine_to_record(service: int) -> Engine:
    """Return the register's engine, for recording visits of the rounds of *service*."""
    if not may_record(service):
        raise NotAllowedError
    return register_engine()


def engine_to_publish() -> Engine:
    """Return the register's engine, for making and keeping releases."""
    if not may_open("publish"):
        raise NotAllowedError
    return register_engine()


def _own_service() -> int | None:
    """Return the one service to which all figures are limited, or None; refuse whoever may see none."""
    if not may_read():
        raise NotAllowedError
    return actor().service


def source() -> str:
    """
    Return what tells figures of one register and one service from others.

    It belongs, with `revision`, into the key of each cache of what is made from records.
    """
    service = _own_service()
    url = settings().database_url
    return url if service is None else f"{url} service={service}"


_STATE = "_register_state"


def refresh_state() -> None:
    """Read the register's state anew; the shell does so at the start of every run."""
    st.session_state[_STATE] = load_state(register_engine())


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
    return load_ledger(register_engine())


@st.cache_resource(max_entries=8, show_spinner=False)
def _ledger_of(url: str, revision: int, service: int) -> pd.DataFrame:
    visits = _ledger(url, revision)
    return visits[visits["service"] == service].reset_index(drop=True)


def ledger() -> pd.DataFrame:
    """Return the ledger of the visits that whoever asks may see; shared, never change it in place."""
    service = _own_service()
    key = (settings().database_url, revision())
    return _ledger(*key) if service is None else _ledger_of(*key, service)


@st.cache_resource(max_entries=2, show_spinner=False)
def _places(url: str, revision: int) -> gpd.GeoDataFrame:  # noqa: ARG001 - the key of the cache
    places = load_places(register_engine())
    areas = load_areas(settings().var_dir)
    return places.assign(area=assign_areas(places, areas))


def places() -> gpd.GeoDataFrame:
    """Return the places that whoever asks may see, with the area of each; never change it in place."""
    service = _own_service()
    found = _places(settings().database_url, revision())
    if service is None:
        return found
    # Those it looks after, and those of others that it went to itself.
    return found[(found["service"] == service) | found.index.isin(ledger()["place"])]


@st.cache_resource(max_entries=2, show_spinner=False)
def _services(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_services(register_engine())


def services() -> pd.DataFrame:
    """Return the services that whoever asks may see, by identifier."""
    found = all_services()
    service = actor().service
    return found if service is None else found.loc[found.index == service]


def seen_services(chosen: frozenset[int]) -> frozenset[int]:
    """Return the services to count where *chosen* are, none meaning all; for one service always that one."""
    service = _own_service()
    return chosen if service is None else frozenset({service})


def all_services() -> pd.DataFrame:
    """Return all services by identifier, for what is no record, such as accounts."""
    return _services(settings().database_url, revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _regulations(url: str, revision: int) -> list[RegulationRecord]:  # noqa: ARG001 - the key of the cache
    return load_regulations(register_engine())


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
    return load_batches(register_engine())


def batches() -> list[Batch]:
    """Return the imports of the past, the newest first; none for one service: a file may hold several."""
    return _batches(settings().database_url, revision()) if _own_service() is None else []
