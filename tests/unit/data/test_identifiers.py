"""Detection of identifying text: what is found, and what must be left alone."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban

from data.i18n import translator
from data.identifiers import IdentifierKind, find_identifiers, identifier_term, identifiers_in


@pytest.mark.parametrize(
    "text",
    [
        "0470 12 34 56",
        "0470/12.34.56",
        "0470123456",
        "071 32 45 67",
        "071/324567",
        "02 345 67 89",
        "04-221.90.00",
        "010 45 67 89",
        "+32 470 12 34 56",
        "+32 (0)470 12 34 56",
        "0032 71 32 45 67",
        "+33 6 12 34 56 78",
        "32470123456",
        "470123456",
        "470 12 34 56",
        "appeler le 0470-12-34-56 le soir",
        "tel.071324567",
        "0 4 7 0 1 2 3 4 5 6",
        "0470\u00a012\u202f34\u200956",
        "0470–12–34–56",
        "０４７０ １２ ３４ ５６",
        "٠٤٧٠١٢٣٤٥٦",
        "0470\u200b123456",
        "01/12/2014 0470 12 34 56",
        "070 22 33 44",
        "0800 12 345",
        "0470 12 34 56 0471 12 34 56",
        "0470.12.34.56.0471.12.34.56",
        "0470 12 34 56 2",
        "071 32 45 67 / 2014",
    ],
)
def test_telephone_numbers_are_found(text: str) -> None:
    """Any grouping, foreign digits, invisible characters and lost zeros do not hide a number."""
    assert IdentifierKind.PHONE in find_identifiers(text)


@pytest.mark.parametrize(
    "text",
    ["85.07.30-033 28", "85073003328", "17 07 30 033 84", "98.47.28-997.65", "n° 85 07 30 / 033-28 (elle)"],
)
def test_national_register_numbers_are_found(text: str) -> None:
    """Numbers of residents and of foreigners without residence are found by their check digits."""
    assert IdentifierKind.NATIONAL_NUMBER in find_identifiers(text)


def test_a_national_register_number_that_lost_its_zero_is_found() -> None:
    """A spreadsheet stores the number of somebody born in 2005 as ten digits."""
    first_nine = 50730033
    check = 97 - (2_000_000_000 + first_nine) % 97
    number = int(f"{first_nine}{check:02d}")
    assert IdentifierKind.NATIONAL_NUMBER in find_identifiers(str(number))


def test_wrong_check_digits_are_no_national_register_number() -> None:
    """One digit off is a number like another."""
    assert IdentifierKind.NATIONAL_NUMBER not in find_identifiers("85.07.30-033 29")


@pytest.mark.parametrize(
    "text",
    [
        "BE68 5390 0754 7034",
        "be68539007547034",
        "BE68-5390-0754-7034",
        "compte BE68 5390 0754 7034 de la dame",
        "IBANBE68539007547034",
        "FR14 2004 1010 0505 0001 3M02 606",
    ],
)
def test_bank_accounts_are_found(text: str) -> None:
    """Belgian and foreign accounts are found by their check digits, amid words too."""
    assert IdentifierKind.IBAN in find_identifiers(text)


def test_wrong_check_digits_are_no_bank_account() -> None:
    """One digit off is no account."""
    assert find_identifiers("BE69 5390 0754 7034") == []


@given(st.from_regex(r"[0-9]{3}[0-9]{7}", fullmatch=True))
def test_every_valid_belgian_account_is_found(first_ten: str) -> None:
    """Whatever its digits, an account with right check digits does not pass."""
    bban = f"{first_ten}{int(first_ten) % 97 or 97:02d}"
    number = f"BE{stdnum_iban.calc_check_digits('BE00' + bban)}{bban}"
    assert IdentifierKind.IBAN in find_identifiers(stdnum_iban.format(number))


@pytest.mark.parametrize("text", ["1-ABC-123", "2 xyz 456", "1ABC123", "voiture ABC-123", "123-ABC blanche"])
def test_belgian_plates_are_found(text: str) -> None:
    """Plates of today and of before 2010 are found in either case."""
    assert IdentifierKind.PLATE in find_identifiers(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("anna@example.be", IdentifierKind.EMAIL),
        ("anna (at) example.be", IdentifierKind.EMAIL),
        ("voir @anna.charleroi", IdentifierKind.ONLINE_ACCOUNT),
        ("instagram.com/anna", IdentifierKind.ONLINE_ACCOUNT),
        ("Mme Dupont", IdentifierKind.NAME),
        ("chez Mevr. Janssens", IdentifierKind.NAME),
        ("Monsieur Étienne", IdentifierKind.NAME),
        ("MD120585", IdentifierKind.PERSON_CODE),
        ("AB-1985", IdentifierKind.PERSON_CODE),
        ("p00234", IdentifierKind.PERSON_CODE),
        ("dossier n° 1234", IdentifierKind.PERSON_CODE),
        ("fiche 12", IdentifierKind.PERSON_CODE),
        ("A.B., 34 ans", IdentifierKind.PERSON_CODE),
        ("A. B. 1985", IdentifierKind.PERSON_CODE),
        ("É.B. 1985", IdentifierKind.PERSON_CODE),
        ("M. Dupont", IdentifierKind.NAME),
        ("De heer Janssens", IdentifierKind.NAME),
        ("née le 3 mars 1990", IdentifierKind.NAME),
        ("geboren in 1990", IdentifierKind.NAME),
        ("° 03/03/1990", IdentifierKind.NAME),
        ("insta: lola", IdentifierKind.ONLINE_ACCOUNT),
        ("WhatsApp lola_24", IdentifierKind.ONLINE_ACCOUNT),
        ("https://example.be/reglements/2014", IdentifierKind.WEB_PAGE),
        ("www.example.be", IdentifierKind.WEB_PAGE),
        ("example.com/annonce", IdentifierKind.WEB_PAGE),
        ("591-1234567-53", IdentifierKind.IDENTITY_DOCUMENT),
        ("EJ 123456", IdentifierKind.IDENTITY_DOCUMENT),
        ("12AB34567", IdentifierKind.IDENTITY_DOCUMENT),
        ("passeport 4521", IdentifierKind.IDENTITY_DOCUMENT),
        ("AB-123-CD", IdentifierKind.PLATE),
        ("12-XYZ-3", IdentifierKind.PLATE),
    ],
)
def test_addresses_names_and_codes_are_found(text: str, kind: IdentifierKind) -> None:
    """Each of the other kinds is recognised."""
    assert kind in find_identifiers(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rue Desandrouin 13",
        "Les Amoudries",
        "Privés — Charleroi",
        "Parking de la rue du Rivage",
        "Aire d'Heppignies, E42",
        "N589 à Baisy-Thy",
        "E411, sortie 9",
        "R3 sortie 33",
        "Triangle (bas), zone 2",
        "6000 Charleroi",
        "52011",
        "B-6000",
        "01/12/2014",
        "2014-12-01 22:30:00",
        "2014-12-01T22:30",
        "1/2/2014 8.30",
        "01/12/14 22.30",
        "02-03-14 12.30.45",
        "1000 2000 3000 4000",
        "22 h 30 – 23 h 45",
        "50.411234",
        "4.44412, 50.41123",
        "50.470123456",
        "0.012345678",
        "0.33333333",
        "0.471234567",
        "4583",
        "1 234 567,50",
        "10937",
        "+22 %",
        "Bar Le 421",
        "RUE 123",
        "km 12",
        "Rue J.-F. Kennedy 12",
        "Règlement communal du 1 décembre 2014",
        "mai 2014",
        "Zone de tolérance 2011-2014",
        "art. 12, § 3",
        "Bar Le Signal",
        "Snack Messenger 24",
        "Café né en Ardenne",
        "BE 600012",
        "E42-R3-A54",
        "12-03-14",
        "Rue M.-T. Dubois",
        "592-1234567-00",
        "Parking 30 °C",
        "2019/034",
    ],
)
def test_what_a_register_is_made_of_is_left_alone(text: str) -> None:
    """Places, roads, dates, hours, counts and coordinates are not taken for a person."""
    assert find_identifiers(text) == []


def test_a_text_may_hold_several_kinds() -> None:
    """All kinds are named, in a fixed order."""
    assert find_identifiers("anna@example.be 0470 12 34 56") == [IdentifierKind.PHONE, IdentifierKind.EMAIL]


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    """No text makes the detection fail, and asking twice gives the same."""
    assert find_identifiers(text) == find_identifiers(text)


@given(
    st.from_regex(r"0(?:45|46|47|48|49)[0-9]{7}", fullmatch=True),
    st.lists(st.sampled_from(" ./-"), min_size=9, max_size=9),
)
def test_no_grouping_hides_a_mobile_number(number: str, gaps: list[str]) -> None:
    """Separators between any digits do not hide a number."""
    typed = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
    assert IdentifierKind.PHONE in find_identifiers(typed)


@pytest.mark.parametrize(
    "text", ["0 " * 20_000, "A1" * 20_000, "BE68 " * 8_000, "@" * 30_000, "a@" * 20_000, "A." * 20_000]
)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    """No pattern backtracks without end on a long cell: one that did would not come back at all."""
    assert set(find_identifiers(text)) <= set(IdentifierKind)


def test_a_column_is_looked_through_value_by_value() -> None:
    """Numbers, dates and gaps of a spreadsheet's column are read as they were typed."""
    values = pd.Series(
        ["Triangle", 470123456.0, None, np.nan, datetime(2014, 12, 1, 22, 30), 85073003328, "Triangle"],  # noqa: DTZ001 - as read from a file
        index=list("abcdefg"),
        dtype=object,
        name="lieu",
    )
    found = identifiers_in(values)
    assert found.index.equals(values.index)
    assert found.name == "lieu"
    assert found["b"] == (IdentifierKind.PHONE,)
    assert IdentifierKind.NATIONAL_NUMBER in found["f"]
    assert [found[key] for key in "acdeg"] == [(), (), (), (), ()]


def test_a_column_of_numbers_is_looked_through() -> None:
    """A numeric column with gaps finds telephone numbers that lost their zero."""
    found = identifiers_in(pd.Series([12.0, np.nan, 470123456.0]))
    assert found.tolist() == [(), (), (IdentifierKind.PHONE,)]


def test_an_empty_column_gives_an_empty_answer() -> None:
    """No value, no finding."""
    assert identifiers_in(pd.Series([], dtype=object)).empty


def test_a_long_column_is_looked_through_to_its_end() -> None:
    """Ten thousand innocent cells hide nothing, and the one identifier among them is found."""
    values = pd.Series([f"Passage {number} au Triangle" for number in range(10_000)])
    assert not identifiers_in(values).map(bool).any()
    values.iloc[9_999] = "0470 12 34 56"
    assert identifiers_in(values).map(bool).sum() == 1


@pytest.mark.parametrize("kind", list(IdentifierKind))
def test_each_kind_has_a_name_in_a_sentence(kind: IdentifierKind) -> None:
    """Messages to the user can name what was found."""
    assert len(identifier_term(kind, translator("en"))) > 3
