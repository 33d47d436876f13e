"""Which column of a file is what: proposals, with the reason of each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz import process as nearest

from data.geography.municipalities import fold
from data.i18n import Translate, mark
from data.imports.columns import accepted_headers
from data.imports.fields import Field
from data.imports.refusals import refusal

_NEAR_ENOUGH = 78
_REPEATED = re.compile(r" \(\d+\)$")

_COUNT_OF = {
    Field.PRIOR: Field.PRIOR_COUNT,
    Field.NATURE: Field.INTERVENTION_COUNT,
    Field.MODE: Field.INTERVENTION_COUNT,
    Field.RELAY_TARGET: Field.INTERVENTION_COUNT,
    Field.ACT: Field.ACT_COUNT,
    Field.ACT_ROLE: Field.ACT_COUNT,
    Field.MATERIAL: Field.MATERIAL_COUNT,
}


class DateMeaning(StrEnum):
    """What the date of a row means when the team arrived after midnight."""

    OPERATIONAL = "operational"
    CALENDAR = "calendar"


class Why(StrEnum):
    """The reason of a proposal."""

    HEADER = "header"
    REMEMBERED = "remembered"
    NEIGHBOUR = "neighbour"
    NEAR = "near"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_REASONS = {
    Why.HEADER: mark("the header says so"),
    Why.REMEMBERED: mark("as last time"),
    Why.NEIGHBOUR: mark("the number of what stands to its left"),
    Why.NEAR: mark("the header looks like it: please confirm"),
    Why.REFUSED: mark("refused: remove this column from the file"),
    Why.UNKNOWN: mark("not recognised: say what it is, or leave it out"),
}


@dataclass(frozen=True)
class Proposal:
    """
    What a column may be.

    Attributes
    ----------
    header : str
        As in the file.
    field : Field or None
        The column of the register; None where it is left out or not decided.
    why : Why
        The reason.
    near : Field or None
        What the header resembles, for the user to confirm.
    left_out : bool
        Whether the user left it out last time.
    """

    header: str
    field: Field | None
    why: Why
    near: Field | None = None
    left_out: bool = False


@dataclass(frozen=True)
class Choices:
    """
    How a file is read, as the user confirmed it.

    Attributes
    ----------
    columns : mapping of str to Field or None
        By header; None for a column that is left out. A header that is missing has not been decided on.
    dates : DateMeaning
        Whether the date of a row is the operational day ("the night of") or the calendar's.
    hours : bool
        Whether plain numbers of the duration are hours.
    """

    columns: Mapping[str, Field | None] = field(default_factory=dict)
    dates: DateMeaning = DateMeaning.OPERATIONAL
    hours: bool = False

    def header_of(self, wanted: Field) -> str | None:
        """Return the header of the column that is read as *wanted*, or None."""
        return next((header for header, found in self.columns.items() if found is wanted), None)


def reason(why: Why, translate: Translate) -> str:
    """
    Return why a column is proposed to be what it is.

    Parameters
    ----------
    why : Why
        The reason.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        A few words.
    """
    return translate(_REASONS[why])


def propose(headers: Sequence[str], remembered: Choices | None = None) -> list[Proposal]:
    """
    Propose what each column of a file is.

    Parameters
    ----------
    headers : sequence of str
        As in the file, left to right.
    remembered : Choices, optional
        What the user chose for a file with the same headers.

    Returns
    -------
    list of Proposal
        One a header; no field is proposed twice.
    """
    taken: set[Field] = set()
    proposals: list[Proposal] = []
    left: Field | None = None
    for header in headers:
        proposal = _from_memory(header, remembered) or _proposal(header, left)
        if proposal.field in taken:
            proposal = replace(proposal, field=None, why=Why.UNKNOWN, near=proposal.field)
        if proposal.field is not None:
            taken.add(proposal.field)
        left = proposal.field or left
        proposals.append(proposal)
    return proposals


def _from_memory(header: str, remembered: Choices | None) -> Proposal | None:
    if remembered is None or header not in remembered.columns or refusal(header) is not None:
        return None
    found = remembered.columns[header]
    return Proposal(header, found, Why.REMEMBERED, left_out=found is None)


def _proposal(header: str, left: Field | None) -> Proposal:
    folded = fold(_REPEATED.sub("", header))
    known = accepted_headers()
    if folded in known:
        found = known[folded]
        if found is Field.COUNT and left in _COUNT_OF:
            return Proposal(header, _COUNT_OF[left], Why.NEIGHBOUR)
        return Proposal(header, found, Why.HEADER)
    if refusal(header) is not None:
        return Proposal(header, None, Why.REFUSED)
    resembling = nearest.extractOne(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if resembling is None:
        return Proposal(header, None, Why.UNKNOWN)
    return Proposal(header, None, Why.NEAR, near=known[resembling[0]])


def decided(proposals: Iterable[Proposal]) -> Choices:
    """
    Return the choices that follow from proposals nobody has corrected.

    Parameters
    ----------
    proposals : iterable of Proposal
        From `propose`.

    Returns
    -------
    Choices
        Columns that only resemble something stay undecided. A duration whose header names hours is read
        as hours.
    """
    columns = {one.header: one.field for one in proposals if one.field is not None or one.left_out}
    effort = next((header for header, found in columns.items() if found is Field.MINUTES), "")
    hours = bool(set(fold(effort).split()) & {"h", "heures", "heure", "u", "uren", "hours"})
    return Choices(columns, hours=hours)
