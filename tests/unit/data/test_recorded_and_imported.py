"""Visits recorded by hand that a file replaces, and what is left of either when the other is taken back."""

from datetime import date, datetime, time

import pytest
import shapely
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from data.imports.exporting import export_csv
from data.imports.undoing import NothingToUndoError, undo
from data.ledger import load_ledger
from data.planning.committed import load_committed
from data.planning.rounds import RoundDraft, StopDraft, commit_evening
from data.planning.team_changes import delete_team
from data.recording.begun_rounds import UnplannedRound
from data.recording.evening_sheets import load_round_sheets
from data.recording.finishing import finish_round
from data.recording.recording import Recorded, record_visit, take_back
from data.recording.visit_drafts import VisitDraft
from data.register import tables as t
from data.register.database import writing
from data.register.faults import FaultCode
from data.register.planning import PlannedStop, RoundPlan
from data.vocabulary import Outcome, PlaceKind, RoundStatus
from geo.rounds.model import TimeWindow
from tests.import_kit import NOON, bring_in, everything, fill

TONIGHT = date(2019, 3, 8)
PAIR, BAR, PARK, OFFICE = 1, 2, 3, 4
CLOSED = VisitDraft(BAR, Outcome.CLOSED, time(21), 10)


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with a pair and an office."""
    fill(register)
    with writing(register) as session:
        spot = shapely.Point(4.4, 50.4)
        session.add(
            t.Place(
                id=OFFICE, kind=PlaceKind.OFFICE, label="O", geometry=spot, municipality="52011", service_id=2
            )
        )
    return register


def _commit(engine: Engine) -> int:
    stops = tuple(StopDraft(place, 1200 + 60 * place, 1210 + 60 * place, 10) for place in (BAR, PARK))
    draft = RoundDraft(PAIR, TimeWindow(1170, 1500), OFFICE, stops)
    found = commit_evening(engine, TONIGHT, [draft], seen=[], today=TONIGHT, at=NOON)
    assert not found.faults
    return found.rounds[0]


def _record(engine: Engine, at: int | UnplannedRound, draft: VisitDraft = CLOSED) -> Recorded:
    found = record_visit(engine, at, draft, today=TONIGHT)
    assert not found.faults, found.faults
    return found


def _longer(engine: Engine) -> bytes:
    """Return the register as a file in which every visit took eleven minutes."""
    return export_csv(engine, "fr").replace(b";10;", b";11;")


def _moved(engine: Engine) -> bytes:
    """Return the register as a file whose rounds began at 18:00."""
    with writing(engine) as session:
        before = session.scalars(select(t.Round.started_at)).first()
        session.execute(update(t.Round).values(started_at=datetime(2019, 3, 8, 18)))  # noqa: DTZ001 - field's clock
    data = export_csv(engine, "fr")
    with writing(engine) as session:
        session.execute(update(t.Round).values(started_at=before))
    return data


def test_the_plan_of_a_round_that_a_file_moved_comes_back(desk: Engine) -> None:
    """The round gets its plan, its stops, its visit and the name that calendars know it by."""
    _record(desk, _commit(desk))
    before = everything(desk)
    receipt = bring_in(desk, _moved(desk))
    assert receipt.batch is not None
    with Session(desk) as session:
        assert session.scalar(select(func.count()).select_from(RoundPlan)) == 0
    undo(desk, receipt.batch, NOON)
    assert everything(desk) == before


def test_a_visit_taken_out_by_hand_stays_out_when_the_import_is_undone(desk: Engine) -> None:
    """What was recorded since under its old number is another visit, and is left alone."""
    found = _record(desk, UnplannedRound(2, PAIR, TONIGHT))
    receipt = bring_in(desk, _longer(desk))
    assert receipt.batch is not None
    assert found.after is not None
    assert found.visit is not None
    longer = VisitDraft(BAR, Outcome.CLOSED, time(21), 11)
    assert take_back(desk, Recorded(found.visit, found.round, None, longer), TONIGHT) == ()
    again = VisitDraft(BAR, Outcome.NOBODY_SEEN, time(23), 20)
    _record(desk, UnplannedRound(2, PAIR, TONIGHT), again)
    undo(desk, receipt.batch, NOON)
    [row] = load_ledger(desk).to_dict("records")
    assert (row["outcome"], row["minutes"]) == (Outcome.NOBODY_SEEN, 20.0)


def test_a_visit_that_comes_back_to_a_round_without_others_counts_again(desk: Engine) -> None:
    """The round was a plan again meanwhile; a visit on a plan would count nowhere."""
    at = _commit(desk)
    first = _record(desk, at)
    receipt = bring_in(desk, _moved(desk))
    assert receipt.batch is not None
    undo(desk, receipt.batch, NOON)
    _record(desk, at, VisitDraft(PARK, Outcome.CLOSED, time(22), 10))
    data = _moved(desk)
    data = b"\r\n".join(line for line in data.split(b"\r\n") if b"Rivage" not in line)
    receipt = bring_in(desk, data)
    assert receipt.batch is not None
    with Session(desk) as session:
        left = session.scalars(select(t.Visit.id).where(t.Visit.round_id == at)).one()
    stored = VisitDraft(PARK, Outcome.CLOSED, time(22), 10)
    assert take_back(desk, Recorded(left, at, None, stored), TONIGHT) == ()
    undo(desk, receipt.batch, NOON)
    assert list(load_ledger(desk)["visit"]) == [first.visit]
    with Session(desk) as session:
        assert session.get_one(t.Round, at).status is RoundStatus.DONE
        assert session.scalar(select(func.count(PlannedStop.visit_id))) == 1


def test_an_import_whose_pair_is_gone_is_refused_and_not_broken_off(desk: Engine) -> None:
    """The rounds that it replaced belonged to a pair that was deleted since; the register stays as it is."""
    _record(desk, UnplannedRound(2, PAIR, TONIGHT))
    receipt = bring_in(desk, _without_pairs(_moved(desk)))
    assert receipt.batch is not None
    assert not delete_team(desk, PAIR).faults
    before = everything(desk)
    with pytest.raises(NothingToUndoError, match="no longer fits"):
        undo(desk, receipt.batch, NOON)
    assert everything(desk) == before


def _without_pairs(data: bytes) -> bytes:
    return data.replace(b"genappe-1", b"")


def _before_anybody_recorded(engine: Engine) -> int:
    """Bring in a visit of tonight's pair to the bar, whose round is planned, and return that round."""
    at = _commit(engine)
    found = _record(engine, at)
    data = export_csv(engine, "fr")
    assert take_back(engine, found, TONIGHT) == ()
    bring_in(engine, data)
    return at


