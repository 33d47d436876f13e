"""Which column is what: proposals, refusals, and what is remembered."""

import json
from pathlib import Path

import pytest

from data.i18n import translator
from data.imports.faults import FaultKind
from data.imports.fields import Field
from data.imports.mapping import Choices, DateMeaning, Proposal, Why, decided, propose, reason
from data.imports.memory import (
    recall_choices,
    recall_places,
    remember_choices,
    remember_place,
    to_choices,
)
from data.imports.refusals import is_free_text, refusal


def fields(*headers: str) -> list[Field | None]:
    return [one.field for one in propose(headers)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date", Field.DAY),
        ("NUIT DU", Field.DAY),
        ("Heure d’arrivée", Field.ARRIVAL),
        ("heure d'arrivee", Field.ARRIVAL),
        ("Nom du lieu", Field.PLACE),
        ("Antenne", Field.SERVICE),
        ("Durée (min)", Field.MINUTES),
        ("RÉSULTAT", Field.OUTCOME),
        ("Tranche d'âge", Field.AGE_BAND),
        ("1er contact", Field.ACQUAINTANCE),
        ("Nbre", Field.COUNT),
        ("Relais vers", Field.RELAY_TARGET),
        ("leeftijdscategorie", Field.AGE_BAND),
        ("Arrival time", Field.ARRIVAL),
    ],
)
def test_headers_are_known_in_their_variants(header: str, field: Field) -> None:
    """Case, accents, apostrophes and the usual abbreviations do not matter."""
    assert propose([header]) == [Proposal(header, field, Why.HEADER)]


def test_a_near_miss_is_suggested_and_never_decided() -> None:
    """A misspelt header waits for the user."""
    (found,) = propose(["tranche d'agé s"])
    assert (found.field, found.near, found.why) == (None, Field.AGE_BAND, Why.NEAR)
    assert decided([found]).columns == {}


def test_a_number_belongs_to_what_stands_to_its_left() -> None:
    """Three columns called "nombre" are three different numbers."""
    assert fields(
        "Sexe", "Nombre", "Nature", "Mode", "Nombre (2)", "Soin", "Nombre (3)", "Matériel", "Nb"
    ) == [
        Field.SEX,
        Field.COUNT,
        Field.NATURE,
        Field.MODE,
        Field.INTERVENTION_COUNT,
        Field.ACT,
        Field.ACT_COUNT,
        Field.MATERIAL,
        Field.MATERIAL_COUNT,
    ]


def test_no_field_is_proposed_twice() -> None:
    """The second column is only said to resemble it."""
    first, second = propose(["date", "jour"])
    assert (first.field, second.field, second.near) == (Field.DAY, None, Field.DAY)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Nom", FaultKind.IDENTIFYING_COLUMN),
        ("Prénom", FaultKind.IDENTIFYING_COLUMN),
        ("voornaam", FaultKind.IDENTIFYING_COLUMN),
        ("Full name", FaultKind.IDENTIFYING_COLUMN),
        ("Surnom", FaultKind.IDENTIFYING_COLUMN),
        ("Initiales", FaultKind.IDENTIFYING_COLUMN),
        ("N° de dossier", FaultKind.IDENTIFYING_COLUMN),
        ("Code personne", FaultKind.IDENTIFYING_COLUMN),
        ("Date de naissance", FaultKind.IDENTIFYING_COLUMN),
        ("GSM", FaultKind.IDENTIFYING_COLUMN),
        ("E-mail", FaultKind.IDENTIFYING_COLUMN),
        ("Plaque", FaultKind.IDENTIFYING_COLUMN),
        ("Registre national", FaultKind.IDENTIFYING_COLUMN),
        ("Remarques", FaultKind.FREE_TEXT),
        ("Commentaire de l'équipe", FaultKind.FREE_TEXT),
        ("Observations", FaultKind.FREE_TEXT),
        ("opmerkingen", FaultKind.FREE_TEXT),
        ("Latitude", FaultKind.COORDINATES),
        ("Coordonnées GPS", FaultKind.COORDINATES),
        ("Nom du lieu", None),
        ("Nom de l'antenne", None),
        ("Météo", None),
    ],
)
def test_columns_refused_by_their_header(header: str, kind: FaultKind | None) -> None:
    """Names, contact data, codes, remarks and coordinates; but the name of a place is no name."""
    assert refusal(header) is kind
    if kind is not None:
        assert propose([header])[0].why is Why.REFUSED


