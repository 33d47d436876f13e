"""From the bytes of a file to its sheets of text cells, whatever program wrote them."""

from pathlib import PurePath

from data.i18n import mark
from data.imports import delimited, workbooks
from data.imports.sheets import Advance, Sheet, UnreadableFileError


def load_sheets(data: bytes, name: str, advance: Advance = lambda _: None) -> list[Sheet]:
    """
    Read all sheets of a file.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name; only the ending matters, and only for what the message says.
    advance : callable, optional
        Told how far the reading has come.

    Returns
    -------
    list of Sheet
        At least one; a hidden sheet has its name and no cells.

    Raises
    ------
    UnreadableFileError
        If the file is empty, damaged, protected, too large, or not a table.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFileError(mark("The file is empty."), mark("Save the register again and choose it."))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return workbooks.load_workbook_sheets(data, advance)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnreadableFileError(
            mark("The file is protected by a password, or it is an old Excel file (.xls)."),
            mark("Open it, take off the password, and save it as an Excel workbook (.xlsx) or as CSV."),
        )
    if PurePath(name).suffix.lower() in {".xlsx", ".xlsm"}:
        raise UnreadableFileError(
            mark("The file is called an Excel workbook but is none; it may be damaged."),
            mark("Open it in your spreadsheet program and save it again as .xlsx or as CSV."),
        )
    return [Sheet("", delimited.load_cells(data, advance))]
