"""Where people worked before, as tallies of visits: recorded, brought in, undone, kept, purged, loaded."""

from dataclasses import replace
from datetime import date, time

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.demo.dispersal import IN_FORCE
from data.demo.places import load_places
from data.imports.content import Detail
from data.imports.exporting import export_csv, load_content
from data.imports.faults import FaultKind
from data.imports.undoing import undo
from data.ledger import load_ledger
from data.recording.begun_rounds import UnplannedRound
from data.recording.recording import Correction, Recorded, record_visit, take_back
from data.recording.visit_drafts import Met, Prior, VisitDraft
from data.recording.visit_rows import load_visit
from data.register import tables as t
from data.register.database import open_engine
from data.register.faults import FaultCode
from data.retention.coarsening import coarsen
from data.retention.purging import purge
from data.studies.tallies import load_prior_places
from data.vocabulary import Outcome, PriorKind, Role, RoundStatus, Sex
from tests.import_kit import NOON, bring_in, check, csv, fill, kinds

TONIGHT = date(2019, 3, 8)
MARCH = (2019 - 1970) * 12 + 2
STREET, OFFICE_ROUND = 1, UnplannedRound(1, None, TONIGHT)

ASKED = VisitDraft(
    STREET,
    Outcome.MET,
    time(21),
    30,
    met=(Met(Sex.FEMALE, count=3), Met(Sex.MALE, role=Role.CLIENT)),
    prior=(Prior(PriorKind.STREET), Prior(PriorKind.BAR), Prior(PriorKind.STREET)),
)

HEADER = "date;heure d'arrivée;lieu;minutes;résultat;sexe;nombre;travail avant;nombre"

FILE = (
    "05/03/2019;21h30;Triangle;45;rencontre;F;4;;",
    "05/03/2019;21h30;Triangle;;;;;bar;2",
    "05/03/2019;21h30;Triangle;;;;;en rue;",
    "05/03/2019;21h30;Triangle;;;;;rue;1",
)


@pytest.fixture
def small(register: Engine) -> Engine:
    """A register with a few places."""
    fill(register)
    return register


def record(engine: Engine, draft: VisitDraft = ASKED) -> Recorded:
    """Record a visit on a round of tonight."""
    return record_visit(engine, OFFICE_ROUND, draft, today=TONIGHT)


def told(engine: Engine) -> list[tuple[int, int, str, int]]:
    """Return the tallies as studies load them."""
    return list(load_prior_places(engine).itertuples(index=False, name=None))


def test_a_tally_is_kept_with_its_visit(small: Engine) -> None:
    """Kinds are counted together, and the form finds them again."""
    found = record(small)
    assert found.visit is not None
    kept = load_visit(small, found.visit)
    assert kept is not None
    assert kept.prior == (Prior(PriorKind.BAR, 1), Prior(PriorKind.STREET, 2))
    assert told(small) == [(STREET, MARCH, "bar", 1), (STREET, MARCH, "street", 2)]


def test_a_tally_is_corrected_and_taken_back(small: Engine) -> None:
    """Undo brings back what was told before, and taking the visit out takes its tally along."""
    first = record(small)
    assert first.visit is not None
    assert first.round is not None
    assert first.after is not None
    correction = Correction(first.visit, first.after)
    without = replace(first.after, prior=())
    second = record_visit(small, first.round, without, today=TONIGHT, correction=correction)
    assert told(small) == []
    assert take_back(small, second, TONIGHT) == ()
    assert len(told(small)) == 2
    assert take_back(small, first, TONIGHT) == ()
    assert told(small) == []


@pytest.mark.parametrize(
    "draft",
    [
        replace(ASKED, prior=(Prior(PriorKind.ONLINE, 4),)),
        replace(ASKED, prior=(Prior(PriorKind.ONLINE, 2), Prior(PriorKind.BAR, 2))),
        replace(ASKED, outcome=Outcome.CLOSED, met=()),
    ],
)
def test_no_more_people_than_were_met(small: Engine, draft: VisitDraft) -> None:
    """Clients do not count, and a visit that met nobody has no tally."""
    found = record(small, draft)
    assert FaultCode.PRIOR_BEYOND_MET in {fault.code for fault in found.faults}
    assert told(small) == []


def test_a_stop_that_was_not_reached_has_no_tally(small: Engine) -> None:
    """Whatever was typed before somebody said so."""
    assert record(small, replace(ASKED, outcome=Outcome.SKIPPED)).faults == ()
    assert told(small) == []


def test_a_count_of_nobody_is_refused(small: Engine) -> None:
    """A tally holds whole people."""
    found = record(small, replace(ASKED, prior=(Prior(PriorKind.BAR, 0),)))
    assert [fault.code for fault in found.faults] == [FaultCode.COUNT_OUT_OF_RANGE]