def test_a_remark_is_told_from_a_word() -> None:
    """Five words or sixty characters."""
    assert is_free_text("elle a dit que tout allait bien")
    assert is_free_text("x" * 61)
    assert not is_free_text("pluie fine et vent")


def test_hours_are_understood_from_the_header() -> None:
    """A column of hours is not read as minutes."""
    assert decided(propose(["Durée (h)"])).hours
    assert not decided(propose(["Durée (min)"])).hours


def test_choices_are_remembered_for_the_same_headers(tmp_path: Path) -> None:
    """In any order; other headers are another file."""
    chosen = Choices({"Date": Field.DAY, "Météo": None}, DateMeaning.CALENDAR, hours=True)
    remember_choices(tmp_path, ["Date", "Météo", "Lieu"], chosen)
    assert recall_choices(tmp_path, ["Lieu", "Date", "Météo"]) == chosen
    assert recall_choices(tmp_path, ["Date", "Météo"]) is None
    proposals = propose(["Date", "Météo", "Lieu"], chosen)
    assert [(one.field, one.why, one.left_out) for one in proposals] == [
        (Field.DAY, Why.REMEMBERED, False),
        (None, Why.REMEMBERED, True),
        (Field.PLACE, Why.HEADER, False),
    ]
    assert decided(proposals).columns["Météo"] is None


def test_memory_cannot_bring_back_a_refused_column() -> None:
    """A choice made by hand in the file does not open the door to names."""
    (found,) = propose(["Nom"], Choices({"Nom": Field.PLACE}))
    assert (found.field, found.why) == (None, Why.REFUSED)


def test_other_names_of_places_are_remembered(tmp_path: Path) -> None:
    """Folded, so that case does not matter the next time."""
    remember_place(tmp_path, "Le Triangle (bas)", "Triangle")
    remember_choices(tmp_path, ["Date"], Choices())
    assert recall_places(tmp_path) == {"le triangle bas": "Triangle"}


def test_a_name_that_points_at_a_person_is_not_remembered(tmp_path: Path) -> None:
    """A telephone number in the column of places stays out of every file of ours."""
    with pytest.raises(ValueError, match="about a person"):
        remember_place(tmp_path, "chez 0470 12 34 56", "Triangle")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"files": 3, "places": {}}', '{"files": {"date": {}}, "places": {}}']
)
def test_a_damaged_memory_is_an_empty_memory(tmp_path: Path, content: str) -> None:
    """It costs a few clicks and never stops an import."""
    (tmp_path / "import_mappings.json").write_text(content)
    assert recall_choices(tmp_path, ["date"]) is None
    remember_choices(tmp_path, ["date"], Choices({"date": Field.DAY}))
    assert recall_choices(tmp_path, ["date"]) == Choices({"date": Field.DAY})


def test_the_memory_leaves_no_half_written_file(tmp_path: Path) -> None:
    """One file, whole, and no more than a hundred mappings."""
    for number in range(103):
        remember_choices(tmp_path, [f"colonne {number}"], Choices())
    assert [path.name for path in tmp_path.iterdir()] == ["import_mappings.json"]
    assert len(json.loads((tmp_path / "import_mappings.json").read_text())["files"]) == 100


def test_choices_may_be_written_by_hand() -> None:
    """For the command line."""
    text = '{"columns": {"Où": "place", "Météo": null}, "dates": "calendar", "hours": true}'
    assert to_choices(text) == Choices({"Où": Field.PLACE, "Météo": None}, DateMeaning.CALENDAR, hours=True)


@pytest.mark.parametrize("text", ["", "[]", "3", '{"columns": {"Où": "somewhere"}}', '{"columns": []}'])
def test_choices_that_make_no_sense_are_refused(text: str) -> None:
    """With one kind of error."""
    with pytest.raises(ValueError, match=r"\w"):
        to_choices(text)


@pytest.mark.parametrize("why", list(Why))
def test_each_proposal_can_say_why(why: Why) -> None:
    """In a few words."""
    assert len(reason(why, translator("en"))) > 5
