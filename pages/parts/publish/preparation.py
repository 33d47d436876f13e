"""A release in the making, beside the session: no click on the screen waits for it or breaks it."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from data.releases.dossier import Advance, Step

T_co = TypeVar("T_co", covariant=True)


class CancelledError(Exception):
    """Somebody no longer wants what is being made."""


class Preparation(Generic[T_co]):
    """
    One making of something that takes minutes, in a thread of its own.

    Nothing that it makes is kept anywhere but here: whoever drops it drops its result.

    Parameters
    ----------
    make : callable
        Makes it; is given what it calls to tell how far it is.
    """

    def __init__(self, make: Callable[[Advance], T_co]) -> None:
        self.step = Step.RULES
        self.part = 0.0
        self._make = make
        self._result: T_co | None = None
        self._error: Exception | None = None
        self._unwanted = Event()
        self._thread = Thread(target=self._run, daemon=True, name="release")
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether there is neither a result nor an error yet."""
        return self._thread.is_alive()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody wants it stopped; it does so at its next sign of progress."""
        return self._unwanted.is_set()

    def result(self) -> T_co:
        """
        Wait for what was made.

        Returns
        -------
        object
            What the maker returned.

        Raises
        ------
        Exception
            Whatever the maker raised; `CancelledError` after `cancel`.
        """
        self.wait()
        if self._error is not None:
            raise self._error
        if self._result is None:
            message = "a maker must return something"
            raise TypeError(message)
        return self._result

    def wait(self) -> None:
        """Wait until there is a result or an error."""
        self._thread.join()

    def cancel(self) -> None:
        """Stop at the next sign of progress; what was made so far is dropped."""
        self._unwanted.set()

    def _run(self) -> None:
        try:
            self._result = self._make(self._advance)
        except Exception as error:  # noqa: BLE001 - a thread's error is told to whoever asks for the result
            self._error = error

    def _advance(self, step: Step, part: float) -> None:
        if self.is_cancelled:
            raise CancelledError
        self.step, self.part = step, min(1.0, max(0.0, part))
