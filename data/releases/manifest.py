"""What a release file says of itself; the signature covers it, and it covers every other member."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.displacement.results import Outcome

FORMAT = 2
"""Raised when a release file changes its shape; an older app refuses a newer file."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rules(_Part):
    """What every group of places that is shown must meet."""

    min_places: int = Field(ge=1)
    max_share: float = Field(gt=0, le=1)


class Attacked(_Part):
    """What one attack of the suite found before the release was signed."""

    attack: str
    passed: bool
    tried: int = Field(ge=0)
    recovered: int = Field(ge=0)
    narrowest: int | None = None
    naive_share: float | None = None


class Interval(_Part):
    """A ratio to a tenth, and limits that were rounded away from it."""

    value: float = Field(ge=0)
    low: float = Field(ge=0)
    high: float = Field(ge=0)


class OtherRule(_Part):
    """Something else of the ledger that began or ended in the years of a study."""

    titles: dict[str, str]
    day: date


class Statement(_Part):
    """
    What a displacement study found, as far as it is told.

    Attributes
    ----------
    titles : dict of str to str
        What the rule is called, by language.
    in_force : date
        First day of the rule.
    before, after : tuple of date
        First and last day of what is compared.
    outcome : Outcome
        Which sentence says it.
    zones : dict of str to int
        Zones of each group; empty where they are too few to tell.
    displaced, treated : Interval or None
        Change of the rate against that of the control zones, as a ratio.
    hours : tuple of int or None
        Of older releases; none are told any more, for hours of different work cannot be added up.
    smallest : tuple of float or None
        Smallest rise and fall that would have been found four times out of five.
    designs : int
        Ways of looking that were declared for this rule.
    digest : str
        Fingerprint of design and run, which only the register can make: it tells nothing of the zones.
    others : tuple of OtherRule
        What else that concerns its zones began or ended in these years.
    """

    titles: dict[str, str]
    in_force: date
    before: tuple[date, date]
    after: tuple[date, date]
    outcome: Outcome
    zones: dict[Literal["treated", "displaced", "control"], int]
    displaced: Interval | None
    treated: Interval | None
    hours: tuple[int, int] | None
    smallest: tuple[float, float] | None
    designs: int = Field(ge=1)
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    others: tuple[OtherRule, ...] = ()


class Manifest(_Part):
    """
    The manifest of a release file.

    Attributes
    ----------
    format : int
        `FORMAT` of the program that wrote it.
    tier : str
        ``policy`` or ``public``.
    base : int
        Every figure is a multiple of it.
    through, first : date
        Last and first day that the figures cover.
    synthetic : bool
        Whether the register was generated.
    made_at : datetime
        When it was made, UTC.
    hierarchy, periods : tuple of str
        Columns of space and of time, from fine to coarse.
    rules : Rules
        What every zone and unit meets.
    names : dict of str to str
        Names of the services, by code.
    members : dict of str to str
        SHA-256 of every other member of the file, by name.
    previous : str or None
        SHA-256 of the file of the same tier that it carries on.
    policy : str or None
        SHA-256 of the policy file that a public one was made from.
    attacks : tuple of Attacked
        Results of the attack suite.
    studies : tuple of Statement
        What displacement studies found.
    software : dict of str to str
        Versions of the program and of the libraries that made it.
    """

    format: int
    tier: Literal["policy", "public"]
    base: int = Field(ge=2)
    first: date = Field(ge=date(1900, 1, 1))
    through: date = Field(le=date(2199, 12, 31))
    synthetic: bool
    made_at: datetime
    hierarchy: tuple[str, ...]
    periods: tuple[str, ...]
    rules: Rules
    names: dict[str, str]
    members: dict[str, str]
    previous: str | None = None
    policy: str | None = None
    attacks: tuple[Attacked, ...] = ()
    studies: tuple[Statement, ...] = ()
    software: dict[str, str]
