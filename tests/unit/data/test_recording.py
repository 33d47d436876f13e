"""Recording visits: kept whole, never twice, corrected and taken back; planned against done."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
import shapely
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from data.imports.comparing import compare
from data.imports.exporting import export_csv, load_content
from data.ledger import load_ledger
from data.recording.begun_rounds import UnplannedRound, operational_day
from data.recording.evening_sheets import RoundSheet, StopState, compare_round, load_round_sheets, stop_table
from data.recording.finishing import LATEST_BACK, finish_round, take_back_finish
from data.recording.recording import Correction, Recorded, record_visit, take_back
from data.recording.visit_drafts import Act, Handout, Help, Met, Standing, VisitDraft
from data.recording.visit_rows import load_standings, load_visit
from data.register import tables as t
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.planning import PlaceStanding, PlannedStop, RoundPlan
from data.reports.counts import load_counts
from data.reports.scope import ReportScope
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    HealthActKind,
    Light,
    MaterialKind,
    Mode,
    Nationality,
    Nature,
    Outcome,
    PlaceKind,
    RelayTarget,
    RoundStatus,
    Sex,
    Skill,
    Tension,
    Trust,
)
from tests.import_kit import check

TONIGHT = date(2019, 3, 8)
ROUND = 1
STREET, BAR, PARK, OFFICE, ELSEWHERE, SHUT = 1, 2, 3, 4, 5, 6

FULL = VisitDraft(
    place=STREET,
    outcome=Outcome.MET,
    arrival=time(20, 10),
    minutes=25,
    met=(
        Met(Sex.FEMALE, count=2),
        Met(Sex.FEMALE, AgeBand.FROM_25_TO_34, Nationality.EU, Acquaintance.FIRST),
        Met(Sex.TRANS),
    ),
    material=(Handout(MaterialKind.CONDOM, 40), Handout(MaterialKind.LEAFLET, 2)),
    acts=(Act(HealthActKind.TROD, count=2),),
    help=(
        Help(Nature.HOUSING, Mode.RELAIS, RelayTarget.SHELTER),
        Help(Nature.LEGAL, Mode.ACCOMPAGNEMENT, count=2),
    ),
    police=True,
    tension=Tension.TENSE,
    light=Light.POOR,
)

NOBODY = VisitDraft(place=BAR, outcome=Outcome.NOBODY_SEEN, arrival=time(21), minutes=10)


KINDS = {
    STREET: PlaceKind.STREET,
    BAR: PlaceKind.BAR,
    PARK: PlaceKind.CAR_PARK,
    OFFICE: PlaceKind.OFFICE,
    ELSEWHERE: PlaceKind.BAR,
    SHUT: PlaceKind.BAR,
}


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with two services, a pair, and a round planned for tonight: street, bar, car park."""
    with writing(register) as session:
        for row in (*_services(), *_places(), *_round(), *_plan()):
            session.add(row)
            session.flush()
        if register.dialect.name == "postgresql":
            for table in ("round", "planned_stop", "place", "team", "service"):
                counter = func.pg_get_serial_sequence(table, "id")
                session.execute(select(func.setval(counter, 100)))
    return register


def _services() -> list[t.Base]:
    return [t.Service(id=number, code=f"s{number}", label=f"Service {number}") for number in (1, 2)]


def _places() -> list[t.Base]:
    return [
        t.Place(
            id=number,
            kind=kind,
            label=f"place {number}",
            geometry=shapely.Point(4.4 + number / 100, 50.4),
            municipality="52011",
            service_id=2 if number == ELSEWHERE else 1,
            active_to=date(2018, 12, 31) if number == SHUT else None,
        )
        for number, kind in KINDS.items()
    ]


def _round() -> list[t.Base]:
    pair = {"service_id": 1, "first_skill": Skill.SOCIAL_WORKER, "second_skill": Skill.NURSE}
    planned = {"status": RoundStatus.PLANNED, "day": TONIGHT, "uid": "a" * 32}
    return [
        t.Team(id=1, code="s1-1", depot_id=OFFICE, **pair),
        t.Round(id=ROUND, service_id=1, team_id=1, **planned),
    ]


