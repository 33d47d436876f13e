"""Budgets in CPU seconds, so that other work on the machine does not change what is measured."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass
class Budget:
    """
    CPU seconds of this process from now on.

    Attributes
    ----------
    seconds : float
        How many there are.
    """

    seconds: float
    _began: float = field(default_factory=time.process_time)

    @property
    def used(self) -> float:
        """CPU seconds used so far."""
        return time.process_time() - self._began

    @property
    def share(self) -> float:
        """Share of the budget that is used; more than 1 once it is spent."""
        return self.used / self.seconds

    def is_spent(self) -> bool:
        """Return whether nothing is left."""
        return self.used >= self.seconds


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return what some work gives, and the CPU seconds it took."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began
