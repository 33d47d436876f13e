"""Export and import are each other's inverse, whatever the register holds."""

from collections import Counter
from datetime import date, time
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from data import vocabulary as v
from data.imports.checking import Checked, fingerprint
from data.imports.committing import commit
from data.imports.content import Content, DayKey, Detail, Visit, VisitKey
from data.imports.exporting import export_csv, export_xlsx, load_content
from data.imports.undoing import undo
from data.register import tables as t
from data.register.database import connect, writing
from tests.import_kit import NOON, check, fill

DAYS = st.dates(date(2012, 1, 1), date(2019, 12, 31))
TIMES = st.none() | st.times().map(lambda at: at.replace(microsecond=0))
COUNTS = st.integers(1, 60)


def words(of: type[StrEnum]) -> st.SearchStrategy[str]:
    return st.sampled_from([word.value for word in of])


CONTACT = st.tuples(
    words(v.Sex), words(v.AgeBand), words(v.Nationality), words(v.Acquaintance), words(v.Role)
)
INTERVENTION = st.tuples(words(v.Nature), st.just("relais"), st.none() | words(v.RelayTarget)) | st.tuples(
    words(v.Nature), st.sampled_from(["accompagnement", "collaboration"]), st.none()
)
ACT = st.tuples(words(v.HealthActKind), words(v.Role))


def details(table: str, values: st.SearchStrategy[tuple[str | None, ...]]) -> st.SearchStrategy[Detail]:
    return st.builds(Detail, st.just(table), values, COUNTS)


OF_VISITS = (
    details("intervention", INTERVENTION)
    | details("health_act", ACT)
    | details("material", st.tuples(words(v.MaterialKind)))
)
OF_DAYS = (
    OF_VISITS
    | details("drop_in_visit", st.tuples(words(v.HalfDay)))
    | details("consultation", st.tuples(words(v.Insurance)))
    | details("online_contact", st.tuples(st.sampled_from(["52011", "58001", None])))
    | st.builds(Detail, st.just("awareness_event"), st.tuples(words(v.EventKind)), st.integers(0, 200))
)


@st.composite
def tallies(draw: st.DrawFn, met: int) -> list[Detail]:
    """Draw how many of those met worked at each kind of place before: one number a kind, never too many."""
    kinds = draw(st.lists(words(v.PriorKind), max_size=met, unique=True))
    return [Detail("prior_place", (kind,), draw(st.integers(1, met // len(kinds)))) for kind in kinds]


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    outcome = draw(words(v.Outcome))
    held = draw(st.lists(OF_VISITS, max_size=3))
    if outcome in {"met", "refused"}:
        held += draw(st.lists(details("contact", CONTACT), min_size=int(outcome == "met"), max_size=3))
        held += draw(tallies(sum(one.number for one in held if v.Role.PERSON in one.attributes[4:])))
    observed = draw(
        st.tuples(st.none() | st.booleans(), st.none() | words(v.Tension), st.none() | words(v.Light))
    )
    return Visit(
        draw(st.none() | st.integers(0, 600)),
        outcome,
        draw(st.none() | st.just(1)),
        draw(TIMES),
        draw(TIMES),
        draw(st.none() | DAYS),
        *observed,
        Counter(held),
    )


@st.composite
def contents(draw: st.DrawFn) -> Content:
    content = Content()
    for service, place, day, arrival in draw(
        st.lists(st.tuples(st.integers(1, 2), st.integers(1, 3), DAYS, TIMES), max_size=5, unique=True)
    ):
        for passage in range(1, draw(st.integers(1, 2)) + 1):
            content.visits[VisitKey(service, place, day, arrival, passage)] = draw(visits())
    for service, day, detail in draw(st.lists(st.tuples(st.integers(1, 2), DAYS, OF_DAYS), max_size=6)):
        content.days.setdefault(DayKey(detail.table, service, day), Counter())[detail] += 1
    return content


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = connect("sqlite://")
    fill(engine)
    return engine


def empty(engine: Engine) -> None:
    with writing(engine) as session:
        for table in reversed(t.Base.metadata.sorted_tables):
            if table.name not in {"place", "service", "team", "register_state"}:
                session.execute(delete(table))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents(), st.sampled_from(["fr", "nl", "en"]), st.booleans())
def test_export_then_import_is_the_identity(
    engine: Engine,
    content: Content,
    language: str,
    as_workbook: bool,  # noqa: FBT001 - hypothesis passes by position
) -> None:
    """Into an empty register it gives the same register, again it adds nothing, undone it leaves nothing."""
    empty(engine)
    commit(engine, Checked(content, (), 1, {}), "0" * 64, NOON)
    assert load_content(engine) == content
    data = (export_xlsx if as_workbook else export_csv)(engine, language)
    empty(engine)
    checked = check(engine, data, name="register.xlsx" if as_workbook else "register.csv")
    assert checked.faults == ()
    assert checked.content == content
    receipt = commit(engine, checked, fingerprint(data), NOON)
    assert load_content(engine) == content
    assert commit(engine, checked, fingerprint(data), NOON).batch is None
    if receipt.batch is not None:
        undo(engine, receipt.batch, NOON)
    assert load_content(engine) == Content()


@given(contents(), contents())
def test_undo_restores_whatever_was_replaced(engine: Engine, first: Content, second: Content) -> None:
    """Two imports that overlap, and the last one undone."""
    empty(engine)
    commit(engine, Checked(first, (), 1, {}), "0" * 64, NOON)
    # The second file says something else about the same visits and days as well.
    for key, visit in list(first.visits.items())[::2]:
        second.visits[key] = Visit(
            7, "closed", None, time(20), None, None, details=visit.details - visit.details
        )
    for day in list(first.days)[::2]:
        second.days[day] = Counter({next(iter(first.days[day])): 5})
    receipt = commit(engine, Checked(second, (), 1, {}), "1" * 64, NOON)
    stored = load_content(engine)
    assert {**first.visits, **second.visits} == stored.visits
    assert {**first.days, **second.days} == stored.days
    if receipt.batch is not None:
        undo(engine, receipt.batch, NOON)
    assert load_content(engine) == first
