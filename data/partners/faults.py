"""What can be wrong with a partner's file: where, and what to do about it; never what stands there."""

from dataclasses import dataclass
from enum import StrEnum

from data.i18n import mark
from data.refusals import Flaw


class PartnerFaultKind(StrEnum):
    """Why a line of a partner's file is refused."""

    UNREADABLE = "unreadable"
    NOTHING = "nothing"
    MISSING_COLUMN = "missing_column"
    ZONE_UNKNOWN = "zone_unknown"
    NOT_A_DATE = "not_a_date"
    NOT_A_PART = "not_a_part"
    REPEATS_TOO_OFTEN = "repeats_too_often"
    BADLY_FORMED = "badly_formed"
    TOO_LONG = "too_long"
    DAMAGED = "damaged"
    TOO_MANY = "too_many"


_SENTENCES: dict[PartnerFaultKind, tuple[str, str]] = {
    PartnerFaultKind.UNREADABLE: (
        mark("This is neither a calendar nor a table."),
        mark("Choose a calendar (.ics), a CSV file or an Excel workbook."),
    ),
    PartnerFaultKind.NOTHING: (
        mark("Nothing in this file lies in the weeks to come."),
        mark("Ask the partner for a calendar of the coming weeks."),
    ),
    PartnerFaultKind.MISSING_COLUMN: (
        mark("This column is missing."),
        mark("The first row names three columns: zone, date, and moment (a part of the day or hours)."),
    ),
    PartnerFaultKind.ZONE_UNKNOWN: (
        mark("It is not clear in which zone this is."),
        mark("Write the municipality or its postcode, or choose a zone for all such lines and check again."),
    ),
    PartnerFaultKind.NOT_A_DATE: (mark("This is not a date."), mark("Write it as 31/12/2026.")),
    PartnerFaultKind.NOT_A_PART: (
        mark("This is neither a part of the day nor hours."),
        mark("Write morning, afternoon, evening or night, or hours such as 20:00-23:00."),
    ),
    PartnerFaultKind.REPEATS_TOO_OFTEN: (
        mark("This entry comes back more often than once a day."),
        mark("Ask the partner for an entry that comes back by the day, week or month."),
    ),
    PartnerFaultKind.BADLY_FORMED: (
        mark("The date or the rule of this entry cannot be read."),
        mark("Ask the partner to export the calendar again, or bring it as a table."),
    ),
    PartnerFaultKind.TOO_LONG: (
        mark("This entry lasts for more than a month."),
        mark("Ask the partner for one entry for each time they are there."),
    ),
    PartnerFaultKind.DAMAGED: (
        mark("This calendar is cut off or damaged."),
        mark("Ask the partner to export it again."),
    ),
    PartnerFaultKind.TOO_MANY: (
        mark("There is more in this file than a calendar of half a year holds."),
        mark("Ask the partner for fewer weeks."),
    ),
}


@dataclass(frozen=True, order=True)
class PartnerFault(Flaw):
    """
    One thing that is wrong with a partner's file.

    Attributes
    ----------
    row : int
        Row of the table or line of the calendar, from 1; 0 for the file as a whole.
    column : str
        Which column or property; empty for the line as a whole.
    kind : PartnerFaultKind
        What is wrong.
    """

    row: int
    column: str
    kind: PartnerFaultKind

    @property
    def sentences(self) -> tuple[str, str]:
        """English sources of what is wrong and of what to do about it."""
        return _SENTENCES[self.kind]
