"""What a solver's process does: `python -m data.planning.solving FD`; see `data.planning.workers`.

It ends when the process that started it does: its end of the connection then closes.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event, Thread

from data.planning.jobs import Finished, Found, Job, Loss, Lost, Message, ScheduleJob, Stopped, Task
from geo.rounds.recreation import compile_search
from geo.rounds.solver import solve

NICENESS = 5
"""How far searches stand back behind the screens."""

_is_compiled = Event()

_log = logging.getLogger(__name__)


def main(descriptor: int) -> None:
    """Work off tasks until the connection closes."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    connection = Connection(descriptor)
    tasks: SimpleQueue[Task] = SimpleQueue()
    cancelled: dict[int, Event] = {}
    Thread(target=_listen, args=(connection, tasks, cancelled), daemon=True).start()
    Thread(target=_compile, daemon=True).start()
    while True:
        task = tasks.get()
        connection.send(_work(task, cancelled[task.number], connection.send))
        del cancelled[task.number]


def _listen(connection: Connection, tasks: SimpleQueue[Task], cancelled: dict[int, Event]) -> None:
    """Take in what is asked for; leave at once when nobody is there any more."""
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        if isinstance(message, Stopped):
            # One that has ended meanwhile is gone.
            if (over := cancelled.get(message.number)) is not None:
                over.set()
        else:
            cancelled[message.number] = Event()
            tasks.put(message)


def _compile() -> None:
    """Make compiled code ready beside the first search, than which it takes longer on a new machine."""
    compile_search()
    _is_compiled.set()


def _work(task: Task, cancelled: Event, tell: Callable[[Message], None]) -> Message:
    begun = time.monotonic()

    def elapsed() -> float:
        return time.monotonic() - begun

    def is_over() -> bool:
        return cancelled.is_set() or elapsed() >= task.job.seconds

    def on_best(plan: object) -> None:
        tell(Found(task.number, plan))

    try:
        plan = run(task.job, is_over, on_best, lambda: min(1.0, elapsed() / max(task.job.seconds, 1e-9)))
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked has to be told
        _log.exception("a search broke off")
        return Lost(task.number, Loss.BROKE_OFF)
    return Finished(task.number, plan)


def run(
    job: Job, stop: Callable[[], bool], on_best: Callable[[object], None], progress: Callable[[], float]
) -> object:
    """
    Search for the plan of a job.

    Parameters
    ----------
    job : EveningJob or ScheduleJob
        What to plan.
    stop : callable
        When to end.
    on_best : callable
        Told of each better plan.
    progress : callable
        Share of the time that has passed.

    Returns
    -------
    tuple of Route, or Schedule
        The best plan found.
    """
    if isinstance(job, ScheduleJob):
        # It takes a while to load, and an evening needs none of it but the engine.
        from geo.schedules.search import search  # noqa: PLC0415

        return search(
            job.problem, seed=job.seed, stop=stop, start=job.start, on_best=on_best, progress=progress
        )
    return solve(
        job.evening,
        seed=job.seed,
        stop=stop,
        locks=job.locks,
        start=job.start,
        on_best=on_best,
        progress=progress,
        is_compiled=_is_compiled.is_set,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
