"""A study with all that its files tell of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.export import Cover
from data.reports.files import Marks
from data.studies.keeping import KeptSpec
from data.studies.ledger import month_start
from data.studies.sentences import Told
from geo.displacement.model import Arm, Panel, Window
from geo.displacement.results import Check, Checked

ARMS = (Arm.TREATED, Arm.DISPLACED, Arm.CONTROL)


@dataclass(frozen=True, eq=False)
class StudyPaper:
    """
    A study with all that its files tell of it.

    Attributes
    ----------
    told : Told
        The result and its sentences.
    title : str
        What the rule is called, in the reader's language.
    kept : KeptSpec
        What was declared, and when.
    fingerprint : str
        What the design is known by outside the register: `KeptStudy.fingerprint`.
    checks : tuple of Checked
        Other looks at the same data.
    panel : Panel
        The months of all zones.
    places : DataFrame
        By place: ``label`` and ``kind``.
    data_to : date
        Last day of the register.
    made_on : date
        The day the file is made.
    synthetic : bool
        Whether the figures come from the demo register.
    marks : tuple of (str, str)
        What else to say of how it was made, each with its heading.
    """

    told: Told
    title: str
    kept: KeptSpec
    fingerprint: str
    checks: tuple[Checked, ...]
    panel: Panel
    places: pd.DataFrame
    data_to: date
    made_on: date
    synthetic: bool
    marks: Marks = ()

    @property
    def cover(self) -> Cover:
        """What a file says about itself."""
        told, spec = self.told, self.kept.spec
        _ = told.translate
        facts = (
            (_("Rule"), self.title),
            (_("In force from"), told.day(told.in_force)),
            (_("Months before"), self.window_text(spec.pre)),
            (_("Months after"), self.window_text(spec.post)),
            (_("Data until"), told.day(self.data_to)),
            (_("Design declared on"), told.day(self.kept.declared_at.date())),
            (_("Design"), _("No. {number}").format(number=told.count(self.kept.number))),
            (_("Fingerprint of the design"), self.fingerprint),
            (_("Made on"), told.day(self.made_on)),
            *self.marks,
        )
        return Cover(_("Displacement study"), facts, self.synthetic, _)

    def window_text(self, window: Window) -> str:
        """Return the months of a window in words."""
        first, last = (month_start(month) for month in (window.first, window.end - 1))
        return self.told.translate("{first} to {last}").format(
            first=self.told.month(first), last=self.told.month(last)
        )

    def looks(self, *checks: Check) -> Iterator[Checked]:
        """Yield the looks of some kinds that could be estimated."""
        return (one for one in self.checks if one.check in checks and one.contrast is not None)

    def rows_of(self, zones: Sequence[int]) -> list[int]:
        """Return the rows of the panel that hold some zones."""
        return np.flatnonzero(np.isin(self.panel.zones, list(zones))).tolist()
