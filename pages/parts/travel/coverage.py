"""Where there are roads, and which places they reach: on a map, and those they do not in a table."""

from collections.abc import Iterator

import streamlit as st

from data.roads.store import CREDIT
from pages.parts.travel.known import Known, places_in_use
from pages.ui import colours
from pages.ui.datatables import show_table
from pages.ui.drawing import disc, show_entries, tile
from pages.ui.maps import Shape, show_map
from pages.ui.text import _, ngettext, number
from pages.ui.wording import swatch

HEIGHT = 380
"""Height of the map, in pixels."""

RADIUS = 6


def show_coverage(now: Known) -> None:
    """Draw where there are roads, which places they reach, and list those they do not."""
    if now.about is None or now.cover is None:
        return
    st.markdown(_sentence(len(now.base.off_road)))
    show_map(
        [*_shapes(now)],
        name=f"travel_roads_{now.about.digest[:12]}",
        label=_("Map of the imported roads and the places they reach"),
        height=HEIGHT,
        bounds=now.about.bounds,
    )
    _show_legend()
    if now.base.off_road:
        _show_off_road(now.base.off_road)


def _sentence(off: int) -> str:
    if not off:
        return _("Every place lies on a road.")
    return ngettext(
        "{count} place lies farther than a kilometre from every road; its times are estimates.",
        "{count} places lie farther than a kilometre from every road; their times are estimates.",
        off,
    ).format(count=number(off))


def _shapes(now: Known) -> Iterator[Shape]:
    if now.cover is not None:
        style = {"color": colours.accent(), "weight": 1, "fillColor": colours.accent(), "fillOpacity": 0.12}
        yield Shape("roads", now.cover, (_("Roads are known here"), CREDIT), style)
    table = places_in_use()
    for place, label, shape in zip(table.index.tolist(), table["label"], table.geometry, strict=True):
        if shape is not None:
            off = place in now.base.off_road
            words = (str(label), _off_word() if off else _on_word())
            yield Shape(str(place), shape.representative_point(), words, _off_look() if off else _on_look())


def _show_legend() -> None:
    ink, accent, paper = colours.ink(), colours.accent(), colours.paper()
    entries = (
        swatch(tile(f"background:{accent};opacity:0.3"), _("Roads are known here")),
        swatch(disc(RADIUS, f"background:{accent};border:1px solid {ink}"), _on_word()),
        swatch(disc(RADIUS, f"background:{paper};border:2px solid {ink}"), _off_word()),
    )
    show_entries(entries)
    st.caption(CREDIT)


def _on_word() -> str:
    return _("On a road")


def _off_word() -> str:
    return _("Estimated: no road within a kilometre")


def _on_look() -> dict[str, object]:
    fill = colours.accent()
    return {"color": colours.ink(), "weight": 1, "fillColor": fill, "fillOpacity": 0.95, "radius": RADIUS}


def _off_look() -> dict[str, object]:
    return {**_on_look(), "weight": 2, "fillColor": colours.paper()}


def _show_off_road(off: frozenset[int]) -> None:
    table = places_in_use()
    show_table(
        table.loc[table.index.isin(off), ["label"]],
        {"label": _("Place")},
        key="travel_off_road",
        summary=_("Places that no imported road reaches."),
        name="maraude_places_off_road",
    )