def _plan() -> list[t.Base]:
    hours = {"starts_min": 1170, "ends_min": 1500, "depot_id": OFFICE}
    stops = [
        PlannedStop(
            id=number + 1,
            round_id=ROUND,
            place_id=place,
            position=number,
            arrival_min=1200 + 60 * number,
            latest_arrival_min=1215 + 60 * number,
            service_min=30,
        )
        for number, place in enumerate((STREET, BAR, PARK))
    ]
    return [RoundPlan(round_id=ROUND, committed_at=moment(8, 12, 0), **hours), *stops]


def moment(day: int, hour: int, minute: int) -> datetime:
    """Return a moment of March 2019 on the field's clock."""
    return datetime(2019, 3, day, hour, minute)  # noqa: DTZ001 - the field's clock has no zone


def tonight(engine: Engine) -> RoundSheet:
    """Return the one round of the evening."""
    [sheet] = load_round_sheets(engine, TONIGHT)
    return sheet


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows the tables of field work have."""
    names = ("round", "visit", "contact", "intervention", "health_act", "material", "observation")
    tables = [t.Base.metadata.tables[name] for name in names]
    with Session(engine) as session:
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def codes(recorded: Recorded) -> list[tuple[FaultCode, str]]:
    """Return what was refused, with the fields."""
    return [(fault.code, fault.field) for fault in recorded.faults]


def record(
    engine: Engine, draft: VisitDraft, stop: int | None = None, correction: Correction | None = None
) -> Recorded:
    """Record a visit of tonight's round."""
    found = record_visit(engine, ROUND, draft, today=TONIGHT, stop=stop, correction=correction)
    assert not found.faults, found.faults
    return found


def test_a_full_visit_is_kept_and_read_back(desk: Engine) -> None:
    """Every list of the draft stands in the register, on the day and service of the round."""
    found = record(desk, FULL, stop=1)
    assert found.visit is not None
    back = load_visit(desk, found.visit)
    assert back is not None
    assert (back.people, back.material, back.acts, set(back.help)) == (
        4,
        FULL.material,
        FULL.acts,
        set(FULL.help),
    )
    assert set(back.met) == set(FULL.met)
    with Session(desk) as session:
        for table in (t.Intervention, t.HealthAct, t.Material):
            assert set(session.execute(select(table.service_id, table.day))) == {(1, TONIGHT)}
        row = session.get_one(t.Visit, found.visit)
        assert (row.day, row.arrival, row.minutes, row.recorded_on) == (TONIGHT, time(20, 10), 25, TONIGHT)
        seen = session.scalars(select(t.Observation)).one()
        assert (seen.police_presence, seen.tension, seen.light) == (True, Tension.TENSE, Light.POOR)


def test_the_first_visit_makes_the_round_done_and_the_last_ends_it(desk: Engine) -> None:
    """Until then the plan counts nowhere; its hours follow from plan and visits."""
    assert tonight(desk).status is RoundStatus.PLANNED
    assert load_ledger(desk).empty
    record(desk, FULL, stop=1)
    sheet = tonight(desk)
    assert (sheet.status, sheet.started_at, sheet.ended_at) == (
        RoundStatus.DONE,
        moment(8, 19, 30),
        None,
    )
    record(desk, NOBODY)
    record(desk, VisitDraft(PARK, Outcome.CLOSED, time(0, 20), 5))
    assert tonight(desk).ended_at == moment(9, 0, 25)
    assert [stop.state for stop in tonight(desk).stops] == [StopState.DONE] * 3


