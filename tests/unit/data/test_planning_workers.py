"""Solvers in processes of their own."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any, cast

import numpy as np
import pytest

from data.planning import solving, workers
from data.planning.jobs import EveningJob, ScheduleJob
from data.settings import ROOT
from geo.rounds.evaluation import evaluate_plan, value_of
from geo.rounds.model import RoundReport, Route, TimeWindow, Travel
from geo.schedules.model import ScheduleProblem, Shift, Site
from tests.evening_kit import random_evening

EVENING = random_evening(1, stops=20, teams=2, hours=5)


@pytest.fixture(scope="module", autouse=True)
def _no_process_stays() -> Iterator[None]:
    """End what these tests have started."""
    workers.warm_up()
    yield
    for process in workers._pool.processes():
        process.kill()
        process.wait()


def _wait_for_a_plan(running: workers.Running[Any], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while running.progress().best is None and time.monotonic() < end:
        time.sleep(0.01)


def test_a_search_tells_how_far_it_is_and_returns_its_best_plan() -> None:
    """Best plans so far, then the result, which is sound."""
    running = workers.start_evening(EveningJob(EVENING, seconds=0.3))
    _wait_for_a_plan(running)
    assert 0 <= running.progress().fraction <= 1
    routes = running.result()
    assert all(report.is_sound for report in evaluate_plan(EVENING, routes))
    over = running.progress()
    assert (over.fraction, over.is_done, over.best) == (1.0, True, routes)


def test_a_process_gives_a_first_plan_long_before_its_time_is_over() -> None:
    """Sixty places, four pairs; how soon is measured in the benchmarks."""
    workers.start_evening(EveningJob(EVENING, seconds=0.05)).result()
    evening = random_evening(2, stops=60, teams=4, hours=6)
    running = workers.start_evening(EveningJob(evening, seconds=60.0))
    _wait_for_a_plan(running)
    assert not running.progress().is_done
    running.cancel()
    assert running.result()


def test_a_cancelled_search_keeps_its_best_plan() -> None:
    """And ends long before its time; so does one that had not begun."""
    begun = time.monotonic()
    searches = [workers.start_evening(EveningJob(EVENING, seconds=60.0)) for _ in range(3)]
    _wait_for_a_plan(searches[0])
    for running in searches:
        running.cancel()
    assert all(any(route.places for route in running.result()) for running in searches)
    assert time.monotonic() - begun < 20


def test_never_more_processes_than_are_allowed() -> None:
    """Further searches wait for their turn."""
    searches = [workers.start_evening(EveningJob(EVENING, seconds=0.1)) for _ in range(5)]
    assert len(workers._pool.processes()) <= workers.MOST_PROCESSES
    assert all(running.result() for running in searches)


def test_a_search_that_fails_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An evening whose travel times are missing, in words of ours; the process lives on."""
    # What other tests run in this process may switch off the loggers that it finds.
    monkeypatch.setattr(workers._log, "disabled", False)
    caplog.set_level(logging.WARNING)
    broken = EveningJob(type(EVENING)(EVENING.stops, EVENING.teams, {}), seconds=1.0)
    with pytest.raises(workers.WorkerError, match="broke off"):
        workers.start_evening(broken).result()
    assert "broke_off" in caplog.text
    assert workers.start_evening(EveningJob(EVENING, seconds=0.05)).result()


def test_a_process_that_dies_is_noticed_and_replaced(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever waits is told; the next search gets another process."""
    running = workers.start_evening(EveningJob(EVENING, seconds=60.0))
    _wait_for_a_plan(running)
    for process in workers._pool.processes():
        process.kill()
        process.wait()
    with pytest.raises(workers.WorkerError, match="has ended"):
        running.result()
    assert workers.start_evening(EveningJob(EVENING, seconds=0.05)).result()


def test_schedules_are_searched_for_in_the_same_way() -> None:
    """One place a week for two weeks."""
    matrix = np.array([[0.0, 10.0], [10.0, 0.0]])
    site = Site(1, 20, {day: (TimeWindow(1080, 1380),) for day in range(7)}, 7, 5.0)
    shifts = tuple(Shift(1, 7 * week + 1, 2, TimeWindow(1080, 1320), 0) for week in range(2))
    travel = Travel((0, 1), matrix, matrix, np.zeros((2, 2), np.int8))
    problem = ScheduleProblem(2, (site,), shifts, {1: travel})
    schedule = workers.start_schedule(ScheduleJob(problem, seconds=0.3)).result()
    assert [(visit.place, visit.day) for visit in schedule.visits] == [(1, 1), (1, 8)]


def test_a_process_compiles_beside_its_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for meanwhile is answered without; afterwards the compiled search joins in."""
    monkeypatch.setattr(solving, "_is_compiled", Event())
    before = _run_here(40)
    solving._compile()
    assert solving._is_compiled.is_set()
    after = _run_here(40)
    assert value_of(EVENING, before) <= value_of(EVENING, after)


def _run_here(questions: int) -> Sequence[RoundReport]:
    """Return the rounds that a process would find for so many questions, all sound."""
    asked = iter([False] * questions)
    job = EveningJob(EVENING, seconds=1.0)
    plan = solving.run(job, lambda: next(asked, True), lambda _: None, lambda: 0.5)
    reports = evaluate_plan(EVENING, cast("tuple[Route, ...]", plan))
    assert all(report.is_sound for report in reports)
    return reports


def test_no_process_outlives_the_server() -> None:
    """It ends when its connection closes, even if nobody has told it to; and it never sees the settings."""
    script = (
        "import os; from data.planning import workers; workers.warm_up();"
        "print(workers._pool.processes()[0].pid, flush=True); os._exit(1)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment, cwd=ROOT
    )
    orphan = int(child.stdout)
    end = time.monotonic() + 20
    while _is_alive(orphan) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_alive(orphan)


def test_a_process_does_not_get_the_settings_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the register among them."""
    seen: dict[str, str] = {}

    def look(_command: object, *, env: dict[str, str], **_others: object) -> None:
        seen.update(env)
        message = "no process"
        raise OSError(message)

    monkeypatch.setenv("MARAUDE_DATABASE_KEY", "secret")
    monkeypatch.setattr("subprocess.Popen", look)
    with pytest.raises(OSError, match="no process"):
        workers._Worker(workers._pool)
    assert seen
    assert not any(name.startswith("MARAUDE_") for name in seen)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False
