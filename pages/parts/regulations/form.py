"""The form of a rule: from the ledger's values to a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

import streamlit as st
from shapely.geometry.base import BaseGeometry

from data.geography.municipalities import municipalities
from data.i18n import LANGUAGES
from data.register.regulation_checks import SOURCE, TITLE, RegulationDraft
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import PlaceKind, RegulationKind
from pages.ui.cache import places
from pages.ui.corners import Pencil, draw_controls
from pages.ui.text import LANGUAGE_NAMES, _, term_of
from pages.ui.wording import municipality_name


class Where(StrEnum):
    """The ways to say where a rule applies."""

    MUNICIPALITY = "municipality"
    AREA = "area"
    PLACES = "places"
    COUNTRY = "country"


def where_label(where: str) -> str:
    """Return the words for a way to say where."""
    return {
        Where.MUNICIPALITY: _("A municipality"),
        Where.AREA: _("An area to draw"),
        Where.PLACES: _("Certain places"),
        Where.COUNTRY: _("The whole country"),
    }[Where(where)]


def rule_field_labels() -> dict[str, str]:
    """Return what each field of a rule is called on screen."""
    titles = {
        f"title_{code}": _("Title in {language}").format(language=LANGUAGE_NAMES[code]) for code in LANGUAGES
    }
    return {
        "kind": _("Kind"),
        "announced": _("Announced on"),
        "in_force": _("In force from"),
        "ended": _("Last day in force"),
        **titles,
        "source": _("Source"),
        "municipality": _("Where"),
        "area": _("Area of the rule"),
        "places": _("Places"),
        "exceptions": _("Places it spares, if any"),
    }


def _where(key: str, draft: RegulationDraft) -> Where:
    usual = Where.MUNICIPALITY
    if draft.area is not None:
        usual = Where.AREA
    elif draft.places and not draft.municipality:
        usual = Where.PLACES
    elif draft.kind is RegulationKind.NATIONAL_LAW:
        usual = Where.COUNTRY
    return Where(st.session_state.get(f"{key}_where") or usual)


def area_pencil(key: str, draft: RegulationDraft) -> Pencil | None:
    """Return the drawing of the form *key*; None where no area is drawn."""
    if _where(key, draft) is not Where.AREA:
        return None
    pencil = Pencil(key)
    pencil.start(draft.area)
    return pencil


def edit_rule(key: str, draft: RegulationDraft) -> RegulationDraft:
    """
    Draw the fields of a rule.

    Parameters
    ----------
    key : str
        Prefix of the widgets; a new one starts from the values of *draft*.
    draft : RegulationDraft
        The rule as the ledger has it, or the beginning of a new one.

    Returns
    -------
    RegulationDraft
        As it stands in the form; to be checked before it is written.
    """
    labels = rule_field_labels()
    kinds = list(RegulationKind)
    kind = st.selectbox(
        labels["kind"],
        kinds,
        index=kinds.index(draft.kind),
        format_func=term_of,
        key=f"{key}_kind",
    )
    days = _edit_dates(key, draft, labels)
    titles = {
        code: st.text_input(
            labels[f"title_{code}"],
            value=draft.titles.get(code, ""),
            max_chars=TITLE,
            key=f"{key}_title_{code}",
        )
        for code in LANGUAGES
    }
    source = st.text_input(
        labels["source"],
        value=draft.source,
        max_chars=SOURCE,
        key=f"{key}_source",
        help=_("Where anybody can read the rule: a gazette, a decision, a report and its year."),
    )
    edited = replace(
        draft,
        kind=kind,
        announced=days["announced"],
        in_force=days["in_force"],
        ended=days["ended"],
        titles=titles,
        source=source,
    )
    return _edit_exceptions(key, _edit_reach(key, _edit_where(key, edited, draft)))


def _edit_dates(key: str, draft: RegulationDraft, labels: Mapping[str, str]) -> dict[str, date | None]:
    stored = {"announced": draft.announced, "in_force": draft.in_force, "ended": draft.ended}
    hints = {
        "announced": _("From then on people may already move away. Leave empty where it is not known."),
        "in_force": None,
        "ended": _("Leave empty while the rule holds."),
    }
    return {
        name: st.date_input(
            labels[name],
            value=value,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            key=f"{key}_{name}",
            help=hints[name],
        )
        for name, value in stored.items()
    }


def _edit_where(key: str, edited: RegulationDraft, stored: RegulationDraft) -> RegulationDraft:
    ways = list(Where)
    where = st.selectbox(
        _("Where"),
        ways,
        index=ways.index(_where(key, stored)),
        format_func=where_label,
        key=f"{key}_where",
    )
    if where is Where.COUNTRY:
        return replace(edited, municipality=None, area=None, places=())
    area: BaseGeometry | None = None
    if where is Where.AREA:
        pencil = Pencil(key)
        pencil.start(stored.area)
        draw_controls(pencil)
        area = pencil.shape()
    nis = _choose_municipality(key, edited, is_needed=where is Where.MUNICIPALITY)
    named = _choose_places(key, edited, is_needed=where is Where.PLACES)
    return replace(edited, municipality=nis, area=area, places=named)


def _choose_municipality(key: str, edited: RegulationDraft, *, is_needed: bool) -> str | None:
    options = [one.nis for one in municipalities()]
    return st.selectbox(
        _("Municipality") if is_needed else _("Municipality, if it is a rule of one"),
        options,
        index=options.index(edited.municipality) if edited.municipality in options else None,
        format_func=municipality_name,
        key=f"{key}_municipality",
        placeholder=_("Choose the municipality"),
    )


def _choose_places(key: str, edited: RegulationDraft, *, is_needed: bool) -> tuple[int, ...]:
    label = _("Places") if is_needed else _("Places it names, if any")
    return _pick_places(label, f"{key}_places", edited.places)


def _edit_exceptions(key: str, edited: RegulationDraft) -> RegulationDraft:
    label = rule_field_labels()["exceptions"]
    chosen = _pick_places(
        label,
        f"{key}_exceptions",
        edited.exceptions,
        _("Places that the rule would touch and leaves alone, such as bars on a street where they may stay."),
    )
    return replace(edited, exceptions=chosen)


def _pick_places(label: str, key: str, chosen: Sequence[int], hint: str | None = None) -> tuple[int, ...]:
    table = places()
    # What the account may not see is kept as it is.
    unseen = [place for place in chosen if place not in table.index]
    picked = st.multiselect(
        label,
        [int(place) for place in table.index],
        default=[place for place in chosen if place in table.index],
        format_func=lambda place: str(table.loc[place, "label"]),
        key=key,
        placeholder=_("Choose"),
        help=hint,
    )
    return (*unseen, *picked)


def _edit_reach(key: str, edited: RegulationDraft) -> RegulationDraft:
    chosen = st.multiselect(
        _("Kinds of place it touches"),
        list(PlaceKind),
        default=list(edited.place_kinds),
        format_func=term_of,
        key=f"{key}_place_kinds",
        placeholder=_("All kinds of place"),
    )
    return replace(edited, place_kinds=tuple(chosen))
