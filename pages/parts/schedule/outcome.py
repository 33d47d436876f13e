"""What one schedule has that another has not: what breaks first, then what is gained."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data.schedules.problem import ScheduleSheet
from geo.schedules.differences import Difference
from geo.schedules.report import HARD, Conflict, ScheduleReport
from pages.parts.schedule.wording import conflict_text, visit_text, visits_text
from pages.ui.text import _, number

SHOWN = 12
"""Lines of one list at most."""

SHOWN_BETTER = 4
"""Lines at most of what needs nobody's care."""


def show_difference(
    sheet: ScheduleSheet, before: ScheduleReport, after: ScheduleReport, found: Difference
) -> None:
    """
    Draw the difference between two schedules.

    Parameters
    ----------
    sheet : ScheduleSheet
        The weeks.
    before, after : ScheduleReport
        Of the two schedules.
    found : Difference
        Visit by visit.
    """
    was = {_about(conflict): conflict for conflict in found.resolved}
    broken = [conflict for conflict in found.appeared if conflict.kind in HARD]
    softer = [conflict for conflict in found.appeared if conflict.kind not in HARD]
    worse = [conflict for conflict in softer if not _is_less(conflict, was)]
    better = [conflict_text(sheet, conflict) for conflict in softer if _is_less(conflict, was)]
    # A place that closes has no conflict any more, and nobody is better off.
    closed = {site.place for site in before.sites} - {site.place for site in after.sites}
    still = {_about(conflict) for conflict in found.appeared}
    better += [
        _("No longer: {what}").format(what=conflict_text(sheet, conflict))
        for conflict in found.resolved
        if _about(conflict) not in still and conflict.place not in closed
    ]
    if broken:
        texts = [conflict_text(sheet, conflict) for conflict in broken]
        st.error(_lines(_("This cannot be kept:"), texts), icon=":material/block:")
    lines = [conflict_text(sheet, conflict) for conflict in worse]
    fewer = len(found.lost) - len(found.added)
    if fewer > 0:
        lines = [_("{visits} fewer.").format(visits=visits_text(fewer)), *lines]
    if lines:
        st.warning(_lines(_("What gets worse:"), lines), icon=":material/trending_down:")
    if not broken and not lines:
        st.success(_("Nothing breaks."), icon=":material/check:")
    if better:
        st.info(_lines(_("What gets better:"), better, SHOWN_BETTER), icon=":material/trending_up:")
    _figures(before, after)
    _visits(sheet, found)


def _about(conflict: Conflict) -> tuple[object, ...]:
    """Return what a conflict is about, however large it is."""
    if conflict.place is not None:
        return conflict.kind, conflict.place
    return conflict.kind, conflict.team, conflict.day, conflict.slot


def _is_less(conflict: Conflict, was: Mapping[tuple[object, ...], Conflict]) -> bool:
    """Tell whether the same was wrong before, and more so."""
    before = was.get(_about(conflict))
    return before is not None and conflict.amount < before.amount


def _lines(head: str, texts: Sequence[str], most: int = SHOWN) -> str:
    lines = [f"- {text}" for text in texts[:most]]
    if len(texts) > most:
        lines.append(_("- and {count} more").format(count=number(len(texts) - most)))
    return "\n".join([head, "", *lines])


def _figures(before: ScheduleReport, after: ScheduleReport) -> None:
    was, now = before.figures, after.figures
    with st.grid(3, min_column_width=130, gap="small"):
        _metric(_("Visits kept"), was.kept, now.kept, good=1)
        _metric(_("Hours on the road"), was.drive_min / 60, now.drive_min / 60, good=-1)
        _metric(_("People-hours"), was.people_hours, now.people_hours, good=1)


def _metric(label: str, was: float, now: float, *, good: int) -> None:
    decimals = 0 if float(now).is_integer() and float(was).is_integer() else 1
    moved = round(now - was, decimals)
    st.metric(
        label,
        number(now, decimals),
        # Streamlit knows a loss by an ASCII minus.
        delta=f"{'-' if moved < 0 else '+'}{number(abs(moved), decimals)}" if moved else None,
        delta_color="normal" if good > 0 else "inverse",
        border=True,
    )


def _visits(sheet: ScheduleSheet, found: Difference) -> None:
    lines = [f"- :material/remove: {visit_text(sheet, visit)}" for visit in found.lost]
    lines += [f"- :material/add: {visit_text(sheet, visit)}" for visit in found.added]
    lines += [
        f"- :material/arrow_forward: {visit_text(sheet, move.before)} → {visit_text(sheet, move.after)}"
        for move in found.moved
    ]
    if not lines:
        return
    with st.popover(_("Visit by visit"), icon=":material/list:"):
        st.markdown("\n".join(lines[: SHOWN * 3]))
        if len(lines) > SHOWN * 3:
            st.caption(_("And {count} more.").format(count=number(len(lines) - SHOWN * 3)))
