"""What the groups, windows and figures of a study are called."""

from datetime import UTC, datetime

from data.studies.ledger import month_start
from data.vocabulary import PlaceKind
from geo.displacement.model import Arm, EffortRule, Window
from geo.displacement.results import Estimate
from pages.parts.displacement.proposals import Ring
from pages.ui.cache import places
from pages.ui.text import NO_VALUE, _, month_text, number, short_date, term_of

PLACES_OF_A_RATIO = 2
"""Decimals of a ratio of rates."""


def month_name(month: int) -> str:
    """Return a numbered month as ``mars 2019``."""
    return month_text(month_start(month))


def window_text(window: Window) -> str:
    """Return the months of a window in words."""
    return _("{first} to {last}").format(first=month_name(window.first), last=month_name(window.end - 1))


def arm_label(arm: Arm) -> str:
    """Return what a group is called."""
    return {
        Arm.TREATED: _("Zones under the rule"),
        Arm.DISPLACED: _("Possible destinations"),
        Arm.CONTROL: _("Comparison zones"),
        Arm.LEFT_OUT: _("Left out"),
    }[arm]


def ring_label(ring: Ring) -> str:
    """Return how far possible destinations may lie, in words."""
    if ring.by_road:
        return _("{minutes} minutes by car").format(minutes=number(ring.reach))
    return _("{km} km").format(km=number(ring.reach))


def effort_label(rule: EffortRule) -> str:
    """Return how contacts are taken to grow with hours, in words."""
    return {
        EffortRule.ESTIMATED: _("Estimated from the months before and after"),
        EffortRule.PROPORTIONAL: _("In proportion to the hours"),
    }[rule]


def ratio_text(value: float) -> str:
    """Return a ratio of rates, such as ``×1.52``."""
    return NO_VALUE if value != value else f"×{number(value, PLACES_OF_A_RATIO)}"  # noqa: PLR0124 - only NaN differs from itself


def range_text(estimate: Estimate, decimals: int = PLACES_OF_A_RATIO) -> str:
    """Return the limits of a figure."""
    return _("{low} to {high}").format(
        low=number(estimate.low, decimals), high=number(estimate.high, decimals)
    )


def figure_label(name: str) -> str:
    """Return what a headline figure is called."""
    return {
        "displaced": _("Ratio of rates at the possible destinations"),
        "treated": _("Ratio of rates in the zones under the rule"),
        "lost": _("Contacts lost in the zones under the rule"),
        "gained": _("Contacts gained at the possible destinations"),
        "net": _("Contacts gained less lost"),
        "share": _("Contacts gained for each one lost"),
    }[name]


def figure_decimals(name: str) -> int:
    """Return how many decimals a headline figure has: those that are counts have none."""
    return PLACES_OF_A_RATIO if name in {"displaced", "treated", "share"} else 0


def moment_text(moment: datetime) -> str:
    """Return a moment of the register, which is in UTC, as the clock of the server shows it."""
    return f"{moment.replace(tzinfo=UTC).astimezone():%d/%m/%Y %H:%M}"


def local_date_text(moment: datetime) -> str:
    """Return the day of a moment of the register, which is in UTC, as the calendar of the server shows it."""
    return short_date(moment.replace(tzinfo=UTC).astimezone())


def zone_name(place: int) -> str:
    """Return the name of a zone as it was typed, or its number where the register has lost it."""
    table = places()
    return str(table.at[place, "label"]) if place in table.index else _("Place {number}").format(number=place)


def kind_of(place: int) -> str:
    """Return what kind of place a zone is, or a dash where the register has lost it."""
    table = places()
    return kind_name(str(table.loc[place, "kind"])) if place in table.index else NO_VALUE


def kind_name(kind: str) -> str:
    """Return what a kind of place is called."""
    return term_of(PlaceKind(kind))
