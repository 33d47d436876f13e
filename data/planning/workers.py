"""Solvers in processes of their own, so that a screen stays free: progress, cancel, and the best so far.

The processes are not forked from a server full of threads, nor do they import its entry script, as those of
`multiprocessing` would: each is a plain ``python -m data.planning.solving`` at the other end of a connection,
without the settings of the server and its keys. A process keeps for the next search what it has loaded, and
ends when its connection closes, whatever becomes of the server.
"""

import logging
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing import Pipe
from queue import SimpleQueue
from threading import Condition, Event, Lock, Thread
from typing import Generic, TypeVar, cast

from data.i18n import mark
from data.planning.jobs import EveningJob, Finished, Found, Job, Loss, Message, ScheduleJob, Stopped, Task
from data.refusals import RefusedError
from data.settings import ROOT
from geo.rounds.model import Route
from geo.schedules.model import Schedule

__all__ = [
    "EveningJob",
    "Progress",
    "Running",
    "ScheduleJob",
    "WorkerError",
    "start_evening",
    "start_schedule",
    "warm_up",
]

MOST_PROCESSES = 2
"""Searches that run at once; further ones wait for their turn."""

Plan = TypeVar("Plan")

_log = logging.getLogger(__name__)


_PROBLEMS = {
    Loss.BROKE_OFF: mark("The search met an error and broke off."),
    Loss.PROCESS_ENDED: mark("The process that searched has ended, perhaps for want of memory."),
}


class WorkerError(RefusedError):
    """
    A search ended without a plan.

    Parameters
    ----------
    loss : Loss
        Why.
    """

    def __init__(self, loss: Loss) -> None:
        super().__init__(
            _PROBLEMS[loss],
            mark("Nothing has changed. Start it again; if that does not help, tell whoever runs Maraude."),
        )


@dataclass(frozen=True)
class Progress(Generic[Plan]):
    """
    How far a search has come.

    Attributes
    ----------
    fraction : float
        Of its time, from 0 to 1.
    elapsed : float
        Seconds since it began; 0 while it waits for its turn.
    best : plan or None
        The best plan so far; None until there is one.
    is_done : bool
        Whether it has ended; `Running.result` then returns at once.
    """

    fraction: float
    elapsed: float
    best: Plan | None
    is_done: bool


