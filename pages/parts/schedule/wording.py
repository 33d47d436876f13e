"""Visits, conflicts, reasons and remedies of a schedule in words."""

import math
from datetime import date

from babel.dates import format_date

from data.i18n import LOCALES
from data.schedules.problem import ScheduleSheet
from data.schedules.sites import GROUP_SEPARATOR
from data.vocabulary import HourBand, PlaceKind
from geo.plan_coverage import PlanStatus
from geo.schedules.calendar import to_date
from geo.schedules.model import PlannedVisit, Shift
from geo.schedules.reasons import Reason, ReasonKind
from geo.schedules.remedies import Remedy, RemedyKind
from geo.schedules.report import Conflict, ConflictKind
from pages.ui.cache import areas, places
from pages.ui.hours import hour_text, length_text, window_text
from pages.ui.text import _, as_plain, labelled, language, ngettext, number, term_of, weekday_names

ICONS = {
    PlanStatus.NOT_PLANNED: ":material/event_busy:",
    PlanStatus.LATE: ":material/priority_high:",
    PlanStatus.DUE: ":material/schedule:",
    PlanStatus.ON_TIME: ":material/check:",
}
"""The four statuses, the most urgent first; each has a word and a sign, never colour alone."""


def status_label(status: PlanStatus) -> str:
    """Return the words for how a place stands."""
    return {
        PlanStatus.ON_TIME: _("On time"),
        PlanStatus.DUE: _("Due"),
        PlanStatus.LATE: _("Late"),
        PlanStatus.NOT_PLANNED: _("No visit planned"),
    }[status]


def day_text(day: date) -> str:
    """Return a day with its weekday, short: Mon 6 Jan."""
    return str(format_date(day, format="EEE d MMM", locale=LOCALES[language()]))


def place_label(place: int) -> str:
    """Return the label of a place as it was typed."""
    labels = places()["label"]
    return str(labels[place]) if place in labels.index else _("A place of another service")


def place_name(place: int) -> str:
    """Return the label of a place for a text that reads Markdown."""
    return as_plain(place_label(place))


def pair_code(sheet: ScheduleSheet, team: int) -> str:
    """Return what a pair is called."""
    codes = {one.id: one.code for one in sheet.teams}
    return codes.get(team, _("Another pair"))


def slot_label(slot: int) -> str:
    """Return the name of a part of the day."""
    return {
        HourBand.MORNING: _("Morning"),
        HourBand.AFTERNOON: _("Afternoon"),
        HourBand.EVENING: _("Evening"),
        HourBand.NIGHT: _("Night"),
    }[HourBand(slot)]


def area_name(code: str) -> str:
    """Return the name of an area."""
    table = areas().set_index("id")
    if code not in table.index:
        return code
    return str(table.loc[code, "name_nl" if language() == "nl" else "name_fr"])


def group_label(group: str) -> str:
    """Return the name of a kind of place in an area."""
    kind, _separator, area = group.partition(GROUP_SEPARATOR)
    words = term_of(PlaceKind(kind))
    return f"{words}, {area_name(area)}" if area else words


def shift_text(sheet: ScheduleSheet, shift: Shift) -> str:
    """Return a shift with its day, pair and hours."""
    day = day_text(to_date(shift.day, sheet.scope.first_day))
    return f"{day} · {pair_code(sheet, shift.team)} · {window_text(shift.hours)}"


def moment_text(sheet: ScheduleSheet, visit: PlannedVisit) -> str:
    """Return when and with whom a visit is."""
    return _("{day} at {hour} with {pair}").format(
        day=day_text(to_date(visit.day, sheet.scope.first_day)),
        hour=hour_text(visit.arrival_min),
        pair=as_plain(pair_code(sheet, visit.team)),
    )


def visit_text(sheet: ScheduleSheet, visit: PlannedVisit) -> str:
    """Return a visit with its place, day, hour and pair."""
    return labelled(place_name(visit.place), moment_text(sheet, visit))


def visits_text(count: int) -> str:
    """Return a number of visits."""
    return ngettext("{count} visit", "{count} visits", count).format(count=number(count))