def test_what_a_file_has_brought_is_not_recorded_once_more(desk: Engine) -> None:
    """The plan shows it as done, and the same visit recorded by hand is refused in words that help."""
    at = _before_anybody_recorded(desk)
    [planned] = load_committed(desk, TONIGHT)
    assert [stop.done is not None for stop in planned.stops] == [True, False]
    [sheet] = load_round_sheets(desk, TONIGHT)
    assert [stop.is_by_file for stop in sheet.stops] == [True, False]
    again = record_visit(desk, at, CLOSED, today=TONIGHT)
    assert [fault.code for fault in again.faults] == [FaultCode.ALREADY_IMPORTED]
    assert len(load_ledger(desk)) == 1


def test_the_rest_of_a_round_is_recorded_beside_a_file(desk: Engine) -> None:
    """Other stops are recorded as ever; the round ends with them, and nothing is noted as not reached."""
    at = _before_anybody_recorded(desk)
    _record(desk, at, VisitDraft(PARK, Outcome.CLOSED, time(22), 10))
    [sheet] = load_round_sheets(desk, TONIGHT)
    assert sheet.ended_at == datetime(2019, 3, 8, 22, 10)  # noqa: DTZ001 - the field's clock has no zone
    done = finish_round(desk, at, time(19), time(23), TONIGHT)
    assert (done.faults, done.skipped) == ((), ())
    assert sorted(load_ledger(desk)["place"]) == [BAR, PARK]


def test_a_second_passage_hours_after_the_file_s_is_recorded(desk: Engine) -> None:
    """Whoever came back later that night was there twice."""
    at = _before_anybody_recorded(desk)
    _record(desk, at, VisitDraft(BAR, Outcome.NOBODY_SEEN, time(23, 30), 10))
    assert len(load_ledger(desk)) == 2
