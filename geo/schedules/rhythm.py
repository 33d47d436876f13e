"""How often a place wants to be visited, and how far apart its visits may lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.schedules.model import DAYS_A_WEEK, Site

TIMES_A_WEEK = {1: 7, 2: 3, 3: 2, 4: 2}
"""Visits a week by the days that should lie between them; from five days on it is whole weeks."""

SLACK = 1.5
"""Gaps may be this much longer than wanted, and this much of a half shorter."""


@dataclass(frozen=True)
class Rhythm:
    """
    A regular rhythm.

    Attributes
    ----------
    visits, weeks : int
        So many visits in so many weeks; one of the two is 1.
    shortest_days, longest_days : int
        Days that must lie between two visits at least, and should at most.
    """

    visits: int
    weeks: int
    shortest_days: int
    longest_days: int

    @property
    def step_days(self) -> float:
        """Mean days between two visits."""
        return self.weeks * DAYS_A_WEEK / self.visits


def rhythm_of(target_days: int) -> Rhythm:
    """
    Return the regular rhythm nearest to a target.

    Parameters
    ----------
    target_days : int
        Days that should lie between two visits, at least 1.

    Returns
    -------
    Rhythm
        Several times a week, or every so many weeks. Two visits lie at least half a step apart and should
        lie at most one and a half apart.

    Raises
    ------
    ValueError
        If the target is less than a day.
    """
    if target_days < 1:
        raise ValueError(target_days)
    visits = TIMES_A_WEEK.get(target_days, 1)
    weeks = 1 if visits > 1 else max(1, round(target_days / DAYS_A_WEEK))
    step = weeks * DAYS_A_WEEK / visits
    return Rhythm(
        visits,
        weeks,
        shortest_days=math.ceil(min(step, target_days) / 2),
        longest_days=math.floor(SLACK * max(step, target_days)),
    )


def wanted_visits(site: Site, days: int) -> int:
    """
    Return how many visits of a schedule a place asks for.

    Parameters
    ----------
    site : Site
        The place.
    days : int
        Days of the schedule.

    Returns
    -------
    int
        0 where the next visit is not due yet when the schedule, or the place, ends; otherwise at least 1.
    """
    span = site.days_in_use(days)
    due = span.start if site.last_visit is None else max(span.start, site.last_visit + site.target_days)
    if due >= span.stop:
        return 0
    return max(1, int((span.stop - due) / rhythm_of(site.target_days).step_days))


def gaps_of(site: Site, days: Sequence[int]) -> tuple[int, ...]:
    """
    Return the days between the visits of a place.

    Parameters
    ----------
    site : Site
        The place; its last visit counts.
    days : sequence of int
        Days of its visits, ascending.

    Returns
    -------
    tuple of int
        From each visit to the next.
    """
    known = list(days) if site.last_visit is None else [site.last_visit, *days]
    return tuple(later - earlier for earlier, later in pairwise(known))


def days_left(site: Site, days: Sequence[int], horizon: int) -> int:
    """
    Return the days from the last visit of a place to the end of the schedule.

    Parameters
    ----------
    site : Site
        The place; its last visit counts.
    days : sequence of int
        Days of its visits, ascending.
    horizon : int
        Days of the schedule.

    Returns
    -------
    int
        0 where it was never visited; the next visit lies at least so far from the last. Where the place
        closes before, to that day.
    """
    last = days[-1] if days else site.last_visit
    return 0 if last is None else max(0, site.days_in_use(horizon).stop - last)


def overruns(site: Site, days: Sequence[int], horizon: int) -> tuple[tuple[int | None, int], ...]:
    """
    Find the gaps of a place that exceed their limit.

    Parameters
    ----------
    site : Site
        The place.
    days : sequence of int
        Days of its visits, ascending.
    horizon : int
        Days of the schedule.

    Returns
    -------
    tuple of (int or None, int)
        The day that ends the gap (None: it goes on beyond the schedule), and by how many days it exceeds.
        What a place had to wait before the schedule began is nobody's to mend and does not count.
    """
    longest = rhythm_of(site.target_days).longest_days
    ends: list[int | None] = [*(days if site.last_visit is not None else days[1:]), None]
    gaps = [*gaps_of(site, days), days_left(site, days, horizon)]
    allowed = [longest] * len(gaps)
    if site.last_visit is not None:
        allowed[0] = max(longest, site.days_in_use(horizon).start - site.last_visit)
    found = zip(ends, gaps, allowed, strict=True)
    return tuple((end, gap - most) for end, gap, most in found if gap > most)


def overrun_days(site: Site, days: Sequence[int], horizon: int) -> int:
    """
    Return by how many days the gaps of a place exceed their limit.

    Parameters
    ----------
    site : Site
        The place.
    days : sequence of int
        Days of its visits, ascending.
    horizon : int
        Days of the schedule.

    Returns
    -------
    int
        Over all gaps; see `overruns`.
    """
    return sum(excess for _, excess in overruns(site, days, horizon))