class Running(Generic[Plan]):
    """
    A search under way.

    Parameters
    ----------
    task : Task
        What is searched for.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._lock = Lock()
        self._over = Event()
        self._begun: float | None = None
        self._ended: float | None = None
        self._best: Plan | None = None
        self._is_cancelled = False
        self._loss: Loss | None = None
        self._say: Callable[[Task | Stopped], None] | None = None

    def progress(self) -> Progress[Plan]:
        """Return how far it has come; never waits."""
        with self._lock:
            now = self._ended or time.monotonic()
            elapsed = 0.0 if self._begun is None else now - self._begun
            is_done = self._over.is_set()
            fraction = 1.0 if is_done else min(1.0, elapsed / max(self._task.job.seconds, 1e-9))
            return Progress(fraction, elapsed, self._best, is_done)

    def cancel(self) -> None:
        """End the search soon; `result` then gives the best plan so far."""
        with self._lock:
            self._is_cancelled = True
            if self._say is not None and not self._over.is_set():
                self._say(Stopped(self._task.number))

    def result(self) -> Plan:
        """
        Wait for the end and return the best plan.

        Returns
        -------
        plan
            The best one found.

        Raises
        ------
        WorkerError
            If the search failed or its process ended.
        """
        self._over.wait()
        if self._loss is not None:
            raise WorkerError(self._loss)
        if self._best is None:
            raise WorkerError(Loss.BROKE_OFF)
        return self._best

    def begin(self, say: Callable[[Task | Stopped], None]) -> None:
        """Hand the task to a process."""
        with self._lock:
            self._begun = time.monotonic()
            self._say = say
            say(self._task)
            if self._is_cancelled:
                say(Stopped(self._task.number))

    def hear(self, message: Message | None) -> bool:
        """Take in what the process says, None where it has ended; return whether that was the last."""
        with self._lock:
            if isinstance(message, Found | Finished):
                self._best = cast("Plan", message.plan)
            if isinstance(message, Found):
                return False
            if not isinstance(message, Finished):
                self._loss = message.why if message is not None else Loss.PROCESS_ENDED
                _log.error("a search ended without a plan: %s", self._loss)
            self._ended = time.monotonic()
            self._over.set()
            return True


class _Worker:
    """A process, and the threads that speak and listen to it."""

    def __init__(self, pool: "_Pool") -> None:
        self._pool = pool
        self._running: Running[object] | None = None
        # A new process is busy loading: whoever asks must not wait until it listens.
        self._to_say: SimpleQueue[Task | Stopped | None] = SimpleQueue()
        self._connection, theirs = Pipe()
        settings = {name: value for name, value in os.environ.items() if not name.startswith("MARAUDE_")}
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, and no input
                [sys.executable, "-m", "data.planning.solving", str(theirs.fileno())],
                cwd=ROOT,
                env=settings,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        Thread(target=self._speak, daemon=True, name="to-solver").start()
        Thread(target=self._listen, daemon=True, name="from-solver").start()

    def begin(self, running: Running[object]) -> None:
        self._running = running
        running.begin(self._to_say.put)

    def _speak(self) -> None:
        while (message := self._to_say.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:
                # Whoever listens notices, too, and says so to whoever waits.
                return

    def _listen(self) -> None:
        message: Message | None
        while (message := self._next()) is not None:
            if self._running is not None and self._running.hear(message):
                self._running = None
                self._pool.free(self)
        self._to_say.put(None)
        self.process.wait()
        self._pool.lose(self)
        if self._running is not None:
            self._running.hear(None)
        self._connection.close()

    def _next(self) -> Message | None:
        try:
            return cast("Message", self._connection.recv())
        except (EOFError, OSError):
            return None


class _Pool:
    """At most so many processes, and the searches that wait for one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._changed = Condition()
        self._idle: list[_Worker] = []
        self._alive: list[_Worker] = []
        self._waiting: deque[Running[object]] = deque()

    def start(self, running: Running[object]) -> None:
        with self._changed:
            self._waiting.append(running)
            self._deal_out()

    def warm_up(self) -> None:
        with self._changed:
            if not self._alive:
                self._idle.append(self._new())

    def free(self, worker: _Worker) -> None:
        with self._changed:
            self._idle.append(worker)
            self._deal_out()

    def lose(self, worker: _Worker) -> None:
        with self._changed:
            self._alive.remove(worker)
            if worker in self._idle:
                self._idle.remove(worker)
            self._deal_out()

    def processes(self) -> list["subprocess.Popen[bytes]"]:
        with self._changed:
            return [worker.process for worker in self._alive]

    def _new(self) -> _Worker:
        worker = _Worker(self)
        self._alive.append(worker)
        return worker

    def _deal_out(self) -> None:
        while self._waiting:
            self._idle = [worker for worker in self._idle if worker.process.poll() is None]
            if self._idle:
                worker = self._idle.pop()
            elif len(self._alive) < self._most:
                worker = self._new()
            else:
                return
            worker.begin(self._waiting.popleft())


_pool = _Pool(MOST_PROCESSES)
_numbers = count(1)


def start_evening(job: EveningJob) -> Running[tuple[Route, ...]]:
    """
    Start planning an evening.

    Parameters
    ----------
    job : EveningJob
        What to plan.

    Returns
    -------
    Running
        The search; it waits for its turn where as many run as may.
    """
    return cast("Running[tuple[Route, ...]]", _start(job))


def start_schedule(job: ScheduleJob) -> Running[Schedule]:
    """
    Start planning several weeks.

    Parameters
    ----------
    job : ScheduleJob
        What to plan.

    Returns
    -------
    Running
        The search; it waits for its turn where as many run as may.
    """
    return cast("Running[Schedule]", _start(job))


def _start(job: Job) -> Running[object]:
    running: Running[object] = Running(Task(next(_numbers), job))
    _pool.start(running)
    return running


def warm_up() -> None:
    """Start a process and have it load the solver, so that the first plan of a session comes at once."""
    _pool.warm_up()
