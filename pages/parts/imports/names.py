"""Names in a file that the register does not know: which place is meant, which service to add."""

from collections.abc import Sequence

import streamlit as st

from data.geography.municipalities import fold
from data.imports.directory import Directory
from data.imports.faults import Fault, FaultKind
from data.imports.layout import Table
from data.imports.memory import remember_place
from data.register.services import save_service
from data.settings import settings
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain

MOST_OFFERED = 12
"""Names that are asked about at once."""


def offer_names(faults: Sequence[Fault], table: Table, directory: Directory) -> None:
    """
    Draw the choices that would make names known.

    Parameters
    ----------
    faults : sequence of Fault
        Of the file.
    table : Table
        Gives the whole name where a report shortens it.
    directory : Directory
        The places of the register.
    """
    places = _unknown(faults, FaultKind.UNKNOWN_PLACE, table)
    services = _unknown(faults, FaultKind.UNKNOWN_SERVICE, table)
    if services:
        _offer_services(list(services)[:MOST_OFFERED])
    if places and directory.labels:
        with st.container(border=True):
            st.markdown(_("Which places are meant? The choice is remembered for the next file."))
            for text, near in list(places.items())[:MOST_OFFERED]:
                _offer_place(text, near, directory)
    if places:
        st.page_link("../places.py", label=_("Add a place"), icon=":material/add_location_alt:")


def _unknown(faults: Sequence[Fault], kind: FaultKind, table: Table) -> dict[str, tuple[str, ...]]:
    """Return each unknown name once, as it is first written: an answer holds for all its spellings."""
    spelled: dict[str, tuple[str, tuple[str, ...]]] = {}
    for fault in faults:
        if fault.kind is kind:
            text = str(table.rows.at[fault.row, fault.column])
            spelled.setdefault(fold(text), (text, fault.hint))
    return dict(spelled.values())


def _offer_place(text: str, near: tuple[str, ...], directory: Directory) -> None:
    others = sorted(set(directory.labels.values()) - set(near))
    key = f"import_place_{text}"

    def remember() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            remember_place(settings().var_dir, text, chosen)

    st.selectbox(
        as_plain(text),
        [*near, *others],
        index=None,
        placeholder=_("Choose its place"),
        key=key,
        on_change=remember,
        width=420,
    )


def _offer_services(names: Sequence[str]) -> None:
    with st.container(border=True):
        st.markdown(_("The register does not know these services. Correct the file, or add them:"))
        for name in names:
            if st.button(as_plain(name), icon=":material/add:", key=f"import_service_{name}"):
                outcome = save_service(engine_to_edit(), name)
                show_faults(outcome.faults, {"label": _("Name of the service")})
                if not outcome.faults:
                    note_change("service_added")
                    st.rerun()
