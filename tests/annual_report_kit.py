"""The figures of the annual report, and what a register holds for each of them."""

import pandas as pd
from sqlalchemy import Connection, Engine, text

from data.vocabulary import NURSING_ACTS

Key = tuple[str, str, str, str]
"""Area, section, measure and category of a row."""

YEAR = 2019

POINTS = 0.5
"""Tolerance of percentages, in points."""

BRABANT = ("genappe", "louvain_la_neuve")

PEOPLE = "a fact about the people followed, who are not in a register of anonymous contacts"

PRINTED = "printed total that contradicts its own cells; the register derives totals: docs/decisions/0004"

NOT_IN_A_REGISTER_OF_CONTACTS: dict[Key, str] = {
    **{
        ("hainaut", "public", "income", word): PEOPLE
        for word in (
            "none",
            "work",
            "unemployment",
            "health_insurance",
            "pension",
            "social_integration_income",
            "disability",
            "unknown",
        )
    },
    **{
        ("walloon_brabant", "public", "income", word): PEOPLE
        for word in ("work", "social_integration_income", "unemployment", "health_insurance")
    },
    **{
        ("hainaut", "public", "housing", word): PEOPLE
        for word in ("adequate", "none_or_inadequate", "unknown")
    },
    ("hainaut", "public", "people_followed", "total"): PEOPLE,
    ("walloon_brabant", "public", "people_followed", "total"): PEOPLE,
    ("hainaut", "interventions", "printed_total", "other"): PRINTED,
    ("hainaut", "interventions", "printed_total", "accompagnement"): PRINTED,
    ("hainaut", "interventions", "printed_total", "all"): PRINTED,
}

AT_LEAST = {
    ("hainaut", "health", "material_items", "total"),
    ("walloon_brabant", "health", "material_items", "total"),
}
"""Printed as "more than": the register lies above, and by no more than five per cent."""


def key(row: dict[str, str]) -> Key:
    """Return the identity of a row."""
    return row["area"], row["section"], row["measure"], row["category"]


GROUPS = {
    "street": "street",
    "bar": "bar",
    "car_park": "car_park",
    "rest_area": "car_park",
    "medibus_stop": "car_park",
}
"""Kinds of place as the report groups them; the others are elsewhere."""

TABLES = (
    "contact",
    "intervention",
    "health_act",
    "material",
    "drop_in_visit",
    "consultation",
    "awareness_event",
)


def read(connection: Connection, table: str, year: int) -> pd.DataFrame:
    """Return one year of a table with area and group of places; contacts by the service of the round."""
    visit = "x.visit_id" if table in TABLES[:4] else "NULL"
    service, day = ("r.service_id", "v.day") if table == "contact" else ("x.service_id", "x.day")
    query = f"""
        SELECT x.*, s.code AS service, p.kind AS place FROM {table} x
        LEFT JOIN visit v ON v.id = {visit} LEFT JOIN round r ON r.id = v.round_id
        LEFT JOIN place p ON p.id = v.place_id JOIN service s ON s.id = {service}
        WHERE {day} BETWEEN '{year}-01-01' AND '{year}-12-31'"""  # noqa: S608 - constants of this file
    rows = pd.read_sql_query(text(query), connection)
    rows["area"] = ["walloon_brabant" if code in BRABANT else "hainaut" for code in rows["service"]]
    rows["group"] = rows["place"].map(GROUPS)
    return rows


class Register:
    """The register's tables of one year."""

    def __init__(self, engine: Engine, year: int = YEAR) -> None:
        """Read what the figures need."""
        with engine.connect() as connection:
            self.tables = {table: read(connection, table, year) for table in TABLES}

    def count(self, table: str, area: str, **where: object) -> int:
        """Return the sum of ``count`` over the rows that are as in *where*."""
        rows = self.tables[table]
        keep = rows["area"] == area
        for column, wanted in where.items():
            keep &= rows[column].isin(list(wanted) if isinstance(wanted, frozenset) else [wanted])
        return int(rows.loc[keep, "count"].sum())

    def nursing(self, area: str) -> int:
        """Return the nursing acts."""
        return self.count("health_act", area, kind=NURSING_ACTS)


def measured(register: Register, row: Key) -> float:
    """Return what the register holds for one row of the report."""
    area, section, measure, category = row
    if section == "public":
        return share_of_contacts(register, area, measure, category)
    if section == "interventions":
        wanted: dict[str, object] = {}
        if measure != "printed_total":
            wanted = {"mode": measure, "nature": category}
        elif category in {"relais", "accompagnement", "collaboration"}:
            wanted = {"mode": category}
        elif category != "all":
            wanted = {"nature": category}
        return register.count("intervention", area, **wanted)
    if section == "contacts":
        return contacts(register, area, measure, category)
    if section == "medibus":
        return medibus_share(register, category)
    return health(register, area, measure, category)


