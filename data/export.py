"""What leaves the register as a file: names, the mark of synthetic data, CSV and GeoPackage."""

import io
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from data.i18n import Translate, mark
from geo.crs import WGS84, require_crs

SYNTHETIC = mark("synthetic data")
"""What every file of the demo register says about itself."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet read a text as a formula."""


@dataclass(frozen=True)
class Cover:
    """
    What a file says about itself.

    Attributes
    ----------
    title : str
        Its name for the reader.
    facts : tuple of (str, str)
        Period, filters, date and whatever else a reader must know, each with its heading.
    synthetic : bool
        Whether the numbers come from the demo register.
    translate : Translate
        The look-up of the reader's language.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    synthetic: bool
    translate: Translate

    @property
    def mark(self) -> str:
        """The words "synthetic data" for the demo register, else nothing."""
        return self.translate(SYNTHETIC) if self.synthetic else ""

    @property
    def description(self) -> str:
        """Title, mark and facts in one line."""
        facts = (f"{heading}: {value}" for heading, value in self.facts if value)
        return " · ".join(text for text in (self.title, self.mark, *facts) if text)


@dataclass(frozen=True)
class CsvForm:
    """How a CSV file is written."""

    separator: str
    decimal: str
    encoding: str


BELGIAN_EXCEL = CsvForm(";", ",", "utf-8-sig")
"""Opens with its accents, columns and decimals right in a Belgian Excel."""

PLAIN = CsvForm(",", ".", "utf-8")
"""What programs expect."""


def file_name(stem: str, suffix: str, *, synthetic: bool) -> str:
    """
    Return a file name that nobody can guess and that says whether the data are synthetic.

    Streamlit serves a download at an address made from its content and its name; the nonce keeps
    anybody who could compute the content from finding that address.

    Parameters
    ----------
    stem : str
        Such as ``report 2019``; all but letters and digits becomes hyphens.
    suffix : str
        Such as ``.csv``.
    synthetic : bool
        Whether the numbers come from the demo register.

    Returns
    -------
    str
        Such as ``maraude_report-2019_synthetic-data_9f86d081884c7d65.csv``.
    """
    words = re.sub(r"[\W_]+", "-", stem.lower()).strip("-")
    parts = ("maraude", words, "synthetic-data" if synthetic else "", secrets.token_hex(8))
    return "_".join(part for part in parts if part) + suffix


def is_like_formula(text: str) -> bool:
    """
    Return whether a spreadsheet would read *text* as a formula.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        True for what starts with ``=``, ``+``, ``-``, ``@`` or a control character, after any spaces.
    """
    return text.lstrip(" ").startswith(FORMULA_STARTS)


def to_csv(
    frame: pd.DataFrame, headings: Mapping[str, str], cover: Cover, form: CsvForm = BELGIAN_EXCEL
) -> bytes:
    """
    Write a table as CSV.

    Parameters
    ----------
    frame : DataFrame
        The rows; its index is not written. A missing number is an empty field.
    headings : mapping of str to str
        What a column is called; a column without a heading keeps its name.
    cover : Cover
        On synthetic data every row carries the mark in a last column.
    form : CsvForm
        `BELGIAN_EXCEL` or `PLAIN`.

    Returns
    -------
    bytes
        The file. A text that a spreadsheet would take for a formula has an apostrophe in front.
    """
    table = _change_texts(plain_values(frame), _defused)
    table.columns = pd.Index([_defused(headings.get(str(name), str(name))) for name in frame.columns])
    if cover.mark:
        table.insert(len(table.columns), cover.translate("Register"), cover.mark, allow_duplicates=True)
    text = table.to_csv(index=False, sep=form.separator, decimal=form.decimal, lineterminator="\r\n")
    return text.encode(form.encoding)


def to_geopackage(places: gpd.GeoDataFrame, layer: str, cover: Cover) -> bytes:
    """
    Write places with their measures as a GeoPackage in WGS84.

    Parameters
    ----------
    places : GeoDataFrame
        In WGS84; a place without geometry (private flats) is a row without geometry.
    layer : str
        Name of the layer.
    cover : Cover
        Goes into the layer's description; on synthetic data every feature carries the mark as well.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ValueError
        If *places* is not in WGS84.
    """
    require_crs(places, WGS84)
    geometry = places.geometry.reset_index(drop=True)
    columns = places.drop(columns=places.geometry.name)
    features = gpd.GeoDataFrame(plain_values(columns), geometry=geometry)
    marked = {cover.translate("Register"): cover.mark} if cover.mark else {}
    if marked:
        features["register"] = cover.mark
    buffer = io.BytesIO()
    pyogrio.write_dataframe(
        features,
        buffer,
        layer=layer,
        driver="GPKG",
        layer_options={"IDENTIFIER": cover.title, "DESCRIPTION": cover.description},
        layer_metadata={**dict(cover.facts), **marked},
    )
    return buffer.getvalue()


def plain_values(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Return *frame* without its index, with words of closed lists as their plain values.

    Parameters
    ----------
    frame : DataFrame
        Any table.

    Returns
    -------
    DataFrame
        Categories and enumeration members have become texts; all else is as it was.
    """
    return _change_texts(frame, lambda value: value.value if isinstance(value, Enum) else value)


def _change_texts(frame: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    """Apply *change* to every cell of the columns that are neither numbers nor dates."""
    changed = pd.DataFrame(frame).reset_index(drop=True)
    for position, (_, column) in enumerate(frame.items()):
        if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype.kind in "OU":
            texts = np.empty(len(column), dtype=object)
            texts[:] = [change(value) for value in column]
            changed.isetitem(position, texts)
    return changed


def _defused(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and is_like_formula(value) else value
