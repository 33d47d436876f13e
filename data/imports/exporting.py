"""The register as a file that an import reads back to the same register."""

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache, partial

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.export import SYNTHETIC, Cover, is_like_formula, to_csv
from data.i18n import Translate, mark, translator
from data.imports.assembling import OF_THE_VISIT
from data.imports.columns import COLUMNS, written_header
from data.imports.content import Content, DayKey, Detail, Visit, VisitKey
from data.imports.directory import Directory, load_directory
from data.imports.fields import Activity, Field
from data.imports.keeping import table
from data.imports.stored import load_stored
from data.imports.words import NO_WORD, YES_WORD, written_word

DETAIL_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "contact": (
        Field.SEX,
        Field.AGE_BAND,
        Field.NATIONALITY,
        Field.ACQUAINTANCE,
        Field.ROLE,
        Field.COUNT,
    ),
    "prior_place": (Field.PRIOR, Field.PRIOR_COUNT),
    "intervention": (Field.NATURE, Field.MODE, Field.RELAY_TARGET, Field.INTERVENTION_COUNT),
    "health_act": (Field.ACT, Field.ACT_ROLE, Field.ACT_COUNT),
    "material": (Field.MATERIAL, Field.MATERIAL_COUNT),
    "drop_in_visit": (Field.HALF_DAY, Field.COUNT),
    "consultation": (Field.INSURANCE, Field.COUNT),
    "awareness_event": (Field.EVENT, Field.COUNT),
    "online_contact": (Field.MUNICIPALITY, Field.COUNT),
}
"""Columns of the file for the values and the count of each table of `data.imports.content.DETAILS`."""

_ACTIVITY_OF = {
    "drop_in_visit": Activity.DROP_IN,
    "consultation": Activity.CONSULTATION,
    "awareness_event": Activity.EVENT,
    "online_contact": Activity.ONLINE,
}

_ALWAYS_WRITTEN = {
    Field.DAY,
    Field.ARRIVAL,
    Field.PLACE,
    Field.SERVICE,
    Field.MINUTES,
    Field.OUTCOME,
    *DETAIL_FIELDS["contact"],
}

Row = dict[Field, object]


def load_content(engine: Engine) -> Content:
    """
    Read the whole register in the form of a file.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    Content
        Empty for an empty register.
    """
    dated = [table(name).c.day for name in ("visit", *_ACTIVITY_OF, "intervention", "health_act", "material")]
    with Session(engine) as session:
        ends = [session.execute(select(func.min(day), func.max(day))).one() for day in dated]
        first = min((row[0] for row in ends if row[0] is not None), default=None)
        last = max((row[1] for row in ends if row[1] is not None), default=None)
        return Content() if first is None or last is None else load_stored(session, first, last).content


def to_rows(content: Content, directory: Directory, translate: Translate) -> pd.DataFrame:
    """
    Write content as rows of a register file, one thing a row.

    Parameters
    ----------
    content : Content
        From `load_content`.
    directory : Directory
        Gives the names of places, services and teams.
    translate : Translate
        The look-up of the file's language, for its words.

    Returns
    -------
    DataFrame
        Columns are `Field` values, those of a contact register always, the others where they are used.
        Dates and times are Python's. A contact and an intervention never share a row: the register does
        not know whose intervention it was.
    """
    rows = [
        *(
            row
            for key in sorted(content.visits, key=_in_time)
            for row in _visit_rows(key, content.visits[key])
        ),
        *(row for key in sorted(content.days, key=_day_in_time) for row in _day_rows(key, content)),
    ]
    used = {field for row in rows for field, value in row.items() if value is not None} | _ALWAYS_WRITTEN
    if all(row.get(Field.PASSAGE) in {None, 1} for row in rows):
        used.discard(Field.PASSAGE)
    columns: dict[str, pd.Series] = {}
    for field in (field for field in Field if field in used):
        written = cache(partial(_written, field, directory=directory, translate=translate))
        columns[field.value] = pd.Series([written(row.get(field)) for row in rows], dtype=object)
    return pd.DataFrame(columns)