def test_the_ledger_and_the_reports_count_what_was_recorded_and_no_plan(desk: Engine) -> None:
    """The map reads the ledger; a planned round adds nothing to a report."""
    scope = ReportScope(date(2019, 1, 1), date(2019, 12, 31))
    assert load_counts(desk, scope).visits.empty
    record(desk, FULL, stop=1)
    [row] = load_ledger(desk).to_dict("records")
    assert (row["contacts"], row["first_contacts"], row["tests"], row["interventions"]) == (4, 1, 2, 3)
    assert (row["place"], row["minutes"], row["delay_days"]) == (STREET, 25.0, 0.0)
    assert load_counts(desk, scope).contacts["count"].sum() == 4


def test_what_is_recorded_comes_back_from_its_own_export(desk: Engine) -> None:
    """Export and import of recorded visits change nothing, whatever they hold."""
    record(desk, FULL, stop=1)
    record(desk, NOBODY)
    record(desk, VisitDraft(PARK, Outcome.SKIPPED))
    checked = check(desk, export_csv(desk, "fr"))
    assert not checked.faults
    plan = compare(checked.content, load_content(desk))
    assert plan.changes_nothing
    assert len(checked.content.visits) == 3


def test_all_faults_come_at_once_and_nothing_is_written(desk: Engine) -> None:
    """Nobody should tap save five times to hear five things."""
    before, revision = counts(desk), load_state(desk).revision
    wrong = VisitDraft(
        place=SHUT,
        outcome=Outcome.CLOSED,
        minutes=900,
        met=(Met(Sex.FEMALE),),
        material=(Handout(MaterialKind.CONDOM, 0),),
        acts=(Act(HealthActKind.TROD),),
        help=(Help(Nature.LEGAL, Mode.COLLABORATION, RelayTarget.CPAS),),
        standing=Standing(open_requests=100),
    )
    found = record_visit(desk, ROUND, wrong, today=date(2019, 3, 7))
    assert codes(found) == [
        (FaultCode.DAY_TO_COME, ""),
        (FaultCode.MINUTES_OUT_OF_RANGE, "minutes"),
        (FaultCode.MET_DESPITE_OUTCOME, "met"),
        (FaultCode.WORK_WITH_NOBODY, "acts"),
        (FaultCode.COUNT_OUT_OF_RANGE, "material"),
        (FaultCode.TARGET_WITHOUT_RELAIS, "help"),
        (FaultCode.COUNT_OUT_OF_RANGE, "standing"),
        (FaultCode.PLACE_SHUT_DOWN, "place"),
    ]
    assert counts(desk) == before
    assert load_state(desk).revision == revision


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (VisitDraft(STREET), FaultCode.OUTCOME_MISSING),
        (VisitDraft(STREET, Outcome.MET), FaultCode.MET_NOBODY),
        (VisitDraft(STREET, Outcome.REFUSED, met=(Met(Sex.MALE),)), FaultCode.MET_DESPITE_OUTCOME),
        (VisitDraft(STREET, Outcome.MET, met=(Met(Sex.MALE, count=0),)), FaultCode.COUNT_OUT_OF_RANGE),
        (VisitDraft(ELSEWHERE, Outcome.CLOSED), FaultCode.PLACE_OF_OTHERS),
        (VisitDraft(77, Outcome.CLOSED), FaultCode.PLACE_UNKNOWN),
    ],
)
def test_a_visit_that_cannot_be_is_refused(desk: Engine, draft: VisitDraft, code: FaultCode) -> None:
    """Met means at least one person, and nobody else's place is recorded."""
    assert [fault.code for fault in record_visit(desk, ROUND, draft, today=TONIGHT).faults] == [code]
    assert tonight(desk).status is RoundStatus.PLANNED


def test_a_double_tap_or_a_second_phone_records_once(desk: Engine) -> None:
    """The second one hears that it is there already, for planned stops and for others."""
    record(desk, FULL, stop=1)
    for again in (FULL, replace(FULL, arrival=time(20, 31)), replace(FULL, arrival=None)):
        second = record_visit(desk, ROUND, again, today=TONIGHT, stop=1)
        assert codes(second) == [(FaultCode.ALREADY_RECORDED, "")]
        unplanned = record_visit(desk, ROUND, again, today=TONIGHT)
        assert codes(unplanned) == [(FaultCode.ALREADY_RECORDED, "")]
    assert counts(desk)["visit"] == 1


