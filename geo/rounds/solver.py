"""The rounds of an evening: search, filling up, and the check of every plan. See docs/methods/rounds.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from geo.rounds.clock import Clock, clocks
from geo.rounds.evaluation import evaluate_plan, missing_places, quiet_share, value_of
from geo.rounds.filling import can_be_visited, fill
from geo.rounds.model import Evening, Locks, Route
from geo.rounds.recreation import recreate
from geo.rounds.translation import Translation, translate
from geo.rounds.units import Unit, units_of
from geo.rounds.vrp import Tuning, search

FIRST_ITERATIONS = 20
"""How long to search for the plan that is told of first."""

FITTING_ITERATIONS = 400
"""How long to look for a plan with all required places, before the most of them is taken."""

PROBE_ITERATIONS = 60
"""How long to look for the share of quiet places with one bonus."""

PROBES = 6
"""How often the interval of the bonus is halved."""
SLICE_ITERATIONS = 250
"""How long to search before the bonus for quiet places is looked at again."""

SLICE_CHUNKS = 80
"""The same for the compiled search, which is asked less often."""

RAISE, EASE = 1.2, 0.95
"""What the bonus is multiplied by where quiet places fall short of their share, and where they do not."""

TUNING = Tuning(history=50, perturbations=10, patience=20)
"""For answers within seconds on some dozens of stops, where PyVRP's own settings look too far around."""

NOTHING = -1 << 30
"""Standing of no plan at all, below that of any."""


def after(iterations: int) -> Callable[[], bool]:
    """
    Return a budget that ends after so many questions, the same on every machine.

    Parameters
    ----------
    iterations : int
        How often it says no.

    Returns
    -------
    callable
        For the argument *stop* of `solve`; good for one run.
    """
    numbers = count()
    return lambda: next(numbers) >= iterations


def solve(  # noqa: PLR0913 - each of the choices stands for itself
    evening: Evening,
    *,
    seed: int,
    stop: Callable[[], bool],
    locks: Locks | None = None,
    start: Sequence[Route] | None = None,
    on_best: Callable[[tuple[Route, ...]], None] | None = None,
    progress: Callable[[], float] | None = None,
    is_compiled: Callable[[], bool] = lambda: False,
) -> tuple[Route, ...]:
    """
    Return the best rounds found within a budget; the same ones for the same seed and iterations.

    Every plan that it gives back or reports has been checked by `geo.rounds.evaluation`: windows, shifts,
    pairs and locks hold at worst. Required and kept places that do not all fit are left out, as few as
    possible: `geo.rounds.evaluation.missing_places` names them.

    Parameters
    ----------
    evening : Evening
        Stops, pairs, travel and aim.
    seed : int
        Seed of the search.
    stop : callable
        Asked often; true ends the search with the best so far.
    locks : Locks, optional
        What is settled.
    start : sequence of Route, optional
        A plan to begin from, such as the one on screen; needed for the rounds that are locked.
    on_best : callable, optional
        Told of each better plan.
    progress : callable, optional
        Share of the budget that is used, from 0 to 1; makes better use of it.
    is_compiled : callable, optional
        Asked often; from when it is true the compiled search carries on, which is far better within seconds
        and takes as long to compile where that has never been done. By default it stays out.

    Returns
    -------
    tuple of Route
        One a pair, in the order of the evening's teams.
    """
    run = _Run(evening, locks or Locks(), tuple(start or ()), seed, stop, on_best, progress, is_compiled)
    return run.best()


@dataclass(frozen=True, order=True)
class _Standing:
    """How good a plan is: the places it has to visit come first, then the quiet ones, then its worth."""

    kept: int
    is_quiet_enough: bool
    value: float


