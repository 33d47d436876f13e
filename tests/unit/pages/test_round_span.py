"""The hours that are proposed for a round that ends."""

from datetime import date, datetime, time

import pytest

from data.recording.evening_sheets import RoundSheet, StopSheet, VisitLine
from data.vocabulary import Outcome, RoundStatus
from pages.parts.record.stops import usual_span

DAY = date(2020, 1, 1)


def _visit(arrival_min: int | None, minutes: int | None) -> StopSheet:
    return StopSheet(1, visit=VisitLine(1, Outcome.CLOSED, arrival_min, minutes, 0, DAY))


def _round(*stops: StopSheet, ended_at: datetime | None = None) -> RoundSheet:
    begins = datetime(2020, 1, 1, 18)  # noqa: DTZ001 - the field's clock
    return RoundSheet(1, 2, 3, "genappe-1", DAY, RoundStatus.DONE, None, begins, ended_at, stops)


@pytest.mark.parametrize(
    ("stops", "ends"),
    [
        ((_visit(1080, 5),), time(18, 5)),
        ((_visit(1080, 5), _visit(None, 15)), time(18, 20)),
        ((_visit(1080, 5), _visit(1530, 12)), time(1, 45)),
        ((_visit(None, None),), time(18, 0)),
    ],
)
def test_a_round_lasts_as_long_as_its_visits(stops: tuple[StopSheet, ...], ends: time) -> None:
    """Those of which nobody noted the hour took their minutes too; past midnight it is one night."""
    assert usual_span(_round(*stops)) == (time(18), ends)


def test_hours_that_somebody_entered_are_kept() -> None:
    """A round that is finished proposes its own end."""
    ended = datetime(2020, 1, 1, 18, 10)  # noqa: DTZ001 - the field's clock
    assert usual_span(_round(_visit(None, 45), ended_at=ended)) == (time(18), time(18, 10))