def test_a_second_passage_hours_later_is_another_visit(desk: Engine) -> None:
    """A pair may come back; that visit was not planned."""
    record(desk, FULL, stop=1)
    record(desk, replace(FULL, arrival=time(23, 40)))
    assert [stop.stop for stop in tonight(desk).stops] == [1, 2, 3, None]
    assert len(load_ledger(desk)) == 2


def test_a_place_that_was_passed_and_is_a_stop_fills_the_stop(desk: Engine) -> None:
    """Whichever button was used, the stop is no longer open."""
    record(desk, NOBODY)
    assert [stop.state for stop in tonight(desk).stops] == [
        StopState.PLANNED,
        StopState.DONE,
        StopState.PLANNED,
    ]


def test_a_round_that_was_never_planned(desk: Engine) -> None:
    """It begins with its first visit and goes on with the next, on whatever phone."""
    at = UnplannedRound(1, 1, date(2019, 3, 7))
    first = record_visit(desk, at, FULL, today=TONIGHT)
    second = record_visit(desk, at, replace(NOBODY, arrival=time(1, 30)), today=TONIGHT)
    assert (first.faults, second.faults) == ((), ())
    assert first.round == second.round
    [sheet] = load_round_sheets(desk, date(2019, 3, 7), service=1)
    assert (sheet.hours, sheet.status, len(sheet.stops)) == (None, RoundStatus.DONE, 2)
    assert sheet.stops[1].visit is not None
    assert sheet.stops[1].visit.arrival_min == 1530
    assert load_round_sheets(desk, date(2019, 3, 7), service=2) == ()
    assert codes(record_visit(desk, UnplannedRound(2, 1, TONIGHT), FULL, today=TONIGHT)) == [
        (FaultCode.PAIR_UNKNOWN, "")
    ]
    assert codes(record_visit(desk, UnplannedRound(9, None, TONIGHT), FULL, today=TONIGHT)) == [
        (FaultCode.SERVICE_UNKNOWN, "")
    ]


def test_a_refused_first_visit_leaves_no_round_behind(desk: Engine) -> None:
    """All or nothing: no empty round that took place."""
    before = counts(desk)
    assert record_visit(desk, UnplannedRound(1, 1, TONIGHT), VisitDraft(STREET), today=TONIGHT).faults
    assert counts(desk) == before


def test_a_visit_is_corrected_and_the_correction_taken_back(desk: Engine) -> None:
    """What it held is replaced as a whole, both ways."""
    first = record(desk, FULL, stop=1)
    assert first.visit is not None
    assert first.after is not None
    mended = replace(
        first.after, met=(Met(Sex.MALE, count=3),), acts=(), police=None, tension=None, light=None
    )
    second = record(desk, mended, correction=Correction(first.visit, first.after))
    assert (second.visit, second.before) == (first.visit, first.after)
    assert counts(desk) | {"round": 1} == {
        "round": 1,
        "visit": 1,
        "contact": 1,
        "intervention": 2,
        "health_act": 0,
        "material": 2,
        "observation": 0,
    }
    assert take_back(desk, second, TONIGHT) == ()
    assert load_visit(desk, first.visit) == first.after


def test_a_correction_of_what_somebody_else_corrected_is_refused(desk: Engine) -> None:
    """Nor is one that comes an evening late, for those who may only correct their own evening."""
    first = record(desk, FULL, stop=1)
    assert first.visit is not None
    assert first.after is not None
    other = replace(first.after, minutes=50)
    record(desk, other, correction=Correction(first.visit, first.after))
    stale = Correction(first.visit, first.after)
    assert codes(record_visit(desk, ROUND, other, today=TONIGHT, correction=stale)) == [
        (FaultCode.CHANGED_MEANWHILE, "")
    ]
    late = Correction(first.visit, other, since=date(2019, 3, 9))
    assert codes(record_visit(desk, ROUND, other, today=date(2019, 3, 9), correction=late)) == [
        (FaultCode.TOO_LATE, "")
    ]
    assert [fault.code for fault in take_back(desk, first, TONIGHT)] == [FaultCode.CHANGED_MEANWHILE]


