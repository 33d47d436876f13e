"""Text files: encoding and separator found by looking, rows numbered as a spreadsheet shows them."""

import csv
import io
import re
from collections.abc import Iterator

import pandas as pd

from data.i18n import mark
from data.imports.layout import recognised
from data.imports.sheets import Advance, UnreadableFileError, to_cells

SEPARATORS = (";", ",", "\t", "|")

_SAMPLE_LINES = 60
_SAMPLE_BYTES = 100_000
_LEGACY = ("cp1252", "cp850", "mac_roman")
_ACCENTS = frozenset("éèêëàâçîïôöûùüœÉÈÀÇÊÔáíóú’«»–€°")
_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_REPORT_EVERY = 5_000


def load_cells(data: bytes, advance: Advance) -> pd.DataFrame:
    """
    Read a text file of rows and separated columns.

    Parameters
    ----------
    data : bytes
        The file.
    advance : callable
        Told how far the reading has come.

    Returns
    -------
    DataFrame
        As `data.imports.sheets.Sheet.cells`.

    Raises
    ------
    UnreadableFileError
        If the bytes are no text.
    """
    text = decode(data)
    announced = re.match(r"sep=([;,|\t])\r?\n", text)
    separator = announced[1] if announced else _separator(text)
    rows = _rows(text, separator, advance)
    if announced:
        next(rows)
    try:
        return to_cells(rows)
    except csv.Error as error:
        raise UnreadableFileError(
            mark("The quotation marks of the file do not match, so its cells cannot be told apart."),
            mark("Save the file again as CSV, or as an Excel workbook."),
        ) from error


def decode(data: bytes) -> str:
    """
    Return the text of *data*, in whichever encoding it was saved.

    Parameters
    ----------
    data : bytes
        UTF-8, UTF-16, or the encodings of older Windows, DOS and Mac programs.

    Returns
    -------
    str
        Without byte order mark.

    Raises
    ------
    UnreadableFileError
        If the bytes are no text.
    """
    text = _decoded(data)
    if _CONTROL.search(text[:_SAMPLE_BYTES]):
        raise UnreadableFileError(
            mark("The file is not a table of text."),
            mark("Choose a CSV file or an Excel workbook (.xlsx)."),
        )
    return text


def _decoded(data: bytes) -> str:
    for encoding in (*_encodings_by_look(data), "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(
        max(_LEGACY, key=lambda encoding: _likeness(data[:_SAMPLE_BYTES], encoding)), "replace"
    )


def _encodings_by_look(data: bytes) -> Iterator[str]:
    for start, encoding in _MARKED.items():
        if data.startswith(start):
            yield encoding
    head = data[:2000]
    nothing = head.count(0)
    if nothing > len(head) // 4:
        yield "utf-16-be" if head[::2].count(0) > nothing // 2 else "utf-16-le"


def _likeness(sample: bytes, encoding: str) -> int:
    """
    Return how many letters of *sample* are those of French and Dutch, if it is in *encoding*.

    General detectors take a register for Windows' code page whatever it is: it is short and mostly digits.
    """
    return sum(map(_ACCENTS.__contains__, sample.decode(encoding, "replace")))


def _separator(text: str) -> str:
    sample = "".join(io.StringIO(text[:_SAMPLE_BYTES], newline="").readlines()[:_SAMPLE_LINES])

    def quality(separator: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
        except csv.Error:
            return (0, 0)
        return max((recognised(row), len(row)) for row in rows) if rows else (0, 0)

    return max(SEPARATORS, key=quality)


def _rows(text: str, separator: str, advance: Advance) -> Iterator[tuple[int, list[str]]]:
    stream = io.StringIO(text, newline="")
    for number, row in enumerate(csv.reader(stream, delimiter=separator), start=1):
        yield number, row
        if number % _REPORT_EVERY == 0:
            advance(min(1.0, stream.tell() / len(text)))
