"""Instances side by side, each in a process of its own, so that none shares its CPU seconds."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
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

    def alone(item: Item) -> Result:
        # A pool an item: pools that replace their processes after each task have been seen to stop.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(work, item, seconds, seed).result()

    if len(items) <= 1:
        return [work(item, seconds, seed) for item in items]
    results = []
    with ThreadPoolExecutor(PROCESSES) as threads:
        for number, result in enumerate(threads.map(alone, items), 1):
            results.append(result)
            print(f"{number} of {len(items)}", flush=True)
    return results
