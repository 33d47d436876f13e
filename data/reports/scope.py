"""What a report covers, and what it is compared with."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from data.i18n import LOCALES
from geo.periods import previous_period


@dataclass(frozen=True)
class ReportScope:
    """
    The period and the services that a report counts.

    Attributes
    ----------
    start, end : date
        First and last operational day, both included.
    services : frozenset of int
        Identifiers of services; empty for all.
    """

    start: date
    end: date
    services: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """
        Refuse a period that ends before it starts.

        Raises
        ------
        ValueError
            If `end` lies before `start`.
        """
        if self.end < self.start:
            message = f"the period ends ({self.end}) before it starts ({self.start})"
            raise ValueError(message)

    @classmethod
    def of_year(cls, year: int, services: frozenset[int] = frozenset()) -> "ReportScope":
        """Return the scope of a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), services)

    @property
    def before(self) -> "ReportScope":
        """The same services over the period of the same length just before."""
        return ReportScope(*previous_period(self.start, self.end), self.services)

    @property
    def is_calendar_year(self) -> bool:
        """Whether the period is one year from January to December."""
        return self == ReportScope.of_year(self.start.year, self.services)

    def period(self, language: str) -> str:
        """
        Return the period in words.

        Parameters
        ----------
        language : str
            One of `data.i18n.LANGUAGES`.

        Returns
        -------
        str
            Such as ``2019``, or ``1 mars 2019 – 31 mai 2019``.
        """
        if self.is_calendar_year:
            return str(self.start.year)
        days = (format_date(day, format="medium", locale=LOCALES[language]) for day in (self.start, self.end))
        return " – ".join(days)
