"""Steps 3 and 4 of an import: every fault, or what would change, and the commit."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.export import Cover
from data.imports.checking import Checked, check_table, fingerprint
from data.imports.committing import commit, preview
from data.imports.comparing import Plan
from data.imports.directory import Directory, load_directory
from data.imports.faults import FAULT_HEADINGS, Fault, FaultKind, fault_table, problem, remedy
from data.imports.layout import Table
from data.imports.mapping import Choices
from data.imports.memory import recall_places, remember_choices
from data.imports.reporting import (
    DIFFERENCE_HEADINGS,
    difference_table,
    faults_csv,
    faults_xlsx,
    summary,
    visit_table,
)
from data.settings import settings
from pages.parts.imports.names import offer_names
from pages.parts.imports.upload import finish, progress
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, revision, state, today
from pages.ui.datatables import HEIGHT, SHOWN_ROWS, offer_files
from pages.ui.exports import File
from pages.ui.text import _, as_plain, labelled, language, ngettext, number, short_date, translate

SHOWN_FAULTS = 500
"""Faults on screen; the download has all of them."""

EXAMPLES = 8

_CHECKED = "import_checked"


@dataclass(frozen=True, eq=False)
class _Outcome:
    """A checked file, and what it would change where it has no fault."""

    checked: Checked
    plan: Plan | None = None
    examples: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)


def show_check(file: UploadedFile, table: Table, choices: Choices) -> None:
    """
    Check the file and draw either its faults or what it would change.

    Parameters
    ----------
    file : UploadedFile
        The file.
    table : Table
        Its table.
    choices : Choices
        What each column is.
    """
    st.subheader(_("3. Check"), anchor=False)
    directory = load_directory(engine(), recall_places(settings().var_dir))
    found = _outcome(file, table, choices, directory)
    checked = found.checked
    if checked.faults:
        _show_faults(checked, table, directory)
        return
    _show_plan(found)
    if found.plan is not None and not found.plan.changes_nothing:
        _offer_commit(file, table, choices, checked)


def _show_plan(found: _Outcome) -> None:
    lines = summary(found.checked, found.plan, translate())
    st.markdown("\n".join(f"- {as_plain(line)}" for line in lines))
    if not found.examples.empty:
        _show_frame(
            found.examples.assign(day=[short_date(day) for day in found.examples["day"]]),
            {
                "day": _("Day"),
                "arrival": _("Arrival time"),
                "place": _("Place"),
                "minutes": _("Minutes at the place"),
                "outcome": _("Outcome"),
                "contacts": _("Contacts"),
            },
            _("The first new visits of the file"),
        )
    if not found.changes.empty:
        _show_frame(
            found.changes.assign(day=[short_date(day) for day in found.changes["day"]]),
            {name: _(heading) for name, heading in DIFFERENCE_HEADINGS.items()},
            _("What the file says otherwise than the register"),
        )


def _outcome(file: UploadedFile, table: Table, choices: Choices, directory: Directory) -> _Outcome:
    """Check once for each set of choices, each state of the register, and each language."""
    asked: Hashable = (
        file.file_id,
        table.header_row,
        table.headers,
        tuple(choices.columns.items()),
        choices.dates,
        choices.hours,
        revision(),
        tuple(sorted(directory.places.folded)),
        language(),
    )
    known: tuple[Hashable, _Outcome] | None = st.session_state.get(_CHECKED)
    if known is not None and known[0] == asked:
        return known[1]
    with progress(_("Checking every cell …")) as advance:
        checked = check_table(table, choices, directory, today(), advance)
        found = _Outcome(checked) if checked.faults else _planned(checked, directory)
    st.session_state[_CHECKED] = (asked, found)
    return found


def _planned(checked: Checked, directory: Directory) -> _Outcome:
    plan, stored = preview(engine(), checked.content)
    return _Outcome(
        checked,
        plan,
        visit_table(plan.new[:EXAMPLES], checked.content, directory, translate()),
        difference_table(plan, checked.content, stored.content, directory, translate()),
    )


def _show_frame(frame: pd.DataFrame, headings: dict[str, str], title: str) -> None:
    st.markdown(f"**{title}**")
    st.dataframe(
        frame[list(headings)].rename(columns=headings),
        hide_index=True,
        height=HEIGHT * (min(len(frame), SHOWN_ROWS) + 1) + 2,
        alt=title,
    )


def _show_faults(checked: Checked, table: Table, directory: Directory) -> None:
    lines = summary(checked, None, translate())
    st.error(as_plain(lines[-1]), icon=":material/error:")
    st.markdown("\n".join(f"- {line}" for line in _grouped(checked.faults)))
    offer_names(checked.faults, table, directory)
    shown = fault_table(list(islice(checked.faults, SHOWN_FAULTS)), translate())
    _show_frame(shown, {name: _(text) for name, text in FAULT_HEADINGS.items()}, _("All faults, by row"))
    if len(checked.faults) > SHOWN_FAULTS:
        st.caption(
            _("The first {shown} of {count} faults are shown; the download has all of them.").format(
                shown=number(SHOWN_FAULTS), count=number(len(checked.faults))
            )
        )
    cover = Cover(
        _("Faults of an import"),
        ((_("Faults"), number(len(checked.faults))),),
        state().synthetic,
        translate(),
    )
    faults = checked.faults
    offer_files(
        [
            File(
                _("Faults as CSV"),
                "faults",
                ".csv",
                lambda _marks: faults_csv(faults, cover),
                "import_faults_csv",
                len(faults),
            ),
            File(
                _("Faults as Excel workbook"),
                "faults",
                ".xlsx",
                lambda marks: faults_xlsx(faults, replace(cover, facts=cover.facts + marks)),
                "import_faults_xlsx",
                len(faults),
            ),
        ],
        key="import_faults",
    )
    st.caption(" ".join(as_plain(line) for line in lines[:-1]))


def _grouped(faults: tuple[Fault, ...]) -> list[str]:
    """Return one line for each kind of fault of each column, the most frequent first."""
    groups: defaultdict[tuple[str, FaultKind], list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[fault.column, fault.kind].append(fault)
    lines = []
    for (header, _kind), found in sorted(groups.items(), key=lambda group: -len(group[1]))[:SHOWN_ROWS]:
        rows = ngettext("{count} row", "{count} rows", len(found)).format(count=number(len(found)))
        # Where each row has a remedy of its own, that of the first would mislead.
        is_shared = len({fault.hint for fault in found}) == 1
        sentences = [problem(found[0], translate()), *([remedy(found[0], translate())] if is_shared else [])]
        line = f"{as_plain(' '.join(sentences))} ({rows})"
        lines.append(labelled(f"**{as_plain(header)}**", line) if header else line)
    return lines


def _offer_commit(file: UploadedFile, table: Table, choices: Choices, checked: Checked) -> None:
    st.subheader(_("4. Import"), anchor=False)
    text = ngettext("Import {count} row", "Import {count} rows", checked.rows)
    label = text.format(count=number(checked.rows))
    if not st.button(label, type="primary", icon=":material/download_done:", key="import_commit"):
        st.caption(_("All of it or nothing. The last import can be undone."))
        return
    with progress(_("Writing …")) as advance:
        at = datetime.now(UTC).replace(tzinfo=None)
        receipt = commit(engine_to_edit(), checked, fingerprint(file.getvalue()), at, advance)
    note_change("import", batch=receipt.batch, rows=checked.rows)
    remember_choices(settings().var_dir, table.headers, choices)
    st.session_state.pop(_CHECKED, None)
    finish(
        _("Imported: {new} visits new, {replaced} replaced, {unchanged} unchanged.").format(
            new=number(len(receipt.plan.new)),
            replaced=number(len(receipt.plan.replaced)),
            unchanged=number(len(receipt.plan.unchanged)),
        )
    )
