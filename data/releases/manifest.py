"""What a release file says of itself; the signature covers it, and it covers every other member."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = 1
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
    software: dict[str, str]
