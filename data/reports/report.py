"""The annual report: all tables of a period, and the figures that sum them up."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Engine

from data.i18n import Translate, translator
from data.ledger import load_services
from data.register.database import load_state
from data.reports.chapters import Chapter, write_chapters
from data.reports.counts import Counts, first_day, load_counts
from data.reports.scope import ReportScope
from data.reports.table import ReportTable
from data.reports.writer import MINUTES_PER_HOUR, TableWriter
from geo.shares import LEAST_BASE

LATE_START = 0.1
"""Share of the period before that the register may miss and still be compared with it."""


@dataclass(frozen=True)
class KeyFigure:
    """
    One figure of the summary.

    Attributes
    ----------
    key : str
        The table it is the total of, or ``contacts_per_hour``.
    title : str
        What it is called.
    now : float
        Its value; NaN for a rate without any effort.
    before : float or None
        The same for the period before; None where the register does not reach that far back.
    decimals : int
        How many decimals it is shown with.
    """

    key: str
    title: str
    now: float
    before: float | None
    decimals: int = 0

    @property
    def change(self) -> float | None:
        """By how many percent it differs from before; None where there was too little to say."""
        least = LEAST_BASE if self.decimals == 0 else 0
        if self.before is None or np.isnan(self.now) or not self.before > 0 or self.before < least:
            return None
        return round(100 * (self.now - self.before) / self.before, 1)


@dataclass(frozen=True, eq=False)
class Report:
    """
    A report in one language.

    Attributes
    ----------
    scope : ReportScope
        Period and services.
    language : str
        One of `data.i18n.LANGUAGES`.
    services : tuple of str
        The names of the services it was narrowed to; empty for all.
    begins : date or None
        First day of the register, None where it is empty.
    synthetic : bool
        Whether it counts the demo register.
    chapters : tuple of Chapter
        The tables.
    figures : tuple of KeyFigure
        The summary: totals of those very tables, and contacts per hour of outreach.
    """

    scope: ReportScope
    language: str
    services: tuple[str, ...]
    begins: date | None
    synthetic: bool
    chapters: tuple[Chapter, ...]
    figures: tuple[KeyFigure, ...]

    @property
    def translate(self) -> Translate:
        """The look-up of the report's language."""
        return translator(self.language)

    @property
    def title(self) -> str:
        """What the report is called."""
        return self.translate("Activity report: {period}").format(period=self.scope.period(self.language))

    @property
    def is_comparable(self) -> bool:
        """Whether the register reaches back over the period before."""
        return _reaches_back(self.scope, self.begins)

    @property
    def comparison(self) -> str:
        """What the report is compared with, or why it is not, in a sentence."""
        _ = self.translate
        period = self.scope.before.period(self.language)
        if not self.is_comparable:
            return _("Not compared: the register does not reach back over {period}.").format(period=period)
        words = _(
            "Compared with {period}. A change in percent is left out where that period counted under {count}."
        )
        return words.format(period=period, count=LEAST_BASE)

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """All tables, in order."""
        return tuple(table for chapter in self.chapters for table in chapter.tables)

    def table(self, key: str) -> ReportTable:
        """Return the table that the program calls *key*."""
        return {table.key: table for table in self.tables}[key]


def load_report(engine: Engine, scope: ReportScope, language: str) -> Report:
    """
    Count and write the report of a period.

    Parameters
    ----------
    engine : Engine
        The register.
    scope : ReportScope
        Period and services.
    language : str
        One of `data.i18n.LANGUAGES`.

    Returns
    -------
    Report
        Its totals are sums of its cells and its tables are sums of the same records, so that it cannot
        contradict itself.
    """
    counts = load_counts(engine, scope)
    services = {int(str(service)): str(label) for service, label in load_services(engine)["label"].items()}
    begins = first_day(engine)
    writer = TableWriter(scope, language, translator(language), _reaches_back(scope, begins))
    chapters = write_chapters(counts, services, writer)
    return Report(
        scope,
        language,
        services=tuple(label for service, label in services.items() if service in scope.services),
        begins=begins,
        synthetic=load_state(engine).synthetic,
        chapters=chapters,
        figures=_figures(chapters, counts, writer),
    )


def _reaches_back(scope: ReportScope, begins: date | None) -> bool:
    if begins is None:
        return False
    before = scope.before
    length = (before.end - before.start).days + 1
    return (begins - before.start).days <= LATE_START * length


def _figures(chapters: tuple[Chapter, ...], counts: Counts, writer: TableWriter) -> tuple[KeyFigure, ...]:
    _ = writer.translate
    tables = {table.key: table for chapter in chapters for table in chapter.tables}
    titles = {
        "contacts": _("Field contacts"),
        "first_contacts": _("First contacts"),
        "hours": _("Hours of outreach"),
        "drop_in": _("Visits to the drop-in"),
        "interventions": _("Social interventions"),
        "tests": _("Rapid tests"),
        "nursing": _("Nursing acts"),
        "consultations": _("Medical consultations"),
        "material": _("Items handed out"),
        "participants": _("Participants in events"),
    }
    totals = [
        KeyFigure(key, title, tables[key].total, tables[key].total_before) for key, title in titles.items()
    ]
    before = _contacts_per_hour(counts, now=False) if writer.is_comparable else None
    rate = KeyFigure(
        "contacts_per_hour",
        _("Contacts per hour"),
        _contacts_per_hour(counts, now=True),
        before,
        decimals=2,
    )
    return (*totals[:3], rate, *totals[3:])


def _contacts_per_hour(counts: Counts, *, now: bool) -> float:
    """Return what was met an hour, on the visits that noted their minutes."""
    visits, contacts = counts.visits, counts.contacts
    minutes = visits.loc[visits["now"] == now, "minutes"].sum()
    noted = contacts.loc[(contacts["now"] == now) & (contacts["noted"] == 1), "count"].sum()
    return float(noted / minutes * MINUTES_PER_HOUR) if minutes else np.nan
