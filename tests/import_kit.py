"""A small register and short ways through an import, for the tests of imports."""

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import shapely
from openpyxl import Workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.imports.checking import Checked, check_table, fingerprint
from data.imports.committing import Receipt, commit
from data.imports.directory import load_directory
from data.imports.faults import Fault, FaultKind
from data.imports.intake import choose_sheet
from data.imports.mapping import Choices, decided, propose
from data.imports.reading import load_sheets
from data.register import tables as t
from data.register.database import writing
from data.vocabulary import PlaceKind, Skill

SAMPLES = Path(__file__).parent / "data" / "imports"

TODAY = date(2020, 1, 1)

NOON = datetime(2020, 1, 1, 12)  # noqa: DTZ001 - the register keeps moments without zone

HEADER = "date;heure d'arrivée;lieu;minutes;résultat;sexe;nombre"


def fill(engine: Engine) -> None:
    """Give an empty register two services, three places and one team."""
    with writing(engine) as session:
        session.add_all(
            [
                t.Service(id=1, code="charleroi", label="Charleroi"),
                t.Service(id=2, code="genappe", label="Genappe"),
            ]
        )
        session.flush()
        spot = shapely.Point(4.44, 50.41)
        for number, kind, label, service in (
            (1, PlaceKind.STREET, "Triangle", 1),
            (2, PlaceKind.BAR, "Bar 1, axe de Baisy-Thy", 2),
            (3, PlaceKind.CAR_PARK, "Rue du Rivage", 1),
        ):
            session.add(
                t.Place(
                    id=number, kind=kind, label=label, geometry=spot, municipality="52011", service_id=service
                )
            )
        session.add(
            t.Team(
                id=1,
                code="genappe-1",
                service_id=2,
                first_skill=Skill.NURSE,
                second_skill=Skill.SOCIAL_WORKER,
            )
        )


def csv(*rows: str, header: str = HEADER) -> bytes:
    """Return a file as a Belgian spreadsheet saves it."""
    return "\r\n".join([header, *rows, ""]).encode("cp1252")


def xlsx(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    """Return a workbook whose first sheet holds *rows*."""
    book = Workbook()
    first = book.worksheets[0]
    for row in rows:
        first.append(list(row))
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def check(
    engine: Engine,
    data: bytes,
    *,
    name: str = "register.csv",
    choices: Choices | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Checked:
    """Check a file with the choices that its headers propose."""
    table = choose_sheet(load_sheets(data, name)).table
    assert table is not None
    chosen = choices or decided(propose(table.headers))
    return check_table(table, chosen, load_directory(engine, aliases), TODAY)


def bring_in(engine: Engine, data: bytes) -> Receipt:
    """Check and commit a file that must have no fault."""
    checked = check(engine, data)
    assert checked.faults == ()
    return commit(engine, checked, fingerprint(data), NOON)


def only_fault(engine: Engine, *rows: str, header: str = HEADER) -> Fault:
    """Return the one fault of a file."""
    (fault,) = check(engine, csv(*rows, header=header)).faults
    return fault


def kinds(checked: Checked) -> list[FaultKind]:
    """Return what is wrong, in the order of the report."""
    return [fault.kind for fault in checked.faults]


def everything(engine: Engine, *, without_batches: bool = True) -> dict[str, list[tuple[object, ...]]]:
    """
    Return all rows of the register, sorted, so that two states of it can be compared.

    Ids of details are left out, because nothing refers to them; those of visits and rounds are kept.
    """
    skip = {"import_batch", "import_replaced", "register_state"} if without_batches else set()
    found = {}
    with Session(engine) as session:
        for table in t.Base.metadata.sorted_tables:
            if table.name not in skip:
                has_referrers = table.name in {"visit", "round", "place", "service", "team"}
                columns = [one for one in table.c if has_referrers or one.name != "id"]
                rows = [tuple(row) for row in session.execute(select(*columns))]
                found[table.name] = sorted(rows, key=repr)
    return found
