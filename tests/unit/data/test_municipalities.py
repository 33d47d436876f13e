"""Municipalities by code, postcode and name, as people write them."""

import csv
from pathlib import Path

import pytest

from data.geography.municipalities import (
    HAINAUT,
    RENUMBERED,
    WALLOON_BRABANT,
    find_municipality,
    fold,
    municipalities,
    municipalities_of_work,
    municipality,
)


def found(text: str) -> str | None:
    one = find_municipality(text)
    return None if one is None else one.nis


def test_a_code_gives_its_municipality() -> None:
    """Both official names and the province come with it."""
    mons = municipality("53053")
    assert mons is not None
    assert (mons.name("fr"), mons.name("nl"), mons.name("en")) == ("Mons", "Bergen", "Mons")
    assert mons.province == HAINAUT


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("La Louvière", "58001"),
        ("LA-LOUVIERE", "58001"),
        ("  la   louvière ", "58001"),
        ("Fontaine-l'Évêque", "52022"),
        ("Fontaine l’Eveque", "52022"),
        ("BRAINE L'ALLEUD", "25014"),
        ("Eigenbrakel", "25014"),
        ("Bergen", "53053"),
        ("52011", "52011"),
        ("6000", "52011"),
        ("6041 Gosselies", "52011"),
        ("7000 Mons", "53053"),
        ("1050 Ixelles", "21009"),
        ("ottignies louvain la neuve", "25121"),
    ],
)
def test_what_people_write_is_understood(text: str, nis: str) -> None:
    """Case, accents, hyphens, apostrophes, Dutch names, codes and postcodes."""
    assert found(text) == nis


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1040",
        "1050",
        "1050 Atlantis",
        "Atlantis",
        "00000",
        "9999",
        "6000x",
        "²",
        "Charleroi Mons",
        "\0",
    ],
)
def test_what_is_unknown_or_means_two_is_not_guessed(text: str) -> None:
    """A postcode that two municipalities share, such as 1050, needs a name beside it."""
    assert find_municipality(text) is None


def test_codes_of_before_2019_give_the_municipality_of_today() -> None:
    """La Louvière was 55022 in the first seven years of the register."""
    louviere = municipality("55022")
    assert louviere is not None
    assert (louviere.nis, louviere.name_fr) == ("58001", "La Louvière")
    names = {old: getattr(municipality(old), "name_fr", None) for old in RENUMBERED}
    assert names == {
        "54007": "Mouscron",
        "54010": "Comines-Warneton",
        "55010": "Enghien",
        "55022": "La Louvière",
        "55023": "Lessines",
        "55039": "Silly",
        "56011": "Binche",
        "56085": "Estinnes",
        "56087": "Morlanwelz",
    }


def test_a_code_that_ended_by_a_merger_is_unknown() -> None:
    """Brugelette (51014) still exists; Merelbeke (44043) merged in 2025 and is not told from Melle."""
    assert municipality("51014") is not None
    assert municipality("44043") is None


def test_the_provinces_of_work_come_first() -> None:
    """69 municipalities of Hainaut, 27 of Walloon Brabant, then the rest of the country."""
    ours = municipalities_of_work()
    assert [one.province for one in ours] == [HAINAUT] * 69 + [WALLOON_BRABANT] * 27
    assert municipalities()[: len(ours)] == ours
    assert len(municipalities()) == 565
    names = [fold(one.name_fr) for one in ours[:69]]
    assert names == sorted(names)


def test_every_name_finds_its_municipality() -> None:
    """No name, code or name in capitals leads elsewhere."""
    for one in municipalities():
        for name in (one.name_fr, one.name_nl, one.nis, one.name_fr.upper()):
            assert find_municipality(name) == one


def test_codes_of_2020_are_known_in_the_provinces_of_work(shared: Path) -> None:
    """Every municipality of the real list of 2020 in the two provinces is found."""
    with (shared / "geodata" / "belgian_municipalities_2020.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    codes = {one.nis for one in municipalities_of_work()}
    assert {row["NIS_code"] for row in rows} >= codes
    ours = [row for row in rows if row["NIS_code"] in codes]
    assert [found(row["municipality_FR"]) for row in ours] == [row["NIS_code"] for row in ours]
    # The list gives a few municipalities a neighbour's postcode (7866 for La Louvière).
    assert sum(found(row["zip"]) == row["NIS_code"] for row in ours) >= len(ours) - 5
