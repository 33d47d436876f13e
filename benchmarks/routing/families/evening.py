"""Our own evenings: the first plan, the plan of two seconds, and why places are left out."""

import math
from collections.abc import Sequence
from statistics import mean

import numpy as np
import vroom

from benchmarks.routing.clock import Budget, timed
from benchmarks.routing.evenings import random_evening
from benchmarks.routing.table import OURS, Aim, Answer, Row, Section
from geo.rounds.clock import at_worst
from geo.rounds.evaluation import evaluate_plan, value_of
from geo.rounds.model import Evening, Locks, Route
from geo.rounds.reasons import explain
from geo.rounds.solver import solve
from geo.rounds.verification import verify_reason

SECONDS = 2.0

EVENINGS = 8

LONG = 10
"""How many times the budget the plan gets that all are held against."""

FIRST_SECONDS, WORST_PCT = 0.5, 0.1

AGREEMENT_PCT = 0.5

PRIORITIES = 100
"""VROOM's highest priority; prizes are cut into as many steps."""


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
        budget and one of VROOM.
    """
    rows = []
    for number in range(evenings):
        print(f"evening {number}: {number + 1} of {evenings}", flush=True)
        rows.append(run_evening(number, seconds, seed))
    return rows


def run_evening(number: int, seconds: float, seed: int) -> Row:
    """Plan one evening in both budgets and by VROOM, and check all reasons of the short plan."""
    evening = random_evening(number)
    budget, first = Budget(seconds), [math.nan]

    def note_first(_: tuple[Route, ...]) -> None:
        if math.isnan(first[0]):
            first[0] = budget.used

    routes = solve(evening, seed=seed, stop=budget.is_spent, on_best=note_first)
    used = budget.used
    long = solve(evening, seed=seed + 1, stop=Budget(LONG * seconds).is_spent, start=routes)
    other, other_used = timed(lambda: by_vroom(evening))
    values = [worth(evening, plan) for plan in (routes, long, other)]
    reasons, explained = timed(lambda: explain(evening, long))
    held = sum(verify_reason(evening, long, Locks(), reason) for reason in reasons)
    return Row(
        f"evening {number}",
        len(evening.stops),
        {OURS: Answer(values[0], used), "VROOM": Answer(values[2], other_used)},
        max(values),
        {
            "visited": str(sum(len(route.places) for route in routes)),
            "first plan, CPU s": f"{first[0]:.3f}",
            "reasons that hold": f"{held} of {len(reasons)}",
            "explained, CPU s": f"{explained:.1f}",
        },
    )


def worth(evening: Evening, routes: Sequence[Route]) -> float:
    """Return what a plan is worth; less than nothing if it does not keep the rules."""
    reports = evaluate_plan(evening, routes)
    return value_of(evening, reports) if all(report.is_sound for report in reports) else -math.inf


def by_vroom(evening: Evening) -> tuple[Route, ...]:
    """Return VROOM's plan: the most prizes first, then the least driving."""
    problem = vroom.Input()
    travel = evening.travel[evening.teams[0].team]
    seconds = np.ceil(at_worst(travel) * 60).astype(np.uint32)
    problem.set_durations_matrix(profile="car", matrix_input=seconds)
    rows = {place: row for row, place in enumerate(travel.places)}
    for team in evening.teams:
        hours = vroom.TimeWindow(team.shift.opens_min * 60, team.shift.closes_min * 60)
        depot = rows[team.depot]
        problem.add_vehicle(vroom.Vehicle(team.team, start=depot, end=depot, time_window=hours))
    highest = max(stop.prize for stop in evening.stops)
    for stop in evening.stops:
        spans = [
            vroom.TimeWindow(window.opens_min * 60, (window.closes_min - stop.service_min) * 60)
            for window in stop.windows
        ]
        priority = round(PRIORITIES * stop.prize / highest)
        service = stop.service_min * 60
        job = vroom.Job(
            stop.place, rows[stop.place], default_service=service, priority=priority, time_windows=spans
        )
        problem.add_job(job)
    steps = problem.solve(exploration_level=5, nb_threads=1).routes
    jobs = steps[steps["type"] == "job"]
    return tuple(
        Route(team.team, tuple(int(place) for place in jobs.loc[jobs["vehicle_id"] == team.team, "id"]))
        for team in evening.teams
    )


def to_section(rows: Sequence[Row], seconds: float) -> Section:
    """Return the part of the report."""
    gaps = [gap for row in rows if (gap := row.gap(is_prize=True)) is not None]
    first = max(float(row.facts["first plan, CPU s"]) for row in rows)
    wrong = [row for row in rows if len(set(row.facts["reasons that hold"].split(" of "))) > 1]
    others = [gap for row in rows if (gap := row.gap("VROOM", is_prize=True)) is not None]
    apart = [abs(one - other) for one, other in zip(gaps, others, strict=True)]
    aims = (
        Aim(f"first plan in at most {FIRST_SECONDS:g} s", f"{first:.3f} s", first <= FIRST_SECONDS),
        Aim(
            f"mean gap after {seconds:g} s at most {WORST_PCT:g} %",
            f"{mean(gaps):.2f} %",
            mean(gaps) <= WORST_PCT,
        ),
        Aim(
            f"within {AGREEMENT_PCT:g} % of VROOM on average",
            f"{mean(apart):.2f} %",
            mean(apart) <= AGREEMENT_PCT,
        ),
        Aim("every reason holds", f"all but {len(wrong)} evenings", not wrong),
    )
    notes = (
        "60 places of four kinds in six towns, four pairs with an office each, six hours.",
        f"Best known: the best found at all, among others in {LONG * seconds:g} s.",
        "VROOM knows priorities from 0 to 100 and takes the cost of time only to break ties.",
    )
    return Section("An evening", notes, tuple(rows), aims, is_prize=True)
