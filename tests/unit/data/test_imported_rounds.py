"""Rounds that a file has brought, beside those that are to be planned for the same evening."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from data.planning.imported import ImportedRound, load_imported_rounds, overlapping
from data.register.database import writing
from data.register.intake import ImportBatch
from data.register.tables import Round
from data.vocabulary import RoundStatus
from geo.rounds.model import TimeWindow
from tests.import_kit import NOON, fill

TONIGHT = date(2019, 3, 8)
SHIFT = TimeWindow(1140, 1470)


@pytest.mark.parametrize(
    ("starts", "ends", "is_said"),
    [
        (1080, 1140, False),
        (1080, 1141, True),
        (1470, 1530, False),
        (1469, 1530, True),
        (1200, 1260, True),
        (None, None, True),
        (None, 1100, False),
        (1500, None, False),
    ],
)
def test_hours_overlap_where_both_may_be_out(
    starts: float | None, ends: float | None, *, is_said: bool
) -> None:
    """One that ends as the other begins is no overlap; hours that nobody noted may be any."""
    assert ImportedRound(2, 1, starts, ends).overlaps(SHIFT) is is_said


@pytest.mark.parametrize(
    ("service", "team", "is_said"), [(2, 1, True), (2, None, True), (2, 5, False), (1, None, False)]
)
def test_a_file_s_round_is_that_of_its_pair_or_service(
    service: int, team: int | None, *, is_said: bool
) -> None:
    """Another pair's round is not spoken of; one without a pair may be any of its service."""
    brought = (ImportedRound(service, team, 1200, 1300),)
    assert bool(list(overlapping(brought, team=1, service=2, hours=SHIFT))) is is_said


def test_rounds_of_files_are_loaded_with_their_hours(register: Engine) -> None:
    """Minutes of the evening, past midnight too; what was recorded here is none of them."""
    fill(register)
    with writing(register) as session:
        batch = ImportBatch(
            imported_at=NOON, sha256="0" * 64, rows=1, visits_added=1, visits_replaced=0, visits_unchanged=0
        )
        session.add(batch)
        session.flush()
        begins, ends = datetime(2019, 3, 8, 19), datetime(2019, 3, 9, 1, 30)  # noqa: DTZ001 - the field's clock
        done = {"status": RoundStatus.DONE, "service_id": 2, "day": TONIGHT}
        session.add(Round(**done, team_id=1, started_at=begins, ended_at=ends, batch_id=batch.id))
        session.add(Round(**done, batch_id=batch.id))
        session.add(Round(**done, team_id=1, started_at=begins, ended_at=ends))
    assert load_imported_rounds(register, TONIGHT) == (
        ImportedRound(2, 1, 1140, 1530),
        ImportedRound(2, None, None, None),
    )
    assert load_imported_rounds(register, date(2019, 3, 9)) == ()
