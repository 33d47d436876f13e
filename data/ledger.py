"""The ledger: every visit that took place, one row each, in memory.

All maps, charts, tables and exports read from this one frame, so that they cannot disagree: see
docs/decisions/0006-one-ledger-of-visits-in-memory.md.
"""

from datetime import date
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Integer,
    Selectable,
    String,
    case,
    cast,
    extract,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from data.register.database import load_state
from data.register.tables import Contact, HealthAct, Intervention, Place, Round, Service, Visit
from data.vocabulary import (
    BAND_STARTS,
    DAY_STARTS_AT,
    Acquaintance,
    HealthActKind,
    HourBand,
    Nature,
    Outcome,
    PlaceKind,
    RoundStatus,
)
from geo.crs import WGS84

HOURS_A_DAY = 24

SECONDS_A_DAY = 86_400

WEEKDAY_OF_THE_EPOCH = 3
"""1 January 1970 was a Thursday, and Monday is 0."""

UNKNOWN_WEEKDAY = -1
"""Weekday of a visit that is kept by month only."""


def load_ledger(engine: Engine) -> pd.DataFrame:
    """
    Load every visit of the rounds that took place.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    DataFrame
        One row a visit, sorted by day: ``visit``, ``place`` and ``service`` of the round (int32), ``kind``
        of place (category), ``day`` (datetime64[s], the operational day, or the first of the month for what
        the register keeps by month only), ``weekday`` (int8, 0 is Monday, `UNKNOWN_WEEKDAY` by month),
        ``band`` (int8, an `HourBand`), ``minutes`` of effort (float32; NaN where not noted, and on a skipped
        visit, which has none), ``outcome`` (category), ``looked`` (bool, not skipped), ``delay_days`` from
        the visit to its entry (float32, NaN unknown), and as int32 ``contacts``, ``first_contacts``,
        ``tests``, ``interventions`` and ``iv_<nature>`` for each nature.
    """
    visits = _read(engine, _visits())
    ids = pd.Index(visits["id"].to_numpy(np.int32), name="visit")
    days = visits["day"].to_numpy(np.int64) // SECONDS_A_DAY
    exact_from = load_state(engine).exact_from
    recorded = visits["recorded"].to_numpy(np.float64, na_value=np.nan) / SECONDS_A_DAY
    looked = (visits["outcome"] != Outcome.SKIPPED).to_numpy(bool)
    minutes = visits["minutes"].to_numpy(np.float32, na_value=np.nan)
    facts = pd.DataFrame(
        {
            "place": visits["place"].to_numpy(np.int32),
            "service": visits["service"].to_numpy(np.int32),
            "kind": _categories(visits["kind"], PlaceKind),
            "day": days.astype("datetime64[D]").astype("datetime64[s]"),
            "weekday": _weekdays(days, exact_from),
            "band": _bands(visits["hour"]),
            "minutes": np.where(looked, minutes, np.float32(np.nan)),
            "outcome": _categories(visits["outcome"], Outcome),
            "looked": looked,
            "delay_days": (recorded - days).astype(np.float32),
        },
        index=ids,
    )
    counts = [table.reindex(ids, fill_value=0).astype(np.int32) for table in _counts(engine)]
    return pd.concat([facts, *counts], axis=1).reset_index()


def _visits() -> Selectable:
    return (
        select(
            Visit.id,
            Visit.place_id.label("place"),
            Round.service_id.label("service"),
            type_coerce(Place.kind, String).label("kind"),
            _epoch(Visit.day).label("day"),
            Visit.minutes,
            cast(extract("hour", Visit.arrival), Integer).label("hour"),
            type_coerce(Visit.outcome, String).label("outcome"),
            _epoch(Visit.recorded_on).label("recorded"),
        )
        .join(Round, Round.id == Visit.round_id)
        .join(Place, Place.id == Visit.place_id)
        .where(Round.status == RoundStatus.DONE)
        .order_by(Visit.day, Visit.id)
    )


def _epoch(day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None]) -> ColumnElement[int]:
    """Return *day* in seconds since 1970: a number travels far faster than a date."""
    return cast(extract("epoch", day), BigInteger)


