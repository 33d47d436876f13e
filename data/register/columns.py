"""Column types shared by the register's tables."""

from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect, Enum, LargeBinary
from sqlalchemy.types import TypeDecorator


class Geometry(TypeDecorator[BaseGeometry]):
    """A WGS84 geometry, kept as well-known binary so that every database can hold it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - the interface
        """Turn a shapely geometry into well-known binary."""
        return None if value is None else shapely.to_wkb(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> BaseGeometry | None:  # noqa: ARG002 - the interface
        """Turn well-known binary into a shapely geometry."""
        return None if value is None else shapely.from_wkb(value)


def one_of(words: type[StrEnum], check: str | None = None) -> Enum:
    """
    Return a column type that holds one of a closed list of words.

    Parameters
    ----------
    words : type of StrEnum
        The list.
    check : str, optional
        Name of the constraint; by default that of the list.

    Returns
    -------
    Enum
        Kept as text, with a check in the database.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=check or words.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
