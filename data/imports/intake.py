"""From a file to its checked content in one call, for those who do not stop at each step."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.imports.layout import Table, find_table, recognised
from data.imports.sheets import Sheet


@dataclass(frozen=True, eq=False)
class Chosen:
    """
    The sheet of a file that holds the register, and its table.

    Attributes
    ----------
    sheet : Sheet
        The sheet.
    table : Table or None
        None where it is blank.
    """

    sheet: Sheet
    table: Table | None


def choose_sheet(sheets: Sequence[Sheet], name: str | None = None) -> Chosen:
    """
    Choose the sheet that looks most like a register.

    Parameters
    ----------
    sheets : sequence of Sheet
        From `data.imports.reading.load_sheets`.
    name : str, optional
        The sheet that the user wants.

    Returns
    -------
    Chosen
        Hidden sheets are never chosen.

    Raises
    ------
    KeyError
        If no visible sheet is called *name*.
    """
    visible = [Chosen(sheet, find_table(sheet.cells)) for sheet in sheets if not sheet.hidden]
    if name is not None:
        named = [one for one in visible if one.sheet.name == name]
        if not named:
            raise KeyError(name)
        return named[0]
    return max(visible, key=lambda one: (_likeness(one.table), one.table is not None))


def _likeness(table: Table | None) -> int:
    return 0 if table is None else recognised(table.headers)
