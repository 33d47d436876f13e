"""How many designs were tried for a rule, however it stands in the ledger by now.

Deleting a rule, entering it anew under another title or on another day, or beginning another study does not
begin the count anew: see docs/methods/displacement-design.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.register.rules import Regulation
from data.studies.declared import load_rows
from data.studies.ledger import month_number
from geo.displacement.model import YEAR, AnalysisSpec


@dataclass(frozen=True)
class Look:
    """
    One design that was declared.

    Attributes
    ----------
    digest : str
        SHA-256 of it.
    in_force : int or None
        Month of the rule, as it was declared; None where that can no longer be read.
    asked_of : frozenset of int
        Places that the rule touches; where it has none, those to which people may have gone. Empty where
        that can no longer be read.
    """

    digest: str
    in_force: int | None
    asked_of: frozenset[int]

    @classmethod
    def of(cls, digest: str, spec: AnalysisSpec | None) -> "Look":
        """Return a declared specification as a look; one that can no longer be read is one all the same."""
        if spec is None:
            return cls(digest, None, frozenset())
        return cls(digest, spec.in_force, frozenset(spec.treated or spec.displaced))

    def asks_the_same(self, other: "Look") -> bool:
        """Tell whether both ask what changed in one place within a year: two entries of one rule would."""
        if self.in_force is None or other.in_force is None:
            return False
        return abs(self.in_force - other.in_force) < YEAR and not self.asked_of.isdisjoint(other.asked_of)


@dataclass(frozen=True)
class Looks:
    """
    All designs of the register, by the rule that they were declared for.

    Attributes
    ----------
    by_rule : mapping of int or None to set of Look
        None for those whose rule was deleted.
    in_force : mapping of int to int
        Month of each rule of the ledger.
    """

    by_rule: Mapping[int | None, set[Look]]
    in_force: Mapping[int, int] = field(default_factory=dict)

    def count(self, rule: int) -> int:
        """
        Count the different designs tried for a rule.

        Parameters
        ----------
        rule : int
            Of the ledger.

        Returns
        -------
        int
            Its own, those of a deleted rule of the same month, and those of any other entry of the ledger
            that ask the same.
        """
        own = self.by_rule.get(rule, set())
        found = {look.digest for look in own}
        questions = {(look.in_force, look.asked_of): look for look in own}.values()
        for other, looks in self.by_rule.items():
            if other == rule:
                continue
            for look in looks:
                is_orphan = other is None and look.in_force == self.in_force.get(rule)
                if is_orphan or any(look.asks_the_same(one) for one in questions):
                    found.add(look.digest)
        return len(found)


def load_looks(session: Session) -> Looks:
    """
    Load what was declared for every rule.

    Parameters
    ----------
    session : Session
        On the register.

    Returns
    -------
    Looks
        Of all studies.
    """
    rules = session.execute(select(Regulation.id, Regulation.in_force))
    return looks_of(
        ((row.regulation, row.digest, row.spec) for row in load_rows(session)),
        {rule: month_number(day) for rule, day in rules},
    )


def looks_of(
    declared: Iterable[tuple[int | None, str, AnalysisSpec | None]], in_force: Mapping[int, int]
) -> Looks:
    """
    Sort designs by rule.

    Parameters
    ----------
    declared : iterable of (int or None, str, AnalysisSpec or None)
        Rule, digest and design.
    in_force : mapping of int to int
        Month of each rule of the ledger.

    Returns
    -------
    Looks
        Of these.
    """
    by_rule: dict[int | None, set[Look]] = defaultdict(set)
    for rule, digest, spec in declared:
        by_rule[rule].add(Look.of(digest, spec))
    return Looks(by_rule, in_force)
