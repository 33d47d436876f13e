"""Our own evenings: the first plan, the plan of two seconds, and why places are left out."""

import math
from collections.abc import Sequence
from statistics import mean

from benchmarks.routing.apart import each_apart
from benchmarks.routing.clock import Budget, timed
from benchmarks.routing.evening_peers import by_ortools, by_vroom
from benchmarks.routing.evenings import random_evening
from benchmarks.routing.families.sound import soundness
from benchmarks.routing.table import OURS, Aim, Answer, Row, Section
from geo.rounds.evaluation import evaluate_plan, value_of
from geo.rounds.model import Evening, Locks, Route
from geo.rounds.reasons import explain
from geo.rounds.recreation import compile_search
from geo.rounds.solver import solve
from geo.rounds.verification import verify_reason

SECONDS = 2.0

EVENINGS = 8

LONG = 10
"""How many times the budget the plan gets that all are held against."""

FIRST_SECONDS, WORST_PCT = 0.5, 0.1


def run_all(seconds: float = SECONDS, seed: int = 1, evenings: int = EVENINGS) -> list[Row]:
    """
    Plan random evenings of 60 places and 4 pairs.

    Parameters
    ----------
    seconds : float
        CPU seconds for each plan.
    seed : int
        Seed of the search.
    evenings : int
        How many there are.

    Returns
    -------
    list of Row
        One an evening. The best known is the best of all plans found, among them one with `LONG` times the
        budget.
    """
    return each_apart(run_evening, range(evenings), seconds, seed)


def run_evening(number: int, seconds: float, seed: int) -> Row:
    """Plan one evening in both budgets and by others, and check all reasons of the short plan."""
    evening = random_evening(number)
    compile_search()  # as a solver's process does before it is asked for anything
    budget, first = Budget(seconds), [math.nan]

    def note_first(_: tuple[Route, ...]) -> None:
        if math.isnan(first[0]):
            first[0] = budget.used

    routes = solve(
        evening,
        seed=seed,
        stop=budget.is_spent,
        on_best=note_first,
        progress=lambda: budget.share,
        is_compiled=lambda: True,
    )
    used = budget.used
    longer = Budget(LONG * seconds)
    long = solve(
        evening,
        seed=seed + 1,
        stop=longer.is_spent,
        progress=lambda: longer.share,
        is_compiled=lambda: True,
    )
    vrooms, vrooms_s = timed(lambda: by_vroom(evening))
    guided, guided_s = timed(lambda: by_ortools(evening, seconds))
    answers = {
        OURS: Answer(worth(evening, routes), used),
        "OR-Tools": Answer(worth(evening, guided), guided_s),
        "VROOM": Answer(worth(evening, vrooms), vrooms_s),
    }
    found = [answer.value for answer in answers.values() if answer.value is not None]
    reasons, explained = timed(lambda: explain(evening, routes))
    held = sum(verify_reason(evening, routes, Locks(), reason) for reason in reasons)
    return Row(
        f"evening {number}",
        len(evening.stops),
        answers,
        max([worth(evening, long) or 0.0, *found]),
        {
            "visited": str(sum(len(route.places) for route in routes)),
            "first plan, CPU s": f"{first[0]:.3f}",
            "reasons that hold": f"{held} of {len(reasons)}",
            "explained, CPU s": f"{explained:.1f}",
        },
    )


def worth(evening: Evening, routes: Sequence[Route]) -> float | None:
    """Return what a plan is worth; None if it does not keep the rules."""
    reports = evaluate_plan(evening, routes)
    return value_of(evening, reports) if all(report.is_sound for report in reports) else None


def to_section(rows: Sequence[Row], seconds: float) -> Section:
    """Return the part of the report."""
    gaps = [gap for row in rows if (gap := row.gap(is_prize=True)) is not None]
    first = max(float(row.facts["first plan, CPU s"]) for row in rows)
    counts = [row.facts["reasons that hold"].split(" of ") for row in rows]
    held, given = (sum(int(count[side]) for count in counts) for side in (0, 1))
    aims = (
        Aim(f"first plan in at most {FIRST_SECONDS:g} s", f"{first:.3f} s", first <= FIRST_SECONDS),
        Aim(
            f"mean gap after {seconds:g} s at most {WORST_PCT:g} %",
            f"{mean(gaps):.3f} %, worst {max(gaps):.2f} %",
            mean(gaps) <= WORST_PCT,
        ),
        Aim("every reason holds", f"{held} of {given}", held == given),
        soundness(rows),
    )
    notes = (
        "60 places of four kinds in six towns, four pairs with an office each, six hours.",
        f"Best known: the best found at all, among others in {LONG * seconds:g} s by another seed.",
        "OR-Tools has as many seconds and the same prices.",
        "VROOM knows priorities from 0 to 100 and takes the cost of time only to break ties.",
        "Every plan is timed by the function that judges those of the coordinator, at upper travel times.",
    )
    return Section("An evening", notes, tuple(rows), aims, is_prize=True)
