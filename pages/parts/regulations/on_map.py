"""The map of the ledger: where the rules apply; a click opens one, or adds a corner to what is drawn."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from data.geography.basemap import load_municipal_boundaries
from data.register.regulations import RegulationRecord
from data.settings import settings
from pages.parts.regulations.editor import open_pencil
from pages.parts.regulations.listing import RULE, dates_text
from pages.parts.regulations.session import edition, map_edition, open_rule
from pages.ui import colours
from pages.ui.cache import places, today
from pages.ui.drawing import disc, show_entries
from pages.ui.maps import Shape, show_map
from pages.ui.text import _, language, number
from pages.ui.wording import swatch

HEIGHT = 420
"""Height of the map, in pixels."""

RADIUS = 7
"""Radius of a place that a rule names, in pixels."""

_CLICK = "_rules_click"
_BY_CLICK = "_rules_opened_by_click"


def show_rules_map(rules: Sequence[RegulationRecord], chosen: RegulationRecord | None) -> None:
    """
    Draw the map with what is being drawn over it.

    Parameters
    ----------
    rules : sequence of RegulationRecord
        The ledger.
    chosen : RegulationRecord or None
        The rule that is open.
    """
    pencil = open_pencil(chosen)
    shapes = rule_shapes(rules, dimmed=pencil is not None)
    focus = None
    if chosen is not None and chosen.id != st.session_state.get(_BY_CLICK):
        focus = str(chosen.id)
    # Another identity for each drawing, so that an old click is never taken for a new one.
    name = f"rules_drawing_{edition()}" if pencil else f"rules_{map_edition()}_{focus}"
    clicked = show_map(
        [*shapes, *(pencil.preview() if pencil else ())],
        name=name,
        # Maps of one group keep one view: that of the ledger, or that of the rule that was looked up.
        group="rules" if focus is None else f"rule_{focus}",
        label=_("Map of the areas where the rules apply"),
        height=HEIGHT,
        bounds=bounds_of_rules(shapes, focus),
        any_point=pencil is not None,
    )
    if rules:
        _legend(rules)
    if pencil is None:
        _open_clicked(name, clicked["code"])
    elif pencil.take(clicked["point"]):
        st.rerun()


def _open_clicked(name: str, code: str | None) -> None:
    """Open the rule that was clicked, once: the map goes on saying what was clicked last."""
    click = (name, code)
    if code is None or click == st.session_state.get(_CLICK):
        return
    st.session_state[_CLICK] = click
    if code.isdigit():
        st.session_state[_BY_CLICK] = int(code)
        open_rule(int(code))
        st.rerun()


def _legend(rules: Sequence[RegulationRecord]) -> None:
    holding = sum(rule.is_in_force(today()) for rule in rules)
    looks = (
        (f"background:{colours.accent()};border:1.5px solid {colours.accent()}", _("In force"), holding),
        (f"border:2px dashed {colours.quiet()}", _("Not in force today"), len(rules) - holding),
    )
    show_entries([swatch(disc(RADIUS, look), f"{label} ({number(count)})") for look, label, count in looks])


@st.cache_resource(max_entries=1, ttl="10m", show_spinner=False)
def _boundaries() -> gpd.GeoDataFrame:
    return load_municipal_boundaries(settings().var_dir)


def rule_shapes(rules: Sequence[RegulationRecord], *, dimmed: bool) -> list[Shape]:
    """
    Return where the rules apply, for the map; national ones have no shape.

    Parameters
    ----------
    rules : sequence of RegulationRecord
        Any number.
    dimmed : bool
        Whether something is being drawn over them.

    Returns
    -------
    list of Shape
        Their code is the identifier of the rule.
    """
    shapes = [
        Shape(
            str(rule.id),
            shape,
            (rule.title(language()), dates_text(rule), note),
            _style(rule, today(), dimmed=dimmed),
        )
        for rule in rules
        for shape, note in _ground(rule)
    ]
    shapes += [shape for rule in rules if rule.id == RULE.value for shape in _spared(rule)]
    # The smaller a shape, the later it is drawn: a municipality must not cover a zone inside it.
    return sorted(shapes, key=lambda shape: -shape.geometry.area)


def bounds_of_rules(shapes: Sequence[Shape], focus: str | None) -> Sequence[float] | None:
    """Return west, south, east and north of what the map shows first: one rule, or all of them."""
    shown = [shape.geometry for shape in shapes if shape.code == focus]
    shown = shown or [shape.geometry for shape in shapes]
    return [float(side) for side in shapely.total_bounds(shown)] if shown else None


def _ground(rule: RegulationRecord) -> list[tuple[BaseGeometry, str]]:
    """List the shapes of a rule, each with a remark for its tooltip."""
    ground: list[tuple[BaseGeometry, str]] = []
    if rule.area is not None:
        ground.append((rule.area, ""))
    elif rule.municipality:
        shape, is_exact = _municipality_shape(rule.municipality)
        note = "" if is_exact else _("Drawn by canton: import municipalities for the exact boundary.")
        if shape is not None:
            ground.append((shape, note))
    named = places().geometry.reindex(list(rule.places))
    ground += [(shape, "") for shape in named[named.notna()]]
    return ground


def _spared(rule: RegulationRecord) -> list[Shape]:
    """Return the places that a rule spares, as hollow shapes; private flats have none."""
    found = places().geometry.reindex(list(rule.exceptions))
    look = {"color": colours.ink(), "weight": 2, "fillOpacity": 0, "radius": RADIUS}
    title = rule.title(language())
    return [
        Shape(str(rule.id), shape, (title, dates_text(rule), _("Spared by this rule")), look)
        for shape in found[found.notna()]
    ]


def _municipality_shape(nis: str) -> tuple[BaseGeometry | None, bool]:
    """Return the outline of a municipality, and whether it is that of the municipality alone."""
    boundaries = _boundaries()
    codes = boundaries["municipalities"].str.split()
    own = boundaries[[nis in row for row in codes]]
    if own.empty:
        return None, False
    return shapely.union_all(own.geometry.to_numpy()), bool((own["municipalities"] == nis).all())


def _style(rule: RegulationRecord, day: date, *, dimmed: bool) -> dict[str, object]:
    colour = colours.accent() if rule.is_in_force(day) else colours.quiet()
    return {
        "color": colours.ink() if rule.id == RULE.value else colour,
        "weight": 3.5 if rule.id == RULE.value else 1.5,
        "dashArray": None if rule.is_in_force(day) else "3 4",
        "fillColor": colour,
        "fillOpacity": 0.05 if dimmed else 0.2,
        "radius": RADIUS,
    }
