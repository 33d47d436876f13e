"""Instances side by side, each in a process of its own, so that none shares its CPU seconds."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PROCESSES = min(2, os.cpu_count() or 1)
"""How many run at once."""


def each_apart(
    work: Callable[[Item, float, int], Result], items: Sequence[Item], seconds: float, seed: int
) -> list[Result]:
    """Return what some work gives for each item, in their order; says how far it is."""
    if len(items) <= 1:
        return [work(item, seconds, seed) for item in items]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        runs = [pool.submit(work, item, seconds, seed) for item in items]
        results = []
        for number, run in enumerate(runs, 1):
            results.append(run.result())
            print(f"{number} of {len(items)}", flush=True)
        return results