def test_taking_back_the_only_visit_makes_the_round_a_plan_again(desk: Engine) -> None:
    """Nothing of it is left, and the stop is open; an unplanned round is gone."""
    before = counts(desk)
    found = record(desk, FULL, stop=1)
    assert take_back(desk, found, TONIGHT) == ()
    sheet = tonight(desk)
    assert (sheet.status, sheet.started_at, sheet.stops[0].state) == (
        RoundStatus.PLANNED,
        None,
        StopState.PLANNED,
    )
    unplanned = record_visit(desk, UnplannedRound(1, 1, TONIGHT), NOBODY, today=TONIGHT)
    assert take_back(desk, unplanned, TONIGHT) == ()
    assert counts(desk) == before
    assert [fault.code for fault in take_back(desk, unplanned, TONIGHT)] == [FaultCode.GONE]


def test_what_a_place_waits_for_is_kept_and_taken_back(desk: Engine) -> None:
    """Saying the same again changes no date; undo brings back what was said before, with its date."""
    with writing(desk) as session:
        since = date(2019, 1, 2)
        session.add(PlaceStanding(place_id=STREET, open_requests=1, trust=Trust.NEW, changed_on=since))
    known = Standing(1, Trust.NEW, since)
    first = record(desk, replace(FULL, standing=Standing(1, Trust.NEW)), stop=1)
    assert load_standings(desk)[STREET] == known
    assert take_back(desk, first, TONIGHT) == ()
    second = record(desk, replace(FULL, standing=Standing(3, Trust.AT_RISK)), stop=1)
    assert load_standings(desk)[STREET] == Standing(3, Trust.AT_RISK, TONIGHT)
    assert take_back(desk, second, TONIGHT) == ()
    assert load_standings(desk) == {STREET: known}
    third = record(desk, replace(NOBODY, standing=Standing(2)))
    assert take_back(desk, third, TONIGHT) == ()
    assert BAR not in load_standings(desk)


def test_finishing_notes_what_was_not_reached(desk: Engine) -> None:
    """Open stops become skipped visits without effort; taking it back opens them again."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, time(19, 20), time(1, 15), TONIGHT)
    assert not done.faults
    sheet = tonight(desk)
    assert [stop.state for stop in sheet.stops] == [StopState.DONE, StopState.SKIPPED, StopState.SKIPPED]
    assert sheet.ended_at == moment(9, 1, 15)
    skipped = load_ledger(desk).query("not looked")
    assert len(skipped) == 2
    assert skipped["minutes"].isna().all()
    assert take_back_finish(desk, done) == ()
    assert [stop.state for stop in tonight(desk).stops] == [
        StopState.DONE,
        StopState.PLANNED,
        StopState.PLANNED,
    ]
    assert tonight(desk).ended_at is None


def test_a_stop_that_was_reached_after_all_is_corrected(desk: Engine) -> None:
    """Then finishing cannot be taken back without losing it."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, time(19, 20), time(1, 15), TONIGHT)
    stop = tonight(desk).stops[1]
    assert stop.visit is not None
    seen = load_visit(desk, stop.visit.id)
    assert seen is not None
    record(desk, NOBODY, correction=Correction(stop.visit.id, seen))
    assert tonight(desk).ended_at == moment(9, 1, 15)
    assert [fault.code for fault in take_back_finish(desk, done)] == [FaultCode.CHANGED_MEANWHILE]


