"""A limit on how often one address may try something."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock


class Throttle:
    """
    At most so many tries in a while, for each address.

    Parameters
    ----------
    tries : int
        How many are let through.
    seconds : float
        In how long.
    clock : callable
        Seconds since some moment.
    """

    def __init__(self, tries: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.tries = tries
        self.seconds = seconds
        self._clock = clock
        self._past: dict[str, deque[float]] = {}
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        """
        Count a try, and tell whether it may go on.

        Parameters
        ----------
        address : str
            Of whoever tries.

        Returns
        -------
        bool
            False for a try too many; such a try is not counted, so that waiting helps.
        """
        # Calendars are answered by several threads.
        with self._lock:
            self._forget()
            past = self._past.setdefault(address, deque())
            if len(past) >= self.tries:
                return False
            past.append(self._clock())
            return True

    def _forget(self) -> None:
        """Drop what is too old to count, so that the memory of many addresses stays small."""
        oldest = self._clock() - self.seconds
        for address, past in list(self._past.items()):
            while past and past[0] <= oldest:
                past.popleft()
            if not past:
                del self._past[address]
