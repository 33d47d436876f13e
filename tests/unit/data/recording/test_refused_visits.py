"""Visits that are not recorded: impossible ones, those that are there already, those of old months."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import Engine

from data.recording.begun_rounds import UnplannedRound
from data.recording.recording import record_visit
from data.recording.visit_drafts import Act, Handout, Help, Met, Standing, VisitDraft
from data.register import tables as t
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.vocabulary import HealthActKind, MaterialKind, Mode, Nature, Outcome, RelayTarget, RoundStatus, Sex
from tests.recording_kit import (
    ELSEWHERE,
    FULL,
    ROUND,
    SHUT,
    STREET,
    TONIGHT,
    codes,
    counts,
    record,
    tonight,
)


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


def test_a_refused_first_visit_leaves_no_round_behind(desk: Engine) -> None:
    """All or nothing: no empty round that took place."""
    before = counts(desk)
    assert record_visit(desk, UnplannedRound(1, 1, TONIGHT), VisitDraft(STREET), today=TONIGHT).faults
    assert counts(desk) == before


def test_months_that_are_kept_by_month_take_no_visits(desk: Engine) -> None:
    """A single visit of that time would say its day."""
    with writing(desk) as session:
        session.get_one(t.RegisterState, 1).exact_from = date(2019, 4, 1)
    [fault] = record_visit(desk, ROUND, FULL, today=date(2019, 4, 2), stop=1).faults
    assert (fault.code, fault.values) == (FaultCode.DAY_BY_MONTH, {"day": date(2019, 4, 1)})