def _counts(engine: Engine) -> tuple[pd.DataFrame, ...]:
    """Return tables of counts, each by visit."""
    first = case((Contact.acquaintance == Acquaintance.FIRST, Contact.count), else_=0)
    contacts = select(
        Contact.visit_id.label("visit"),
        func.sum(Contact.count).label("contacts"),
        func.sum(first).label("first_contacts"),
    ).group_by(Contact.visit_id)
    tests = (
        select(HealthAct.visit_id.label("visit"), func.sum(HealthAct.count).label("tests"))
        .where(HealthAct.kind == HealthActKind.TROD, HealthAct.visit_id.is_not(None))
        .group_by(HealthAct.visit_id)
    )
    return (
        _read(engine, contacts).set_index("visit"),
        _read(engine, tests).set_index("visit"),
        _interventions(engine),
    )


def _interventions(engine: Engine) -> pd.DataFrame:
    """Return the interventions of each visit, in all and by nature."""
    nature = type_coerce(Intervention.nature, String)
    query = (
        select(
            Intervention.visit_id.label("visit"),
            nature.label("nature"),
            func.sum(Intervention.count).label("count"),
        )
        .where(Intervention.visit_id.is_not(None))
        .group_by(Intervention.visit_id, nature)
    )
    counts = _read(engine, query).pivot_table(
        index="visit", columns="nature", values="count", aggfunc="sum", fill_value=0
    )
    natures = counts.reindex(columns=[nature.value for nature in Nature], fill_value=0).add_prefix("iv_")
    natures.insert(0, "interventions", natures.sum(axis=1))
    return natures


def _weekdays(days: npt.NDArray[np.int64], exact_from: date | None) -> npt.NDArray[np.int8]:
    """Return the weekday of each day since 1970, unknown before the first that is kept exactly."""
    weekdays = ((days + WEEKDAY_OF_THE_EPOCH) % 7).astype(np.int8)
    if exact_from is None:
        return weekdays
    exact = days >= (exact_from - date(1970, 1, 1)).days
    return np.where(exact, weekdays, np.int8(UNKNOWN_WEEKDAY))


def _bands(hours: pd.Series) -> npt.NDArray[np.int8]:
    """Return the band of the day of each hour of arrival."""
    since_dawn = (hours.to_numpy(np.float64, na_value=np.nan) - DAY_STARTS_AT) % HOURS_A_DAY
    starts = [start - DAY_STARTS_AT for start in BAND_STARTS.values()]
    bands = np.array([band.value for band in BAND_STARTS], dtype=np.int8)
    found = bands[np.searchsorted(starts, since_dawn, side="right") - 1]
    return np.where(np.isnan(since_dawn), np.int8(HourBand.UNKNOWN), found)


def _categories(words: pd.Series, vocabulary: type[StrEnum]) -> pd.Categorical:
    """Return *words* as categories that are the same for every register, met or not."""
    return pd.Categorical(words, categories=[word.value for word in vocabulary])


def load_places(engine: Engine) -> gpd.GeoDataFrame:
    """
    Load all places, open and closed.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    GeoDataFrame
        WGS84, by ``id``: ``kind`` (category), ``label``, ``geometry`` (None for private flats),
        ``municipality`` (NIS code), ``service``, ``active_from`` and ``active_to`` (datetime64[s], NaT where
        open-ended), ``target_days`` (float, NaN where there is no target), ``invented``.
    """
    query = select(
        Place.id,
        type_coerce(Place.kind, String).label("kind"),
        Place.label,
        Place.geometry,
        Place.municipality,
        Place.service_id.label("service"),
        Place.active_from,
        Place.active_to,
        Place.target_days,
        Place.invented,
    ).order_by(Place.id)
    places = _read(engine, query).set_index("id")
    places["kind"] = _categories(places["kind"], PlaceKind)
    for column in ("active_from", "active_to"):
        places[column] = pd.to_datetime(places[column]).astype("datetime64[s]")
    return gpd.GeoDataFrame(
        places.astype({"service": np.int32, "target_days": np.float64, "invented": bool}),
        geometry="geometry",
        crs=WGS84,
    )


def load_services(engine: Engine) -> pd.DataFrame:
    """
    Load all services.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    DataFrame
        ``code`` and ``label``, by ``id``.
    """
    return _read(engine, select(Service.id, Service.code, Service.label).order_by(Service.id)).set_index("id")


def _read(engine: Engine, query: Selectable) -> pd.DataFrame:
    with engine.connect() as connection:
        return pd.read_sql_query(query, connection)