def share_of_contacts(register: Register, area: str, measure: str, category: str) -> float:
    """Return a category's share of the contacts, in per cent."""
    bands = {
        "18_25": frozenset({"18_24"}),
        "26_60": frozenset({"25_34", "35_44", "45_54", "55_plus"}),
        "over_60": frozenset({"55_plus"}),
    }
    wanted = bands.get(category, category)
    return 100 * register.count("contact", area, **{measure: wanted}) / register.count("contact", area)


def contacts(register: Register, area: str, measure: str, category: str) -> float:
    """Return field contacts, first contacts and drop-in visits."""
    if measure == "drop_in_visits":
        return register.count("drop_in_visit", area)
    if measure == "field_contacts":
        return register.count("contact", area)
    first = register.count("contact", area, acquaintance="first")
    if measure == "first_contacts":
        return first
    return 100 * register.count("contact", area, acquaintance="first", group=category) / first


def medibus_share(register: Register, category: str) -> float:
    """Return the share of an action on the acts aboard, in per cent."""
    kinds: dict[str, frozenset[str]] = {
        "screening": frozenset({"trod"}),
        "nursing": frozenset(NURSING_ACTS - {"trod"}),
        "information": frozenset({"prevention"}),
        "material_exchange": frozenset({"material_exchange"}),
    }
    aboard = register.count("health_act", "hainaut", service="medibus")
    return 100 * register.count("health_act", "hainaut", service="medibus", kind=kinds[category]) / aboard


def health(register: Register, area: str, measure: str, category: str) -> float:
    """Return nursing, tests, consultations, material and prevention."""
    if measure == "trod_share":
        tests = register.count("health_act", area, kind="trod")
        bars, parks = (register.count("health_act", area, kind="trod", group=g) for g in ("bar", "car_park"))
        return 100 * {"bar": bars, "car_park": parks, "other": tests - bars - parks}[category] / tests
    if measure == "nursing_share":
        return 100 * register.count("health_act", area, kind=category) / register.nursing(area)
    totals = {
        "nursing_acts": lambda: register.nursing(area),
        "paramedical_interventions": lambda: (
            register.nursing(area) + register.count("health_act", area, kind="paramedical_support")
        ),
        "medical_consultations": lambda: register.count("consultation", area),
        "trod_tests": lambda: register.count("health_act", area, kind="trod"),
        "screenings": lambda: register.count("health_act", area, kind=frozenset({"trod", "screening"})),
        "screening_day": lambda: register.count("health_act", area, kind="screening"),
        "distributions": lambda: register.count("health_act", area, kind="prevention"),
        "hygiene_kits": lambda: register.count("material", area, kind="hygiene_kit"),
        "pregnancy_tests": lambda: register.count("health_act", area, kind="pregnancy_test"),
        "material_items": lambda: register.count(
            "material", area, kind=frozenset({"condom", "lubricant", "sponge"})
        ),
    }
    return totals[measure]()


def expected(row: dict[str, str], figures: list[dict[str, str]]) -> tuple[float, float]:
    """Return the least and the greatest value that agrees with a row."""
    value = float(row["value"])
    if key(row) in AT_LEAST:
        return value + 1, value * 1.05
    if row["section"] == "public":
        people = sum(float(r["value"]) for r in figures if key(r)[:3] == key(row)[:3])
        share = 100 * value / people
        if row["category"] == "over_60":
            # Our oldest band starts at 55: it holds them and some more.
            return share - POINTS, 100
        if row["category"] == "26_60":
            above = next(float(r["value"]) for r in figures if r["category"] == "over_60")
            share += 100 * above / people
        return share - POINTS, share + POINTS
    if row["section"] == "medibus":
        printed = sum(float(r["value"]) for r in figures if r["section"] == "medibus")
        value *= 100 / printed
    tolerance = POINTS if row["unit"] == "percent" else 0.0
    return value - tolerance, value + tolerance


def contradictions(register: Register, figures: list[dict[str, str]]) -> list[str]:
    """Return the rows of the report that the register contradicts."""
    found = []
    for row in figures:
        if key(row) in NOT_IN_A_REGISTER_OF_CONTACTS or row["section"] == "places":
            continue
        least, greatest = expected(row, figures)
        value = measured(register, key(row))
        if not least - 1e-9 <= value <= greatest + 1e-9:
            found.append(f"{'/'.join(key(row))}: {value:g}, not {least:g} to {greatest:g}")
    return found
