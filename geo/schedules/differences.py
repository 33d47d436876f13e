"""Two schedules compared, visit by visit and conflict by conflict."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from geo.schedules.model import HALF_HOUR, PlannedVisit
from geo.schedules.report import Conflict, ScheduleReport


@dataclass(frozen=True)
class VisitMove:
    """
    A visit that is elsewhere now.

    Attributes
    ----------
    before, after : PlannedVisit
        The visit in the one schedule and in the other.
    """

    before: PlannedVisit
    after: PlannedVisit


@dataclass(frozen=True)
class Difference:
    """
    What differs between two schedules.

    Attributes
    ----------
    lost, added : tuple of PlannedVisit
        Visits that are gone, and new ones.
    moved : tuple of VisitMove
        Visits on another day or in another slot, by another pair, or more than half an hour off.
    appeared, resolved : tuple of Conflict
        Conflicts that only the second has, and those that only the first had.
    """

    lost: tuple[PlannedVisit, ...]
    added: tuple[PlannedVisit, ...]
    moved: tuple[VisitMove, ...]
    appeared: tuple[Conflict, ...]
    resolved: tuple[Conflict, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same."""
        return not (self.lost or self.added or self.moved or self.appeared or self.resolved)


def difference(before: ScheduleReport, after: ScheduleReport) -> Difference:
    """
    Compare two schedules.

    Parameters
    ----------
    before, after : ScheduleReport
        The schedules, judged by problems with the same days.

    Returns
    -------
    Difference
        Visits of a place that are on other days are matched in order of day.
    """
    moved, lost, added = _matched(_visits(before), _visits(after))
    old, new = Counter(before.conflicts), Counter(after.conflicts)
    return Difference(
        lost=tuple(lost),
        added=tuple(added),
        moved=tuple(moved),
        appeared=tuple((new - old).elements()),
        resolved=tuple((old - new).elements()),
    )


def _visits(report: ScheduleReport) -> list[PlannedVisit]:
    return [visit for site in report.sites for visit in site.visits]


def _matched(
    before: Iterable[PlannedVisit], after: Iterable[PlannedVisit]
) -> tuple[list[VisitMove], list[PlannedVisit], list[PlannedVisit]]:
    old, new = _by_place(before), _by_place(after)
    moved, lost, added = [], [], []
    for place in sorted({*old, *new}):
        same = {visit.key for visit in old[place]} & {visit.key for visit in new[place]}
        hours = {visit.key: visit for visit in new[place]}
        moved += [
            VisitMove(visit, hours[visit.key])
            for visit in old[place]
            if visit.key in same and abs(visit.arrival_min - hours[visit.key].arrival_min) > HALF_HOUR
        ]
        gone = [visit for visit in old[place] if visit.key not in same]
        come = [visit for visit in new[place] if visit.key not in same]
        moved += [VisitMove(one, other) for one, other in zip(gone, come, strict=False)]
        lost += gone[len(come) :]
        added += come[len(gone) :]
    return moved, lost, added


def _by_place(visits: Iterable[PlannedVisit]) -> defaultdict[int, list[PlannedVisit]]:
    found: defaultdict[int, list[PlannedVisit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda one: (one.day, one.arrival_min)):
        found[visit.place].append(visit)
    return found