def _in_time(key: VisitKey) -> tuple[date, bool, time, int, int, int]:
    return key.day, key.arrival is None, key.arrival or time(0), key.service, key.place, key.passage


def _day_in_time(key: DayKey) -> tuple[date, int, str]:
    return key.day, key.service, key.table


def _visit_rows(key: VisitKey, visit: Visit) -> Iterator[Row]:
    row: Row = {
        Field.DAY: key.day,
        Field.ARRIVAL: key.arrival,
        Field.PLACE: key.place,
        Field.SERVICE: key.service,
        Field.PASSAGE: key.passage,
    }
    row |= {field: getattr(visit, field.value) for field in OF_THE_VISIT}
    details = sorted(visit.details.elements(), key=_order)
    yield from ({**row, **_detail_cells(detail)} for detail in details)
    if not details:
        yield row


def _day_rows(key: DayKey, content: Content) -> Iterator[Row]:
    row: Row = {
        Field.ACTIVITY: _ACTIVITY_OF.get(key.table, Activity.OTHER),
        Field.DAY: key.day,
        Field.SERVICE: key.service,
    }
    for detail in sorted(content.days[key].elements(), key=_order):
        yield {**row, **_detail_cells(detail)}


def _order(detail: Detail) -> tuple[str, tuple[str, ...], int]:
    return detail.table, tuple(value or "" for value in detail.attributes), detail.number


def _detail_cells(detail: Detail) -> Row:
    return dict(zip(DETAIL_FIELDS[detail.table], (*detail.attributes, detail.number), strict=True))


def _written(field: Field, value: object, directory: Directory, translate: Translate) -> object:
    """Return a cell as a person would write it."""
    if value is None:
        return None
    names = {
        Field.PLACE: directory.labels,
        Field.SERVICE: directory.service_labels,
        Field.TEAM: directory.team_codes,
    }
    if field in names and isinstance(value, int):
        return names[field][value]
    words = COLUMNS[field].words
    if words is not None and isinstance(value, str):
        return written_word(words(value), translate)
    if isinstance(value, bool):
        return translate(YES_WORD if value else NO_WORD)
    return value


def export_csv(engine: Engine, language: str) -> bytes:
    """
    Write the whole register as CSV, as `to_rows` describes.

    Parameters
    ----------
    engine : Engine
        The register.
    language : str
        Of headers and words.

    Returns
    -------
    bytes
        Semicolons, dd/mm/yyyy; on the demo register every row says "synthetic data".
    """
    return write_csv(load_content(engine), load_directory(engine), language)


def write_csv(content: Content, directory: Directory, language: str) -> bytes:
    """
    Write content as CSV, as `to_rows` describes.

    Parameters
    ----------
    content : Content
        What to write.
    directory : Directory
        Gives the names, and says whether the register is synthetic.
    language : str
        Of headers and words.

    Returns
    -------
    bytes
        As `export_csv`.
    """
    translate = translator(language)
    frame = to_rows(content, directory, translate)
    headings = {field.value: written_header(field, language) for field in Field}
    texts = frame.apply(lambda column: column.map(cache(_text)))
    return to_csv(texts, headings, Cover("", (), directory.synthetic, translate))


def _text(value: object) -> object:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return "" if value is None else str(value)


def export_xlsx(engine: Engine, language: str) -> bytes:
    """
    Write the whole register as an Excel workbook with one sheet, as `to_rows` describes.

    Parameters
    ----------
    engine : Engine
        The register.
    language : str
        Of headers and words.

    Returns
    -------
    bytes
        Dates and times are real ones; no cell is a formula.
    """
    translate = translator(language)
    directory = load_directory(engine)
    frame = to_rows(load_content(engine), directory, translate)
    if directory.synthetic:
        frame[Field.REGISTER.value] = translate(SYNTHETIC)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(translate(mark("Register")))
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, written_header(Field(name), language)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        sheet.append([_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    if isinstance(value, date):
        cell: Cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        cell.number_format = "dd/mm/yyyy"
        return cell
    if isinstance(value, str) and is_like_formula(value):
        text: Cell = WriteOnlyCell(sheet, value)
        text.data_type = "s"
        return text
    return value
