"""Reading lines of the audit for the people who look after it: chosen, counted, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Engine, String, func, select, type_coerce
from sqlalchemy.orm import Session

from data.register.custody import Account, AuditEntry
from data.vocabulary import AuditAction

NOBODY = 0
"""Stands for whoever did not sign in: the only user of an app without sign-in, and the command line."""

_author = func.coalesce(AuditEntry.account_id, NOBODY)


@dataclass(frozen=True)
class Choice:
    """
    Which lines somebody wants to see.

    Attributes
    ----------
    since, until : datetime or None
        From the first moment on and before the second, in UTC; None for no limit.
    actions : frozenset of AuditAction
        Empty for all.
    account : int or None
        Whose; `NOBODY` for lines of nobody who signed in, None for all.
    """

    since: datetime | None = None
    until: datetime | None = None
    actions: frozenset[AuditAction] = frozenset()
    account: int | None = None

    @property
    def condition(self) -> Sequence[ColumnElement[bool]]:
        """The same for the database."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(AuditEntry.at >= self.since)
        if self.until is not None:
            found.append(AuditEntry.at < self.until)
        if self.actions:
            found.append(AuditEntry.action.in_(self.actions))
        if self.account is not None:
            found.append(_author == self.account)
        return found


COLUMNS = ("line", "at", "account", "hint", "action", "details")
"""What `load_lines` returns of a line."""


def count_lines(engine: Engine, choice: Choice) -> dict[AuditAction, int]:
    """
    Count the lines of a choice by what was done.

    Parameters
    ----------
    engine : Engine
        The register.
    choice : Choice
        Which lines.

    Returns
    -------
    dict of AuditAction to int
        Only what was done at all.
    """
    query = select(AuditEntry.action, func.count()).where(*choice.condition).group_by(AuditEntry.action)
    with Session(engine) as session:
        return dict(session.execute(query).all())


def load_lines(engine: Engine, choice: Choice, offset: int = 0, limit: int | None = None) -> pd.DataFrame:
    """
    Load lines of a choice, the newest first.

    Parameters
    ----------
    engine : Engine
        The register.
    choice : Choice
        Which lines.
    offset : int
        How many to leave out first.
    limit : int, optional
        How many to load at most.

    Returns
    -------
    DataFrame
        ``line`` (its number), ``at`` (UTC), ``account`` (Int64, missing without sign-in), ``hint`` of the
        account (empty where there is none, or none any more), ``action`` and ``details`` (dict).
    """
    query = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.account_id,
            func.coalesce(Account.hint, ""),
            type_coerce(AuditEntry.action, String),
            AuditEntry.details,
        )
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(*choice.condition)
        .order_by(AuditEntry.id.desc())
        .offset(offset)
        .limit(limit)
    )
    with Session(engine) as session:
        rows = [tuple(row) for row in session.execute(query)]
    frame = pd.DataFrame.from_records(rows, columns=list(COLUMNS))
    return frame.astype({"line": "int64", "at": "datetime64[us]", "account": "Int64"})


def load_authors(engine: Engine) -> dict[int, str]:
    """
    Load everybody who has a line in the audit.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    dict of int to str
        The hint of each account, empty where it is gone and for `NOBODY`.
    """
    query = select(_author, func.coalesce(Account.hint, "")).outerjoin(
        Account, Account.id == AuditEntry.account_id
    )
    with Session(engine) as session:
        return dict(sorted(session.execute(query.distinct()).all()))
