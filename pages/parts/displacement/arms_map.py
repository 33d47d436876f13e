"""The groups of a study on a map: what the rule touches, where people may have gone, what is compared."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.displacement.model import AnalysisSpec, Arm
from pages.parts.displacement.look import chosen_style_of, mark_of, style_of
from pages.parts.displacement.wording import arm_label, kind_name, zone_name
from pages.ui.cache import places
from pages.ui.drawing import show_entries
from pages.ui.maps import Shape, show_map
from pages.ui.text import _, number
from pages.ui.wording import swatch

HEIGHT = 460
"""Height of the map, in pixels."""


def show_arms_map(
    spec: AnalysisSpec, reasons: Mapping[int, str], *, name: str, chosen: int | None = None
) -> int | None:
    """
    Draw the zones of a study by group, with their legend.

    Parameters
    ----------
    spec : AnalysisSpec
        The groups.
    reasons : mapping of int to str
        Why each zone is where it is; those that are in no group are drawn too.
    name : str
        Identity of the map.
    chosen : int, optional
        The zone that is looked at more closely.

    Returns
    -------
    int or None
        The zone that was clicked last.
    """
    in_study = pd.Index([place for arm in spec.arms.values() for place in arm])
    clicked = show_map(
        _shapes(spec, reasons, chosen),
        name=name,
        label=_("Groups of the study"),
        height=HEIGHT,
        bounds=bounds_of(in_study),
    )
    show_arms_legend(spec, sum(spec.arm_of(place) is Arm.LEFT_OUT for place in reasons))
    code = clicked["code"]
    return int(code) if code is not None and code.isdigit() else None


def _shapes(spec: AnalysisSpec, reasons: Mapping[int, str], chosen: int | None) -> Sequence[Shape]:
    """Return the zones as points, the chosen one above all others; a private flat lies nowhere."""
    table = places()
    shapes = []
    for place in reasons:
        if place not in table.index or table.geometry[place] is None or table.geometry[place].is_empty:
            continue
        arm = spec.arm_of(place)
        style = chosen_style_of(arm) if place == chosen else style_of(arm)
        lines = (zone_name(place), kind_name(str(table.loc[place, "kind"])), arm_label(arm), reasons[place])
        shapes.append(Shape(str(place), table.geometry[place].representative_point(), lines, style))
    return shapes


def show_arms_legend(spec: AnalysisSpec, left_out: int) -> None:
    """Draw the legend of the groups, with how many zones each has."""
    counts = {arm: len(zones) for arm, zones in spec.arms.items()} | {Arm.LEFT_OUT: left_out}
    show_entries(
        [
            swatch(mark_of(arm), f"{arm_label(arm)} ({number(count)})")
            for arm, count in counts.items()
            if count or arm is not Arm.LEFT_OUT
        ]
    )


def bounds_of(zones: pd.Index) -> list[float] | None:
    """Return west, south, east and north of those *zones* that lie somewhere, or None."""
    geometries = places().geometry.reindex(zones)
    known = geometries[geometries.notna()]
    return None if known.empty else [float(edge) for edge in np.asarray(known.total_bounds)]
