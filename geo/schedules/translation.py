"""From a schedule's words to the engine's arrays, and back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.engine.problem import UNSERVED, EngineProblem, EngineSolution, Rounds
from geo.schedules.conflicts import LOCK_TOLERANCE_MIN
from geo.schedules.fairness import is_burden
from geo.schedules.model import (
    HALF_HOUR,
    PlannedVisit,
    Schedule,
    ScheduleProblem,
    Shift,
    VisitKey,
)
from geo.schedules.patterns import Option
from geo.schedules.tasks import Task, tasks_of
from geo.schedules.timing import RoundKey, align_hours, rounds_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Period = tuple[int, int, int]
"""Day, slot, and which piece of the shift."""

LEAST_DRIVING = 0.01
"""Smallest weight of driving: the engine counts in minutes on the road, so that it cannot be 0."""

LOCK_ROOM_MIN = 30
"""Minutes by which a locked visit may begin later at worst, so that it never bars its own round."""


@dataclass(frozen=True, eq=False)
class Translation:
    """
    A schedule's problem as the engine sees it.

    Attributes
    ----------
    problem : ScheduleProblem
        The problem, with a shift and a task at least.
    tasks : tuple of Task
        What the engine calls sites.
    """

    problem: ScheduleProblem
    tasks: tuple[Task, ...]

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """What the engine calls rounds."""
        return tuple(sorted(self.problem.shifts))

    @cached_property
    def teams(self) -> tuple[int, ...]:
        """The pairs, in the engine's order."""
        return tuple(sorted({shift.team for shift in self.shifts}))

    @cached_property
    def periods(self) -> dict[Shift, Period]:
        """The period of each shift; pieces of a shift that an appointment cuts are periods of their own."""
        at = self.problem.shifts_at
        return {
            shift: (shift.day, shift.slot, at[shift.team, shift.day, shift.slot].index(shift))
            for shift in self.shifts
        }

    @cached_property
    def period_row(self) -> dict[Period, int]:
        """The engine's number of each period."""
        return {period: row for row, period in enumerate(sorted(set(self.periods.values())))}

    @cached_property
    def patterns(self) -> tuple[tuple[int, tuple[int, ...], dict[int, tuple[Option, float]]], ...]:
        """Task, periods, and option and price by pair: the engine's patterns, in order of task."""
        found = []
        for index, task in enumerate(self.tasks):
            by_periods: defaultdict[tuple[int, ...], dict[int, tuple[Option, float]]] = defaultdict(dict)
            for option, price in zip(task.options, task.prices, strict=True):
                rows = tuple(sorted(self.period_row[self.periods[shift]] for shift in option.shifts))
                by_periods[rows][option.team] = option, price
            found += [(index, rows, choices) for rows, choices in sorted(by_periods.items())]
        return tuple(found)

    @cached_property
    def locked(self) -> dict[VisitKey, int]:
        """Hours of the locked visits."""
        return {visit.key: visit.arrival_min for task in self.tasks for visit in task.locked}

    @cached_property
    def caution(self) -> float:
        """Return how much longer the cautious minutes are that the engine counts in, on the whole."""
        travels = [self.problem.travel[team] for team in self.teams]
        usual = sum(float(travel.expected_min.sum()) for travel in travels)
        return sum(float(travel.upper_min.sum()) for travel in travels) / usual if usual else 1.0

    def to_engine(self, allowance: float) -> EngineProblem:
        """Return the arrays; *allowance* is how many nights and weekends a pair has before it costs."""
        unit = self.caution / max(self.problem.weights.driving, LEAST_DRIVING)
        earliest, latest = self._windows()
        service = np.array([float(task.site.service_min) for task in self.tasks])
        shape = (len(self.tasks), len(self.period_row))
        return EngineProblem(
            travel=self._travel(),
            service_min=np.broadcast_to(service[:, None], shape).copy(),
            demand=np.zeros(shape),
            earliest_min=earliest,
            latest_min=latest,
            pattern_site=np.array([index for index, _, _ in self.patterns], dtype=np.int64),
            pattern_periods=tuple(rows for _, rows, _ in self.patterns),
            visit_price=self._visit_prices() * unit,
            unserved_price=np.array([task.unserved_price for task in self.tasks]) * unit,
            rounds=self._rounds(),
            allowance=np.full(len(self.teams), allowance),
            same_team=True,
            tolerance_min=float(HALF_HOUR),
            spread_price=self.problem.weights.spread * unit,
            unfair_price=self.problem.weights.fairness * unit,
            fixed=np.zeros(len(self.tasks), dtype=np.bool_),
            uneven_price=self.problem.weights.evenness * unit,
        )

    def to_schedule(self, solution: EngineSolution) -> Schedule:
        """Return a plan of the engine as visits, with hours drawn together."""
        rounds: dict[RoundKey, list[PlannedVisit]] = {}
        for shift, route in zip(self.shifts, solution.routes, strict=True):
            if route:
                rounds[shift.day, shift.slot, shift.team, shift] = [
                    PlannedVisit(self.tasks[index].site.place, shift.team, shift.day, shift.slot, 0)
                    for index in route
                ]
        return align_hours(self.problem, rounds, self.locked)

    def to_start(self, schedule: Schedule) -> EngineSolution:
        """Return a schedule as a plan of the engine; visits of places that follow no option are left out."""
        rows = {shift: row for row, shift in enumerate(self.shifts)}
        routes: list[list[int]] = [[] for _ in self.shifts]
        owners = self._owners(schedule)
        patterns = [UNSERVED] * len(self.tasks)
        for key, visits in rounds_of(self.problem, self._known(schedule)).items():
            for visit in visits:
                task, pattern = owners.get(visit.key, (UNSERVED, UNSERVED))
                if key[3] is not None and task != UNSERVED:
                    routes[rows[key[3]]].append(task)
                    patterns[task] = pattern
        return EngineSolution(tuple(map(tuple, routes)), tuple(patterns))

    def _known(self, schedule: Schedule) -> list[PlannedVisit]:
        return [visit for visit in schedule.visits if visit.place in self.problem.site_of]

    def _owners(self, schedule: Schedule) -> dict[VisitKey, tuple[int, int]]:
        """Return the task and the pattern that each visit of a schedule belongs to."""
        planned: defaultdict[int, set[VisitKey]] = defaultdict(set)
        for visit in schedule.visits:
            planned[visit.place].add(visit.key)
        found = {}
        for pattern, (index, _, choices) in enumerate(self.patterns):
            task = self.tasks[index]
            for option, _ in choices.values():
                keys = {(option.place, shift.team, shift.day, shift.slot) for shift in option.shifts}
                alone = len(task.options) == 1
                if keys == planned[option.place] or (alone and keys <= planned[option.place]):
                    found.update(dict.fromkeys(keys, (index, pattern)))
        return found

    def _travel(self) -> Floats:
        """Return the cautious minutes: what the engine finds feasible then is so at worst."""
        depots = sorted({shift.depot for shift in self.shifts})
        nodes = [*(task.site.place for task in self.tasks), *depots]
        matrices = []
        for team in self.teams:
            travel = self.problem.travel[team]
            row_of = {place: row for row, place in enumerate(travel.places)}
            rows = [row_of[place] for place in nodes]
            matrices.append(travel.upper_min[np.ix_(rows, rows)])
        return np.array(matrices, dtype=np.float64)

    def _windows(self) -> tuple[Floats, Floats]:
        """Return the first and the last minute at which each visit may begin, by task, period and window."""
        spans = [[self._begins(task, period) for period in self.period_row] for task in self.tasks]
        most = max(1, *(len(span) for row in spans for span in row))
        earliest = np.full((len(self.tasks), len(self.period_row), most), np.inf)
        latest = np.full_like(earliest, -np.inf)
        for index, row in enumerate(spans):
            for period, span in enumerate(row):
                for at, (first, last) in enumerate(span):
                    earliest[index, period, at], latest[index, period, at] = first, last
        return earliest, latest

    @staticmethod
    def _begins(task: Task, period: Period) -> list[tuple[float, float]]:
        day, slot, _ = period
        low, high = -np.inf, np.inf
        for visit in task.locked:
            if (visit.day, visit.slot) == (day, slot):
                low, high = visit.arrival_min - LOCK_TOLERANCE_MIN, visit.arrival_min + LOCK_ROOM_MIN
        spans = (
            (max(low, window.opens_min), min(high, window.closes_min - task.site.service_min))
            for window in task.site.windows_on(day)
        )
        return [(first, last) for first, last in spans if first <= last]

    def _visit_prices(self) -> Floats:
        """Return the price of each visit: that of the option, in equal parts."""
        prices = np.full((len(self.patterns), len(self.teams)), np.inf)
        for row, (_, periods, choices) in enumerate(self.patterns):
            for team, (_, price) in choices.items():
                prices[row, self.teams.index(team)] = price / len(periods)
        return prices

    def _rounds(self) -> Rounds:
        shifts, count = self.shifts, len(self.shifts)
        depots = sorted({shift.depot for shift in shifts})
        nodes = np.array([len(self.tasks) + depots.index(shift.depot) for shift in shifts])
        teams = _ints([self.teams.index(shift.team) for shift in shifts])
        return Rounds(
            period=_ints([self.period_row[self.periods[shift]] for shift in shifts]),
            team=teams,
            start_node=nodes,
            end_node=nodes,
            vehicle=teams,
            starts_min=np.array([float(shift.hours.opens_min) for shift in shifts]),
            ends_min=np.array([float(shift.hours.closes_min) for shift in shifts]),
            capacity=np.full(count, np.inf),
            longest_min=np.full(count, np.inf),
            price=np.zeros(count),
            burden=np.array([float(is_burden(shift.day, shift.slot)) for shift in shifts]),
        )


def translate(problem: ScheduleProblem) -> Translation | None:
    """
    Prepare a problem for the engine.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.

    Returns
    -------
    Translation or None
        None where there is nothing to decide.
    """
    tasks = tasks_of(problem)
    return Translation(problem, tasks) if tasks else None


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
