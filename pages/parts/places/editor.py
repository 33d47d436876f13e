"""The sheet of one place with all that can be done to it, and the form of a new one."""

from dataclasses import replace
from datetime import date

import streamlit as st

from data.register.faults import Fault, Saved
from data.register.place_checks import PlaceDraft, PlaceStatus, VisitSpan, status_on
from data.register.places import PlaceSheet, close_place, delete_place, load_place, reopen_place, save_place
from data.register.services import save_service
from data.register.tables import LABEL
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import PlaceKind
from pages.parts.places.changes import PlaceChange, edition, next_edition, remember
from pages.parts.places.form import edit_place, field_labels
from pages.parts.places.listing import PLACE, territories
from pages.ui.access import actor, may_edit
from pages.ui.auditing import note_change, note_place
from pages.ui.cache import engine, engine_to_edit, ledger, places, services, today
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, date_text, ngettext, number, short_date, term_of
from pages.ui.wording import municipality_name

MODE = "_places_mode"
NEW, FILE = "new", "file"

_FAULTS = "_places_faults"
_MAP = "_places_map"


def mode() -> str | None:
    """Return what is being added: a new place, places from a file, or nothing."""
    chosen: str | None = st.session_state.get(MODE)
    return chosen if may_edit() else None


def form_key() -> str:
    """Return the prefix of the form that is open now."""
    return f"place_form_{edition()}_{PLACE.value or 'new'}"


def new_draft() -> PlaceDraft:
    """Return what a new place starts from."""
    only = int(services().index[0]) if len(services()) == 1 else None
    return PlaceDraft(kind=PlaceKind.STREET, service=only)


def map_edition() -> int:
    """Return a number that changes whenever what was clicked on the map no longer counts."""
    number: int = st.session_state.get(_MAP, 0)
    return number


def open_place(place: int | None) -> None:
    """Open the sheet of a place, or of none, with fresh fields."""
    st.session_state[MODE] = None
    st.session_state[PLACE.key] = place
    st.session_state.pop(_FAULTS, None)
    next_edition()


def begin(mode: str | None, place: int | None = None) -> None:
    """Open a new place, an import, or a place chosen beside the map, or go back to the list."""
    open_place(place)
    st.session_state[MODE] = mode
    st.session_state[_MAP] = map_edition() + 1


