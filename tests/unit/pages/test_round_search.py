"""What a search for a better evening leaves on screen, and what it says when it found none."""

from datetime import date
from unittest.mock import Mock

import pytest

from data.planning.jobs import Loss
from data.planning.workers import WorkerError
from geo.rounds.editing import Draft, History
from geo.rounds.model import Locks, Route
from pages.parts.rounds import session
from pages.parts.rounds.session import Planning, Routes, take_best

START: Routes = (Route(1, (11, 12)), Route(2, (13,)))
BETTER: Routes = (Route(1, (12, 11)), Route(2, (13,)))


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences stand as they are in the source."""
    monkeypatch.setattr(session, "_", str)
    monkeypatch.setattr(session, "translate", lambda: str)


def _ended(best: Routes | WorkerError) -> Planning:
    """Return a plan whose search has just ended with *best*."""
    search = Mock(**{"progress.return_value": Mock(is_done=True, best=None)})
    search.result = Mock(side_effect=[best])
    return Planning(
        date(2020, 1, 1), History(Draft(START, Locks(), frozenset())), search=search, before=START
    )


def test_a_search_that_found_nothing_better_says_so() -> None:
    """Whoever waited for it need not compare the plan by eye; there is no step to undo either."""
    now = _ended(START)
    assert take_best(now)
    assert "No better plan was found" in now.notice
    assert (now.draft.routes, now.history.past) == (START, ())


def test_a_better_plan_is_taken_over_without_words() -> None:
    """One step back is what stood before the search."""
    now = _ended(BETTER)
    assert take_best(now)
    assert now.notice == ""
    assert now.draft.routes == BETTER
    assert now.history.undo().now.routes == START


def test_a_search_that_broke_off_keeps_the_plan() -> None:
    """And says what happened, not that nothing better exists."""
    now = _ended(WorkerError(Loss.BROKE_OFF))
    assert take_best(now)
    assert "is kept" in now.notice
    assert "No better" not in now.notice
    assert now.draft.routes == START


@pytest.mark.parametrize("before", [None, START])
def test_without_a_search_nothing_changes(before: Routes | None) -> None:
    """Whatever an earlier one began from."""
    now = Planning(date(2020, 1, 1), History(Draft(START, Locks(), frozenset())), before=before)
    assert not take_best(now)
    assert now.notice == ""


def test_only_who_asked_is_told_that_nothing_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that a change of pairs began by itself ends without a word."""
    monkeypatch.setattr(session, "start_evening", lambda _job: Mock())
    monkeypatch.setattr(session, "settled", lambda evening, _draft: evening)
    now = Planning(date(2020, 1, 1), History(Draft(START, Locks(), frozenset())))
    session.ask_for_better(now, Mock(), 1.0)
    assert now.before == START
    session.begin_search(now, Mock(), 1.0)
    assert now.before is None
