"""A whole file checked before anything is written."""

import hashlib
from dataclasses import dataclass
from datetime import date

from data.imports.assembling import assemble
from data.imports.content import Content
from data.imports.directory import Directory
from data.imports.faults import Fault
from data.imports.layout import Skip, Table
from data.imports.mapping import Choices
from data.imports.parsing import parse_table
from data.imports.rules import row_faults
from data.imports.sheets import Advance

_PARSED = 0.4
_RULED = 0.6


@dataclass(frozen=True, eq=False)
class Checked:
    """
    A file that has been checked.

    Attributes
    ----------
    content : Content
        What it holds; to be committed only where there is no fault.
    faults : tuple of Fault
        All of them, by row and column.
    rows : int
        How many rows of data were read.
    skipped : dict of int to Skip
        Rows left out, with the reason.
    """

    content: Content
    faults: tuple[Fault, ...]
    rows: int
    skipped: dict[int, Skip]

    @property
    def without_effort(self) -> int:
        """Number of visits without minutes, which no rate can count."""
        return sum(1 for visit in self.content.visits.values() if visit.minutes is None)


def check_table(
    table: Table,
    choices: Choices,
    directory: Directory,
    today: date,
    advance: Advance = lambda _: None,
) -> Checked:
    """
    Check a table as a whole: all faults of columns, cells, rows and visits at once.

    Parameters
    ----------
    table : Table
        From `data.imports.layout.find_table`.
    choices : Choices
        What each column is, as the user confirmed.
    directory : Directory
        The names of the register.
    today : date
        What the register calls today.
    advance : callable, optional
        Told how far the work has come.

    Returns
    -------
    Checked
        Content and faults.
    """
    parsed = parse_table(table, choices, directory, today)
    advance(_PARSED)
    faults = [*parsed.faults, *row_faults(parsed, choices, table.header_row)]
    advance(_RULED)
    content, disagreements = assemble(
        parsed, choices, directory, lambda part: advance(_RULED + (1 - _RULED) * part)
    )
    ordered = sorted({*faults, *disagreements}, key=lambda fault: (fault.row, fault.column, fault.kind))
    advance(1.0)
    return Checked(content, tuple(ordered), len(table.rows), table.skipped)


def fingerprint(data: bytes) -> str:
    """
    Return the SHA-256 of a file, by which a batch remembers it without its name.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256(data).hexdigest()
