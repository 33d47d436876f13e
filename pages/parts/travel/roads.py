"""The roads: brought as a file, replaced, forgotten."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.roads.importing import import_roads
from data.roads.matrices import forget_matrices
from data.roads.osm import SUFFIXES
from data.roads.refusals import RoadsRefusedError
from data.roads.store import CREDIT, RoadsAbout, forget_roads
from data.settings import settings
from data.terminal import now as moment
from pages.parts.travel.known import Known
from pages.ui.access import require
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit_all
from pages.ui.confirm import ask_button, close_question, show_question
from pages.ui.text import _, date_text, number, translate
from pages.ui.uploads import ask_file

COMMAND = "python -m data.commands roads import belgium-latest.osm.pbf"

_TURN = "_travel_roads_turn"
_REFUSED = "_travel_roads_refused"
_DONE = "_travel_roads_done"
_FORGET = "travel_forget"


def show_roads(now: Known) -> None:
    """Draw what roads there are, and how to bring others."""
    st.subheader(_("Roads"), anchor=False)
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(done, icon=":material/check_circle:")
    if now.about is not None:
        _show_about(now.about)
    with st.expander(
        _("Replace the roads") if now.about else _("Import roads"),
        icon=":material/upload_file:",
        expanded=now.about is None,
    ):
        _show_upload()


def _show_about(about: RoadsAbout) -> None:
    text = _("{km} km of roads as of {day}, imported on {imported}. {credit}").format(
        km=number(about.km),
        day=date_text(about.as_of) if about.as_of else _("an unknown day"),
        imported=date_text(about.imported_on),
        credit=CREDIT,
    )
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(text, width="stretch")
        ask_button(_("Forget these roads"), key=_FORGET, icon=":material/delete:")
    show_question(_("Forget these roads?"), _confirm_forget, key=_FORGET)


def _confirm_forget() -> None:
    st.markdown(_("Travel times are estimates from then on. The file you imported them from is not touched."))
    if st.button(_("Forget the roads"), type="primary", key="travel_forget_go"):
        require("travel")
        forget_matrices(settings().var_dir)
        forget_roads(settings().var_dir)
        note_change("roads_forgotten")
        close_question(_FORGET)
        st.rerun()


def _show_upload() -> None:
    limit = st.get_option("server.maxUploadSize")
    st.markdown(
        _(
            "An OpenStreetMap extract of your region, such as Geofabrik offers, holds every road. Download "
            "it once, on any computer; nothing is sent there from here."
        )
    )
    file = ask_file(
        _("Extract of OpenStreetMap (.osm.pbf)"),
        sorted({suffix.rpartition(".")[2] for suffix in SUFFIXES}),
        key=f"travel_file_{st.session_state.setdefault(_TURN, 0)}",
        on_change=lambda: st.session_state.pop(_REFUSED, None),
    )
    st.caption(
        _(
            "Up to {limit} MB here. A larger file is read by whoever runs the server, with one command:"
        ).format(limit=number(limit))
    )
    st.code(COMMAND, language="bash", wrap_lines=True)
    if file is not None and st.button(
        _("Import these roads"), type="primary", icon=":material/route:", key="travel_import"
    ):
        _import(file)
    refused = st.session_state.get(_REFUSED)
    if refused is not None:
        st.error(refused, icon=":material/error:")


def _import(file: UploadedFile) -> None:
    require("travel")
    text = _("Reading the roads")
    bar = st.progress(0.0, text=text)

    def advance(part: float) -> None:
        bar.progress(min(max(part, 0.0), 1.0), text=text)

    try:
        about = _imported(file, advance)
    except RoadsRefusedError as refusal:
        where = f" ({refusal.where})" if refusal.where else ""
        kept = _("Nothing has changed.")
        st.session_state[_REFUSED] = f"{refusal.sentence(translate())}{where} {kept}"
        return
    finally:
        bar.empty()
    forget_matrices(settings().var_dir)
    note_change("roads_imported", digest=about.digest, edges=about.edges)
    st.session_state.pop(_REFUSED, None)
    st.session_state[_DONE] = _("The roads are imported: {km} km.").format(km=number(about.km))
    st.session_state[_TURN] += 1
    st.rerun()


def _imported(file: UploadedFile, advance: Callable[[float], None]) -> RoadsAbout:
    """Import an upload under a name of ours: what it was called is nobody's business on this disk."""
    suffix = next((one for one in SUFFIXES if file.name.lower().endswith(one)), "")
    with TemporaryDirectory() as folder:
        copy = Path(folder) / f"roads{suffix}"
        with copy.open("wb") as out:
            out.write(file.getbuffer())
        return import_roads(engine_to_edit_all(), settings().var_dir, copy, moment(), advance)
