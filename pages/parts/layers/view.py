"""The parts of the screen with the map's layers: what is drawn, the list, and adding a layer."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from data.geography.backgrounds import (
    Background,
    backgrounds_payload,
    load_backgrounds,
    remove_background,
    save_background,
)
from data.geography.basemap import basemap_payload
from data.geography.drawing import CREDIT
from data.geography.faults import LayerFault, LayerRefusedError
from data.geography.layers import LayerReading, read_layer
from data.geography.roles import BACKGROUNDS, LayerRole, role_label
from data.settings import settings
from pages.ui.auditing import note_change
from pages.ui.cache import forget_areas
from pages.ui.datatables import show_table
from pages.ui.maps import show_map
from pages.ui.text import _, ngettext, number, translate
from pages.ui.uploads import ask_file

ENDINGS = ["geojson", "json", "topojson", "gpkg", "zip"]
"""Endings of the files that may be chosen; what a file is, its content decides."""

CREDIT_LENGTH = 80
"""Longest credit of a layer, in characters."""

MAP_HEIGHT = 420

_UPLOADS = "layer_uploads"
_KEPT = "layer_kept"


def show_drawn() -> None:
    """Draw a map with nothing but what lies under the places."""
    # A map keeps the layers it was made with; another set of layers is another map.
    mark = backgrounds_payload(settings().var_dir).etag
    show_map(
        [],
        name=f"layers_{mark}",
        group="layers",
        label=_("Map with boundaries, localities and the layers added here, without places"),
        height=MAP_HEIGHT,
    )


def show_tiles() -> None:
    """Say whether online tiles are on, and what they reveal."""
    url = settings().tiles_url
    if url:
        st.warning(
            _(
                "Online tiles are on. {host} learns from every computer that opens a map which part of the "
                "country its user looks at, and when."
            ).format(host=urlsplit(url).netloc.replace("{s}.", "")),
            icon=":material/public:",
        )
        return
    with st.expander(_("Online map tiles are off"), icon=":material/public_off:"):
        st.markdown(
            _(
                "All that the map shows comes from this server, so nobody else learns where the teams look. "
                "An administrator may turn online tiles on with the setting `MARAUDE_TILES_URL`. Their "
                "provider then learns from every computer that opens a map which part of the country its "
                "user looks at, and when."
            )
        )


def show_layers() -> None:
    """List the layers with their source and size, and let those that were added be removed."""
    st.subheader(_("Layers"), anchor=False)
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**" + _("Official boundaries and localities") + "**")
        size = len(basemap_payload(settings().var_dir).content)
        st.caption(
            _("Comes with the product · {size} kB · {source}").format(size=number(size / 1000), source=CREDIT)
        )
    for background in load_backgrounds(settings().var_dir):
        _show_layer(background)


def _show_layer(background: Background) -> None:
    features = ngettext("{count} feature", "{count} features", background.features).format(
        count=number(background.features)
    )
    about = _("{features} · {size} kB · simplified to {tolerance} m").format(
        features=features,
        size=number(max(background.size / 1000, 1)),
        tolerance=number(background.tolerance),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.markdown(f"**{role_label(background.role, translate())}**")
            if background.credit:
                # Not as Markdown: a credit is what somebody typed.
                st.text(background.credit)
                st.caption(about)
            else:
                st.caption(about + " · " + _("source not given"))
        st.button(
            _("Remove"),
            key=f"remove_{background.role.value}",
            icon=":material/delete:",
            on_click=_remove,
            args=(background.role,),
            help=_("Removes the layer from all maps. The file it came from is not touched."),
        )


def _remove(role: LayerRole) -> None:
    remove_background(settings().var_dir, role)
    note_change("layer_removed", layer=role.value)
    forget_areas()


def show_upload() -> None:
    """Let a layer be added: choose what it is, choose the file, see what is wrong, keep it."""
    st.subheader(_("Add a layer"), anchor=False)
    if kept := st.session_state.pop(_KEPT, None):
        st.success(kept, icon=":material/check:")
    left, right = st.columns([2, 3], gap="large")
    with left:
        role = _choose_role()
    with right:
        file = ask_file(
            _("File"),
            ENDINGS,
            # A new key after each kept layer empties the field.
            key=f"layer_file_{st.session_state.setdefault(_UPLOADS, 0)}",
            tip=_(
                "GeoJSON, TopoJSON, GeoPackage, or a Shapefile in a .zip archive, in any coordinate system "
                "that the file names. Only geometries and names are read; the other columns stay in the file."
            ),
        )
    if file is None or role not in BACKGROUNDS:
        return
    with st.spinner(_("Reading the layer")):
        reading = _reading(file.file_id, role, file.getvalue())
    if reading.faults:
        _show_faults(reading.faults)
    else:
        _offer(reading)


def _choose_role() -> LayerRole:
    role: LayerRole = st.selectbox(
        _("What the file holds"),
        BACKGROUNDS,
        format_func=lambda one: role_label(one, translate()),
        key="layer_role",
        persist_state="page",
    )
    if role == LayerRole.MUNICIPALITIES:
        st.caption(
            _(
                "With municipalities, figures by area are counted by municipality instead of by judicial "
                "canton. Places outside all of them are then in no area."
            )
        )
    return role


@st.cache_resource(max_entries=2, show_spinner=False, scope="session")
def _reading(file_id: str, role: LayerRole, _content: bytes) -> LayerReading:  # noqa: ARG001 - the key
    return read_layer(_content, role)


def _show_faults(faults: Sequence[LayerFault]) -> None:
    summary = ngettext(
        "{count} thing is wrong, and nothing was kept.",
        "{count} things are wrong, and nothing was kept.",
        len(faults),
    ).format(count=number(len(faults)))
    st.error(summary, icon=":material/error:")
    table = pd.DataFrame(
        {
            "feature": pd.array([fault.feature for fault in faults], dtype="Int64"),
            "what": [fault.message(translate()) for fault in faults],
            "remedy": [fault.remedy(translate()) for fault in faults],
        }
    )
    if len(faults) == 1:
        st.markdown(f"{table['what'].iloc[0]} {table['remedy'].iloc[0]}")
        return
    # A remedy is a sentence or two, more than a cell of a table can show.
    st.markdown("\n".join(f"* {remedy}" for remedy in table["remedy"].unique()))
    labels = {"feature": _("Feature"), "what": _("What is wrong"), "remedy": _("What to do")}
    show_table(table, labels, key="layer_faults", summary=summary, name="layer-faults")


def _offer(reading: LayerReading) -> None:
    count = len(reading.frame)
    st.markdown(
        ngettext("{count} feature can be kept.", "{count} features can be kept.", count).format(
            count=number(count)
        )
    )
    if reading.mended:
        st.caption(
            ngettext(
                "The outline of {count} feature touched itself and was mended.",
                "The outlines of {count} features touched themselves and were mended.",
                len(reading.mended),
            ).format(count=number(len(reading.mended)))
        )
    if reading.role in {one.role for one in load_backgrounds(settings().var_dir)}:
        st.caption(_("It takes the place of the layer of the same kind."))
    credit = st.text_input(
        _("Source and licence"),
        key="layer_credit",
        max_chars=CREDIT_LENGTH,
        help=_("Shown on every map. Most licences ask for it."),
    )
    if st.button(_("Keep this layer"), type="primary", key="layer_keep", icon=":material/check:"):
        _keep(reading, (credit or "").strip()[:CREDIT_LENGTH])


def _keep(reading: LayerReading, credit: str) -> None:
    try:
        kept = save_background(settings().var_dir, reading, credit)
    except LayerRefusedError as error:
        _show_faults([error.fault])
        return
    note_change("layer_kept", layer=kept.role.value)
    forget_areas()
    st.session_state[_UPLOADS] += 1
    st.session_state[_KEPT] = _("{layer}: kept and drawn on every map.").format(
        layer=role_label(kept.role, translate())
    )
    st.rerun()
