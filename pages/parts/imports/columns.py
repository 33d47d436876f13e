"""Step 2 of an import: which column is what."""

from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.imports.columns import label
from data.imports.fields import Field
from data.imports.layout import Table
from data.imports.mapping import Choices, DateMeaning, Proposal, Why, decided, propose, reason
from data.imports.memory import recall_choices
from data.settings import settings
from pages.ui.text import _, as_plain, ngettext, number, translate

LEFT_OUT = "left_out"
"""Option of a column that stays in the file and is not read."""


def choose_columns(file: UploadedFile, table: Table) -> Choices:
    """
    Draw the columns: those that need a decision first, the others folded away.

    Parameters
    ----------
    file : UploadedFile
        Names the widgets, so that another file starts afresh.
    table : Table
        The table of the file.

    Returns
    -------
    Choices
        As they stand; a column without a choice is undecided.
    """
    remembered = recall_choices(settings().var_dir, table.headers)
    proposals = propose(table.headers, remembered)
    base = decided(proposals)
    if remembered is not None:
        base = replace(base, dates=remembered.dates, hours=remembered.hours)
    open_ones = [one for one in proposals if one.why in {Why.NEAR, Why.UNKNOWN}]
    refused = [one for one in proposals if one.why is Why.REFUSED]
    known = [one for one in proposals if one not in open_ones and one not in refused]
    key = f"{file.file_id}_{table.header_row}"
    st.subheader(_("2. Columns"), anchor=False)
    if refused:
        _show_refused(refused)
    columns: dict[str, Field | None] = {}
    if open_ones:
        st.markdown(_("Say what these columns are, or leave them out:"))
        columns |= _choose_all(open_ones, key)
    with st.expander(_known_title(known), icon=":material/view_column:", expanded=False):
        columns |= _choose_all(known, key)
        dates, hours = _choose_readings(columns, base, key)
    return Choices(columns, dates, hours=hours)


def _known_title(known: list[Proposal]) -> str:
    text = ngettext("{count} column is recognised", "{count} columns are recognised", len(known))
    return text.format(count=number(len(known)))


def _show_refused(refused: list[Proposal]) -> None:
    names = ", ".join(f"**{as_plain(one.header)}**" for one in refused)
    st.error(
        _(
            "Remove these columns from the file: {names}. The register never takes in names, contact data, "
            "remarks or coordinates, and it does not clean them away for you."
        ).format(names=names),
        icon=":material/person_off:",
    )


def _choose_all(proposals: list[Proposal], key: str) -> dict[str, Field | None]:
    columns: dict[str, Field | None] = {}
    for one in proposals:
        chosen = _choose(one, key)
        if chosen is not None:
            columns[one.header] = None if chosen == LEFT_OUT else Field(chosen)
    return columns


def _choose(proposal: Proposal, key: str) -> str | None:
    names = {LEFT_OUT: _("Leave this column out")}
    names |= {field.value: label(field, translate()) for field in Field}
    options = list(names)
    current = LEFT_OUT if proposal.left_out else proposal.field
    near = proposal.near
    hint = (
        _("Looks like: {name}").format(name=label(near, translate())) if near else _("Choose, or leave out")
    )
    chosen: str | None = st.selectbox(
        as_plain(proposal.header),
        options,
        index=options.index(current) if current is not None else None,
        format_func=names.__getitem__,
        placeholder=hint,
        help=reason(proposal.why, translate()),
        key=f"import_column_{key}_{proposal.header}",
        width=420,
    )
    return chosen


def _choose_readings(columns: dict[str, Field | None], base: Choices, key: str) -> tuple[DateMeaning, bool]:
    """Draw the two questions that the cells themselves cannot answer."""
    dates, hours = base.dates, base.hours
    if Field.ARRIVAL in columns.values():
        names = {
            DateMeaning.OPERATIONAL: _("the date of the evening before (the night of)"),
            DateMeaning.CALENDAR: _("the date of the calendar"),
        }
        chosen: DateMeaning | None = st.radio(
            _("When the team arrives between midnight and 6 h, the date is"),
            list(DateMeaning),
            index=list(DateMeaning).index(dates),
            format_func=names.__getitem__,
            key=f"import_dates_{key}",
        )
        dates = chosen or dates
    if Field.MINUTES in columns.values():
        hours = st.toggle(
            _("Durations without a unit are hours, not minutes"), value=hours, key=f"import_hours_{key}"
        )
    return dates, hours
