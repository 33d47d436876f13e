"""Places: what is kept of them and how it is tidied, one by one and many together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
import shapely
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.database import load_state
from data.register.faults import FaultCode
from data.register.place_checks import OpeningHours, PlaceDraft, PlaceStatus, status_on
from data.register.places import (
    close_place,
    delete_place,
    load_place,
    load_publication_areas,
    reopen_place,
    save_place,
    save_places,
)
from data.register.tables import OpeningWindow, Place
from data.vocabulary import PlaceKind
from tests.place_kit import BAR, FLATS, ZONE, codes, saved


@pytest.mark.parametrize("draft", [ZONE, BAR], ids=["zone", "spot"])
def test_a_place_comes_back_as_it_was_saved(desk: Engine, draft: PlaceDraft) -> None:
    """Every field of a draft survives the database."""
    sheet = load_place(desk, saved(desk, draft))
    assert sheet is not None
    assert sheet.draft == draft
    assert sheet.visits.count == 0


def test_private_flats_are_named_after_their_municipality(desk: Engine) -> None:
    """Whatever label somebody types for flats, the register keeps the municipality only."""
    sheet = load_place(desk, saved(desk, replace(FLATS, label="chez Anna, 3e étage")))
    assert sheet is not None
    assert sheet.draft.label == "Privés — Charleroi"
    assert sheet.draft.geometry is None


def test_the_flats_of_a_municipality_are_one_place(desk: Engine) -> None:
    """A second place of flats in the same municipality would split its figures."""
    saved(desk, FLATS)
    assert codes(save_place(desk, FLATS).faults) == [(FaultCode.LABEL_TAKEN, "label")]


def test_there_is_no_such_place(desk: Engine) -> None:
    """Loading, changing, closing, opening and deleting what is not there say so."""
    assert load_place(desk, 99) is None
    assert codes(save_place(desk, ZONE, 99).faults) == [(FaultCode.GONE, "")]
    for refusal in (close_place(desk, 99, date(2020, 1, 1)), reopen_place(desk, 99), delete_place(desk, 99)):
        assert codes(refusal) == [(FaultCode.GONE, "")]


def test_texts_and_positions_are_tidied(desk: Engine) -> None:
    """Spaces, decomposed letters and the noise of the mouse do not make another place."""
    typed = replace(
        ZONE,
        label="  Quartier \u00a0 de l'E\u0301glise ",
        publication_area=" ",
        geometry=shapely.Point(4.4400000004, 50.4, 110),
    )
    sheet = load_place(desk, saved(desk, typed))
    assert sheet is not None
    assert sheet.draft.label == "Quartier de l'Église"
    assert sheet.draft.publication_area is None
    assert sheet.draft.geometry == shapely.Point(4.44, 50.4)


def test_a_code_from_before_2019_is_brought_up_to_date(desk: Engine) -> None:
    """La Louvière was 55022 and is 58001."""
    sheet = load_place(desk, saved(desk, replace(FLATS, municipality="55022")))
    assert sheet is not None
    assert (sheet.draft.municipality, sheet.draft.label) == ("58001", "Privés — La Louvière")


def test_a_publication_area_is_made_once(desk: Engine) -> None:
    """The same area with another accent or case is the same area."""
    saved(desk, ZONE)
    saved(desk, replace(BAR, publication_area="charleroi CENTRE"))
    assert load_publication_areas(desk) == ["Charleroi centre"]


def test_the_length_of_a_visit_and_the_carriageway_are_kept(desk: Engine) -> None:
    """Both come back as they were saved, and leaving them out again clears them."""
    area = replace(BAR, kind=PlaceKind.REST_AREA, service_min=45, carriageway_deg=265)
    place = saved(desk, area)
    stored = load_place(desk, place)
    assert stored is not None
    assert (stored.draft.service_min, stored.draft.carriageway_deg) == (45, 265)
    assert not save_place(desk, replace(area, service_min=None, carriageway_deg=None), place).faults
    cleared = load_place(desk, place)
    assert cleared is not None
    assert (cleared.draft.service_min, cleared.draft.carriageway_deg) == (None, None)


def test_a_label_that_differs_by_accent_or_case_is_taken(desk: Engine) -> None:
    """Two places that sound alike would be mixed up."""
    saved(desk, replace(ZONE, label="Café de l'Église"))
    outcome = save_place(desk, replace(BAR, label="cafe de l’eglise"))
    assert codes(outcome.faults) == [(FaultCode.LABEL_TAKEN, "label")]


def test_a_place_keeps_its_own_label(desk: Engine) -> None:
    """Saving a place anew does not clash with itself, and replaces what is edited."""
    place = saved(desk, ZONE)
    edited = replace(ZONE, target_days=14, opening=(OpeningHours(0, time(9), time(12)),))
    assert save_place(desk, edited, place).id == place
    sheet = load_place(desk, place)
    assert sheet is not None
    assert sheet.draft == edited
    with Session(desk) as session:
        assert len(session.scalars(select(OpeningWindow)).all()) == 1


def _many(count: int) -> Iterator[PlaceDraft]:
    for number in range(count):
        # Words, for a label of digits alone would look like a code.
        word = "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}")
        yield replace(BAR, label=f"Bar {word}", geometry=shapely.Point(round(4.43 + number * 1e-5, 6), 50.46))


def test_many_places_are_saved_together(desk: Engine) -> None:
    """Each draft gets its identifier, in order, in one transaction."""
    before = load_state(desk).revision
    drafts = [*_many(50)]
    outcomes = save_places(desk, drafts)
    assert load_state(desk).revision == before + 1
    for draft, outcome in zip(drafts, outcomes, strict=True):
        assert outcome.id is not None
        sheet = load_place(desk, outcome.id)
        assert sheet is not None
        assert sheet.draft == draft


def test_one_fault_among_many_saves_none(desk: Engine) -> None:
    """The report names the wrong ones by their position in the list."""
    drafts = [*_many(5)]
    drafts[1] = replace(drafts[1], target_days=0, service=9)
    drafts[4] = replace(drafts[4], label=drafts[0].label)
    outcomes = save_places(desk, drafts)
    assert [codes(outcome.faults) for outcome in outcomes] == [
        [],
        [(FaultCode.TARGET_OUT_OF_RANGE, "target_days"), (FaultCode.SERVICE_UNKNOWN, "service")],
        [],
        [],
        [(FaultCode.LABEL_TAKEN, "label")],
    ]
    assert all(outcome.id is None for outcome in outcomes)
    with Session(desk) as session:
        assert session.scalars(select(Place)).all() == []


def test_saving_no_places_is_no_fault(desk: Engine) -> None:
    """An empty file has nothing wrong in it."""
    assert save_places(desk, []) == []


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        (None, None, PlaceStatus.ACTIVE),
        (date(2020, 1, 1), date(2020, 1, 1), PlaceStatus.ACTIVE),
        (None, date(2019, 12, 31), PlaceStatus.CLOSED),
        (date(2020, 1, 2), None, PlaceStatus.FUTURE),
    ],
)
def test_a_place_is_in_use_from_its_first_to_its_last_day(
    first: date | None, last: date | None, status: PlaceStatus
) -> None:
    """Both ends are included."""
    assert status_on(first, last, date(2020, 1, 1)) is status
