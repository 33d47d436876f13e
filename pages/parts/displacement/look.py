"""How the groups of a study look: on maps, in charts and in legends, light and dark.

The hues are Paul Tol's high-contrast scheme, which holds for the common colour-vision
deficiencies and in greys; fill, outline and size say the same without colour.
"""

from geo.displacement.model import Arm
from pages.ui import colours
from pages.ui.drawing import disc

_LIGHT = {Arm.TREATED: "#bb5566", Arm.DISPLACED: "#ddaa33", Arm.CONTROL: "#004488"}
_DARK = {Arm.TREATED: "#ee99aa", Arm.DISPLACED: "#eecc66", Arm.CONTROL: "#6699cc"}

RADII = {Arm.TREATED: 10, Arm.DISPLACED: 8, Arm.CONTROL: 7, Arm.LEFT_OUT: 4}
"""Radii of the symbols on the map, in pixels."""


CHOSEN_RING = 6
"""Width of the ring around the zone that is looked at more closely, in pixels."""


def colour_of(arm: Arm) -> str:
    """Return the colour of a group."""
    return (_DARK if colours.is_dark() else _LIGHT).get(arm, colours.quiet())


def style_of(arm: Arm) -> dict[str, object]:
    """Return how a zone of a group is drawn on a map; comparison zones are rings, those left out dots."""
    is_ring = arm is Arm.CONTROL
    outlines = {Arm.TREATED: (colours.ink(), 3), Arm.DISPLACED: (colours.ink(), 1)}
    colour, weight = outlines.get(arm, (colour_of(arm), 3 if is_ring else 1.5))
    return {
        "color": colour,
        "weight": weight,
        "dashArray": "2 3" if arm is Arm.LEFT_OUT else None,
        "fillColor": colours.paper() if is_ring or arm is Arm.LEFT_OUT else colour_of(arm),
        "fillOpacity": 0.5 if arm is Arm.LEFT_OUT else 0.95,
        "radius": RADII[arm],
    }


def chosen_style_of(arm: Arm) -> dict[str, object]:
    """Return how the zone that is looked at more closely is drawn: larger, with a broad ring, above all."""
    ring = {"color": colours.accent(), "weight": CHOSEN_RING, "dashArray": None, "opacity": 1}
    return style_of(arm) | ring | {"fillOpacity": 1, "radius": RADII[arm] + CHOSEN_RING, "on_top": True}


def mark_of(arm: Arm) -> str:
    """Return the mark of a group in a legend, as CSS: the same as on the map."""
    style = style_of(arm)
    line = "dotted" if arm is Arm.LEFT_OUT else "solid"
    look = f"background:{style['fillColor']};border:{style['weight']}px {line} {style['color']}"
    return disc(RADII[arm], look)
