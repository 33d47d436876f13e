"""Search for a schedule: anytime, seeded, stopped by the caller."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count

from geo.engine.problem import EngineSolution
from geo.engine.search import search as search_engine
from geo.schedules.evaluation import evaluate
from geo.schedules.fairness import is_burden, pairs_on_call
from geo.schedules.model import Schedule, ScheduleProblem
from geo.schedules.timing import align_hours, rounds_of
from geo.schedules.translation import Translation, translate

FIRST_CHUNKS = 2
"""Chunks of iterations after which there is a schedule to show, and nights and weekends can be counted."""

UNLIMITED = float("inf")


def search(
    problem: ScheduleProblem,
    *,
    seed: int,
    stop: Callable[[], bool],
    start: Schedule | None = None,
    on_best: Callable[[Schedule], None] | None = None,
    progress: Callable[[], float] | None = None,
) -> Schedule:
    """
    Search for a good schedule until told to stop.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.
    seed : int
        The same seed and the same number of questions to *stop* give the same schedule (without *progress*).
    stop : callable
        Asked some ten times a second; true ends the search.
    start : Schedule, optional
        Schedule to start from; what no longer fits is taken out of it. If it breaks no rule, the answer is
        never worse.
    on_best : callable, optional
        Told of each better schedule.
    progress : callable, optional
        Share of the budget that is used, from 0 to 1; makes better use of it.

    Returns
    -------
    Schedule
        It breaks no hard rule, except where a locked visit does by itself.

    Notes
    -----
    Large-neighbourhood search over patterns and rounds (`geo.engine`) on the cautious travel times.
    The equal share of nights and weekends depends on how many are driven: that is counted on a first, short
    run. Hours are drawn together afterwards, which never costs a drive.
    """
    translation = translate(problem)
    if translation is None:
        return keep_locks(problem, Schedule(()))

    def told(solution: EngineSolution) -> None:
        if on_best is not None:
            on_best(keep_locks(problem, translation.to_schedule(solution)))

    begin = None if start is None else translation.to_start(start)
    allowance = UNLIMITED
    if problem.weights.fairness and len(pairs_on_call(problem)) > 1:
        begin = _run(translation, UNLIMITED, seed, after(FIRST_CHUNKS, stop), begin)
        allowance = _share(problem, translation.to_schedule(begin))
    best = search_engine(
        translation.to_engine(allowance), seed=seed, stop=stop, start=begin, on_best=told, progress=progress
    )
    found = keep_locks(problem, translation.to_schedule(best))
    return found if start is None else best_of(problem, (start, found))


def first_schedule(problem: ScheduleProblem, *, seed: int) -> Schedule:
    """
    Return a schedule within a second.

    Parameters
    ----------
    problem : ScheduleProblem
        The problem.
    seed : int
        The same seed gives the same schedule.

    Returns
    -------
    Schedule
        What the search finds in its first iterations.
    """
    return search(problem, seed=seed, stop=after(FIRST_CHUNKS))


def best_of(problem: ScheduleProblem, schedules: Iterable[Schedule]) -> Schedule:
    """
    Choose among schedules, such as those of several seeds.

    Parameters
    ----------
    problem : ScheduleProblem
        What they are judged by.
    schedules : iterable of Schedule
        At least one.

    Returns
    -------
    Schedule
        The first of those that break the fewest hard rules and cost least.
    """
    return min(schedules, key=lambda schedule: evaluate(problem, schedule).rank)


def keep_locks(problem: ScheduleProblem, schedule: Schedule) -> Schedule:
    """
    Put back locked visits for which the search found no room.

    Parameters
    ----------
    problem : ScheduleProblem
        The locks.
    schedule : Schedule
        What the search found.

    Returns
    -------
    Schedule
        With every locked visit; the conflicts that it brings are for the coordinator to see.
    """
    present = {visit.key for visit in schedule.visits}
    missing = [visit for visit in sorted(problem.locked) if visit.key not in present]
    if not missing:
        return schedule
    visits = [visit for visit in (*schedule.visits, *missing) if visit.place in problem.site_of]
    hours = {visit.key: visit.arrival_min for visit in problem.locked}
    return align_hours(problem, rounds_of(problem, visits), hours)


def _run(
    translation: Translation,
    allowance: float,
    seed: int,
    stop: Callable[[], bool],
    start: EngineSolution | None,
) -> EngineSolution:
    return search_engine(translation.to_engine(allowance), seed=seed, stop=stop, start=start)


def _share(problem: ScheduleProblem, schedule: Schedule) -> float:
    """Return the equal share of the nights and weekends of a schedule."""
    rounds = {(visit.team, visit.day, visit.slot) for visit in schedule.visits}
    counts = Counter(team for team, day, slot in rounds if is_burden(day, slot))
    return counts.total() / len(pairs_on_call(problem) | set(counts))


def after(chunks: int, stop: Callable[[], bool] | None = None) -> Callable[[], bool]:
    """
    Return a budget that does not depend on the clock.

    Parameters
    ----------
    chunks : int
        Questions that are answered with no; a few hundred iterations lie between two.
    stop : callable, optional
        A budget that may end the search before.

    Returns
    -------
    callable
        To be used once.
    """
    asked = count()
    return lambda: next(asked) >= chunks or (stop is not None and stop())
