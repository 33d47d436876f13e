"""Pairs, reasons and warnings in words."""

from collections.abc import Mapping

import pandas as pd

from data.planning.teams import MissingRole, TeamRecord
from geo.rounds.checks import PlanWarning, WarningKind
from geo.rounds.model import Violation
from geo.rounds.reasons import Reason, ReasonKind
from pages.ui.cache import places
from pages.ui.hours import length_text
from pages.ui.text import _, as_plain, labelled, ngettext, number

PAIR_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7f63b8", "#8a6d3b")
"""One colour a pair, told apart with the common colour-vision deficiencies; each pair has a letter too."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

COMMON = 3
"""Places that must carry the same remark before lists leave it out."""


def letter_of(position: int) -> str:
    """Return the letter of the pair in a position of the list."""
    return LETTERS[position % len(LETTERS)]


def colour_of(position: int) -> str:
    """Return the colour of the pair in a position of the list."""
    return PAIR_COLOURS[position % len(PAIR_COLOURS)]


def place_label(place: int) -> str:
    """Return the label of a place as it was typed."""
    labels = places()["label"]
    return str(labels[place]) if place in labels.index else _("A place of another service")


def short_labels(labels: pd.Series) -> dict[int, str]:
    """
    Return labels without a remark that says nothing of one place in particular.

    Parameters
    ----------
    labels : Series
        Of all places, by place.

    Returns
    -------
    dict of int to str
        What stands in brackets at the end gives way to three dots where several places carry the very same
        remark and the rest still tells them apart; every other label is whole.
    """
    parts = labels.astype(str).str.extract(r"^(?P<name>.*\S)\s*(?P<remark>\([^()]*\))$")
    is_common = parts["remark"].map(parts["remark"].value_counts()).ge(COMMON)
    short = (parts["name"] + "…").where(is_common, labels)
    whole = labels.where(short.duplicated(keep=False), short)
    return dict(zip(whole.index.tolist(), whole.tolist(), strict=True))


def place_name(place: int) -> str:
    """Return the label of a place for a text that reads Markdown."""
    return as_plain(place_label(place))


def lacks_text(team: TeamRecord) -> str:
    """Return what a pair lacks to go out."""
    if MissingRole.NURSE in team.lacks:
        return _("No nurse in this pair.")
    return _("No social worker or educator in this pair.")


def violation_text(violation: Violation) -> str:
    """Return what is wrong with a stop or a round."""
    return {
        Violation.LATE: _("Late: the visit does not end before the place closes."),
        Violation.LATE_AT_WORST: _("May be late: with slow roads the visit does not end before it closes."),
        Violation.SHUT: _("Shut this evening."),
        Violation.WRONG_PAIR: _("Not a place of this pair."),
        Violation.OVERTIME: _("Back after the end of the shift."),
        Violation.OVERTIME_AT_WORST: _("May be back after the end of the shift, with slow roads."),
        Violation.TWICE: _("On two rounds."),
        Violation.LOCK_BROKEN: _("Not as it was locked."),
    }[violation]


def violation_word(violation: Violation) -> str:
    """Return what is wrong in a word or two, for the list of stops."""
    return {
        Violation.LATE: _("late"),
        Violation.LATE_AT_WORST: _("may be late"),
        Violation.SHUT: _("shut"),
        Violation.WRONG_PAIR: _("wrong pair"),
        Violation.OVERTIME: _("overtime"),
        Violation.OVERTIME_AT_WORST: _("may be overtime"),
        Violation.TWICE: _("twice"),
        Violation.LOCK_BROKEN: _("lock broken"),
    }[violation]


def reason_text(kind: ReasonKind) -> str:
    """Return why places are left out, said once for all of which it is true."""
    return {
        ReasonKind.LEFT_OUT: _("You left them out"),
        ReasonKind.SHUT: _("Shut this evening"),
        ReasonKind.NO_PAIR_WHEN_OPEN: _("No pair that may go there works while they are open"),
        ReasonKind.WINDOW_NEVER_MEETS_SHIFT: _(
            "By the time a pair gets there and stays, they have closed or the shift is over"
        ),
        ReasonKind.LOCKED: _("What is locked leaves no room for them"),
        ReasonKind.NO_PRIZE_GAIN: _("They would fit, but the way there costs more than a visit is worth now"),
        ReasonKind.FITS: _("They would fit as things are: propose again, or force them"),
        ReasonKind.UNFINISHED: _("A better plan with them has been found: propose again, or force them"),
        ReasonKind.DISPLACED: _("Every round is full, and what would have to give way is worth more"),
        ReasonKind.ALL_FULL: _("Every round that could go there is full, and nothing on it may give way"),
    }[kind]


def lack_text(reason: Reason, pairs: Mapping[int, str]) -> str:
    """Return which pair it would be easiest for and how much time it lacks; empty where time is no matter."""
    pair = pairs.get(reason.team or 0, "")
    if not reason.lacks_min or not pair:
        return ""
    minutes = length_text(reason.lacks_min)
    return _("nearest is {pair}: {minutes} too little").format(pair=pair, minutes=minutes)


def warning_text(warning: PlanWarning, pairs: Mapping[int, str]) -> str:
    """
    Return what to know before planning, with what to do.

    Parameters
    ----------
    warning : PlanWarning
        From `geo.rounds.checks.check_evening`.
    pairs : mapping of int to str
        What each pair is called.

    Returns
    -------
    str
        Markdown: whom it is about, what, and the remedy.
    """
    named = [place_name(place) for place in warning.places]
    named += [as_plain(pairs.get(team, "")) for team in warning.teams]
    return labelled(f"**{', '.join(named)}**", _warning(warning)) if named else _warning(warning)


def _warning(warning: PlanWarning) -> str:
    amount = number(warning.amount or 0)
    texts = {
        WarningKind.NO_COORDINATES: _(
            "Position unknown: the way there is a guess from its municipality. Ask where before leaving."
        ),
        WarningKind.WINDOW_TOO_SHORT: _(
            "Open for less time than a visit takes. Check its hours and the length of a visit."
        ),
        WarningKind.TOO_FAR: _("Too far away to go and come back in any shift. Check its position."),
        WarningKind.RANGE_PAST_CLOSING: _(
            "With slow roads nobody gets there before it closes. Leave earlier, or enter a trip you know."
        ),
        WarningKind.DUPLICATE: _apart(warning.amount or 0),
        WarningKind.TOO_SOON: ngettext(
            "Visited {days} day ago, long before its turn.",
            "Visited {days} days ago, long before its turn.",
            round(warning.amount or 0),
        ).format(days=amount),
        WarningKind.ROLE_MISSING: _(
            "A nurse or a worker is missing. Complete the pair, or let it go out all the same this evening."
        ),
        WarningKind.NO_SHIFT: _("No hours this evening. Give it a shift for this day, or leave it out."),
        WarningKind.NO_DEPOT: _(
            "It is not said which office it leaves from. Choose it on the screen of pairs."
        ),
        WarningKind.REQUIRED_DO_NOT_FIT: _(
            "What must be visited does not fit into the evening. Drop one, or add a pair."
        ),
    }
    return texts[warning.kind]


def _apart(metres: float) -> str:
    if metres < 1:
        return _("Two places that touch. Close one if they are the same.")
    return _("Two places {metres} m apart. Close one if they are the same.").format(metres=number(metres))
