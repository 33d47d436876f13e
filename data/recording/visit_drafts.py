"""A visit as somebody records it: what it may hold, and all that can be wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeVar

from data.register.faults import Fault, FaultCode
from data.register.validation import is_whole
from data.vocabulary import (
    Acquaintance,
    AgeBand,
    HealthActKind,
    Light,
    MaterialKind,
    Mode,
    Nationality,
    Nature,
    Outcome,
    PriorKind,
    RelayTarget,
    Role,
    Sex,
    Tension,
    Trust,
)

LONGEST_VISIT_MIN = 480
"""Longest visit that is recorded; what is longer is a slip of the pen."""

LARGEST_COUNT = 500
"""Largest count of one thing on one visit."""

MOST_REQUESTS = 99
"""Most requests that a place may wait for."""

Kind = TypeVar("Kind")


@dataclass(frozen=True, order=True)
class Met:
    """
    People met who are alike in all that is said of them.

    Attributes
    ----------
    sex, age_band, nationality, acquaintance, role : enumerations
        As in the register; unknown where it is not said.
    count : int
        How many.
    """

    sex: Sex
    age_band: AgeBand = AgeBand.UNKNOWN
    nationality: Nationality = Nationality.UNKNOWN
    acquaintance: Acquaintance = Acquaintance.UNKNOWN
    role: Role = Role.PERSON
    count: int = 1

    @property
    def alike(self) -> tuple[Sex, AgeBand, Nationality, Acquaintance, Role]:
        """All but the count."""
        return self.sex, self.age_band, self.nationality, self.acquaintance, self.role


@dataclass(frozen=True, order=True)
class Handout:
    """
    Material handed out.

    Attributes
    ----------
    kind : MaterialKind
        What.
    count : int
        Items.
    """

    kind: MaterialKind
    count: int = 1


@dataclass(frozen=True, order=True)
class Act:
    """
    Health acts of one kind.

    Attributes
    ----------
    kind : HealthActKind
        What was done.
    role : Role
        For whom.
    count : int
        How often.
    """

    kind: HealthActKind
    role: Role = Role.PERSON
    count: int = 1


@dataclass(frozen=True)
class Help:
    """
    Social interventions of one nature and mode.

    Attributes
    ----------
    nature : Nature
        About what.
    mode : Mode
        In which way.
    target : RelayTarget or None
        Kind of service that a referral leads to.
    count : int
        How many.
    """

    nature: Nature
    mode: Mode = Mode.RELAIS
    target: RelayTarget | None = None
    count: int = 1


@dataclass(frozen=True, order=True)
class Prior:
    """
    People who mostly worked at one kind of place before.

    Attributes
    ----------
    kind : PriorKind
        The kind; never which place.
    count : int
        How many of those met.
    """

    kind: PriorKind
    count: int = 1


@dataclass(frozen=True)
class Standing:
    """
    What a place waits for.

    Attributes
    ----------
    open_requests : int
        Requests that were not met.
    trust : Trust
        How the team stands there.
    since : date or None
        Day since which it is so; None for the day of the visit.
    """

    open_requests: int = 0
    trust: Trust = Trust.STEADY
    since: date | None = None


@dataclass(frozen=True)
class VisitDraft:
    """
    A visit as somebody wants it recorded.

    Attributes
    ----------
    place : int
        Where.
    outcome : Outcome or None
        How it ended; None where it is not said yet.
    arrival : time or None
        Before 06:00 it belongs to the evening before; None where nobody noted it.
    minutes : int or None
        Effort; None where nobody noted it.
    met : tuple of Met
        People met.
    material : tuple of Handout
        Material handed out.
    acts : tuple of Act
        Health acts.
    help : tuple of Help
        Social interventions.
    police : bool or None
        Whether police was there.
    tension : Tension or None
        Mood of the place.
    light : Light or None
        How well it was lit.
    standing : Standing or None
        What the place waits for since; None leaves it as it is.
    prior : tuple of Prior
        Where those met worked before, as far as anybody asked.
    """

    place: int
    outcome: Outcome | None = None
    arrival: time | None = None
    minutes: int | None = None
    met: tuple[Met, ...] = ()
    material: tuple[Handout, ...] = ()
    acts: tuple[Act, ...] = ()
    help: tuple[Help, ...] = ()
    police: bool | None = None
    tension: Tension | None = None
    light: Light | None = None
    standing: Standing | None = None
    prior: tuple[Prior, ...] = ()

    @property
    def people(self) -> int:
        """How many people were met."""
        return sum(group.count for group in self.met)

    @property
    def people_in_prostitution(self) -> int:
        """How many of the people met may have worked elsewhere before."""
        return sum(group.count for group in self.met if group.role is Role.PERSON)

    @property
    def is_observed(self) -> bool:
        """Whether anything was noted about the place itself."""
        return (self.police, self.tension, self.light) != (None, None, None)


def prepared(draft: VisitDraft) -> VisitDraft:
    """
    Return *draft* as it would be written.

    Parameters
    ----------
    draft : VisitDraft
        As typed.

    Returns
    -------
    VisitDraft
        What is alike is counted together and in order, an arrival has no seconds, and a stop that was not
        reached holds nothing and took no time.
    """
    if draft.outcome is Outcome.SKIPPED:
        return VisitDraft(draft.place, Outcome.SKIPPED, minutes=0, standing=draft.standing)
    people = Counter[tuple[Sex, AgeBand, Nationality, Acquaintance, Role]]()
    for group in draft.met:
        people[group.alike] += group.count
    items = _counted((handout.kind, handout.count) for handout in draft.material)
    acts = _counted(((act.kind, act.role), act.count) for act in draft.acts)
    helped = _counted(((one.nature, one.mode, one.target), one.count) for one in draft.help)
    prior = _counted((one.kind, one.count) for one in draft.prior)
    return replace(
        draft,
        arrival=draft.arrival and draft.arrival.replace(second=0, microsecond=0),
        met=tuple(sorted(Met(*alike, count=count) for alike, count in people.items())),
        material=tuple(sorted(Handout(kind, count) for kind, count in items.items())),
        acts=tuple(sorted(Act(kind, role, count) for (kind, role), count in acts.items())),
        help=tuple(sorted((Help(*alike, count=count) for alike, count in helped.items()), key=_in_order)),
        prior=tuple(sorted(Prior(kind, count) for kind, count in prior.items())),
    )


def _counted(pairs: Iterable[tuple[Kind, int]]) -> Counter[Kind]:
    found = Counter[Kind]()
    for kind, count in pairs:
        found[kind] += count
    return found


def _in_order(one: Help) -> tuple[Nature, Mode, str]:
    return one.nature, one.mode, one.target or ""


def draft_faults(draft: VisitDraft) -> Iterator[Fault]:
    """
    Find all that is wrong with a visit, looked at by itself.

    Parameters
    ----------
    draft : VisitDraft
        From `prepared`.

    Yields
    ------
    Fault
        In the order of the fields of `VisitDraft`. A visit that met somebody counts at least one person, and
        any other counts none; no more people are said to have worked somewhere before than were met.
    """
    if draft.outcome is None:
        yield Fault(FaultCode.OUTCOME_MISSING, "outcome")
    skipped = draft.outcome is Outcome.SKIPPED
    if not (skipped or draft.minutes is None or _is_between(draft.minutes, 1, LONGEST_VISIT_MIN)):
        yield Fault(FaultCode.MINUTES_OUT_OF_RANGE, "minutes", {"longest": LONGEST_VISIT_MIN})
    if draft.outcome is Outcome.MET and not draft.met:
        yield Fault(FaultCode.MET_NOBODY, "met")
    if draft.outcome not in {None, Outcome.MET} and draft.met:
        yield Fault(FaultCode.MET_DESPITE_OUTCOME, "met")
    if draft.outcome not in {None, Outcome.MET} and (draft.acts or draft.help):
        yield Fault(FaultCode.WORK_WITH_NOBODY, "acts" if draft.acts else "help")
    yield from _count_faults(draft)
    if any(one.target is not None and one.mode is not Mode.RELAIS for one in draft.help):
        yield Fault(FaultCode.TARGET_WITHOUT_RELAIS, "help")
    if draft.standing is not None and not _is_between(draft.standing.open_requests, 0, MOST_REQUESTS):
        yield Fault(FaultCode.COUNT_OUT_OF_RANGE, "standing", {"largest": MOST_REQUESTS})


def _count_faults(draft: VisitDraft) -> Iterator[Fault]:
    for field in ("met", "material", "acts", "help", "prior"):
        if any(not _is_between(one.count, 1, LARGEST_COUNT) for one in getattr(draft, field)):
            yield Fault(FaultCode.COUNT_OUT_OF_RANGE, field, {"largest": LARGEST_COUNT})
    if sum(one.count for one in draft.prior) > draft.people_in_prostitution:
        yield Fault(FaultCode.PRIOR_BEYOND_MET, "prior")


def _is_between(number: object, low: int, high: int) -> bool:
    return is_whole(number) and isinstance(number, int) and low <= number <= high


def day_faults(day: date, today: date, exact_from: date | None) -> Iterator[Fault]:
    """
    Find out whether visits of *day* may be recorded.

    Parameters
    ----------
    day : date
        The operational day.
    today : date
        The operational day that it is now.
    exact_from : date or None
        Before it records are kept by month.

    Yields
    ------
    Fault
        At most one.
    """
    if day > today:
        yield Fault(FaultCode.DAY_TO_COME)
    elif exact_from is not None and day < exact_from:
        yield Fault(FaultCode.DAY_BY_MONTH, values={"day": exact_from})
