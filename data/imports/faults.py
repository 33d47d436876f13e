"""What can be wrong with a file, where, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from data.i18n import Translate, mark
from data.identifiers import IdentifierKind, find_identifiers, identifier_term
from data.imports.columns import label
from data.imports.fields import Field
from data.imports.words import written_word

MASKED = "•••"
"""Stands for a value that a report must not repeat."""

LONGEST_SHOWN = 40

_WORDS_SHOWN = 12


class FaultKind(StrEnum):
    """What is wrong with a cell, a row or a column."""

    MISSING_COLUMN = "missing_column"
    COLUMN_TWICE = "column_twice"
    UNDECIDED_COLUMN = "undecided_column"
    IDENTIFYING_COLUMN = "identifying_column"
    FREE_TEXT = "free_text"
    COORDINATES = "coordinates"
    IDENTIFIER = "identifier"
    SPREADSHEET_ERROR = "spreadsheet_error"
    MISSING_VALUE = "missing_value"
    NOT_A_DATE = "not_a_date"
    SHORT_YEAR = "short_year"
    DATE_WITH_TIME = "date_with_time"
    FUTURE = "future"
    TOO_OLD = "too_old"
    KEPT_BY_MONTH = "kept_by_month"
    NOT_A_TIME = "not_a_time"
    NOT_A_DURATION = "not_a_duration"
    NOT_A_NUMBER = "not_a_number"
    TOO_LARGE = "too_large"
    NOT_YES_OR_NO = "not_yes_or_no"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_TEAM = "unknown_team"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    OUT_OF_PLACE = "out_of_place"
    TARGET_WITHOUT_RELAIS = "target_without_relais"
    DISAGREES = "disagrees"
    NO_OUTCOME = "no_outcome"
    MET_NOBODY = "met_nobody"
    MET_DESPITE_OUTCOME = "met_despite_outcome"
    PRIOR_BEYOND_MET = "prior_beyond_met"
    SYNTHETIC_FILE = "synthetic_file"


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that is wrong.

    Attributes
    ----------
    row : int
        Number of the row in the spreadsheet.
    column : str
        Header in the file; empty where there is no such column.
    value : str
        The cell, shortened, or masked where it may point at a person.
    kind : FaultKind
        What is wrong.
    hint : tuple of str
        Words of closed lists, names that are near, row numbers: what the sentences mention.
    """

    row: int
    column: str
    value: str
    kind: FaultKind
    hint: tuple[str, ...] = ()


