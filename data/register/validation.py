"""Checks that every change to the register goes through, whatever screen or file it comes from."""

import logging
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from data.geography.municipalities import municipality
from data.identifiers import IdentifierKind, find_identifiers
from data.register.database import writing
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from geo.crs import METRIC, WGS84, to_metric
from geo.zones import LARGEST_M2, ShapeFault, shape_faults

FIRST_DAY = date(1990, 1, 1)
"""No date of a place or regulation lies before."""

LAST_DAY = date(2099, 12, 31)
"""No date of a place or regulation lies after."""

BORDER_M = 500.0
"""How far outside the outline of its municipality a place may seem to be: outlines are simplified."""

_SHAPE_FAULTS = {
    ShapeFault.EMPTY: FaultCode.SHAPE_EMPTY,
    ShapeFault.WRONG_TYPE: FaultCode.SHAPE_WRONG_TYPE,
    ShapeFault.TOO_FEW_CORNERS: FaultCode.SHAPE_TOO_FEW_CORNERS,
    ShapeFault.CROSSES_ITSELF: FaultCode.SHAPE_CROSSES_ITSELF,
    ShapeFault.TOO_SMALL: FaultCode.SHAPE_TOO_SMALL,
    ShapeFault.TOO_LARGE: FaultCode.SHAPE_TOO_LARGE,
    ShapeFault.OUTSIDE: FaultCode.SHAPE_OUTSIDE,
}

_POSTGRES_WAITS = frozenset({"40001", "40P01", "55P03", "57014"})
"""Serialisation failure, deadlock, lock not available, and a statement that took too long."""

_log = logging.getLogger(__name__)


class Territories:
    """
    Where municipalities lie, ready to be asked about many positions.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in WGS84 with ``municipalities`` (NIS codes with a space between), as
        `data.geography.basemap.load_areas` gives.
    """

    def __init__(self, areas: gpd.GeoDataFrame) -> None:
        """Bring the areas to metres once."""
        metric = to_metric(areas)
        self._shapes = metric.geometry.to_numpy()
        self._tree = metric.sindex
        self._codes: list[tuple[str, ...]] = [tuple(codes.split()) for codes in areas["municipalities"]]

    def codes_at(self, shape: BaseGeometry) -> tuple[str, ...]:
        """
        Return the municipalities that may hold *shape*.

        Parameters
        ----------
        shape : BaseGeometry
            In WGS84.

        Returns
        -------
        tuple of str
            NIS codes of the area at its representative point; empty outside all areas.
        """
        found = self._tree.query(_middle(shape), predicate="intersects")
        return self._codes[int(found[0])] if len(found) else ()

    def is_elsewhere(self, shape: BaseGeometry, nis: str) -> bool:
        """
        Tell whether *shape* clearly lies in another municipality.

        Parameters
        ----------
        shape : BaseGeometry
            In WGS84.
        nis : str
            The code of a municipality.

        Returns
        -------
        bool
            False within `BORDER_M` of it, and wherever nothing is known of the place or municipality.
        """
        own = [row for row, codes in enumerate(self._codes) if nis in codes]
        if not own or not self.codes_at(shape):
            return False
        return bool(shapely.distance(self._shapes[own], _middle(shape)).min() > BORDER_M)


def _middle(shape: BaseGeometry) -> BaseGeometry:
    middle: BaseGeometry = gpd.GeoSeries([shape.representative_point()], crs=WGS84).to_crs(METRIC).iloc[0]
    return middle


def attempt(engine: Engine, change: Callable[[Session], int | None]) -> Saved:
    """
    Make a change in one transaction, and say why if it is not made.

    Parameters
    ----------
    engine : Engine
        The register.
    change : callable
        Gets the session, checks, writes, and returns the identifier of the record; raises
        `data.register.faults.RefusedError` where something is wrong.

    Returns
    -------
    Saved
        Also where another user was faster or the database stayed locked: never an exception for what a
        user can do.
    """
    try:
        with writing(engine) as session:
            return Saved(change(session))
    except RefusedError as refusal:
        return Saved(faults=refusal.faults)
    except IntegrityError:
        _log.info("a change clashed with another one and was not made")
        return Saved(faults=(Fault(FaultCode.CHANGED_MEANWHILE),))
    except OperationalError as error:
        _log.exception("the register could not be written")
        return Saved(faults=(Fault(FaultCode.BUSY if is_busy(error) else FaultCode.NOT_WRITTEN),))


