"""Imports of the past, and undoing the last one."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.imports.undoing import Batch, NothingToUndoError, undo
from pages.parts.imports.upload import finish
from pages.ui.auditing import note_change
from pages.ui.cache import batches, engine_to_edit
from pages.ui.confirm import ask_button, close_question, show_question
from pages.ui.datatables import show_table
from pages.ui.text import _, ngettext, number, short_date

_UNDO = "import_undo"


def show_past_imports() -> None:
    """Draw the list of imports, and the button that takes back the last one."""
    st.subheader(_("Past imports"), anchor=False)
    past = batches()
    if not past:
        st.caption(_("No file was imported yet."))
        return
    standing = next((one for one in past if one.undone_at is None), None)
    if standing is not None and standing.final:
        st.caption(_("The last import can no longer be undone: days it wrote are kept by month, or purged."))
    elif standing is not None:
        day = short_date(standing.imported_at.date())
        ask_button(_("Undo the import of {day}").format(day=day), key=_UNDO, icon=":material/undo:")
        show_question(_("Undo the last import?"), lambda: _confirm(standing), key=_UNDO)
    _show_list(past)


def _confirm(batch: Batch) -> None:
    added = ngettext("{count} visit is taken out.", "{count} visits are taken out.", batch.added)
    replaced = ngettext(
        "{count} visit becomes again what it was.",
        "{count} visits become again what they were.",
        batch.replaced,
    )
    counted = ((added, batch.added), (replaced, batch.replaced))
    sentences = [text.format(count=number(count)) for text, count in counted if count]
    st.markdown(" ".join([*sentences, _("Everything else stays.")]))
    if st.button(_("Undo the import"), type="primary", key="import_undo_sure"):
        try:
            undo(engine_to_edit(), batch.id, datetime.now(UTC).replace(tzinfo=None))
        except NothingToUndoError:
            st.warning(_("Somebody else has imported or undone something in the meantime."))
            return
        note_change("import_undone", batch=batch.id)
        close_question(_UNDO)
        finish(_("The import of {day} is undone.").format(day=short_date(batch.imported_at.date())))


def _show_list(past: list[Batch]) -> None:
    frame = pd.DataFrame(
        {
            "day": [short_date(one.imported_at.date()) for one in past],
            "rows": [one.rows for one in past],
            "added": [one.added for one in past],
            "replaced": [one.replaced for one in past],
            "unchanged": [one.unchanged for one in past],
            "state": [_("Undone") if one.undone_at else _("In the register") for one in past],
        }
    )
    text = ngettext("{count} import so far", "{count} imports so far", len(past))
    show_table(
        frame,
        {
            "day": _("Day"),
            "state": _("State"),
            "rows": _("Rows"),
            "added": _("Visits added"),
            "replaced": _("Visits replaced"),
            "unchanged": _("Visits unchanged"),
        },
        key="past_imports",
        summary=text.format(count=number(len(past))),
        name="maraude_imports",
    )
