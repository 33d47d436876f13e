"""Step 1 of an import: a file, its sheet, and where its table begins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.imports.columns import COLUMNS, written_header
from data.imports.directory import load_directory
from data.imports.fields import Field
from data.imports.intake import choose_sheet
from data.imports.layout import Table, find_table
from data.imports.reading import load_sheets
from data.imports.sheets import Sheet, UnreadableFileError
from data.imports.template import NEEDED, write_example, write_template
from pages.ui.cache import engine
from pages.ui.datatables import offer_files
from pages.ui.exports import File
from pages.ui.text import _, as_plain, labelled, language, number
from pages.ui.uploads import ask_file

FORMATS = ["csv", "txt", "tsv", "xlsx", "xlsm"]

DONE = "import_done"
"""Session key of the sentence that says how the last import of this session ended."""

_TURN = "import_turn"
_READ = "import_read"


@contextmanager
def progress(text: str) -> Iterator[Callable[[float], None]]:
    """Draw a bar while something takes its time; yields what moves it."""
    bar = st.progress(0.0, text=text)

    def advance(part: float) -> None:
        bar.progress(min(1.0, max(0.0, part)), text=text)

    yield advance
    bar.empty()


def finish(sentence: str) -> None:
    """End this import: say how, and make room for the next file."""
    st.session_state[DONE] = sentence
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(_READ, None)
    st.rerun()


def show_done() -> None:
    """Say once how the last import or undo ended."""
    sentence = st.session_state.pop(DONE, None)
    if sentence is not None:
        st.success(sentence, icon=":material/check_circle:")


def choose_file() -> UploadedFile | None:
    """Draw the choice of a file."""
    limit = st.get_option("server.maxUploadSize")
    file = ask_file(
        _("1. Choose your register: CSV or Excel workbook"),
        FORMATS,
        key=f"import_file_{st.session_state.get(_TURN, 0)}",
        tip=_("At most {limit} MB. The file is read in this server's memory and not kept.").format(
            limit=number(limit)
        ),
    )
    if file is None:
        st.session_state.pop(_READ, None)
    return file


def choose_table(file: UploadedFile) -> Table | None:
    """Draw what there is to choose about the sheet; None where there is no table to check."""
    sheets = _sheets(file)
    if sheets is None:
        return None
    names = [sheet.name for sheet in sheets if not sheet.hidden]
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    guess = choose_sheet(sheets)
    name = guess.sheet.name
    if len(names) > 1:
        name = st.selectbox(
            _("Sheet"), names, index=names.index(name), key=f"import_sheet_{file.file_id}", width=360
        )
    if hidden:
        st.caption(_("Hidden sheets are not read: {names}.").format(names=as_plain(", ".join(hidden))))
    table = guess.table if name == guess.sheet.name else choose_sheet(sheets, name).table
    if table is None:
        st.warning(_("The sheet is blank: there is nothing to import."), icon=":material/info:")
        return None
    return _correct_header(file, next(one for one in sheets if one.name == name), table)


def _sheets(file: UploadedFile) -> list[Sheet] | None:
    """Read the file once; draw what is wrong where it cannot be read."""
    read: tuple[str, list[Sheet] | UnreadableFileError] | None = st.session_state.get(_READ)
    if read is None or read[0] != file.file_id:
        with progress(_("Reading the file …")) as advance:
            try:
                read = (file.file_id, load_sheets(file.getvalue(), file.name, advance))
            except UnreadableFileError as error:
                read = (file.file_id, error)
        st.session_state[_READ] = read
    found = read[1]
    if isinstance(found, UnreadableFileError):
        st.error(f"**{_(found.problem)}** {_(found.remedy)}", icon=":material/error:")
        return None
    return found


def _correct_header(file: UploadedFile, sheet: Sheet, table: Table) -> Table:
    rows = [int(row) for row in sheet.cells.index[:40]]
    row = st.session_state.get(f"import_header_{file.file_id}", table.header_row)
    with st.popover(
        _("Headers in row {row}").format(row=number(row)), icon=":material/table_rows:", type="tertiary"
    ):
        chosen = st.selectbox(
            _("Row of the headers"),
            rows,
            index=rows.index(table.header_row) if table.header_row in rows else 0,
            key=f"import_header_{file.file_id}",
        )
    return find_table(sheet.cells, chosen) or table


def show_format() -> None:
    """Draw what a register file looks like, and a template to start from."""
    with st.container(border=True):
        st.markdown(
            _(
                "One row a contact, or a group of people who are alike; a visit that met nobody is one row "
                "too. No names, no telephone numbers, no remarks: the register refuses them."
            )
        )
        st.caption(_("To start from: an empty register to fill in, or an example."))
        # A file is made outside the session, which alone knows who asks.
        tongue, register = language(), engine()
        offer_files(
            [
                File(
                    _("Empty register to fill in (.xlsx)"),
                    "template",
                    ".xlsx",
                    lambda _marks: write_template(load_directory(register), tongue),
                    "import_template",
                    empty=True,
                ),
                File(
                    _("Example of a register (.csv)"),
                    "example",
                    ".csv",
                    lambda _marks: write_example(load_directory(register), tongue),
                    "import_example",
                    empty=True,
                ),
            ],
            key="import_forms",
        )
        with st.expander(_("Columns that can be read"), icon=":material/view_column:"):
            st.markdown("\n".join(f"- {line}" for line in _column_lines()))


def _column_lines() -> Iterator[str]:
    for field, column in COLUMNS.items():
        if field is Field.REGISTER:
            continue
        name = f"**{as_plain(written_header(field, language()))}**"
        needed = " (" + _("needed") + ")" if field in NEEDED else ""
        yield labelled(f"{name}{needed}", _(column.label))
