"""Over how many zones contacts are spread, where their middle is, and the least that must have moved."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from geo.crs import to_metric
from geo.displacement.centre import CentreShift, centre_shift
from geo.displacement.minimum_movement import MinimumMovement, minimum_movement
from geo.displacement.model import AnalysisSpec
from geo.displacement.results import Estimate
from geo.displacement.sampling import compared_zones, rounds_of
from geo.displacement.spread import SpreadChange, spread_change
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.wording import kind_name, zone_name
from pages.ui.cache import ledger, places, revision, source
from pages.ui.datatables import show_table
from pages.ui.text import _, percent

METRES_A_KM = 1000.0

SMALLEST_FLOW = 0.005
"""Share of all contacts from which a flow is listed."""

LISTED = 12
"""Flows listed at most."""


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """
    How contacts lie over the zones of one kind, before and after.

    Attributes
    ----------
    spread : SpreadChange
        Over how many zones.
    centre : CentreShift or None
        Where their middle is; None for zones without a position.
    """

    spread: SpreadChange
    centre: CentreShift | None


def show_whereabouts(now: Opened) -> None:
    """Draw spread and centre of the zones under the rule and the possible destinations, kind by kind."""
    kinds = _kinds(now.spec)
    if not kinds:
        st.caption(_("Fewer than two zones of one kind were visited on both sides."))
        return
    kind = kinds[0]
    if len(kinds) > 1:
        kind = st.segmented_control(
            _("Kind of place"),
            kinds,
            format_func=kind_name,
            key="displacement_where_kind",
            default=kind,
            required=True,
        )
    found = _whereabouts(source(), revision(), now.kept.digest, kind, now)
    _show_figures(found)
    st.caption(
        _(
            "Zones under the rule and possible destinations together, at the same effort everywhere, with "
            "95 % intervals from drawing whole rounds again."
        )
    )
    if found.centre is not None and st.toggle(_("The least that must have moved"), key="displacement_least"):
        _show_least(_least(source(), revision(), now.kept.digest, kind, now), _zones(now.spec, kind))


def _kinds(spec: AnalysisSpec) -> list[str]:
    known = dict(zip(panel().zones.tolist(), panel().kinds, strict=True))
    kinds = sorted({known[zone] for zone in (*spec.treated, *spec.displaced) if zone in known})
    return [kind for kind in kinds if len(_zones(spec, kind)) > 1]


def _zones(spec: AnalysisSpec, kind: str) -> list[int]:
    """Return the zones of a kind that were visited on both sides."""
    known = dict(zip(panel().zones.tolist(), panel().kinds, strict=True))
    wanted = [zone for zone in (*spec.treated, *spec.displaced) if known.get(zone) == kind]
    return list(compared_zones(panel(), wanted, spec.pre, spec.post))


@st.cache_resource(max_entries=16, show_spinner=False)
def _whereabouts(url: str, revision: int, digest: str, kind: str, _now: Opened) -> Whereabouts:  # noqa: ARG001 - the key of the cache
    spec, zones = _now.spec, _zones(_now.spec, kind)
    before, after = (rounds_of(ledger(), zones, window) for window in (spec.pre, spec.post))
    centre = None
    if _have_position(zones):
        centre = centre_shift(to_metric(places().loc[zones]), before, after, _now.seed)
    return Whereabouts(spread_change(before, after, _now.seed), centre)


@st.cache_resource(max_entries=4, show_spinner=False)
def _least(url: str, revision: int, digest: str, kind: str, _now: Opened) -> MinimumMovement | None:  # noqa: ARG001 - the key of the cache
    spec, zones = _now.spec, _zones(_now.spec, kind)
    before, after = (rounds_of(ledger(), zones, window) for window in (spec.pre, spec.post))
    return minimum_movement(to_metric(places().loc[zones]), before, after, _now.seed)


def _have_position(zones: list[int]) -> bool:
    return bool(places().geometry.reindex(zones).notna().all())


def _show_figures(found: Whereabouts) -> None:
    spread, centre = found.spread, found.centre
    rows = [
        (_("Zones over which contacts are evenly spread, before"), spread.before, 1.0),
        (_("The same after"), spread.after, 1.0),
        (_("Difference"), spread.difference, 1.0),
    ]
    if centre is not None:
        rows += [
            (_("Reach around their middle before, in km"), centre.reach_before_m, METRES_A_KM),
            (_("The same after, in km"), centre.reach_after_m, METRES_A_KM),
            (_("The middle moved east by, in km"), centre.east_m, METRES_A_KM),
            (_("The middle moved north by, in km"), centre.north_m, METRES_A_KM),
        ]
    frame = pd.DataFrame(
        [(name, *_scaled(one, unit)) for name, one, unit in rows], columns=["name", "value", "low", "high"]
    )
    show_table(
        frame,
        {"name": _("Figure"), "value": _("Value"), "low": _("at least"), "high": _("at most")},
        key="displacement_where",
        summary=_("Spread and middle of contacts before and after"),
        name=_("Spread of contacts"),
        formats=dict.fromkeys(("value", "low", "high"), "%.2f"),
    )


def _scaled(one: Estimate, unit: float) -> tuple[float, float, float]:
    return one.value / unit, one.low / unit, one.high / unit


def _show_least(least: MinimumMovement | None, zones: list[int]) -> None:
    st.warning(
        _(
            "Not observed: nobody was followed. Of all the ways in which contacts could have come to lie as "
            "they do, this is the one with the least distance; the real ways may be quite different."
        ),
        icon=":material/warning:",
    )
    if least is None:
        st.caption(_("There is too little to say even that."))
        return
    st.markdown(
        _("At least {share} of contacts ({low} to {high}) must have moved to another zone.").format(
            share=percent(least.moved.value), low=percent(least.moved.low), high=percent(least.moved.high)
        )
    )
    flows = [
        (
            zone_name(zones[row]),
            zone_name(zones[column]),
            share,
            least.flows_low[row, column],
            least.flows_high[row, column],
        )
        for (row, column), share in _flows(least)
    ]
    frame = pd.DataFrame(flows, columns=["origin", "target", "share", "low", "high"])
    if frame.empty:
        return
    texts = frame.assign(
        **{name: [percent(value, 1) for value in frame[name]] for name in ("share", "low", "high")}
    )
    show_table(
        texts,
        {
            "origin": _("From zone"),
            "target": _("To zone"),
            "share": _("Share of contacts"),
            "low": _("at least"),
            "high": _("at most"),
        },
        key="displacement_flows",
        summary=_("The least that must have moved, from zone to zone"),
        name=_("The least that must have moved"),
        figures={name: list(frame[name]) for name in ("share", "low", "high")},
    )


def _flows(least: MinimumMovement) -> list[tuple[tuple[int, int], float]]:
    """Return the largest flows between different zones, with their rows and columns."""
    size = len(least.flows)
    pairs = [
        ((row, column), float(least.flows[row, column])) for row in range(size) for column in range(size)
    ]
    moved = [one for one in pairs if one[0][0] != one[0][1] and one[1] >= SMALLEST_FLOW]
    return sorted(moved, key=lambda one: -one[1])[:LISTED]