_SENTENCES: dict[FaultKind, tuple[str, str]] = {
    FaultKind.MISSING_COLUMN: (
        mark("No column gives this: {hint}."),
        mark("Add the column to the file, or say in step 2 which column it is."),
    ),
    FaultKind.COLUMN_TWICE: (
        mark("Two columns are read as the same thing: {hint}."),
        mark("Choose one of them in step 2 and leave the other one out."),
    ),
    FaultKind.UNDECIDED_COLUMN: (
        mark("Nobody has said what this column is."),
        mark("In step 2, say what it is or leave it out."),
    ),
    FaultKind.IDENTIFYING_COLUMN: (
        mark("By its header, this column may say who somebody is."),
        mark(
            "Remove the column from the file. The register never takes in anything that points at a person."
        ),
    ),
    FaultKind.FREE_TEXT: (
        mark("This column holds free text."),
        mark("Remove the column from the file. The register holds no remarks: they may tell about a person."),
    ),
    FaultKind.COORDINATES: (
        mark("This column holds coordinates."),
        mark("Remove the column from the file. The position of a visit is that of its place."),
    ),
    FaultKind.IDENTIFIER: (
        mark("The cell seems to hold {hint}. It is not repeated here."),
        mark("Remove it from the file."),
    ),
    FaultKind.SPREADSHEET_ERROR: (
        mark("The formula of this cell gives an error."),
        mark("Mend the formula or type the value."),
    ),
    FaultKind.MISSING_VALUE: (mark("The cell is empty."), mark("Fill it in: {hint}.")),
    FaultKind.NOT_A_DATE: (
        mark("This is no date."),
        mark("Write day, month and year, such as 05/03/2019."),
    ),
    FaultKind.SHORT_YEAR: (
        mark("The year has two digits only."),
        mark("Write it with four digits, such as 05/03/2019."),
    ),
    FaultKind.DATE_WITH_TIME: (
        mark("The date has an hour in the same cell."),
        mark("Leave the date alone here and put the hour into a column of its own."),
    ),
    FaultKind.FUTURE: (mark("The date is still to come."), mark("Check day, month and year.")),
    FaultKind.TOO_OLD: (mark("The date is before 1990."), mark("Check the year.")),
    FaultKind.KEPT_BY_MONTH: (
        mark("The register keeps what lies before {hint} by month only: this row may be in it already."),
        mark("Leave out all rows before that day. They can no longer be told from what is there."),
    ),
    FaultKind.NOT_A_TIME: (mark("This is no time of day."), mark("Write it such as 21:30 or 21h30.")),
    FaultKind.NOT_A_DURATION: (
        mark("This is no length of time in whole minutes."),
        mark("Write minutes, such as 45, or 1h30."),
    ),
    FaultKind.NOT_A_NUMBER: (
        mark("This is no whole number of people, acts or things."),
        mark("Write a whole number from 1, or remove the row if there was none."),
    ),
    FaultKind.TOO_LARGE: (mark("The number is too large to be true."), mark("At most {hint} is accepted.")),
    FaultKind.NOT_YES_OR_NO: (
        mark("This is neither yes nor no."),
        mark("Write yes or no, or leave it empty."),
    ),
    FaultKind.UNKNOWN_WORD: (mark("This word is on no list."), mark("Write one of these: {hint}.")),
    FaultKind.UNKNOWN_PLACE: (
        mark("The register has no place of this name."),
        mark("Correct the name, choose its place in step 3, or create the place first. Near: {hint}."),
    ),
    FaultKind.UNKNOWN_SERVICE: (
        mark("The register has no service of this name."),
        mark("Write one of these: {hint}."),
    ),
    FaultKind.UNKNOWN_TEAM: (
        mark("The register has no team of this code."),
        mark("Write one of these, or leave it empty: {hint}."),
    ),
    FaultKind.UNKNOWN_MUNICIPALITY: (
        mark("No Belgian municipality is called so, or more than one."),
        mark("Write its name or its five-digit NIS code."),
    ),
    FaultKind.OUT_OF_PLACE: (
        mark("A row of this activity has no such value: {hint}."),
        mark("Empty the cell, or correct the activity."),
    ),
    FaultKind.TARGET_WITHOUT_RELAIS: (
        mark("A service is named though the intervention is no referral."),
        mark("Empty the cell, or set the mode to referral."),
    ),
    FaultKind.DISAGREES: (
        mark("Row {hint} says something else about the same visit."),
        mark("Give all rows of a visit the same value, or leave all but one empty."),
    ),
    FaultKind.NO_OUTCOME: (
        mark("The visit met nobody and does not say why."),
        mark("Write one of these: {hint}."),
    ),
    FaultKind.MET_NOBODY: (
        mark("Somebody was met, but no row of this visit counts anybody."),
        mark("Write how many people were met, or correct the outcome."),
    ),
    FaultKind.MET_DESPITE_OUTCOME: (
        mark("Somebody was met, but the outcome says: {hint}."),
        mark("Correct the outcome, or remove the contact."),
    ),
    FaultKind.PRIOR_BEYOND_MET: (
        mark("{hint} are said to have worked elsewhere before: more than people in prostitution were met."),
        mark("Correct the one or the other number of this visit."),
    ),
    FaultKind.SYNTHETIC_FILE: (
        mark("This file holds synthetic data."),
        mark("Synthetic data cannot be mixed with your own register."),
    ),
}


def shown(text: str) -> str:
    """
    Return *text* as a report may show it.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        Shortened; masked where it seems to hold something about a person.
    """
    if find_identifiers(text):
        return MASKED
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SHOWN else flat[: LONGEST_SHOWN - 1] + "…"


def day_hint(day: date) -> str:
    """
    Return a day as a fault mentions it.

    Parameters
    ----------
    day : date
        Any day.

    Returns
    -------
    str
        As files write it, such as ``05/03/2019``.
    """
    return day.strftime("%d/%m/%Y")


def problem(fault: Fault, translate: Translate) -> str:
    """
    Return the sentence that says what is wrong.

    Parameters
    ----------
    fault : Fault
        What was found.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        One sentence.
    """
    return translate(_SENTENCES[fault.kind][0]).format(hint=_named(fault.hint, translate))


def remedy(fault: Fault, translate: Translate) -> str:
    """
    Return the sentence that says what to do.

    Parameters
    ----------
    fault : Fault
        What was found.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        One or two sentences.
    """
    return translate(_SENTENCES[fault.kind][1]).format(hint=_named(fault.hint, translate))


def _named(hint: tuple[str, ...], translate: Translate) -> str:
    words = [_word(part, translate) for part in hint[:_WORDS_SHOWN]]
    return ", ".join(words) + (", …" if len(hint) > _WORDS_SHOWN else "") if words else "—"


def _word(part: str, translate: Translate) -> str:
    if isinstance(part, Field):
        return label(part, translate)
    if isinstance(part, IdentifierKind):
        return identifier_term(part, translate)
    if isinstance(part, StrEnum):
        return written_word(part, translate)
    return part


def fault_table(faults: Sequence[Fault], translate: Translate) -> pd.DataFrame:
    """
    Return the report as a table.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    DataFrame
        One row a fault, columns row, column, value, problem and remedy.
    """
    return pd.DataFrame(
        {
            "row": [fault.row for fault in faults],
            "column": [fault.column for fault in faults],
            "value": [fault.value for fault in faults],
            "problem": [problem(fault, translate) for fault in faults],
            "remedy": [remedy(fault, translate) for fault in faults],
        }
    )


FAULT_HEADINGS = {
    "row": mark("Row"),
    "column": mark("Column"),
    "value": mark("Value"),
    "problem": mark("What is wrong"),
    "remedy": mark("What to do"),
}
"""English sources of the headings of `fault_table`."""
