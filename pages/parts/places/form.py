"""The form of a place: from the register's values to a draft."""

from dataclasses import replace

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from data.geography.municipalities import municipalities
from data.register.place_checks import CORRECTION_M, LONGEST_SERVICE_MIN, LONGEST_TARGET, PlaceDraft
from data.register.places import load_publication_areas
from data.register.tables import LABEL
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import PlaceKind
from geo.zones import shape_faults
from pages.parts.places.carriageway import choose_carriageway
from pages.parts.places.listing import territories
from pages.parts.places.opening import choose_opening
from pages.ui.cache import engine, services, state
from pages.ui.corners import Pencil, draw_controls
from pages.ui.text import _, number, term_of
from pages.ui.wording import municipality_name

POINT, ZONE = "point", "zone"

MOST_NAMED = 3
"""Municipalities that a hint names at most."""


def field_labels() -> dict[str, str]:
    """Return what each field of a place is called on screen."""
    return {
        "kind": _("Kind"),
        "label": _("Label"),
        "geometry": _("Position"),
        "municipality": _("Municipality"),
        "service": _("Service"),
        "active_from": _("First day"),
        "active_to": _("Last day"),
        "target_days": _("Days between visits"),
        "publication_area": _("Publication area"),
        "opening": _("Opening hours"),
        "service_min": _("Usual minutes of a visit"),
        "carriageway_deg": _("Carriageway it opens onto"),
    }


def pencil_of(key: str, draft: PlaceDraft) -> Pencil | None:
    """Return the drawing of the form *key*; None where it draws nothing now."""
    if _kind(key, draft) is PlaceKind.PRIVATE_FLAT:
        return None
    if draft.geometry is not None and not st.session_state.get(f"{key}_moves"):
        return None
    pencil = Pencil(key, is_spot=_form(key, draft) == POINT)
    pencil.start(draft.geometry)
    return pencil


def _kind(key: str, draft: PlaceDraft) -> PlaceKind:
    return PlaceKind(st.session_state.get(f"{key}_kind", draft.kind))


def _form(key: str, draft: PlaceDraft) -> str:
    usual = ZONE if _kind(key, draft) is PlaceKind.STREET else POINT
    if draft.geometry is not None:
        usual = POINT if isinstance(draft.geometry, shapely.Point) else ZONE
    chosen: str = st.session_state.get(f"{key}_form") or usual
    return chosen


def edit_place(key: str, draft: PlaceDraft, *, has_visits: bool) -> PlaceDraft:
    """
    Draw the fields of a place.

    Parameters
    ----------
    key : str
        Prefix of the widgets; a new one starts from the values of *draft*.
    draft : PlaceDraft
        The place as the register has it, or the beginning of a new one.
    has_visits : bool
        Whether its kind can no longer change.

    Returns
    -------
    PlaceDraft
        As it stands in the form; to be checked before it is written.
    """
    labels = field_labels()
    kind = st.selectbox(
        labels["kind"],
        list(PlaceKind),
        index=list(PlaceKind).index(draft.kind),
        format_func=term_of,
        key=f"{key}_kind",
        disabled=has_visits,
        help=_("The kind of a place that has visits cannot change.") if has_visits else None,
    )
    edited = replace(draft, kind=kind)
    if kind is PlaceKind.PRIVATE_FLAT:
        st.caption(_("Private flats are kept by municipality only: no position and no label of their own."))
        edited = replace(edited, geometry=None)
    else:
        label = st.text_input(
            labels["label"],
            value=draft.label,
            max_chars=LABEL,
            key=f"{key}_label",
            help=_("Name the place by where it is, never by a person."),
        )
        edited = replace(edited, label=label, geometry=_edit_position(key, draft, has_visits=has_visits))
    edited = replace(edited, municipality=_choose_municipality(key, edited))
    edited = _edit_follow_up(key, edited)
    with st.expander(labels["opening"], icon=":material/schedule:"):
        opening = choose_opening(key, draft.opening)
    return replace(_edit_more(key, edited), opening=opening)


