"""The demo register equals the annual report of 2019, row by row of its figures.

Every row of ``annual_report_2019.csv`` is asserted, or named with the reason why a register of contacts
cannot hold it.
"""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, text

from data.demo import fill_demo
from data.demo.figures import EVENTS_2019, RELAYS, RELAYS_BRABANT
from data.register.database import connect, writing
from data.register.tables import Base, Consultation, Contact, DropInVisit, HealthAct, Intervention, Material
from data.vocabulary import NURSING_ACTS, RelayTarget
from tests.annual_report_kit import (
    NOT_IN_A_REGISTER_OF_CONTACTS,
    POINTS,
    PRINTED,
    Register,
    contradictions,
    key,
)

DEMO_SEED = 2019
"""That of the demo register which tests share."""


@pytest.fixture(scope="module")
def figures(shared: Path) -> list[dict[str, str]]:
    """All rows of the report's figures."""
    with (shared / "domain" / "annual_report_2019.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=[DEMO_SEED, 1])
def filled(request: pytest.FixtureRequest, demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a demo register, of two seeds."""
    path = tmp_path_factory.mktemp("demo") / "register.sqlite"
    if request.param == DEMO_SEED:
        return Path(shutil.copy(demo_file, path))
    engine = connect(f"sqlite:///{path}")
    fill_demo(engine, seed=request.param)
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def demo(filled: Path) -> Iterator[Engine]:
    """The demo register, of two seeds."""
    engine = connect(f"sqlite:///{filled}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def register(demo: Engine) -> Register:
    """What the register holds of the report's year."""
    return Register(demo)


def test_every_figure_of_the_report_is_in_the_register(
    register: Register, figures: list[dict[str, str]]
) -> None:
    """Counts exactly, percentages within half a point, for any seed."""
    assert len(figures) == len({key(row) for row in figures}) > 140
    assert contradictions(register, figures) == []


def test_the_exceptions_are_rows_of_the_report_and_contradict_their_cells(
    figures: list[dict[str, str]],
) -> None:
    """Nothing is excused that the report does not print, and no sound total is excused."""
    values = {key(row): float(row["value"]) for row in figures}
    assert set(NOT_IN_A_REGISTER_OF_CONTACTS) <= set(values)
    cells: Counter[str] = Counter()
    for (area, section, measure, category), value in values.items():
        if (area, section) == ("hainaut", "interventions") and measure != "printed_total":
            cells.update({measure: value, category: value, "all": value})
    for row, reason in NOT_IN_A_REGISTER_OF_CONTACTS.items():
        if reason is PRINTED:
            assert values[row] != cells[row[3]], row


def test_five_bars_of_genappe(demo: Engine, figures: list[dict[str, str]]) -> None:
    """The one row of the report about places."""
    rows = [row for row in figures if row["section"] == "places"]
    assert [key(row) for row in rows] == [("walloon_brabant", "places", "bars", "genappe")]
    query = (
        "SELECT count(*) FROM place p JOIN service s ON s.id = p.service_id WHERE p.kind = 'bar' "
        "AND s.code = 'genappe' AND (p.active_to IS NULL OR p.active_to >= '2019-12-31')"
    )
    with demo.connect() as connection:
        assert connection.execute(text(query)).scalar_one() == int(rows[0]["value"])


LAST_ROW = {
    Contact: "visit_id IN (SELECT id FROM visit WHERE day >= '2019-01-01')",
    HealthAct: "kind = 'trod' AND day >= '2019-01-01'",
    Material: "kind = 'hygiene_kit' AND day >= '2019-01-01'",
    Intervention: "day >= '2019-01-01'",
    DropInVisit: "day >= '2019-01-01'",
    Consultation: "day >= '2019-01-01'",
}
"""Where to take a row away that some figure of the report counts."""


@pytest.mark.parametrize("table", LAST_ROW)
def test_one_missing_row_is_noticed(
    filled: Path, tmp_path: Path, figures: list[dict[str, str]], table: type[Base]
) -> None:
    """A change that breaks one figure fails: the check has teeth for each table."""
    copy = shutil.copy(filled, tmp_path)
    engine = connect(f"sqlite:///{copy}")
    rows = Base.metadata.tables[table.__tablename__]
    last = select(func.max(rows.c.id)).where(text(LAST_ROW[table])).scalar_subquery()
    with writing(engine) as session:
        session.execute(delete(rows).where(rows.c.id == last))
    assert contradictions(Register(engine), figures) != []
    engine.dispose()


def test_2018_as_the_report_compares_it(demo: Engine) -> None:
    """The figures of the year before, printed or derived from "so many per cent more"."""
    register = Register(demo, 2018)
    assert register.count("contact", "hainaut") == round(4583 / 1.22) == 3757
    assert register.count("drop_in_visit", "hainaut") == round(1920 / 0.94) == 2043
    assert register.count("health_act", "hainaut", kind="trod") == 42
    assert register.count("health_act", "hainaut", kind="trod", group="bar") == round(19 / 3.14) == 6
    assert register.nursing("hainaut") == 96
    assert register.count("consultation", "hainaut") == 39
    assert register.count("health_act", "walloon_brabant", kind="trod") == 38
    assert register.count("health_act", "walloon_brabant", kind="screening") == 100
    assert register.count("intervention", "hainaut") == round(10927 / 1.21)
    assert register.count("health_act", "walloon_brabant", kind="prevention") == round(264 / 1.32)
    assert register.count("health_act", "hainaut", kind="paramedical_support") == round(1989 / 1.07)


def test_relays_go_where_the_text_says(register: Register) -> None:
    """The shares by kind of service, within half a point or the nearest whole *relais*."""
    for area, relays in (("hainaut", RELAYS), ("walloon_brabant", RELAYS_BRABANT)):
        for nature, shares in relays.items():
            total = register.count("intervention", area, nature=nature, mode="relais")
            printed = {**shares}
            printed[RelayTarget.OTHER] = 100 - sum(shares.values())
            for target, share in printed.items():
                number = register.count("intervention", area, nature=nature, relay_target=target)
                assert abs(100 * number / total - share) <= max(POINTS, 100 / total), (area, nature, target)


def test_only_relays_have_a_target(register: Register) -> None:
    """Every *relais* leads somewhere and no other mode does."""
    rows = register.tables["intervention"]
    assert ((rows["mode"] == "relais") == rows["relay_target"].notna()).all()


def test_bars_were_visited_among_women(register: Register) -> None:
    """All people met in bars in 2019 were women, and men were met on car parks above all."""
    assert register.count("contact", "hainaut", group="bar", sex="female") == register.count(
        "contact", "hainaut", group="bar"
    )
    men = register.count("contact", "hainaut", sex="male")
    assert register.count("contact", "hainaut", group="car_park", sex="male") > 0.75 * men


@pytest.mark.parametrize(
    ("kinds", "entourage"),
    [
        (frozenset({"trod"}), 20),
        (frozenset(NURSING_ACTS), 15),
        (frozenset({"paramedical_support"}), 18),
    ],
)
def test_whom_the_acts_were_for(register: Register, kinds: frozenset[str], entourage: int) -> None:
    """Shares of the entourage, as printed; in Walloon Brabant all but the screening day."""
    others = register.count("health_act", "hainaut", kind=kinds, role="entourage")
    assert 100 * others / register.count("health_act", "hainaut", kind=kinds) == pytest.approx(
        entourage, abs=POINTS
    )
    assert register.count("health_act", "walloon_brabant", kind=kinds, role="entourage") == 0


def test_consultations_by_cover(register: Register) -> None:
    """40 consultations in the proportions of the 23 people: 21, 1, 1."""
    cover = {
        word: register.count("consultation", "hainaut", insurance=word)
        for word in ("health_insurance", "urgent_aid", "none", "unknown")
    }
    assert cover == {"health_insurance": 36, "urgent_aid": 2, "none": 2, "unknown": 0}


def test_film_showings_and_animations(register: Register) -> None:
    """Ten showings and the participants that the text prints, in each region."""
    rows = register.tables["awareness_event"]
    films = rows[rows["kind"] == "film"].groupby("service")["count"].apply(sorted).to_dict()
    assert films == {
        "charleroi": [0, 100],
        "la_louviere": [0, 20, 20, 48],
        "louvain_la_neuve": [11, 12, 13, 13],
    }
    classes = rows[rows["kind"] == "class"].groupby("service")["count"].sum().to_dict()
    assert classes == {"charleroi": 19 + 25 + 21 + 2 + 1, "louvain_la_neuve": 15}
    assert rows[rows["kind"] == "stand"]["count"].tolist() == [156]
    assert rows[rows["kind"] == "screening_day"]["count"].tolist() == [71]
    assert (rows["kind"] == "workshop").sum() == 60
    assert len(EVENTS_2019) == (rows["kind"] != "workshop").sum()