def is_busy(error: OperationalError) -> bool:
    """
    Tell whether a database gave up waiting for somebody else, rather than being out of order.

    Parameters
    ----------
    error : OperationalError
        What SQLAlchemy raised.

    Returns
    -------
    bool
        True where it may go well a minute later: SQLite was locked, or PostgreSQL ended a deadlock or a wait
        for a lock.
    """
    # SQLCipher's driver gives the words of SQLite, and no code.
    return "is locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in _POSTGRES_WAITS


def refuse_if(faults: Sequence[Fault]) -> None:
    """
    Stop a change that has faults.

    Parameters
    ----------
    faults : sequence of Fault
        All that was found.

    Raises
    ------
    RefusedError
        If there is any.
    """
    if faults:
        raise RefusedError(*faults)


def tidied(text: str) -> str:
    """
    Return *text* with composed letters and single spaces.

    Parameters
    ----------
    text : str
        As typed or pasted.

    Returns
    -------
    str
        Two texts that look the same are the same.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_faults(
    text: str, field: str, longest: int, allowed: frozenset[IdentifierKind] = frozenset()
) -> Iterator[Fault]:
    """
    Find what is wrong with a text that the register keeps.

    Parameters
    ----------
    text : str
        Already `tidied`.
    field : str
        Name of its field.
    longest : int
        Most characters.
    allowed : frozenset of IdentifierKind
        What may be seen in it all the same, such as the reference of a law that looks like a code.

    Yields
    ------
    Fault
        One for each thing that is wrong.
    """
    if not text:
        yield Fault(FaultCode.TEXT_MISSING, field)
    if len(text) > longest:
        yield Fault(FaultCode.TEXT_TOO_LONG, field, {"length": len(text), "longest": longest})
    if not text.isprintable():
        yield Fault(FaultCode.TEXT_UNPRINTABLE, field)
    for kind in find_identifiers(text):
        if kind not in allowed:
            yield Fault(FaultCode.TEXT_IDENTIFIES, field, {"kind": kind})


def date_faults(day: date | None, field: str) -> Iterator[Fault]:
    """
    Find out whether a date is a slip of the pen.

    Parameters
    ----------
    day : date or None
        None is no fault.
    field : str
        Name of its field.

    Yields
    ------
    Fault
        At most one.
    """
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        yield Fault(FaultCode.DATE_UNLIKELY, field, {"first": FIRST_DAY, "last": LAST_DAY})


def geometry_faults(
    shape: BaseGeometry | None, field: str, largest_m2: float = LARGEST_M2
) -> Iterator[Fault]:
    """
    Find what keeps a geometry from being kept.

    Parameters
    ----------
    shape : BaseGeometry or None
        In WGS84.
    field : str
        Name of its field.
    largest_m2 : float
        Largest surface, in square metres.

    Yields
    ------
    Fault
        One for each `geo.zones.ShapeFault`.
    """
    for fault in shape_faults(shape, largest_m2=largest_m2):
        yield Fault(_SHAPE_FAULTS[fault], field)


def municipality_faults(
    nis: str | None, shape: BaseGeometry | None, territories: Territories | None
) -> Iterator[Fault]:
    """
    Find out whether a municipality exists and lies where the geometry is.

    Parameters
    ----------
    nis : str or None
        NIS code.
    shape : BaseGeometry or None
        In WGS84, without faults; None where there is nothing to compare.
    territories : Territories or None
        None where positions cannot be compared.

    Yields
    ------
    Fault
        At most one.
    """
    if not nis:
        yield Fault(FaultCode.MUNICIPALITY_MISSING, "municipality")
    elif municipality(nis) is None:
        yield Fault(FaultCode.MUNICIPALITY_UNKNOWN, "municipality")
    elif territories is not None and shape is not None and territories.is_elsewhere(shape, nis):
        yield Fault(FaultCode.MUNICIPALITY_ELSEWHERE, "municipality")


def is_whole(number: object) -> bool:
    """
    Tell whether *number* is a whole number and not a truth value.

    Parameters
    ----------
    number : object
        What a screen or a file gave.

    Returns
    -------
    bool
        True for Python's and NumPy's whole numbers.
    """
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
