"""Import of zones and places from a file: read, look at on the map, add all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.geography.basemap import load_municipal_boundaries
from data.geography.faults import LayerFault
from data.geography.layers import PlaceProposal, PlacesReading, read_headings, read_places_layer
from data.register.faults import Saved
from data.register.place_files import drafts_of
from data.register.places import save_places
from data.settings import settings
from data.vocabulary import PlaceKind
from pages.parts.places.changes import PlaceChange, remember
from pages.parts.places.editor import MODE, add_service, form_key
from pages.parts.places.form import field_labels
from pages.parts.places.listing import territories
from pages.ui import colours
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit, services
from pages.ui.datatables import show_table
from pages.ui.maps import Shape
from pages.ui.text import _, ngettext, number, term_of, translate
from pages.ui.uploads import ask_file
from pages.ui.wording import municipality_name

FORMATS = ["geojson", "json", "topojson", "gpkg", "zip"]

COLUMN = "column"


@dataclass(frozen=True)
class Reading:
    """
    A file as it was read with certain choices.

    Attributes
    ----------
    choices : tuple
        What it was read with.
    places : PlacesReading
        Its places, or its faults.
    """

    choices: tuple[object, ...]
    places: PlacesReading


def proposals_read() -> tuple[PlaceProposal, ...]:
    """Return the places of the file that is being looked at."""
    reading: Reading | None = st.session_state.get(f"{form_key()}_reading")
    return reading.places.proposals if reading else ()


def proposal_shapes() -> list[Shape]:
    """Return the places of the file as the map shows them."""
    style: dict[str, object] = {
        "color": colours.accent(),
        "weight": 3,
        "dashArray": "6 4",
        "fillOpacity": 0.2,
        "radius": 7,
    }
    return [
        Shape(f"file-{one.feature}", one.geometry, (one.label, term_of(one.kind)), style)
        for one in proposals_read()
    ]


def show_import() -> None:
    """Draw the import from the choice of a file to the button that adds its places."""
    st.subheader(_("Places from a file"), anchor=False)
    if services().empty:
        add_service()
        return
    key = form_key()
    st.caption(
        _(
            "GeoJSON, TopoJSON, GeoPackage, or a Shapefile in a .zip archive, in any coordinate system that "
            "the file names. Nothing is written before you say so."
        )
    )
    file = ask_file(_("File"), FORMATS, key=f"{key}_file")
    if file is None:
        st.session_state.pop(f"{key}_reading", None)
        return
    headings, faults = read_headings(file.getvalue())
    if faults:
        _show_layer_faults(faults)
        return
    label, kind, service = _choose(key, headings)
    if label is None or kind is None or service is None:
        return
    _read(key, file.file_id, file.getvalue(), label, kind)
    reading: Reading = st.session_state[f"{key}_reading"]
    if reading.places.faults:
        _show_layer_faults(reading.places.faults)
    else:
        _offer(key, reading.places.proposals, service)


def _choose(key: str, headings: Sequence[str]) -> tuple[str | None, str | None, int | None]:
    label = st.selectbox(
        _("Column with the labels"), headings, index=None, key=f"{key}_label", placeholder=_("Choose")
    )
    kinds = [*PlaceKind]
    kinds.remove(PlaceKind.PRIVATE_FLAT)
    kind = st.selectbox(
        _("Kind of the places"),
        [*(f"{COLUMN}:{heading}" for heading in headings), *kinds],
        index=None,
        format_func=lambda word: (
            _("In the column “{column}”").format(column=word.removeprefix(f"{COLUMN}:"))
            if word.startswith(COLUMN)
            else term_of(PlaceKind(word))
        ),
        key=f"{key}_kind",
        placeholder=_("Choose"),
    )
    ids = [int(one) for one in services().index]
    service = st.selectbox(
        _("Service"),
        ids,
        index=0 if len(ids) == 1 else None,
        format_func=lambda one: str(services().loc[one, "label"]),
        key=f"{key}_service",
        placeholder=_("Choose the service"),
    )
    return label, kind, service


def _read(key: str, file_id: str, content: bytes, label: str, kind: str) -> None:
    """Read the file once for each set of choices, then run again so that the map shows it."""
    choices = (file_id, label, kind)
    last: Reading | None = st.session_state.get(f"{key}_reading")
    if last is not None and last.choices == choices:
        return
    column = kind.removeprefix(f"{COLUMN}:") if kind.startswith(f"{COLUMN}:") else None
    with st.spinner(_("Reading the file …")):
        places = read_places_layer(
            content,
            load_municipal_boundaries(settings().var_dir),
            label,
            None if column else PlaceKind(kind),
            column,
        )
    st.session_state[f"{key}_reading"] = Reading(choices, places)
    st.session_state.pop(f"{key}_outcomes", None)
    st.rerun()


def _show_layer_faults(faults: Sequence[LayerFault]) -> None:
    count = len(faults)
    text = ngettext(
        "Nothing can be added: {count} thing to correct in the file.",
        "Nothing can be added: {count} things to correct in the file.",
        count,
    )
    st.error(text.format(count=number(count)), icon=":material/error:")
    _show_fault_table(
        pd.DataFrame(
            {
                "feature": pd.array([fault.feature for fault in faults], dtype="Int64"),
                "what": [fault.message(translate()) for fault in faults],
                "remedy": [fault.remedy(translate()) for fault in faults],
            }
        )
    )


def _show_fault_table(frame: pd.DataFrame) -> None:
    show_table(
        frame,
        {"feature": _("Feature"), "what": _("What is wrong"), "remedy": _("What to do")},
        key="place_file_faults",
        summary=_("All that is wrong with the file, by feature"),
        name="places_faults",
    )


def _offer(key: str, proposals: Sequence[PlaceProposal], service: int) -> None:
    count = len(proposals)
    chosen = _choose_municipalities(key, proposals)
    missing = sum(one.municipality is None and one.feature not in chosen for one in proposals)
    text = ngettext(
        "{count} place is ready; look at it on the map.",
        "{count} places are ready; look at them on the map.",
        count,
    )
    st.markdown(text.format(count=number(count)))
    label = ngettext("Add {count} place", "Add {count} places", count).format(count=number(count))
    if st.button(label, type="primary", icon=":material/save:", key="add_places", disabled=missing > 0):
        _add(key, proposals, service, chosen)
    if missing:
        st.caption(_("Choose the municipality where it is missing."))
    outcomes: list[Saved] | None = st.session_state.get(f"{key}_outcomes")
    if outcomes is not None:
        _show_outcomes(proposals, outcomes)


def _choose_municipalities(key: str, proposals: Sequence[PlaceProposal]) -> dict[int, str]:
    """Draw one choice for each group of municipalities that positions leave open."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for one in proposals:
        if one.municipality is None and one.candidates:
            groups.setdefault(one.candidates, []).append(one.feature)
    chosen: dict[int, str] = {}
    for index, (codes, features) in enumerate(groups.items()):
        with st.expander(
            _("Municipality of {count} places near {name}").format(
                count=number(len(features)), name=municipality_name(codes[0])
            ),
            icon=":material/location_city:",
            expanded=index == 0,
        ):
            labels = {one.feature: one.label for one in proposals}
            for feature in features:
                nis = st.selectbox(
                    labels[feature],
                    codes,
                    index=None,
                    format_func=municipality_name,
                    key=f"{key}_municipality_{feature}",
                    placeholder=_("Choose the municipality"),
                )
                if nis:
                    chosen[feature] = nis
    return chosen


