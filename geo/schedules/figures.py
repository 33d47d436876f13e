"""A schedule summed up: by pair, by group, and as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo.schedules.fairness import beyond_share, is_burden, is_night, is_weekend, uneven_min
from geo.schedules.model import HALF_HOUR, ScheduleProblem
from geo.schedules.report import (
    Conflict,
    ConflictKind,
    GroupReport,
    PairReport,
    ScheduleFigures,
    SiteReport,
    TimedRound,
)


def pair_reports(problem: ScheduleProblem, rounds: Sequence[TimedRound]) -> tuple[PairReport, ...]:
    """
    Sum up what each pair does.

    Parameters
    ----------
    problem : ScheduleProblem
        The shifts.
    rounds : sequence of TimedRound
        All rounds that are driven.

    Returns
    -------
    tuple of PairReport
        One a pair with a shift or a round, in ascending order.
    """
    beyond = beyond_share(problem, ((timed.team, timed.day, timed.slot) for timed in rounds))
    teams = {shift.team for shift in problem.shifts} | {timed.team for timed in rounds}
    uneven = uneven_min(problem, rounds)
    return tuple(
        replace(
            _pair_report(problem, team, rounds),
            beyond_share=beyond.get(team, 0.0),
            uneven_min=uneven.get(team, 0.0),
        )
        for team in sorted(teams)
    )


def _pair_report(problem: ScheduleProblem, team: int, rounds: Sequence[TimedRound]) -> PairReport:
    """Return what a pair does, apart from how that compares with others."""
    own = [timed for timed in rounds if timed.team == team]
    out = {(timed.day, timed.slot) for timed in own}
    return PairReport(
        team=team,
        rounds=len(own),
        visits=sum(len(timed.visits) for timed in own),
        shifts=sum(shift.team == team for shift in problem.shifts),
        out_min=sum(timed.back_min - timed.leaves_min for timed in own),
        drive_min=sum(timed.drive_min for timed in own),
        service_min=sum(timed.service_min for timed in own),
        km=_total_km(own) if problem.distances is not None else None,
        nights=sum(is_night(slot) for _, slot in out),
        weekends=sum(is_weekend(day) for day, _ in out),
        burden=sum(is_burden(day, slot) for day, slot in out),
        beyond_share=0.0,
        uneven_min=0.0,
    )


def _total_km(rounds: Iterable[TimedRound]) -> float:
    return sum(timed.km for timed in rounds if timed.km is not None)


def group_reports(sites: Sequence[SiteReport]) -> tuple[GroupReport, ...]:
    """
    Sum up how each kind of place in each area is covered.

    Parameters
    ----------
    sites : sequence of SiteReport
        All places.

    Returns
    -------
    tuple of GroupReport
        In alphabetical order.
    """
    return tuple(
        GroupReport(
            group=group,
            places=len(own),
            reached=sum(bool(site.visits) for site in own),
            wanted=sum(site.wanted for site in own),
            kept=sum(site.kept for site in own),
        )
        for group in sorted({site.group for site in sites})
        for own in [[site for site in sites if site.group == group]]
    )


def figures_of(
    sites: Sequence[SiteReport], pairs: Sequence[PairReport], conflicts: Iterable[Conflict]
) -> ScheduleFigures:
    """
    Sum up a schedule.

    Parameters
    ----------
    sites : sequence of SiteReport
        All places.
    pairs : sequence of PairReport
        All pairs.
    conflicts : iterable of Conflict
        All that is wrong.

    Returns
    -------
    ScheduleFigures
        The whole.
    """
    due = [site for site in sites if site.wanted]
    again = [site for site in sites if len(site.visits) > 1]
    spreads = [site.spread_min for site in again]
    broken = {(conflict.kind, conflict.place) for conflict in conflicts}
    lengths = [pair.km for pair in pairs if pair.km is not None]
    return ScheduleFigures(
        wanted=sum(site.wanted for site in sites),
        kept=sum(site.kept for site in sites),
        visits=sum(len(site.visits) for site in sites),
        places=len(due),
        served=sum(site.kept == site.wanted for site in due),
        people=sum(site.people for site in sites),
        people_hours=sum(site.people_hours for site in sites),
        rounds=sum(pair.rounds for pair in pairs),
        shifts=sum(pair.shifts for pair in pairs),
        drive_min=sum(pair.drive_min for pair in pairs),
        km=sum(lengths) if lengths else None,
        within_half_hour=_share([spread <= HALF_HOUR for spread in spreads]),
        spread_max_min=max(spreads, default=0.0),
        spread_mean_min=sum(spreads) / len(spreads) if spreads else 0.0,
        one_pair=_share([(ConflictKind.OTHER_PAIR, site.place) not in broken for site in again]),
        one_rhythm=_share([(ConflictKind.OTHER_WEEKDAY, site.place) not in broken for site in again]),
        one_slot=_share([(ConflictKind.OTHER_SLOT, site.place) not in broken for site in again]),
        overrun_days=sum(site.overrun_days for site in sites),
        changes=sum(site.changes for site in sites),
        beyond_share=sum(pair.beyond_share for pair in pairs),
        uneven_min=sum(pair.uneven_min for pair in pairs),
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0
