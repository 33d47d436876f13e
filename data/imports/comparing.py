"""What a file would change in the register."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from data.imports.content import Content, DayKey, Detail, Visit, VisitKey

Key = VisitKey | DayKey


@dataclass(slots=True)
class Plan:
    """
    What would be written.

    Attributes
    ----------
    new, replaced, unchanged : list of VisitKey
        Visits of the file.
    new_days, replaced_days, unchanged_days : list of DayKey
        Sets of details outside any visit.
    """

    new: list[VisitKey] = field(default_factory=list)
    replaced: list[VisitKey] = field(default_factory=list)
    unchanged: list[VisitKey] = field(default_factory=list)
    new_days: list[DayKey] = field(default_factory=list)
    replaced_days: list[DayKey] = field(default_factory=list)
    unchanged_days: list[DayKey] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        """Whether all of the file is in the register already."""
        return not (self.new or self.replaced or self.new_days or self.replaced_days)


@dataclass(frozen=True)
class Difference:
    """
    One thing that a file says otherwise than the register.

    Attributes
    ----------
    key : VisitKey or DayKey
        Of what.
    attribute : str
        Name of the attribute of the visit; empty for something counted.
    before, after : object
        Values of an attribute; a `Detail` that is taken away or added, None on the other side.
    times : int
        How many of a detail.
    """

    key: Key
    attribute: str
    before: object
    after: object
    times: int = 1


def compare(file: Content, register: Content) -> Plan:
    """
    Compare a file with the register, by content.

    Parameters
    ----------
    file : Content
        What was read.
    register : Content
        The span of the register that the file covers.

    Returns
    -------
    Plan
        Each visit and each set of the file is new, replaced or unchanged; what the file does not mention
        stays.
    """
    plan = Plan()
    for key, visit in file.visits.items():
        known = register.visits.get(key)
        (plan.new if known is None else plan.unchanged if known == visit else plan.replaced).append(key)
    for day, details in file.days.items():
        there = register.days.get(day)
        (
            plan.new_days
            if there is None
            else plan.unchanged_days
            if there == details
            else plan.replaced_days
        ).append(day)
    return plan


def differences(plan: Plan, file: Content, register: Content) -> Iterator[Difference]:
    """
    Say what would change in what is replaced.

    Parameters
    ----------
    plan : Plan
        From `compare`.
    file, register : Content
        What was compared.

    Yields
    ------
    Difference
        One for each attribute and each detail that differs.
    """
    for key in plan.replaced:
        before, after = register.visits[key], file.visits[key]
        for attribute in _attributes(before, after):
            yield Difference(key, attribute, getattr(before, attribute), getattr(after, attribute))
        yield from _details(key, before.details, after.details)
    for day in plan.replaced_days:
        yield from _details(day, register.days[day], file.days[day])


def _attributes(before: Visit, after: Visit) -> Iterator[str]:
    for one in fields(Visit):
        if one.name != "details" and getattr(before, one.name) != getattr(after, one.name):
            yield one.name


def _details(key: Key, before: Counter[Detail], after: Counter[Detail]) -> Iterator[Difference]:
    for detail, times in (before - after).items():
        yield Difference(key, "", detail, None, times)
    for detail, times in (after - before).items():
        yield Difference(key, "", None, detail, times)