def conflict_text(sheet: ScheduleSheet, conflict: Conflict) -> str:
    """
    Return what is wrong, in a sentence.

    Parameters
    ----------
    sheet : ScheduleSheet
        The weeks.
    conflict : Conflict
        What is wrong.

    Returns
    -------
    str
        For a text that reads Markdown.
    """
    if _is_out_of_use(sheet, conflict):
        return _("{place}: not in use on {day}.").format(
            place=place_name(conflict.place or 0),
            day=day_text(to_date(conflict.day or 0, sheet.scope.first_day)).rstrip("."),
        )
    amount = round(conflict.amount)
    sentences = {
        ConflictKind.NOT_OUT: _("{place}: {pair} is not out on {day}."),
        ConflictKind.HOLIDAY: _("{place}: nobody is out on {day}."),
        ConflictKind.APPOINTMENT: _("{place}: {pair} has an appointment on {day}."),
        ConflictKind.SHUT: _("{place}: not open at that hour on {day}."),
        ConflictKind.LATE: _("{place}: {length} too late on {day}."),
        ConflictKind.OVERTIME: _("{pair}: back {length} late on {day}."),
        ConflictKind.TWICE: _("{place}: two visits on {day}."),
        ConflictKind.WRONG_PAIR: _("{place}: {pair} is not its usual pair."),
        ConflictKind.GAP_SHORT: _("{place}: two visits {days} too close."),
        ConflictKind.GAP_LONG: _("{place}: {days} beyond its rhythm."),
        ConflictKind.OTHER_PAIR: _("{place}: not always the same pair."),
        ConflictKind.OTHER_WEEKDAY: _("{place}: not always the same weekday."),
        ConflictKind.OTHER_SLOT: _("{place}: not always the same part of the day."),
        ConflictKind.SPREAD: _("{place}: arrivals {length} apart."),
        ConflictKind.LOCK_BROKEN: _("{place}: a locked visit on {day} was changed."),
        ConflictKind.MISSED: _("{place}: {visits} missing."),
    }
    text = sentences[conflict.kind].format(
        place="" if conflict.place is None else place_name(conflict.place),
        pair="" if conflict.team is None else as_plain(pair_code(sheet, conflict.team)),
        day="" if conflict.day is None else day_text(to_date(conflict.day, sheet.scope.first_day)),
        length=length_text(amount),
        days=ngettext("{count} day", "{count} days", amount).format(count=number(amount)),
        visits=visits_text(amount),
    )
    # Some languages write a day with a full stop of its own.
    return f"{text.rstrip('.')}."


def _is_out_of_use(sheet: ScheduleSheet, conflict: Conflict) -> bool:
    if conflict.kind is not ConflictKind.SHUT or conflict.place is None:
        return False
    site = sheet.problem.site_of.get(conflict.place)
    return site is None or conflict.day not in site.days_in_use(sheet.problem.days)


def reason_text(reason: Reason) -> str:
    """
    Return why a place misses visits, in a sentence.

    Parameters
    ----------
    reason : Reason
        From `geo.schedules.reasons.explain`.

    Returns
    -------
    str
        For a text that reads Markdown.
    """
    most = visits_text(reason.most)
    sentences = {
        ReasonKind.SHUT: _("{place}: in these weeks it is never open for as long as a visit takes."),
        ReasonKind.NO_PAIR: _("{place}: no pair that may go there is out while it is open."),
        ReasonKind.HOURS: _("{place}: its hours and the shifts never meet once the drive is counted."),
        ReasonKind.NO_RHYTHM: _("{place}: no pair can come as often as wanted; {most} at most."),
        ReasonKind.LOCKED: _("{place}: the locked visits leave no regular rhythm."),
        ReasonKind.FITS: _("{place}: it would fit, but the drive costs more than the visit is worth."),
        ReasonKind.DISPLACED: _("{place}: {other} is visited instead."),
        ReasonKind.FULL: _("{place}: every round that fits is full; the nearest lacks {length}."),
    }
    return sentences[reason.kind].format(
        place=place_name(reason.place),
        length=length_text(math.ceil(reason.lacks_min or 0)),
        most=most,
        other="" if reason.instead_of is None else place_name(reason.instead_of),
    )


def remedy_text(sheet: ScheduleSheet, remedy: Remedy) -> str:
    """
    Return what could be changed, in words.

    Parameters
    ----------
    sheet : ScheduleSheet
        The weeks.
    remedy : Remedy
        From `geo.schedules.advice.advise`.

    Returns
    -------
    str
        Part of a sentence, for a text that reads Markdown.
    """
    place = "" if remedy.place is None else place_name(remedy.place)
    if remedy.kind is RemedyKind.EXTRA_SHIFT:
        return _("one more round of {pair}, each {weekday}, {slot}").format(
            pair=as_plain(pair_code(sheet, remedy.team or 0)),
            weekday=weekday_names("wide")[remedy.weekday or 0],
            slot=slot_label(remedy.slot or 0).lower(),
        )
    if remedy.kind is RemedyKind.WIDER_HOURS:
        return _("{place} reachable {length} earlier and later").format(
            place=place, length=length_text(remedy.minutes)
        )
    days = ngettext("every {count} day", "every {count} days", remedy.target_days)
    return _("{place} visited {rhythm}").format(
        place=place, rhythm=days.format(count=number(remedy.target_days))
    )
