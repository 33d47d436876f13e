"""Single cells: what is accepted, what is refused, and why."""

from datetime import date, time

import pytest

from data.imports.faults import FaultKind
from data.imports.values import (
    Problem,
    read_acquaintance,
    read_count,
    read_day,
    read_effort,
    read_municipality,
    read_time,
    read_word,
    read_yes_no,
)
from data.vocabulary import Acquaintance, AgeBand, Outcome, Sex


@pytest.mark.parametrize(
    "text",
    [
        "05/03/2019",
        "5/3/2019",
        "05-03-2019",
        "5.3.2019",
        "2019-03-05",
        "2019-3-5",
        "43529",
        "2019-03-05 00:00:00",
        "05/03/2019 00:00",
    ],
)
def test_every_way_of_writing_a_day(text: str) -> None:
    """Day first, ISO, and the serial number of a spreadsheet give the same day."""
    assert read_day(text) == date(2019, 3, 5)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("05/03/19", FaultKind.SHORT_YEAR),
        ("31/02/2019", FaultKind.NOT_A_DATE),
        ("12/31/2019", FaultKind.NOT_A_DATE),
        ("2019/03-05", FaultKind.NOT_A_DATE),
        ("mardi", FaultKind.NOT_A_DATE),
        ("5 mars", FaultKind.NOT_A_DATE),
        ("05/03/2019 21:30", FaultKind.DATE_WITH_TIME),
        ("05/03/1889", FaultKind.TOO_OLD),
        ("0000-01-01", FaultKind.NOT_A_DATE),
    ],
)
def test_what_is_no_day(text: str, kind: FaultKind) -> None:
    """A date that cannot be read says why; a two-digit year is never guessed."""
    assert read_day(text) == Problem(kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21h30", time(21, 30)),
        ("21:30", time(21, 30)),
        ("21.30", time(21, 30)),
        ("21 h 30", time(21, 30)),
        ("21H", time(21)),
        ("21 uur", time(21)),
        ("9:05", time(9, 5)),
        ("21:30:15", time(21, 30, 15)),
        ("21h30m", time(21, 30)),
        ("24:00", time(0)),
        ("00:10", time(0, 10)),
    ],
)
def test_every_way_of_writing_a_time(text: str, expected: time) -> None:
    """Hours with a colon, a point or an h, with or without minutes."""
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["25:00", "21:75", "21", "soir", "21:", "0,896", "24:30", ":30", "-3:00"])
def test_what_is_no_time(text: str) -> None:
    """A bare number is no time: it could be minutes or a fraction of a day."""
    assert read_time(text) == Problem(FaultKind.NOT_A_TIME)


@pytest.mark.parametrize(
    ("text", "hours", "minutes"),
    [
        ("45", False, 45),
        ("45,0", False, 45),
        ("45 min", False, 45),
        ("45'", False, 45),
        ("1h30", False, 90),
        ("1:30", False, 90),
        ("00:45:00", False, 45),
        ("1,5 h", False, 90),
        ("2 heures", False, 120),
        ("0,75", True, 45),
        ("1,5", True, 90),
        ("0", False, 0),
        ("1440", False, 1440),
    ],
)
def test_every_way_of_writing_a_duration(text: str, hours: bool, minutes: int) -> None:  # noqa: FBT001
    """Minutes, clock forms and hours with a decimal comma."""
    assert read_effort(text, hours=hours) == minutes


@pytest.mark.parametrize("text", ["long", "45,5", "-10", "1,01 h", "3/4 h", "1h3m0x", "1h75", "0:90"])
def test_what_is_no_duration(text: str) -> None:
    """Fractions of a minute and words are not rounded or guessed."""
    assert read_effort(text, hours=False) == Problem(FaultKind.NOT_A_DURATION)


def test_a_visit_of_more_than_a_day_is_not_believed() -> None:
    """The limit is named in the remedy."""
    assert read_effort("1441", hours=False) == Problem(FaultKind.TOO_LARGE, ("1440",))


@pytest.mark.parametrize(("text", "expected"), [("3", 3), ("3,0", 3), ("3.00", 3), ("100000", 100_000)])
def test_counts(text: str, expected: int) -> None:
    """Whole numbers, also as a spreadsheet writes them."""
    assert read_count(text) == expected


@pytest.mark.parametrize("text", ["0", "-1", "2,5", "trois", "1e3", "½", "²"])
def test_what_is_no_count(text: str) -> None:
    """Nobody counts half a person, or none."""
    assert read_count(text) == Problem(FaultKind.NOT_A_NUMBER)


def test_a_count_that_cannot_be() -> None:
    """A telephone number in the wrong column is not a count."""
    assert read_count("100001") == Problem(FaultKind.TOO_LARGE, ("100000",))


def test_yes_and_no_in_three_languages() -> None:
    """And nothing else."""
    assert [read_yes_no(text) for text in ("Oui", "ja", "YES", "x", "non", "neen", "no", "0")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert read_yes_no("peut-être") == Problem(FaultKind.NOT_YES_OR_NO)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Femme", Sex, Sex.FEMALE),
        ("f", Sex, Sex.FEMALE),
        ("V", Sex, Sex.FEMALE),
        ("18 à 24 ans", AgeBand, AgeBand.FROM_18_TO_24),
        ("18–24", AgeBand, AgeBand.FROM_18_TO_24),
        ("> 55", AgeBand, AgeBand.FROM_55),
        ("55+", AgeBand, AgeBand.FROM_55),
        ("< 18", AgeBand, AgeBand.UNDER_18),
        ("?", AgeBand, AgeBand.UNKNOWN),
        ("FERMÉ", Outcome, Outcome.CLOSED),
        ("niemand gezien", Outcome, Outcome.NOBODY_SEEN),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(text: str, words: type, expected: str) -> None:
    """French, Dutch and English spellings mean the same word."""
    assert read_word(text, words) is expected


@pytest.mark.parametrize("text", ["18", "55", "-18", "34 ans"])
def test_an_exact_age_is_no_age_band(text: str) -> None:
    """The register holds bands only; a sign that is lost must not turn an age into a band."""
    assert read_word(text, AgeBand) == Problem(FaultKind.UNKNOWN_WORD, tuple(AgeBand))


@pytest.mark.parametrize(
    ("text", "header", "expected"),
    [
        ("oui", "premier contact", Acquaintance.FIRST),
        ("non", "premier contact", Acquaintance.KNOWN),
        ("oui", "déjà connu", Acquaintance.KNOWN),
        ("non", "gekend", Acquaintance.FIRST),
        ("ja", "eerste contact", Acquaintance.FIRST),
        ("connu", "premier contact / connu", Acquaintance.KNOWN),
        ("nouveau", "premier contact", Acquaintance.FIRST),
    ],
)
def test_yes_answers_the_header(text: str, header: str, expected: Acquaintance) -> None:
    """Yes under "first contact" and yes under "known" are opposites."""
    assert read_acquaintance(text, header) is expected


def test_yes_to_two_questions_is_refused() -> None:
    """Under "first contact / known" nobody can say what yes means."""
    found = read_acquaintance("oui", "premier contact / connu")
    assert isinstance(found, Problem)
    assert found.kind is FaultKind.UNKNOWN_WORD


@pytest.mark.parametrize("text", ["Charleroi", "charleroi", "52011", "6000 Charleroi"])
def test_municipalities(text: str) -> None:
    """By name, NIS code or postcode."""
    assert read_municipality(text) == "52011"


def test_an_unknown_municipality() -> None:
    """Is refused."""
    assert read_municipality("Atlantide") == Problem(FaultKind.UNKNOWN_MUNICIPALITY)
