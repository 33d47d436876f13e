"""The names that a file may use."""

import pytest
from sqlalchemy import Engine

from data.imports.directory import Names, load_directory
from data.register.database import writing
from data.register.tables import Service
from tests.import_kit import fill


@pytest.fixture
def small(register: Engine) -> Engine:
    """A register with a few places, on each database."""
    fill(register)
    return register


@pytest.mark.parametrize("name", ["Triangle", "TRIANGLE", "  triangle ", "triangle.", "Tríangle"])
def test_places_are_found_whatever_the_spelling(small: Engine, name: str) -> None:
    """Case, accents, spaces and punctuation do not matter."""
    assert load_directory(small).places.find(name) == 1


@pytest.mark.parametrize("name", ["", "Triangel", "Tri angle", "?"])
def test_other_names_are_not_guessed(small: Engine, name: str) -> None:
    """A near miss is suggested elsewhere, never taken."""
    assert load_directory(small).places.find(name) is None


def test_services_answer_to_label_and_code(small: Engine) -> None:
    """Either may stand in a file."""
    with writing(small) as session:
        session.add(Service(id=3, code="lln", label="Louvain-la-Neuve"))
    services = load_directory(small).services
    assert services.find("LLN") == services.find("louvain la neuve") == 3


def test_a_chosen_name_stands_for_its_place_but_never_hides_one(small: Engine) -> None:
    """Another name that is also a place's own name means that place."""
    aliases = {"le bas": "Triangle", "rue du rivage": "Triangle", "gone": "A place that is no more"}
    places = load_directory(small, aliases).places
    assert places.find("Le bas") == 1
    assert places.find("Rue du Rivage") == 3
    assert places.find("gone") is None


def test_near_names_come_best_first(small: Engine) -> None:
    """At most three, and none for what resembles nothing."""
    directory = load_directory(small)
    assert directory.near_places("bar de baisy-thy")[0] == "Bar 1, axe de Baisy-Thy"
    assert len(directory.near_places("rue")) <= 3
    assert directory.near_places("%%") == ()


def test_an_exact_name_wins_over_a_folded_one() -> None:
    """Two names that fold alike are told apart by their letters."""
    names = Names({"Bar A": 1, "BAR A": 2}, {})
    assert (names.find("Bar A"), names.find("BAR  A"), names.find("bar a")) == (1, 2, None)


def test_an_empty_register_knows_no_name(register: Engine) -> None:
    """And breaks on none."""
    directory = load_directory(register)
    assert directory.places.find("Triangle") is None
    assert directory.near_places("Triangle") == ()
    assert not directory.synthetic
