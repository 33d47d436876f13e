"""The audit as a file: a table to read, and the lines as they are, which anybody can check."""

import io
from collections.abc import Iterator

import pandas as pd
from sqlalchemy import Engine, String, select, type_coerce
from sqlalchemy.orm import Session

from data.audit.chain import canonical
from data.audit.lines import Choice, load_lines
from data.export import Cover, to_csv
from data.i18n import Translate, mark
from data.register.custody import AuditEntry
from data.terms import term
from data.vocabulary import AuditAction

HEADINGS = {
    "line": mark("Line"),
    "at": mark("When (UTC)"),
    "account": mark("Account"),
    "hint": mark("Who"),
    "action": mark("Action"),
    "details": mark("Details"),
}
"""What the columns of `lines_csv` are called."""

_AT_ONCE = 5_000


def lines_csv(engine: Engine, choice: Choice, translate: Translate) -> bytes:
    """
    Write lines of the audit as a table.

    Parameters
    ----------
    engine : Engine
        The register.
    choice : Choice
        Which lines.
    translate : Translate
        The look-up of the reader's language.

    Returns
    -------
    bytes
        CSV that a Belgian spreadsheet opens, the newest line first; the details as JSON.
    """
    lines = load_lines(engine, choice)
    shown = lines.assign(
        at=[f"{at:%Y-%m-%d %H:%M:%S}" for at in lines["at"]],
        action=[term(AuditAction(action), translate) for action in lines["action"]],
        details=[canonical(details) for details in lines["details"]],
    )
    headings = {name: translate(heading) for name, heading in HEADINGS.items()}
    return to_csv(pd.DataFrame(shown), headings, Cover("", (), synthetic=False, translate=translate))


def lines_json(engine: Engine) -> bytes:
    """
    Write the whole audit as it is, so that its chain can be checked without the register.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    bytes
        One JSON object a line, with ``id``, ``at``, ``account``, ``action``, ``details``, ``previous`` and
        ``digest``. The digest is the SHA-256 of ``previous``, a line feed, and the first five as a JSON list
        without spaces and with sorted keys.
    """
    buffer = io.StringIO()
    with Session(engine) as session:
        for line in _as_they_are(session):
            buffer.write(canonical(line) + "\n")
    return buffer.getvalue().encode()


def _as_they_are(session: Session) -> Iterator[dict[str, object]]:
    query = select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.account_id.label("account"),
        type_coerce(AuditEntry.action, String).label("action"),
        AuditEntry.details,
        AuditEntry.previous,
        AuditEntry.digest,
    ).order_by(AuditEntry.id)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)).mappings():
        yield {**row, "at": row["at"].isoformat(timespec="microseconds")}
