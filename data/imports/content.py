"""What a register file can hold, in one form for the file and for the register, so that both compare."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from data.vocabulary import DAY_STARTS_AT

DETAILS: Mapping[str, tuple[str, ...]] = {
    "contact": ("sex", "age_band", "nationality", "acquaintance", "role"),
    "prior_place": ("kind",),
    "intervention": ("nature", "mode", "relay_target"),
    "health_act": ("kind", "role"),
    "material": ("kind",),
    "drop_in_visit": ("half_day",),
    "consultation": ("insurance",),
    "awareness_event": ("kind",),
    "online_contact": ("municipality",),
}
"""Tables of what was counted, with the columns that describe it beside its count."""

OF_A_VISIT = ("contact", "prior_place", "intervention", "health_act", "material")
"""Those that a visit may hold."""

ONLY_OF_A_VISIT = frozenset({"contact", "prior_place"})
"""Those that stand on a visit or nowhere, and have no day or service of their own."""

OF_A_DAY = tuple(name for name in DETAILS if name not in ONLY_OF_A_VISIT)
"""Those that may stand outside any visit."""


class Detail(NamedTuple):
    """Something counted: the table, its attributes, and the count."""

    table: str
    attributes: tuple[str | None, ...]
    number: int


class VisitKey(NamedTuple):
    """What makes a visit the same in two files; `passage` tells alike visits of one day apart."""

    service: int
    place: int
    day: date
    arrival: time | None
    passage: int = 1


class DayKey(NamedTuple):
    """A set of details outside any visit, which a file replaces as a whole."""

    table: str
    service: int
    day: date


class RoundKey(NamedTuple):
    """What makes two visits part of one round."""

    service: int
    day: date
    team: int | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(slots=True)
class Visit:
    """A visit and all it holds; details are a multiset."""

    minutes: int | None = None
    outcome: str | None = None
    team: int | None = None
    round_start: time | None = None
    round_end: time | None = None
    recorded_on: date | None = None
    police: bool | None = None
    tension: str | None = None
    light: str | None = None
    details: Counter[Detail] = field(default_factory=Counter)

    def round_key(self, key: VisitKey) -> RoundKey:
        """Return the round of this visit, whose key is *key*."""
        start = to_moment(key.day, self.round_start)
        end = to_moment(key.day, self.round_end)
        if start is not None and end is not None and end < start:
            end += timedelta(days=1)
        return RoundKey(key.service, key.day, self.team, start, end)

    def number_of(self, table: str, word: str | None = None) -> int:
        """Return the sum of the counts of a table; with *word*, of details that have this attribute."""
        return sum(
            detail.number * times
            for detail, times in self.details.items()
            if detail.table == table and (word is None or word in detail.attributes)
        )

    def is_observed(self) -> bool:
        """Return whether anything was noted about the place itself."""
        return (self.police, self.tension, self.light) != (None, None, None)


@dataclass(slots=True)
class Content:
    """All visits and all other details of a file, or of a span of the register."""

    visits: dict[VisitKey, Visit] = field(default_factory=dict)
    days: dict[DayKey, Counter[Detail]] = field(default_factory=dict)

    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day, or None where there is nothing."""
        days = {key.day for key in self.visits} | {key.day for key in self.days}
        return (min(days), max(days)) if days else None

    def add_outside(self, service: int, day: date, detail: Detail) -> None:
        """Add something counted outside any visit."""
        self.days.setdefault(DayKey(detail.table, service, day), Counter())[detail] += 1


def to_moment(day: date, at: time | None) -> datetime | None:
    """
    Return the moment of a time of an operational day.

    Parameters
    ----------
    day : date
        The operational day.
    at : time or None
        Before 06:00 it is in the next calendar day.

    Returns
    -------
    datetime or None
        None where the time is unknown.
    """
    if at is None:
        return None
    moment = datetime.combine(day, at)
    return moment + timedelta(days=1) if at.hour < DAY_STARTS_AT else moment
