"""What can be wrong with a change to the register, said with what to do about it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum

from data.i18n import Translate, mark
from data.identifiers import IdentifierKind, identifier_term


class FaultCode(StrEnum):
    """Everything that a change to places or regulations can be refused for."""

    TEXT_MISSING = "text_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNPRINTABLE = "text_unprintable"
    TEXT_IDENTIFIES = "text_identifies"
    LABEL_TAKEN = "label_taken"
    KIND_FIXED = "kind_fixed"
    SERVICE_MISSING = "service_missing"
    SERVICE_UNKNOWN = "service_unknown"
    SERVICE_TAKEN = "service_taken"
    MUNICIPALITY_MISSING = "municipality_missing"
    MUNICIPALITY_UNKNOWN = "municipality_unknown"
    MUNICIPALITY_ELSEWHERE = "municipality_elsewhere"
    MUNICIPALITY_FIXED = "municipality_fixed"
    SHAPE_EMPTY = "shape_empty"
    SHAPE_WRONG_TYPE = "shape_wrong_type"
    SHAPE_TOO_FEW_CORNERS = "shape_too_few_corners"
    SHAPE_CROSSES_ITSELF = "shape_crosses_itself"
    SHAPE_TOO_SMALL = "shape_too_small"
    SHAPE_TOO_LARGE = "shape_too_large"
    SHAPE_OUTSIDE = "shape_outside"
    SHAPE_OF_FLATS = "shape_of_flats"
    SHAPE_MOVED = "shape_moved"
    DATE_MISSING = "date_missing"
    DATE_UNLIKELY = "date_unlikely"
    DATES_REVERSED = "dates_reversed"
    VISITS_BEFORE = "visits_before"
    VISITS_AFTER = "visits_after"
    TARGET_OUT_OF_RANGE = "target_out_of_range"
    OPENING_WEEKDAY = "opening_weekday"
    OPENING_EMPTY = "opening_empty"
    OPENING_OVERLAP = "opening_overlap"
    HAS_VISITS = "has_visits"
    HAS_REGULATIONS = "has_regulations"
    GONE = "gone"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ANNOUNCED_LATE = "announced_late"
    WHERE_MISSING = "where_missing"
    AREA_IS_POINT = "area_is_point"
    PLACE_UNKNOWN = "place_unknown"
    ALREADY_IN_LEDGER = "already_in_ledger"
    BUSY = "busy"


_TEXTS: dict[FaultCode, tuple[str, str]] = {
    FaultCode.TEXT_MISSING: (mark("This field is empty."), mark("Fill it in.")),
    FaultCode.TEXT_TOO_LONG: (
        mark("This text has {length} characters, and {longest} are kept at most."),
        mark("Shorten it."),
    ),
    FaultCode.TEXT_UNPRINTABLE: (
        mark("This text holds characters that cannot be shown."),
        mark("Type it again instead of pasting it."),
    ),
    FaultCode.TEXT_IDENTIFIES: (
        mark("This text looks like it holds {kind}."),
        mark("Write it without anything that points at a person."),
    ),
    FaultCode.LABEL_TAKEN: (
        mark("Another place already has this label."),
        mark("Choose a label that tells the two apart, or edit the other place."),
    ),
    FaultCode.KIND_FIXED: (
        mark("The kind of a place that has visits cannot change: past visits would be counted anew."),
        mark("Close this place on a date and open a new one of the other kind."),
    ),
    FaultCode.SERVICE_MISSING: (
        mark("It is not said which service looks after this place."),
        mark("Choose one of the services in the list."),
    ),
    FaultCode.SERVICE_UNKNOWN: (
        mark("This service is not in the register."),
        mark("Choose one of the services in the list."),
    ),
    FaultCode.SERVICE_TAKEN: (
        mark("Another service already has this name."),
        mark("Choose a name that tells the two apart."),
    ),
    FaultCode.MUNICIPALITY_MISSING: (
        mark("The municipality is not known."),
        mark("Choose the municipality in the list."),
    ),
    FaultCode.MUNICIPALITY_UNKNOWN: (
        mark("No municipality of today has this code."),
        mark("Choose the municipality in the list."),
    ),
    FaultCode.MUNICIPALITY_ELSEWHERE: (
        mark("The position does not lie in this municipality."),
        mark("Choose another municipality, or correct the position."),
    ),
    FaultCode.MUNICIPALITY_FIXED: (
        mark("These private flats have visits, which are counted in their municipality."),
        mark("Close them on a date and open those of the other municipality."),
    ),
    FaultCode.SHAPE_EMPTY: (
        mark("This place has no position."),
        mark("Click its position or its corners on the map, or type the coordinates."),
    ),
    FaultCode.SHAPE_WRONG_TYPE: (
        mark("A place is a point or a zone, not a line or a collection."),
        mark("Draw it as one point or as the outline of a zone."),
    ),
    FaultCode.SHAPE_TOO_FEW_CORNERS: (
        mark("A zone needs at least three different corners."),
        mark("Add corners, or make it a single point."),
    ),
    FaultCode.SHAPE_CROSSES_ITSELF: (
        mark("The outline of this zone crosses itself."),
        mark("Put the corners in order around the zone."),
    ),
    FaultCode.SHAPE_TOO_SMALL: (
        mark("This zone is smaller than 200 m²."),
        mark("Draw it larger, or make it a single point."),
    ),
    FaultCode.SHAPE_TOO_LARGE: (
        mark("This zone is too large to be a place."),
        mark("Draw a smaller zone, or several."),
    ),
    FaultCode.SHAPE_OUTSIDE: (
        mark("This position lies far outside Belgium."),
        mark("Check the order: latitude first, then longitude, in degrees."),
    ),
    FaultCode.SHAPE_OF_FLATS: (
        mark("Private flats are never mapped finer than their municipality."),
        mark("Leave out the position and choose the municipality."),
    ),
    FaultCode.SHAPE_MOVED: (
        mark(
            "This place has visits, and its outline would move by {metres} m; up to {most} m is a correction."
        ),
        mark("Close this place on a date and open a new one at the new position."),
    ),
    FaultCode.DATE_MISSING: (mark("The date is missing."), mark("Choose a date.")),
    FaultCode.DATE_UNLIKELY: (
        mark("This date is not between {first} and {last}."),
        mark("Check the year."),
    ),
    FaultCode.DATES_REVERSED: (
        mark("The last day lies before the first one."),
        mark("Exchange the two dates, or correct one."),
    ),
    FaultCode.VISITS_BEFORE: (
        mark("Visits are recorded here since {day}."),
        mark("Choose this day or an earlier one as the first day."),
    ),
    FaultCode.VISITS_AFTER: (
        mark("Visits are recorded here until {day}."),
        mark("Choose this day or a later one as the last day."),
    ),
    FaultCode.TARGET_OUT_OF_RANGE: (
        mark("The target is not a number of days from 1 to 365."),
        mark("Give the days between two visits, or leave the field empty for no target."),
    ),
    FaultCode.OPENING_WEEKDAY: (
        mark("An opening window has no day of the week."),
        mark("Choose a day from Monday to Sunday."),
    ),
    FaultCode.OPENING_EMPTY: (
        mark("An opening window closes at the minute at which it opens."),
        mark("Correct one of the two hours, or remove the line."),
    ),
    FaultCode.OPENING_OVERLAP: (
        mark("Two opening windows overlap."),
        mark("Join them into one, or correct their hours; a window may run past midnight."),
    ),
    FaultCode.HAS_VISITS: (
        mark("Visits refer to this place: {count}. It cannot be deleted."),
        mark("Close it on a date: its past stays and it is no longer proposed."),
    ),
    FaultCode.HAS_REGULATIONS: (
        mark("The ledger of regulations refers to this place."),
        mark("Close it on a date, or take it out of the regulation first."),
    ),
    FaultCode.GONE: (
        mark("This record is no longer in the register."),
        mark("Reload the page to see what is there now."),
    ),
    FaultCode.CHANGED_MEANWHILE: (
        mark("Somebody else changed this record in the meantime."),
        mark("Reload the page and make your change again."),
    ),
    FaultCode.ANNOUNCED_LATE: (
        mark("The announcement lies after the day on which the rule came into force."),
        mark("Correct one of the two dates, or leave the announcement empty."),
    ),
    FaultCode.WHERE_MISSING: (
        mark("It is not said where this rule applies."),
        mark("Choose a municipality, draw an area, or choose places."),
    ),
    FaultCode.AREA_IS_POINT: (
        mark("A rule applies in an area, and this is a single point."),
        mark("Draw at least three corners, or choose the place itself."),
    ),
    FaultCode.PLACE_UNKNOWN: (
        mark("One of the places is not in the register."),
        mark("Choose the places in the list again."),
    ),
    FaultCode.ALREADY_IN_LEDGER: (
        mark("The ledger already holds a rule of this kind with this title and date."),
        mark("Edit that rule instead."),
    ),
    FaultCode.BUSY: (
        mark("The register is being written to by something else, such as an import."),
        mark("Nothing was changed. Try again in a minute."),
    ),
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """
    One reason to refuse a change.

    Attributes
    ----------
    code : FaultCode
        What is wrong.
    field : str
        Name of the field of the draft that is wrong; empty where it is the whole.
    values : mapping
        What the message names: numbers, dates, words of closed lists. Never a text that somebody typed,
        so that a message can be shown anywhere.
    """

    code: FaultCode
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def message(self, translate: Translate) -> str:
        """
        Return what is wrong, in a sentence.

        Parameters
        ----------
        translate : Translate
            The look-up of the language.

        Returns
        -------
        str
            Without the remedy.
        """
        named = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(_TEXTS[self.code][0]).format(**named)

    def remedy(self, translate: Translate) -> str:
        """
        Return what to do about it, in a sentence.

        Parameters
        ----------
        translate : Translate
            The look-up of the language.

        Returns
        -------
        str
            An instruction.
        """
        return translate(_TEXTS[self.code][1])


@dataclasses.dataclass(frozen=True)
class Saved:
    """
    The outcome of a change.

    Attributes
    ----------
    id : int or None
        The record that was written; None where the change was refused.
    faults : tuple of Fault
        Every reason for which it was refused; empty where it was made.
    """

    id: int | None = None
    faults: tuple[Fault, ...] = ()


class RefusedError(Exception):
    """A change that is not made; raised inside a transaction, so that nothing of it is kept."""

    def __init__(self, *faults: Fault) -> None:
        """Keep the reasons."""
        super().__init__(", ".join(f"{fault.code} ({fault.field})" for fault in faults))
        self.faults = faults


def _shown(value: object, translate: Translate) -> object:
    if isinstance(value, IdentifierKind):
        return identifier_term(value, translate)
    if isinstance(value, Enum):
        message = f"{value!r} has no name on screen"
        raise TypeError(message)
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value
