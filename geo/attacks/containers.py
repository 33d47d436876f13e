"""Files taken apart in memory: archives, workbooks, Parquet, and text that is a table."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator

import openpyxl
import pandas as pd
import pyarrow.lib
import pyarrow.parquet
import shapely

DEEPEST_TABLE = 2
"""Fewest columns and rows that make comma-separated text a table."""

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"wOF2", b"wOFF")
"""First bytes of files that hold pixels or letters, of which only the readable text is looked at."""


def unpacked(content: bytes) -> Iterator[tuple[str, object]]:
    """
    Take a file apart.

    Parameters
    ----------
    content : bytes
        A ZIP archive, a workbook, a Parquet file, gzip, a picture, or text in UTF-8. A GeoPackage is opened
        by the caller: it is a database, and none is opened here.

    Yields
    ------
    (str, object)
        Where each part stands, and the part: tables as frames, everything else as text or bytes.

    Raises
    ------
    ValueError
        If the content is of a known format and damaged, or of none of these.
    """
    try:
        if content[:4] == b"PAR1":
            yield from _parquet(content)
        elif content[:2] == b"\x1f\x8b":
            yield "#gzip", zlib.decompress(content, wbits=zlib.MAX_WBITS | 16)
        elif content[:4] == b"PK\x03\x04":
            yield from _archive(content)
        elif content.startswith(PICTURES):
            yield "#text", content.decode("latin-1")
        else:
            yield from _text(content)
    except (zipfile.BadZipFile, zlib.error, pyarrow.lib.ArrowException, UnicodeDecodeError) as problem:
        message = f"content that cannot be read: {type(problem).__name__}"
        raise ValueError(message) from problem


def _parquet(content: bytes) -> Iterator[tuple[str, object]]:
    """Yield the table of a Parquet file and, as text, what its metadata and statistics say."""
    file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
    table = file.read().to_pandas()
    for name in [name for name in table.columns if table[name].map(type).eq(bytes).any()]:
        # Outlines are kept as well-known binary.
        table[name] = _outlines(table[name])
    yield "#table", table
    metadata = file.schema_arrow.metadata or {}
    yield "#metadata", {key.decode(): value.decode("utf-8", "replace") for key, value in metadata.items()}


def _outlines(binary: pd.Series) -> pd.Series:
    """Return shapes from well-known binary, which is the only binary that a release holds."""
    return pd.Series(shapely.from_wkb(binary.to_numpy()), index=binary.index, dtype=object)


def _archive(content: bytes) -> Iterator[tuple[str, object]]:
    """Yield the members of an archive; of a workbook its sheets as well, so that counts have their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        is_workbook = "xl/workbook.xml" in names
        for name in names:
            yield f"/{name}", archive.read(name)
    if is_workbook:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for sheet in book.worksheets:
            yield from _tables(f"#{sheet.title}", [list(row) for row in sheet.iter_rows(values_only=True)])
        book.close()


def _tables(name: str, rows: list[list[object]]) -> Iterator[tuple[str, object]]:
    """Yield the rows of a sheet below each row that could name its columns."""
    for at, row in enumerate(rows):
        if sum(isinstance(cell, str) for cell in row) >= DEEPEST_TABLE:
            below: dict[str, list[object]] = {cell: [] for cell in row if isinstance(cell, str)}
            for other in rows[at + 1 :]:
                for cell, value in zip(row, other, strict=False):
                    if isinstance(cell, str):
                        below[cell].append(value)
            yield f"{name}!{at + 1}", below


def _text(content: bytes) -> Iterator[tuple[str, object]]:
    """Yield text, and the table that it may be."""
    text = content.decode("utf-8-sig")
    yield "#text", text
    if text[:1] in {"{", "["}:
        return
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        return
    rows = list(csv.reader(io.StringIO(text), dialect))
    if len(rows) >= DEEPEST_TABLE and len(rows[0]) >= DEEPEST_TABLE:
        yield from _tables("#csv", [list(row) for row in rows])