@dataclass(eq=False)
class _Run:
    """One search, and the best plan that it has come across."""

    evening: Evening
    locks: Locks
    start: tuple[Route, ...]
    seed: int
    stop: Callable[[], bool]
    on_best: Callable[[tuple[Route, ...]], None] | None
    progress: Callable[[], float] | None = None
    is_compiled: Callable[[], bool] = lambda: False
    plan: tuple[Route, ...] = ()
    standing: _Standing = field(default_factory=lambda: _Standing(NOTHING, is_quiet_enough=False, value=0.0))
    most_quiet_min: float = float("inf")
    clocks: Mapping[int, Clock] = field(init=False)
    units: tuple[Unit, ...] = field(init=False)
    frozen: Mapping[int, Route] = field(init=False)

    def __post_init__(self) -> None:
        """Look up what does not change during the search."""
        self.clocks = clocks(self.evening, self.locks)
        self.frozen = {route.team: route for route in self.start if route.team in self.locks.rounds}
        settled = frozenset(place for route in self.frozen.values() for place in route.places)
        self.units = units_of(self.evening, self.locks, settled)
        if not self.evening.aim.share_quiet or not any(stop.quiet for stop in self.evening.stops):
            self.most_quiet_min = 0.0

    def best(self) -> tuple[Route, ...]:
        """Search until the budget ends."""
        prizes = {stop.place: stop.prize for stop in self.evening.stops}
        self.offer(())
        self.offer(self.sound_part(self.start))
        self.fit_required()
        self.search(prizes, after(FIRST_ITERATIONS))
        bonus = self.quiet_bonus(prizes)
        if not bonus:
            self.search(prizes, lambda: self.stop() or self.is_compiled())
            self.exchange(prizes, self.stop, self.progress)
        while bonus and not self.stop():
            found = self.slice(prizes, bonus)
            bonus *= EASE if self.is_quiet_enough(found) else RAISE
        for plan in fill(self.evening, self.plan, self.units, self.clocks, self.locks):
            self.offer(plan)
        return self.plan

    def offer(self, routes: Sequence[Route]) -> None:
        """Take a plan over if it is sound and better than the best so far."""
        found = {**{route.team: route for route in routes}, **self.frozen}
        plan = tuple(found.get(team.team, Route(team.team, ())) for team in self.evening.teams)
        reports = evaluate_plan(self.evening, plan, self.locks)
        if any(not report.is_sound and report.team not in self.locks.rounds for report in reports):
            return
        standing = _Standing(
            -len(missing_places(self.evening, plan, self.locks)),
            self.is_quiet_enough(plan),
            value_of(self.evening, reports),
        )
        if standing > self.standing:
            self.plan, self.standing = plan, standing
            if self.on_best is not None and any(route.places for route in plan):
                self.on_best(plan)

    def sound_part(self, routes: Sequence[Route]) -> tuple[Route, ...]:
        """Return rounds without the stops that no plan could hold as they are."""
        units = {
            unit.places[0]: unit for unit in self.units if can_be_visited(self.evening, unit, self.locks)
        }
        taken: set[int] = set()
        plan = []
        for route in routes:
            if route.team in self.locks.rounds or route.team not in self.clocks:
                continue
            places: tuple[int, ...] = ()
            for place in route.places:
                unit = units.get(place)
                if unit is None or route.team not in unit.teams or place in taken:
                    continue
                longer = (*places, *unit.places)
                if not self.clocks[route.team].late(longer):
                    places = longer
                    taken.update(unit.places)
            plan.append(Route(route.team, places))
        return tuple(plan)

    def fit_required(self) -> None:
        """Find a plan with all required places, or else with the most of them that could be found."""
        required = [unit for unit in self.units if unit.required]
        if not required or not missing_places(self.evening, self.plan, self.locks):
            return
        equal = dict.fromkeys((stop.place for stop in self.evening.stops), 1.0)
        optional = [replace(unit, required=False) for unit in required]
        task = translate(self.evening, optional, self.locks, equal, cost=0.0)
        spent = after(FITTING_ITERATIONS)
        self.run(task, lambda cost: cost == 0 or spent() or self.stop())
        for plan in fill(self.evening, self.plan, required, self.clocks, self.locks):
            self.offer(plan)

    def search(
        self, prizes: Mapping[int, float], stop: Callable[[], bool], *, afresh: bool = False
    ) -> tuple[Route, ...]:
        """Return the best plan by these prizes."""
        return self.run(self.task(prizes), lambda _: stop(), afresh=afresh)

    def task(self, prizes: Mapping[int, float]) -> Translation:
        """Return what is to be solved; what was found to fit of the required is a constraint."""
        visited = {place for route in self.plan for place in route.places}
        units = [replace(unit, required=unit.required and visited >= set(unit.places)) for unit in self.units]
        cost = self.evening.aim.lambda_duration
        return translate(self.evening, units, self.locks, prizes, cost=cost)

    def exchange(
        self, prizes: Mapping[int, float], stop: Callable[[], bool], progress: Callable[[], float] | None
    ) -> tuple[Route, ...]:
        """Return the best plan by these prizes that the compiled search comes to from the best one of all."""
        task = self.task(prizes)
        if not task.ways or not task.teams or stop():
            return ()
        found = recreate(
            task.problem,
            seed=self.seed,
            stop=stop,
            start=task.orders(self.plan, self.clocks),
            on_best=lambda orders: self.offer(task.routes(orders)),
            progress=progress,
        )
        return task.routes(found)

    def visits(self) -> bool:
        """Tell whether the best plan goes anywhere."""
        return any(route.places for route in self.plan)

    def run(
        self, task: Translation, stop: Callable[[int], bool], *, afresh: bool = False
    ) -> tuple[Route, ...]:
        """Solve a part, offer all better plans on the way, and return the one found."""
        if not task.ways or not task.teams:
            return ()
        # With required stops there has to be something that holds them, or all may be lost on the way.
        is_warm = not afresh or any(unit.required for unit in task.units)
        start = task.orders(self.plan, self.clocks) if is_warm and self.visits() else None
        found = search(
            task.problem,
            seed=self.seed,
            stop=stop,
            start=start,
            on_best=lambda orders: self.offer(task.routes(orders)),
            tuning=replace(TUNING, warp_penalty=task.warp_penalty),
        )
        if found is None:
            return ()
        self.offer(task.routes(found))
        return task.routes(found)

    def quiet_min(self, routes: Iterable[Route]) -> int:
        """Return the minutes on site at quiet places."""
        stops = {stop.place: stop for stop in self.evening.stops}
        visited = [stops[place] for route in routes for place in route.places]
        return sum(stop.service_min for stop in visited if stop.quiet)

    def is_quiet_enough(self, plan: Sequence[Route]) -> bool:
        """Tell whether quiet places get their share, or all the time that they can take."""
        is_met = quiet_share(self.evening, plan) >= self.evening.aim.share_quiet
        return is_met or self.quiet_min(plan) >= self.most_quiet_min

    def with_bonus(self, prizes: Mapping[int, float], bonus: float) -> dict[int, float]:
        """Return the prizes with so much more for each minute at a quiet place."""
        extra = {stop.place: bonus * stop.service_min * stop.quiet for stop in self.evening.stops}
        return {place: prize + extra[place] for place, prize in prizes.items()}

    def quiet_bonus(self, prizes: Mapping[int, float]) -> float:
        """Return the least bonus by which quiet places come to their share, or to all that they can take."""
        quiet = [stop.service_min for stop in self.evening.stops if stop.quiet and stop.service_min]
        if not self.most_quiet_min or self.is_quiet_enough(self.probe(prizes, 0.0)):
            return 0.0
        # With this much, a minute at a quiet place is worth more than all the rest of the evening.
        high = (1.0 + sum(prizes.values())) / min(quiet)
        utmost = self.probe(prizes, high)
        self.most_quiet_min = self.quiet_min(utmost)
        # What was found before is measured by this, too.
        self.standing = replace(self.standing, is_quiet_enough=self.is_quiet_enough(self.plan))
        self.offer(utmost)
        low = high / 2**14
        for _ in range(PROBES):
            bonus = (low * high) ** 0.5
            if self.is_quiet_enough(self.probe(prizes, bonus)):
                high = bonus
            else:
                low = bonus
        return high

    def slice(self, prizes: Mapping[int, float], bonus: float) -> tuple[Route, ...]:
        """Return the plan that a short search finds with a bonus, from the best plan of all."""
        if not self.is_compiled():
            return self.probe(prizes, bonus, SLICE_ITERATIONS, afresh=False)
        asked, spent = count(), after(SLICE_CHUNKS)
        return self.exchange(
            self.with_bonus(prizes, bonus),
            lambda: spent() or self.stop(),
            lambda: next(asked) / SLICE_CHUNKS,
        )

    def probe(
        self,
        prizes: Mapping[int, float],
        bonus: float,
        iterations: int = PROBE_ITERATIONS,
        *,
        afresh: bool = True,
    ) -> tuple[Route, ...]:
        """Return the plan that a short search finds with a bonus; from nothing, so as not to be stuck."""
        spent = after(iterations)
        return self.search(self.with_bonus(prizes, bonus), lambda: spent() or self.stop(), afresh=afresh)
