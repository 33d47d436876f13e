"""What measures and kinds of presence are called, and how their values are written."""

from html import escape

import pandas as pd

from data.geography.municipalities import municipality
from data.vocabulary import Nature
from geo.comparison import Change
from geo.measures import Measure, Presence
from geo.visit_coverage import Coverage
from pages.ui.text import _, language, number, term_of

DECIMALS_BELOW = 10
"""Hours below which a rounded number would contradict the rate beside it."""


def measure_label(measure: str) -> str:
    """Return the name of a measure."""
    labels = {
        Measure.CONTACTS: _("Contacts"),
        Measure.CONTACTS_PER_HOUR: _("Contacts per hour of outreach"),
        Measure.FIRST_CONTACTS: _("First contacts"),
        Measure.TESTS: _("Rapid tests"),
        Measure.HOURS: _("Hours of outreach"),
        Measure.INTERVENTIONS: _("Social interventions"),
    }
    wanted = Measure(measure)
    if wanted in labels:
        return labels[wanted]
    nature = Nature(wanted.value.removeprefix("interventions_"))
    return _("Interventions: {nature}").format(nature=term_of(nature).lower())


def measure_decimals(measure: Measure) -> int:
    """Return how many decimals the values of a measure are written with."""
    return {Measure.CONTACTS_PER_HOUR: 2, Measure.HOURS: 1}.get(measure, 0)


def hours_text(hours: float) -> str:
    """Return hours of outreach in words of a sentence: a few of them with a decimal, many without."""
    return number(hours, measure_decimals(Measure.HOURS) if hours < DECIMALS_BELOW else 0)


def presence_label(presence: str) -> str:
    """Return the words for a kind of presence; three different things, always told apart."""
    labels = {
        Presence.SEEN: _("People met"),
        Presence.NOBODY: _("Looked, met nobody"),
        Presence.NOT_LOOKED: _("Not looked"),
    }
    return labels[Presence(presence)]


def value_text(row: pd.Series, measure: Measure) -> str:
    """
    Return the value of a row of figures in words, with its interval where it is a rate.

    Parameters
    ----------
    row : Series
        ``presence``, ``value``, and for a rate ``low``, ``high`` and ``enough``.
    measure : Measure
        What the value is.

    Returns
    -------
    str
        Such as "2.31 an hour (1.90–2.80)", or why there is no figure.
    """
    if row["presence"] == Presence.NOT_LOOKED:
        return presence_label(Presence.NOT_LOOKED)
    if not measure.is_rate:
        return number(row["value"], measure_decimals(measure))
    if pd.isna(row["value"]):
        return _("Effort not noted")
    text = _("{value} an hour").format(value=number(row["value"], 2))
    if not row["enough"]:
        return _("{value}, on too little effort to compare").format(value=text)
    return f"{text} ({number(row['low'], 2)}–{number(row['high'], 2)})"


def swatch(style: str, text: str) -> str:
    """Return one entry of a legend as HTML; *text* is escaped, *style* is ours."""
    return (
        '<li style="display:flex;align-items:center;gap:.5rem;margin:0">'
        f'<span aria-hidden="true" style="flex:none;display:inline-block;{style}"></span>{escape(text)}</li>'
    )


def coverage_label(status: str) -> str:
    """Return the words for how a place stands against its target."""
    labels = {
        Coverage.NEVER: _("Never visited"),
        Coverage.ON_TRACK: _("On track"),
        Coverage.DUE: _("Due"),
        Coverage.OVERDUE: _("Overdue"),
        Coverage.NO_TARGET: _("No target"),
    }
    return labels[Coverage(status)]


def change_label(change: str) -> str:
    """Return the words for a change."""
    labels = {
        Change.MORE: _("More than before"),
        Change.FEWER: _("Fewer than before"),
        Change.NO_CLEAR_CHANGE: _("No clear change"),
        Change.NOT_COMPARABLE: _("Cannot be compared"),
    }
    return labels[Change(change)]


def municipality_name(nis: str) -> str:
    """Return the name of a municipality, or its code where today's list has none."""
    known = municipality(nis)
    return known.name(language()) if known else nis


def title_of(screen: object) -> str:
    """Return the name of a screen of the internal app; one that is no more keeps its file's stem."""
    titles = {
        "overview": _("Overview"),
        "map": _("Map"),
        "trends": _("Trends"),
        "displacement": _("Displacement"),
        "rounds": _("Rounds"),
        "record": _("Record visits"),
        "schedule": _("Schedule"),
        "imports": _("Imports"),
        "places": _("Places"),
        "teams": _("Pairs"),
        "travel": _("Travel times"),
        "regulations": _("Regulations"),
        "layers": _("Map layers"),
        "publish": _("Publish"),
        "accounts": _("Accounts"),
        "audit": _("Audit"),
        "limits": _("Purpose and limits"),
    }
    return titles.get(str(screen), str(screen))