def test_hours_that_cannot_be_are_refused(desk: Engine) -> None:
    """A round cannot end before its last visit, begin after its first, or be finished without any."""
    nothing = finish_round(desk, ROUND, time(19), time(23), TONIGHT)
    assert [fault.code for fault in nothing.faults] == [FaultCode.NOTHING_RECORDED]
    record(desk, FULL, stop=1)
    wrong = finish_round(desk, ROUND, time(20, 30), time(20, 20), TONIGHT)
    assert [(fault.code, fault.field) for fault in wrong.faults] == [
        (FaultCode.HOURS_REVERSED, "ended"),
        (FaultCode.HOURS_REVERSED, "started"),
    ]
    assert counts(desk)["visit"] == 1


@pytest.mark.parametrize(
    ("started", "ended", "last"),
    [
        (time(19, 20), time(6, 40), moment(9, 6, 40)),
        (time(19, 20), LATEST_BACK, moment(9, 10, 0)),
        (time(19, 20), time(5, 59), moment(9, 5, 59)),
    ],
)
def test_a_round_may_end_after_the_night(desk: Engine, started: time, ended: time, last: datetime) -> None:
    """After 06:00 it still belongs to the evening on which it began."""
    record(desk, FULL, stop=1)
    done = finish_round(desk, ROUND, started, ended, TONIGHT)
    assert not done.faults
    assert tonight(desk).ended_at == last


def test_a_round_does_not_end_on_the_next_noon(desk: Engine) -> None:
    """So late an end is a slip of the finger."""
    record(desk, FULL, stop=1)
    wrong = finish_round(desk, ROUND, time(19, 20), time(12), TONIGHT)
    assert [(fault.code, fault.field) for fault in wrong.faults] == [(FaultCode.HOURS_REVERSED, "ended")]


def test_planned_against_done(desk: Engine) -> None:
    """Every stop is planned, done, passed or not reached, and minutes are compared."""
    record(desk, FULL, stop=1)
    record(desk, VisitDraft(OFFICE, Outcome.CLOSED, time(22), 5))
    sheet = tonight(desk)
    found = compare_round(sheet)
    assert (found.planned, found.done, found.passed, found.not_reached) == (3, 1, 1, 2)
    assert (found.planned_min, found.spent_min, found.people) == (90, 30, 4)
    table = stop_table(sheet)
    assert table["late_min"].tolist()[:1] == [10]
    assert table["late_min"].isna().tolist() == [False, True, True, True]
    assert table["is_planned"].tolist() == [True, True, True, False]


def test_months_that_are_kept_by_month_take_no_visits(desk: Engine) -> None:
    """A single visit of that time would say its day."""
    with writing(desk) as session:
        session.get_one(t.RegisterState, 1).exact_from = date(2019, 4, 1)
    [fault] = record_visit(desk, ROUND, FULL, today=date(2019, 4, 2), stop=1).faults
    assert (fault.code, fault.values) == (FaultCode.DAY_BY_MONTH, {"day": date(2019, 4, 1)})


def test_the_night_belongs_to_the_evening_before() -> None:
    """At five in the morning it is still yesterday's round."""
    assert operational_day(moment(9, 5, 59)) == TONIGHT
    assert operational_day(moment(9, 6, 0)) == date(2019, 3, 9)


@pytest.mark.parametrize("stays", [True, False])
def test_a_round_planned_again_meanwhile_takes_the_visit_all_the_same(desk: Engine, *, stays: bool) -> None:
    """Whoever fills the form on the pavement loses nothing: it is the new stop, or an unplanned one."""
    with writing(desk) as session:
        stop = session.get_one(PlannedStop, 1)
        session.delete(stop)
        session.flush()
        again = {"position": 0, "arrival_min": 1230, "latest_arrival_min": 1240, "service_min": 20}
        session.add(PlannedStop(id=77, round_id=ROUND, place_id=STREET if stays else SHUT, **again))
    record(desk, FULL, stop=1)
    stops = [(stop.place, stop.stop, stop.state) for stop in tonight(desk).stops]
    assert ((STREET, 77, StopState.DONE) in stops) is stays
    assert ((STREET, None, StopState.DONE) in stops) is not stays
