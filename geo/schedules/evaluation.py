"""The one judge of schedules: hours, conflicts and figures of any schedule, whoever made it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from geo.schedules.conflicts import (
    lock_conflicts,
    round_conflicts,
    site_conflicts,
    spread_min,
)
from geo.schedules.figures import figures_of, group_reports, pair_reports
from geo.schedules.model import (
    HALF_HOUR,
    PlannedVisit,
    Schedule,
    ScheduleProblem,
    Site,
)
from geo.schedules.prices import changes_of, people_at, people_not_met
from geo.schedules.report import (
    IMPOSSIBLE,
    Conflict,
    ConflictKind,
    PairReport,
    ScheduleReport,
    SiteReport,
    Term,
    TimedRound,
    TimedVisit,
)
from geo.schedules.rhythm import days_left, gaps_of, overrun_days, wanted_visits
from geo.schedules.timing import rounds_of, time_round

_ORDER = {kind: rank for rank, kind in enumerate(ConflictKind)}


def evaluate(problem: ScheduleProblem, schedule: Schedule) -> ScheduleReport:
    """
    Judge a schedule.

    Parameters
    ----------
    problem : ScheduleProblem
        What it may use and what it is judged by.
    schedule : Schedule
        Any schedule, also one that breaks every rule.

    Returns
    -------
    ScheduleReport
        Figures, tables, rounds with hours, conflicts and the weighted terms. A visit that cannot be made does
        not count as kept, but its drive does.
    """
    known = [visit for visit in schedule.visits if visit.place in problem.site_of]
    rounds = tuple(time_round(problem, key, visits) for key, visits in rounds_of(problem, known).items())
    conflicts = [conflict for timed in rounds for conflict in round_conflicts(problem, timed)]
    conflicts += _strangers(problem, schedule)
    sites, of_sites = _judge_sites(problem, rounds, conflicts)
    conflicts += [*of_sites, *lock_conflicts(problem, schedule.visits)]
    conflicts.sort(key=_rank)
    pairs = pair_reports(problem, rounds)
    return ScheduleReport(
        figures=figures_of(sites, pairs, conflicts),
        sites=sites,
        pairs=pairs,
        groups=group_reports(sites),
        rounds=rounds,
        conflicts=tuple(conflicts),
        terms=_terms(problem, sites, pairs),
    )


def _strangers(problem: ScheduleProblem, schedule: Schedule) -> list[Conflict]:
    """Return visits to places that are not to be visited (any more)."""
    return [
        Conflict(ConflictKind.SHUT, visit.place, visit.team, visit.day, visit.slot, visit=visit)
        for visit in schedule.visits
        if visit.place not in problem.site_of
    ]


def _judge_sites(
    problem: ScheduleProblem, rounds: Iterable[TimedRound], conflicts: Iterable[Conflict]
) -> tuple[tuple[SiteReport, ...], list[Conflict]]:
    visits: dict[int, list[TimedVisit]] = {}
    for one in chain.from_iterable(timed.visits for timed in rounds):
        visits.setdefault(one.visit.place, []).append(one)
    impossible = {conflict.visit for conflict in conflicts if conflict.kind in IMPOSSIBLE}
    current = _by_place(problem.current)
    sites: list[SiteReport] = []
    found: list[Conflict] = []
    for site in problem.sites:
        own = sorted(visits.get(site.place, []), key=lambda one: (one.visit.day, one.begins_min))
        made = _once_a_day(one.visit for one in own if one.visit not in impossible)
        report = _judge_site(problem, site, own, made, current.get(site.place, ()))
        sites.append(report)
        found += site_conflicts(problem, site, own, report.wanted - report.kept)
    return tuple(sites), found


def _judge_site(
    problem: ScheduleProblem,
    site: Site,
    own: Sequence[TimedVisit],
    made: Sequence[PlannedVisit],
    current: Sequence[PlannedVisit],
) -> SiteReport:
    planned = tuple(one.visit for one in own)
    days = [visit.day for visit in made]
    wanted = wanted_visits(site, problem.days)
    gaps = gaps_of(site, days)
    left = days_left(site, days, problem.days)
    people = sum(people_at(site, visit.day, visit.slot) for visit in made)
    return SiteReport(
        place=site.place,
        group=site.group,
        visits=planned,
        wanted=wanted,
        kept=min(wanted, len(made)),
        people=people,
        people_hours=people * site.service_min / 60,
        people_not_met=people_not_met(problem, site, [(visit.day, visit.slot) for visit in made]),
        spread_min=spread_min(own),
        longest_gap_days=max((*gaps, left), default=None) if days or site.last_visit is not None else None,
        shortest_gap_days=min(gaps, default=None),
        overrun_days=overrun_days(site, days, problem.days),
        changes=changes_of((visit.key for visit in current), (visit.key for visit in planned)),
    )


def _once_a_day(visits: Iterable[PlannedVisit]) -> list[PlannedVisit]:
    first: dict[int, PlannedVisit] = {}
    for visit in visits:
        first.setdefault(visit.day, visit)
    return list(first.values())


def _by_place(visits: Iterable[PlannedVisit]) -> dict[int, list[PlannedVisit]]:
    found: dict[int, list[PlannedVisit]] = {}
    for visit in visits:
        found.setdefault(visit.place, []).append(visit)
    return found


def _terms(
    problem: ScheduleProblem, sites: Sequence[SiteReport], pairs: Sequence[PairReport]
) -> Mapping[Term, float]:
    weights = problem.weights
    missed = sum((one.wanted - one.kept) * problem.site_of[one.place].prize for one in sites)
    spread = sum(max(0.0, one.spread_min - HALF_HOUR) for one in sites)
    return {
        Term.MISSED: weights.missed * missed,
        Term.GAP: weights.gap * sum(one.overrun_days for one in sites),
        Term.SPREAD: weights.spread * spread,
        Term.CHANGE: weights.change * sum(one.changes for one in sites),
        Term.DRIVING: weights.driving * sum(pair.drive_min for pair in pairs),
        Term.FAIRNESS: weights.fairness * sum(pair.beyond_share for pair in pairs),
        Term.PEOPLE: weights.people * sum(one.people_not_met for one in sites),
        Term.EVENNESS: weights.evenness * sum(pair.uneven_min for pair in pairs),
    }


def _rank(conflict: Conflict) -> tuple[int, int, int, int]:
    missing = -1
    return (
        _ORDER[conflict.kind],
        missing if conflict.place is None else conflict.place,
        missing if conflict.day is None else conflict.day,
        missing if conflict.team is None else conflict.team,
    )