def _add(key: str, proposals: Sequence[PlaceProposal], service: int, chosen: Mapping[int, str]) -> None:
    drafts = drafts_of(proposals, service, chosen)
    outcomes = save_places(engine_to_edit(service), drafts, territories=territories())
    if any(outcome.faults for outcome in outcomes):
        st.session_state[f"{key}_outcomes"] = outcomes
        return
    added = tuple(outcome.id for outcome in outcomes if outcome.id is not None)
    note_change("places_from_file", places=list(added))
    text = ngettext("{count} place was added.", "{count} places were added.", len(added))
    st.session_state[MODE] = None
    remember(PlaceChange(text.format(count=number(len(added))), added))
    st.rerun()


def _show_outcomes(proposals: Sequence[PlaceProposal], outcomes: Sequence[Saved]) -> None:
    fields = field_labels()
    st.error(_("Nothing was added. These places cannot be kept as they are:"), icon=":material/error:")
    rows = [
        {
            "feature": one.feature,
            "what": f"{fields.get(fault.field, '')}: {fault.message(translate())}".removeprefix(": "),
            "remedy": fault.remedy(translate()),
        }
        for one, outcome in zip(proposals, outcomes, strict=True)
        for fault in outcome.faults
    ]
    _show_fault_table(pd.DataFrame(rows))