def test_rows_of_a_file_are_added_up(small: Engine) -> None:
    """A number behind the column belongs to it, an empty one is one, and a kind has one number a visit."""
    (visit,) = check(small, csv(*FILE, header=HEADER)).content.visits.values()
    tallies = {detail: times for detail, times in visit.details.items() if detail.table == "prior_place"}
    assert tallies == {Detail("prior_place", ("bar",), 2): 1, Detail("prior_place", ("street",), 2): 1}
    bring_in(small, csv(*FILE, header=HEADER))
    assert [(kind, count) for _place, _month, kind, count in told(small)] == [("bar", 2), ("street", 2)]


def test_a_file_that_counts_more_than_were_met_is_refused(small: Engine) -> None:
    """Where it was first said, in the words of a tally."""
    many = (*FILE, "05/03/2019;21h30;Triangle;;;;;parking;1")
    (fault,) = check(small, csv(*many, header=HEADER)).faults
    assert (fault.kind, fault.row, fault.value) == (FaultKind.PRIOR_BEYOND_MET, 3, "5")


def test_a_tally_belongs_to_a_visit_only(small: Engine) -> None:
    """The office does not count where people worked before; a number alone says nothing."""
    header = "date;antenne;activité;demi-journée;nombre;travail avant"
    assert kinds(check(small, csv("05/03/2019;Charleroi;permanence;matin;3;bar", header=header))) == [
        FaultKind.OUT_OF_PLACE
    ]
    alone = "05/03/2019;21h30;Triangle;45;rencontre;F;4;;2"
    assert kinds(check(small, csv(alone, header=HEADER))) == [FaultKind.MISSING_VALUE]


def test_which_place_it_was_is_refused(small: Engine) -> None:
    """Only kinds are words of the column; the name of a place is none."""
    rows = (FILE[0], "05/03/2019;21h30;Triangle;;;;;Rue du Rivage;1")
    assert kinds(check(small, csv(*rows, header=HEADER))) == [FaultKind.UNKNOWN_WORD]


def test_an_import_that_replaces_a_tally_is_undone(small: Engine) -> None:
    """What somebody recorded by hand comes back as it was."""
    record(small)
    before = load_content(small)
    receipt = bring_in(small, export_csv(small, "en").replace(b"In a bar", b"parking"))
    assert receipt.batch is not None
    assert [kind for _place, _month, kind, _count in told(small)] == ["car_park", "street"]
    undo(small, receipt.batch, NOON)
    assert load_content(small) == before


def test_coarsening_keeps_tallies_and_purging_takes_them(small: Engine) -> None:
    """By month nothing of them changes; they go with their visit."""
    record(small)
    bring_in(small, csv(*FILE, header=HEADER))
    before = told(small)
    coarsen(small, date(2019, 4, 1), NOON)
    assert told(small) == before
    assert purge(small, date(2020, 1, 1), NOON)["prior_place"] == 4
    assert told(small) == []


def test_a_register_without_tallies_gives_an_empty_table(small: Engine) -> None:
    """With the columns and the kinds of values that a summary expects."""
    found = load_prior_places(small)
    assert list(found.columns) == ["place", "month", "kind", "count"]
    assert found.empty
    assert all(pd.api.types.is_integer_dtype(found[name]) for name in ("place", "month", "count"))


def test_the_demo_asked_after_the_ban_where_places_gained(demo_file: object) -> None:
    """Never before it, never elsewhere, never more people than were met."""
    engine = open_engine(f"sqlite:///{demo_file}")
    gained = {n for n, one in enumerate(load_places(), start=1) if one.group in {"displaced", "opened"}}
    with Session(engine) as session:
        days = select(func.min(t.Visit.day)).join(t.PriorPlace, t.PriorPlace.visit_id == t.Visit.id)
        assert session.scalars(days).one() >= IN_FORCE
        tally = select(t.PriorPlace.visit_id, func.sum(t.PriorPlace.count)).group_by(t.PriorPlace.visit_id)
        people = dict(
            session.execute(
                select(t.Contact.visit_id, func.sum(t.Contact.count))
                .where(t.Contact.role == Role.PERSON)
                .group_by(t.Contact.visit_id)
            ).all()
        )
        assert all(count <= people[visit] for visit, count in session.execute(tally))
        done = select(func.count()).where(t.Round.status != RoundStatus.DONE)
        assert session.scalar(done) == 0
    found = load_prior_places(engine)
    assert set(found["place"]) == gained - {n for n in gained if n not in set(load_ledger(engine)["place"])}
    assert found["count"].sum() > 500
    engine.dispose()