def _edit_position(key: str, draft: PlaceDraft, *, has_visits: bool) -> BaseGeometry | None:
    if draft.geometry is not None:
        st.toggle(_("Correct the position on the map"), key=f"{key}_moves")
    pencil = pencil_of(key, draft)
    if pencil is None:
        return draft.geometry
    if has_visits:
        st.caption(
            _("Visits are counted here: the outline may be corrected by up to {most} m.").format(
                most=number(CORRECTION_M)
            )
        )
    st.segmented_control(
        _("Position"),
        [ZONE, POINT],
        default=_form(key, draft),
        format_func=lambda form: {POINT: _("One point"), ZONE: _("A zone")}[form],
        key=f"{key}_form",
        required=True,
    )
    if isinstance(draft.geometry, shapely.MultiPolygon):
        st.caption(_("This zone has several parts. Drawing replaces it by one outline."))
    draw_controls(pencil)
    return pencil.shape()


def _choose_municipality(key: str, draft: PlaceDraft) -> str | None:
    """Draw the choice; None leaves it to the position."""
    options = [one.nis for one in municipalities()]
    chosen: str | None = st.selectbox(
        field_labels()["municipality"],
        options,
        index=options.index(draft.municipality) if draft.municipality in options else None,
        format_func=municipality_name,
        key=f"{key}_municipality",
        placeholder=_municipality_hint(draft.geometry),
    )
    return chosen


def _municipality_hint(shape: BaseGeometry | None) -> str:
    if shape is None or shape_faults(shape):
        return _("Choose the municipality")
    near = territories().codes_at(shape)
    names = ", ".join(municipality_name(nis) for nis in near[:MOST_NAMED])
    if len(near) == 1:
        return _("Found by position: {name}").format(name=names)
    return _("Choose, for example {names}").format(names=names) if near else _("Choose the municipality")


def _edit_follow_up(key: str, draft: PlaceDraft) -> PlaceDraft:
    labels = field_labels()
    ids = [int(one) for one in services().index]
    service = st.selectbox(
        labels["service"],
        ids,
        index=ids.index(draft.service) if draft.service in ids else None,
        format_func=lambda one: str(services().loc[one, "label"]),
        key=f"{key}_service",
        placeholder=_("Choose the service"),
    )
    target = st.number_input(
        labels["target_days"],
        min_value=1,
        max_value=LONGEST_TARGET,
        value=draft.target_days,
        step=1,
        key=f"{key}_target",
        placeholder=_("No target"),
        help=_("The overview says when a place is due. Leave empty for no target."),
    )
    minutes = st.number_input(
        labels["service_min"],
        min_value=1,
        max_value=LONGEST_SERVICE_MIN,
        value=draft.service_min,
        step=5,
        key=f"{key}_service_min",
        placeholder=_("As past visits say"),
        help=_("Rounds are planned with it. Leave empty to plan with what past visits took."),
    )
    edited = replace(draft, service=service, target_days=target, service_min=minutes)
    return replace(edited, carriageway_deg=choose_carriageway(key, edited))


def _edit_more(key: str, draft: PlaceDraft) -> PlaceDraft:
    labels = field_labels()
    with st.expander(_("Dates and publication"), icon=":material/tune:"):
        first, last = (
            st.date_input(
                labels[name],
                value=value,
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="DD/MM/YYYY",
                key=f"{key}_{name}",
            )
            for name, value in (("active_from", draft.active_from), ("active_to", draft.active_to))
        )
        areas = load_publication_areas(engine())
        area = st.selectbox(
            labels["publication_area"],
            areas,
            index=areas.index(draft.publication_area) if draft.publication_area in areas else None,
            accept_new_options=True,
            key=f"{key}_publication_area",
            placeholder=_("None"),
            help=_("Places of one area are published together, so that no single place can be read off."),
        )
        invented = draft.invented
        if state().synthetic or draft.invented:
            invented = st.checkbox(
                _("The position is invented or approximate"), value=draft.invented, key=f"{key}_invented"
            )
    return replace(draft, active_from=first, active_to=last, publication_area=area or None, invented=invented)