def show_back() -> None:
    """Draw the way back to the list."""
    st.button(
        _("All places"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="all_places",
        on_click=begin,
        args=(None,),
    )


def show_new_place() -> None:
    """Draw the form of a new place."""
    st.subheader(_("New place"), anchor=False)
    if services().empty:
        add_service()
        return
    draft = edit_place(form_key(), new_draft(), has_visits=False)
    # Not a callback: a field left by clicking the button has its new value in this run only.
    if st.button(_("Save the place"), type="primary", icon=":material/save:", key="save_place"):
        _save(draft, None)
    show_faults(_faults(), field_labels())


def add_service() -> None:
    """Draw the form of a service; a place needs one that looks after it."""
    st.markdown(_("Each place is looked after by a service. Name the first one."))
    label = st.text_input(_("Name of the service"), max_chars=LABEL, key="service_label")
    if st.button(_("Add the service"), icon=":material/add:", key="add_service"):
        outcome = save_service(engine_to_edit(), label)
        show_faults(outcome.faults, {"label": _("Name of the service")})
        if not outcome.faults:
            note_change("service_added")
            st.rerun()


def load_sheet(place: int) -> PlaceSheet | None:
    """Return a place of the register with what refers to it, if whoever asks may see it."""
    return load_place(engine(), place) if place in places().index else None


def show_place(place: int) -> None:
    """Draw the sheet of a place of the register."""
    sheet = load_sheet(place)
    if sheet is None:
        st.warning(_("This place is no longer in the register."), icon=":material/search_off:")
        return
    note_place(place)
    # What the fields started from: a change that somebody else makes meanwhile must not be lost.
    seen: PlaceDraft = st.session_state.setdefault(f"{form_key()}_seen", sheet.draft)
    st.subheader(as_plain(sheet.draft.label), anchor=False)
    _facts(sheet)
    st.page_link(
        "../map.py",
        label=_("What was met there"),
        icon=":material/map:",
        query_params={"place": str(place)},
    )
    if may_edit(sheet.draft.service):
        _offer_changes(sheet, seen)


def _offer_changes(sheet: PlaceSheet, seen: PlaceDraft) -> None:
    with st.expander(_("Edit this place"), icon=":material/edit:", key=f"{form_key()}_open"):
        edited = edit_place(form_key(), seen, has_visits=sheet.visits.count > 0)
        if st.button(_("Save the changes"), type="primary", icon=":material/save:", key="save_place"):
            _save(edited, replace(sheet, draft=seen))
    with st.container(horizontal=True, gap="small"):
        if sheet.draft.active_to is None:
            _offer_close(sheet)
        else:
            _offer_reopen(sheet)
        _offer_delete(sheet)
    show_faults(_faults(), field_labels())


def _facts(sheet: PlaceSheet) -> None:
    draft = sheet.draft
    service = services()["label"].get(draft.service, "")
    facts = (term_of(draft.kind), municipality_name(draft.municipality or ""), as_plain(str(service)))
    st.caption(" · ".join(facts))
    st.markdown(f"{_in_use(draft, today())} {_visited(_made(sheet))}")
    if draft.invented:
        st.caption(_("The position of this place is invented or approximate."))


def _in_use(draft: PlaceDraft, day: date) -> str:
    status = status_on(draft.active_from, draft.active_to, day)
    if status is PlaceStatus.CLOSED:
        return _("Closed since {day}.").format(day=date_text(draft.active_to))
    if status is PlaceStatus.FUTURE:
        return _("Opens on {day}.").format(day=date_text(draft.active_from))
    if draft.target_days is None:
        return _("In use, without a target.")
    text = ngettext(
        "In use, to be visited every {count} day.",
        "In use, to be visited every {count} days.",
        draft.target_days,
    )
    return text.format(count=number(draft.target_days))


def _made(sheet: PlaceSheet) -> VisitSpan:
    """Return the visits as all screens count them; only where there are none, what else refers to it."""
    visits = ledger()
    days = visits.loc[visits["looked"] & (visits["place"] == sheet.id), "day"]
    if len(days):
        return VisitSpan(len(days), days.min().date(), days.max().date())
    return sheet.visits if actor().service is None else VisitSpan()


def _visited(visits: VisitSpan) -> str:
    if visits.count == 0:
        return _("No visit refers to it.")
    text = ngettext("{count} visit, on {first}.", "{count} visits, from {first} to {last}.", visits.count)
    return text.format(
        count=number(visits.count), first=short_date(visits.first_day), last=short_date(visits.last_day)
    )


def _faults() -> tuple[Fault, ...]:
    faults: tuple[Fault, ...] = st.session_state.get(_FAULTS, ())
    return faults


def _done(what: str, faults: tuple[Fault, ...], change: PlaceChange) -> None:
    """Keep either the faults or the change."""
    st.session_state[_FAULTS] = faults
    if not faults:
        note_change(what, places=list(change.places))
        st.session_state[MODE] = None
        remember(change)
        st.rerun()


def _save(draft: PlaceDraft, sheet: PlaceSheet | None) -> None:
    if sheet is None:
        outcome: Saved = save_place(engine_to_edit(draft.service), draft, territories=territories())
        sentence = _("The place was added.")
    else:
        own = engine_to_edit(sheet.draft.service)
        outcome = save_place(own, draft, sheet.id, seen=sheet.draft, territories=territories())
        sentence = _("The changes were saved.")
    places = () if outcome.id is None else (outcome.id,)
    _done("place_saved", outcome.faults, PlaceChange(sentence, places, sheet.draft if sheet else None))


def _offer_close(sheet: PlaceSheet) -> None:
    with st.popover(_("Close on a date"), icon=":material/lock:", key="close_popover"):
        st.markdown(
            _("The place keeps its past and is not proposed after its last day. It can be opened again.")
        )
        usual = max(
            day for day in (today(), sheet.visits.last_day, sheet.draft.active_from) if day is not None
        )
        day = st.date_input(
            _("Last day"),
            value=usual,
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            key=f"{form_key()}_close_day",
        )
        if st.button(_("Close this place"), type="primary", key="close_place") and day is not None:
            sentence = _("The place was closed on {day}.").format(day=date_text(day))
            change = PlaceChange(sentence, (sheet.id,), sheet.draft)
            _done("place_closed", close_place(engine_to_edit(sheet.draft.service), sheet.id, day), change)


def _offer_reopen(sheet: PlaceSheet) -> None:
    if st.button(_("Open again"), icon=":material/lock_open:", key="reopen_place"):
        change = PlaceChange(_("The place was opened again."), (sheet.id,), sheet.draft)
        _done("place_reopened", reopen_place(engine_to_edit(sheet.draft.service), sheet.id), change)


def _offer_delete(sheet: PlaceSheet) -> None:
    if sheet.visits.count:
        return
    with st.popover(_("Delete"), icon=":material/delete:", key="delete_popover"):
        st.markdown(_("Only a place that no visit refers to can be deleted, such as one added by mistake."))
        if st.button(_("Delete this place"), type="primary", key="delete_place"):
            change = PlaceChange(_("The place was deleted."), (sheet.id,), sheet.draft, was_deleted=True)
            _done("place_deleted", delete_place(engine_to_edit(sheet.draft.service), sheet.id), change)
