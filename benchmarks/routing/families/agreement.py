"""Two solvers that share no code, on the same evenings: neither should find much more than the other."""

from collections.abc import Callable, Sequence

from benchmarks.routing.apart import each_apart
from benchmarks.routing.clock import Budget, timed
from benchmarks.routing.evening_peers import by_schedule_search
from benchmarks.routing.evenings import random_evening
from benchmarks.routing.families.evening import worth
from benchmarks.routing.families.sound import soundness
from benchmarks.routing.table import OURS, Aim, Answer, Row, Section
from geo.rounds.model import Evening, Route
from geo.rounds.solver import solve

SECONDS = 20.0
"""Longer than an evening gets: what counts is whether either finds what the other misses."""

STARTS = 2
"""Searches of each solver that share the seconds: now and then one is caught in a poor corner."""

EVENINGS = 20

FIRST = 100
"""Number of the first evening: others than those that our settings were chosen on."""

OTHER = "compiled search"

AGREEMENT_PCT = 0.5

WARM_UP = 0.5
"""Seconds before those that count, so that nothing is compiled or loaded in them."""


def run_all(seconds: float = SECONDS, seed: int = 1, evenings: int = EVENINGS) -> list[Row]:
    """Plan random evenings by both solvers; the best known is the better of the two."""
    return each_apart(run_evening, range(FIRST, FIRST + evenings), seconds, seed)


def run_evening(number: int, seconds: float, seed: int) -> Row:
    """Plan one evening by both solvers."""
    evening = random_evening(number)
    by_schedule_search(evening, WARM_UP, seed)
    share = seconds / STARTS
    answers = {
        OURS: _best(evening, seed, lambda own: solve(evening, seed=own, stop=Budget(share).is_spent)),
        OTHER: _best(evening, seed, lambda own: by_schedule_search(evening, share, own)),
    }
    found = [answer.value for answer in answers.values() if answer.value is not None]
    return Row(f"evening {number}", len(evening.stops), answers, max(found, default=None))


def _best(evening: Evening, seed: int, search: Callable[[int], Sequence[Route]]) -> Answer:
    """Return the best of as many searches as there are starts; none where one breaks a rule."""
    plans, used = timed(lambda: [search(seed + start) for start in range(STARTS)])
    values = [worth(evening, plan) for plan in plans]
    sound = [value for value in values if value is not None]
    return Answer(max(sound) if len(sound) == len(values) else None, used)


def to_section(rows: Sequence[Row], seconds: float) -> Section:
    """Return the part of the report."""
    # One of the two is the best known, so that the gap of the other is how far they are apart.
    apart = [
        max(row.gap(solver, is_prize=True) or 0.0 for solver in row.answers)
        for row in rows
        if all(answer.value is not None for answer in row.answers.values())
    ]
    near = sum(gap <= AGREEMENT_PCT for gap in apart)
    return Section(
        "Evenings by two solvers that share no code",
        (
            f"PyVRP behind our adapter alone, the compiled search alone: the best of {STARTS} starts each.",
            f"The starts of a solver share {seconds:g} CPU seconds.",
            "In the app the second goes on where the first ends: here each begins from nothing.",
            "Both plans are timed by the same function.",
        ),
        tuple(rows),
        (
            Aim(
                f"within {AGREEMENT_PCT:g} % of each other, on each",
                f"{near} of {len(rows)}, at most {max(apart, default=0.0):.2f} % apart",
                near == len(rows),
            ),
            soundness(rows),
        ),
        is_prize=True,
    )
