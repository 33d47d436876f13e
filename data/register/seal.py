"""The seal of a backup: a table of one row that says when it was made and what it must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, Connection, DateTime, MetaData, String, Table, insert, select

_SEAL = Table(
    "backup_seal",
    MetaData(),
    Column("made_at", DateTime, nullable=False),
    Column("version", String, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("digest", String, nullable=False),
)


@dataclass(frozen=True)
class Seal:
    """
    What a backup must hold.

    Attributes
    ----------
    made_at : datetime
        When, in UTC, without zone.
    version : str
        Of the schema.
    counts : Mapping of str to int
        Rows by table.
    digest : str
        From `data.register.copying.content_digest`.
    """

    made_at: datetime
    version: str
    counts: Mapping[str, int]
    digest: str


def write_seal(connection: Connection, seal: Seal) -> None:
    """
    Put the seal into a backup.

    Parameters
    ----------
    connection : Connection
        To the backup.
    seal : Seal
        What it must hold.
    """
    _SEAL.create(connection)
    values = {"version": seal.version, "counts": dict(seal.counts), "digest": seal.digest}
    connection.execute(insert(_SEAL).values(made_at=seal.made_at, **values))


def read_seal(connection: Connection) -> Seal:
    """
    Return the seal of a backup.

    Parameters
    ----------
    connection : Connection
        To the backup.

    Returns
    -------
    Seal
        What it must hold.

    Raises
    ------
    SQLAlchemyError
        If there is none.
    """
    return Seal(*connection.execute(select(_SEAL)).one())
