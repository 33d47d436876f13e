"""What an attack found, and the bars that a release must hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MOST_GAIN = 0.02
"""Share of the true small counts that an attack may guess rightly beyond those that their figure tells."""

ENOUGH_TO_SHOW = 30
"""Fewest targets from which it can be said whether an attack works on the naive design."""


class Attack(StrEnum):
    """The attacks of the suite."""

    SUBTRACTION = "subtraction"
    DIFFERENCING = "differencing"
    SLIDER = "slider"
    AVERAGING = "averaging"
    VINTAGES = "vintages"
    LINKED = "linked"
    PLACES = "places"
    OVERLAP = "overlap"
    RATIOS = "ratios"
    MODELS = "models"
    COALITION = "coalition"
    PAYLOAD = "payload"


NAIVE_BARS = MappingProxyType(
    {
        # Differences of exact figures behind a threshold are exact.
        Attack.SUBTRACTION: 0.9,
        Attack.DIFFERENCING: 0.9,
        Attack.SLIDER: 0.9,
        # 1,200 questions leave a standard error of about a quarter: 19 in 20 round to the truth.
        Attack.AVERAGING: 0.8,
        # 24 roundings of 1 to 4 leave a standard error of 0.4 to 0.5: two in three round to the truth.
        Attack.VINTAGES: 0.5,
        # Two roundings of one sum differ with probability 2p(1 - p): 0.4 where the truth is no multiple.
        Attack.LINKED: 0.2,
        # The figure of one place is that place's figure.
        Attack.PLACES: 0.9,
        # A sliver between two zonings is lost where a sum that it needs is withheld.
        Attack.OVERLAP: 0.6,
        # Two decimals leave several pairs of whole numbers, the fewer the smaller the denominators are.
        Attack.RATIOS: 0.15,
        # A smoother that is known is a matrix that can be inverted.
        Attack.MODELS: 0.9,
        # A row of which all but k are of one kind says so as soon as it is shown.
        Attack.COALITION: 0.9,
        # Every planted value, label and point must be found.
        Attack.PAYLOAD: 1.0,
    }
)
"""Share of the targets that each attack must recover on its naive design, and why no more."""


@dataclass(frozen=True)
class Outcome:
    """
    What an attack found on one design.

    Attributes
    ----------
    tried : int
        Targets attacked: true counts of 1 to base - 1, unless the attack says otherwise.
    of : int
        Targets that there are.
    recovered : int
        Targets that the attacker knows exactly, rightly.
    narrowest : int or None
        Width of the narrowest interval that the attacker is left with; None where the attack makes none.
    solved : int or None
        Targets solved exactly, by integer programming; None where the attack needs none.
    gain : float or None
        Share of the true small counts that the attack guesses rightly, less the share guessed from the
        figure of the cell alone.
    told : float or None
        Share guessed rightly from the figure of the cell, less the share guessed from the spread of counts:
        what rounding tells by design, which no attack is needed for.
    faults : int
        What may not happen at all: sums that disagree, changed frozen cells, rows that tell, leaked values.
    """

    tried: int
    of: int
    recovered: int
    narrowest: int | None = None
    solved: int | None = None
    gain: float | None = None
    told: float | None = None
    faults: int = 0

    @property
    def share(self) -> float:
        """Share of the tried targets that were recovered; NaN where there was none."""
        return self.recovered / self.tried if self.tried else float("nan")


def added(outcomes: Iterable[Outcome]) -> Outcome:
    """Return several parts of one attack as one outcome."""
    parts = list(outcomes)
    widths = [part.narrowest for part in parts if part.narrowest is not None]
    return Outcome(
        sum(part.tried for part in parts),
        sum(part.of for part in parts),
        sum(part.recovered for part in parts),
        min(widths, default=None),
        faults=sum(part.faults for part in parts),
    )


@dataclass(frozen=True)
class AttackResult:
    """
    An attack on a release, and the same attack on the naive design that it defeats.

    Attributes
    ----------
    code : Attack
        Which attack.
    release : Outcome
        What it found on the release.
    naive : Outcome
        What it found on the naive design.
    least_width : int
        Narrowest interval that the release may leave.
    naive_bar : float
        Share of the targets that the attack must recover on the naive design.
    """

    code: Attack
    release: Outcome
    naive: Outcome
    least_width: int
    naive_bar: float

    @property
    def is_shown(self) -> bool:
        """Whether the naive design held enough targets for the attack to show that it works."""
        return self.naive.tried >= ENOUGH_TO_SHOW

    @property
    def works(self) -> bool:
        """Whether the attack recovers on the naive design what it must; true where it cannot be shown."""
        return not self.is_shown or self.naive.share >= self.naive_bar

    @property
    def holds(self) -> bool:
        """Whether the release withstands the attack."""
        found = self.release
        return (
            found.recovered == 0
            and found.faults == 0
            and (found.narrowest is None or found.narrowest >= self.least_width)
            and (found.gain is None or found.gain <= MOST_GAIN)
        )

    @property
    def passed(self) -> bool:
        """Whether the release withstands an attack that is known to work."""
        return self.works and self.holds
