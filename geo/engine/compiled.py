"""One way to compile a kernel, and the random numbers that kernels draw."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Seeds = npt.NDArray[np.uint64]

# Kernels allocate nothing: all room they need comes in. Without Numba's runtime they do not count references
# to the dozens of arrays that every call hands on, which alone makes them twenty times as fast.
OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}

PACKAGE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
"""Digest of all modules that kernels, their constants and the types of their arguments come from."""


def compiled(kernel: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """
    Compile a kernel on first use, keep the machine code on disk, and run it without holding up threads.

    Parameters
    ----------
    kernel : callable
        A function of scalars, arrays and named tuples of them that allocates nothing.

    Returns
    -------
    callable
        The same, compiled.

    Notes
    -----
    Machine code holds the kernels that it calls, but Numba forgets it only where the kernel's own file has
    changed. So the stamp of that file is joined by the digest of the whole package. Where a Numba to come
    keeps its stamp elsewhere, nothing stays on disk: better slow than stale.
    """
    return _compile(kernel, OPTIONS)


def inlined(kernel: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """
    Compile a small kernel as a part of those that call it.

    Parameters
    ----------
    kernel : callable
        See `compiled`.

    Returns
    -------
    callable
        The same, compiled.

    Notes
    -----
    A call hands on dozens of arrays, which takes longer than what a small kernel does. The search is twice as
    fast without such calls.
    """
    return _compile(kernel, OPTIONS | {"forceinline": True})


def _compile(kernel: Callable[Parameters, Result], options: dict[str, Any]) -> Callable[Parameters, Result]:
    dispatcher = njit(**options)(kernel)
    index = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if index is None or not hasattr(index, "_source_stamp"):
        return cast("Callable[Parameters, Result]", njit(**options | {"cache": False})(kernel))
    index._source_stamp = (index._source_stamp, PACKAGE.hexdigest())  # noqa: SLF001 - no other way in
    return cast("Callable[Parameters, Result]", dispatcher)


def seeded(seed: int) -> Seeds:
    """Return the state of a generator (shape (1,)) that `share` and `below` draw from."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64).astype(np.uint64)


@compiled
def share(seeds: Seeds) -> float:
    """Return a random number from 0 to 1 (SplitMix64)."""
    seeds[0] += np.uint64(0x9E3779B97F4A7C15)
    word = seeds[0]
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    word ^= word >> np.uint64(31)
    return float((word >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@compiled
def below(limit: int, seeds: Seeds) -> int:
    """Return a random whole number from 0 to *limit* - 1."""
    return int(share(seeds) * limit)
