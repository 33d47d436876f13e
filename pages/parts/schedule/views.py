"""The schedule in force: how places stand, and its visits by month, by week, by pair and by place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from data.planning.appointments import load_holidays, occurrences
from data.schedules.problem import ScheduleSheet
from geo.plan_coverage import PlanStatus, plan_coverage
from geo.schedules.calendar import to_date
from geo.schedules.model import DAYS_A_WEEK, PlannedVisit
from geo.visit_coverage import Coverage, visit_coverage
from pages.parts.schedule.calendar import Picture, show_calendar, visit_id, week_days, week_of
from pages.parts.schedule.editing import CHOSEN, choose_pressed, move_dropped
from pages.parts.schedule.weeks import Weeks, may_plan
from pages.parts.schedule.wording import (
    ICONS,
    conflict_text,
    day_text,
    pair_code,
    place_label,
    status_label,
)
from pages.ui import colours
from pages.ui.address import a_number, one_of
from pages.ui.cache import ledger, places, today
from pages.ui.datatables import show_table
from pages.ui.hours import hour_text, window_text
from pages.ui.text import NO_VALUE, _, language, ngettext, number, short_date, term_of

MONTH, WEEK, PAIR, PLACE = "month", "week", "pair", "place"

VIEW_AS = one_of("view", lambda: (MONTH, WEEK, PAIR, PLACE), lambda: MONTH)

TEAM = a_number("pair")

WEEK_SHOWN = "_schedule_week"

SHOWN_CONFLICTS = 24
"""Conflicts that are listed at most."""

ROW = 20
"""Height of a place in the matrix, in pixels."""


def view_label(view: str) -> str:
    """Return what a way to look at the schedule is called."""
    return {
        MONTH: _("All weeks"),
        WEEK: _("One week"),
        PAIR: _("By pair"),
        PLACE: _("By place"),
    }[view]


def show_status(weeks: Weeks) -> None:
    """Draw how many places are on time, due, late, or have no visit planned; and which wait."""
    coverage = plan_coverage(_coverage(weeks.sheet), _next_visits(weeks))
    counts = coverage["status"].value_counts()
    with st.grid(4, min_column_width=150, gap="small", key="schedule_status"):
        for status, icon in ICONS.items():
            st.metric(status_label(status), number(int(counts.get(status, 0))), icon=icon, border=True)
    waiting = coverage[coverage["status"] != PlanStatus.ON_TIME]
    if waiting.empty:
        return
    with st.expander(_("Which places wait"), icon=":material/list:", key="schedule_waiting"):
        rank = {status: position for position, status in enumerate(ICONS)}
        frame = waiting.assign(
            rank=waiting["status"].map(rank),
            place=[place_label(int(str(place))) for place in waiting.index],
            words=[status_label(PlanStatus(word)) for word in waiting["status"]],
            last=[short_date(None if pd.isna(day) else day.date()) for day in waiting["last_visit"]],
            coming=[short_date(None if pd.isna(day) else day.date()) for day in waiting["next_visit"]],
        ).sort_values(["rank", "days_since"], ascending=[True, False])
        show_table(
            frame,
            {
                "place": _("Place"),
                "words": _("Status"),
                "days_since": _("Days since the last visit"),
                "target_days": _("Target in days"),
                "last": _("Last visit"),
                "coming": _("Next visit"),
            },
            key="schedule_waiting_table",
            summary=_("Places that are not on time, the most urgent first."),
            name="schedule_status",
        )


def _coverage(sheet: ScheduleSheet) -> pd.DataFrame:
    """Return how the places that are planned stand today."""
    sites = [site.place for site in sheet.problem.sites if site.place in places().index]
    return visit_coverage(places().loc[sites], ledger(), today())


def waiting_text(sheet: ScheduleSheet) -> str:
    """Return how many places wait today, before there is any schedule."""
    coverage = _coverage(sheet)
    waiting = int((coverage["status"] != Coverage.ON_TRACK).sum())
    text = ngettext(
        "Today {count} of them waits for a visit longer than its rhythm says.",
        "Today {count} of them wait for a visit longer than their rhythm says.",
        waiting,
    )
    return text.format(count=number(waiting))


def _next_visits(weeks: Weeks) -> dict[int, date]:
    coming: dict[int, date] = {}
    for visit in sorted(weeks.schedule.visits, key=lambda one: one.day):
        day = to_date(visit.day, weeks.first_day)
        if day >= today():
            coming.setdefault(visit.place, day)
    return coming


def notes_of(sheet: ScheduleSheet, team: int | None = None) -> dict[date, list[str]]:
    """Return what else the days of some weeks hold: holidays, and the appointments of one pair or of all."""
    first, last = sheet.scope.first_day, sheet.scope.last_day
    notes: dict[date, list[str]] = defaultdict(list)
    for day, name in load_holidays(first, last, language()).items():
        notes[day].append(name)
    kinds = {one.id: one.draft.kind for one in sheet.appointments}
    for one in occurrences(sheet.appointments, first, last):
        if team not in {None, one.team}:
            continue
        what = term_of(kinds[one.appointment])
        notes[one.day].append(f"{what} · {pair_code(sheet, one.team)} · {window_text(one.hours)}")
    return notes


def picture_of(weeks: Weeks, team: int | None = None) -> Picture:
    """Return what the calendar shows of the schedule in force; appointments of one pair or of all."""
    return Picture(weeks.sheet, weeks.report, notes_of(weeks.sheet, team), weeks.sheet.problem.locked)


def show_views(weeks: Weeks) -> None:
    """Draw the visits in the way that was chosen."""
    st.segmented_control(
        _("Show"),
        [MONTH, WEEK, PAIR, PLACE],
        format_func=view_label,
        key=VIEW_AS.key,
        required=True,
        label_visibility="collapsed",
    )
    if VIEW_AS.value == PLACE:
        show_matrix(weeks)
        return
    team = _choose_pair(weeks) if VIEW_AS.value == PAIR else None
    count = weeks.sheet.problem.weeks
    days = week_days(0, count)
    if VIEW_AS.value == WEEK:
        days = week_days(_choose_week(weeks), 1)
    show_calendar(
        picture_of(weeks, team),
        days,
        teams=None if team is None else {team},
        chosen=st.session_state.get(CHOSEN),
        on_chosen=choose_pressed,
        on_moved=move_dropped if may_plan() else None,
    )
    if may_plan():
        st.caption(_("Press a round to see its visits. Press a visit, or drag it, to change it."))
    _show_visits(weeks, [visit for visit in weeks.schedule.visits if visit.day in days], team)


def _choose_pair(weeks: Weeks) -> int | None:
    teams = [one.team for one in weeks.report.pairs]
    if not teams:
        return None
    if TEAM.value not in teams:
        st.session_state[TEAM.key] = teams[0]
    chosen: int = st.selectbox(
        _("Pair"), teams, format_func=lambda team: pair_code(weeks.sheet, team), key=TEAM.key
    )
    report = next(one for one in weeks.report.pairs if one.team == chosen)
    with st.grid(4, min_column_width=130, gap="small", key="schedule_pair_figures"):
        st.metric(_("Rounds"), f"{number(report.rounds)} / {number(report.shifts)}", border=True)
        st.metric(_("Visits"), number(report.visits), border=True)
        st.metric(_("Hours on the road"), number(report.drive_min / 60, 1), border=True)
        st.metric(_("Nights and weekends"), number(report.burden), border=True)
    return chosen


def _choose_week(weeks: Weeks) -> int:
    count = weeks.sheet.problem.weeks
    st.session_state.setdefault(WEEK_SHOWN, week_of(today(), weeks.first_day, count))
    st.session_state[WEEK_SHOWN] = min(st.session_state[WEEK_SHOWN], count - 1)
    shown = st.segmented_control(
        _("Week of"),
        range(count),
        format_func=lambda week: day_text(to_date(week * DAYS_A_WEEK, weeks.first_day)),
        key=WEEK_SHOWN,
        required=True,
    )
    return int(shown or 0)


def _show_visits(weeks: Weeks, visits: Sequence[PlannedVisit], team: int | None) -> None:
    shown = [visit for visit in visits if team in {None, visit.team}]
    if not shown:
        st.caption(_("No visit is planned in these days."))
        return
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key="schedule_table_fold"):
        frame = pd.DataFrame([_row(weeks, visit) for visit in sorted(shown, key=_by_time)])
        show_table(
            frame,
            {
                "day": _("Day"),
                "hour": _("About"),
                "pair": _("Pair"),
                "place": _("Place"),
                "locked": _("Locked"),
            },
            key="schedule_visits",
            summary=_("The visits of the schedule, day by day."),
            name="schedule",
        )


def _by_time(visit: PlannedVisit) -> tuple[int, int, int]:
    return visit.day, visit.team, visit.arrival_min


def _row(weeks: Weeks, visit: PlannedVisit) -> dict[str, object]:
    return {
        "day": day_text(to_date(visit.day, weeks.first_day)),
        "hour": hour_text(visit.arrival_min),
        "pair": pair_code(weeks.sheet, visit.team),
        "place": place_label(visit.place),
        "locked": _("Yes") if visit in weeks.sheet.problem.locked else NO_VALUE,
    }


def show_matrix(weeks: Weeks) -> None:
    """Draw place by day: a picture of the rhythm, and the same in rows."""
    cells = pd.DataFrame(
        [
            {
                "place": place_label(visit.place),
                "day": pd.Timestamp(to_date(visit.day, weeks.first_day)).strftime("%Y-%m-%d"),
                "words": ", ".join(str(text) for text in _row(weeks, visit).values()),
            }
            for visit in weeks.schedule.visits
        ],
        columns=["place", "day", "words"],
    )
    if not cells.empty:
        st.altair_chart(_matrix(cells, weeks), theme="streamlit", alt=_("Visits by place and day"))
    frame = pd.DataFrame([_site_row(weeks, index) for index in range(len(weeks.report.sites))])
    if frame.empty:
        return
    show_table(
        frame,
        {
            "place": _("Place"),
            "kept": _("Visits kept"),
            "wanted": _("Visits wanted"),
            "days": _("Days"),
            "pair": _("Pair"),
            "hours": _("Hours"),
            "gap": _("Longest wait in days"),
        },
        key="schedule_places",
        summary=_("What each place gets in these weeks."),
        name="schedule_places",
    )


def _matrix(cells: pd.DataFrame, weeks: Weeks) -> alt.Chart:
    days = [
        pd.Timestamp(to_date(day, weeks.first_day)).strftime("%Y-%m-%d")
        for day in range(weeks.sheet.problem.days)
    ]
    mondays = days[::DAYS_A_WEEK]
    chart: alt.Chart = (
        alt.Chart(cells)
        .mark_rect(color=colours.accent(), cornerRadius=2)
        .encode(
            x=alt.X(
                "day:O",
                scale=alt.Scale(domain=days),
                axis=alt.Axis(
                    title=None,
                    values=mondays,
                    labelAngle=0,
                    grid=False,
                    labelExpr="substring(datum.label, 8) + '/' + substring(datum.label, 5, 7)",
                ),
            ),
            y=alt.Y("place:N", sort="ascending", axis=alt.Axis(title=None, labelLimit=160)),
            tooltip=alt.Tooltip("words:N", title=" "),
        )
        .properties(height=alt.Step(ROW))
    )
    return chart


def _site_row(weeks: Weeks, index: int) -> dict[str, object]:
    site = weeks.report.sites[index]
    pairs = {pair_code(weeks.sheet, visit.team) for visit in site.visits}
    hours = [visit.arrival_min for visit in site.visits]
    return {
        "place": place_label(site.place),
        "kept": site.kept,
        "wanted": site.wanted,
        "days": ", ".join(day_text(to_date(visit.day, weeks.first_day)) for visit in site.visits),
        "pair": ", ".join(sorted(pairs)),
        "hours": _span(hours),
        "gap": site.longest_gap_days,
    }


def _span(hours: Sequence[int]) -> str:
    """Return from when to when a place is visited, or the one hour at which it always is."""
    if not hours:
        return NO_VALUE
    first, last = hour_text(min(hours)), hour_text(max(hours))
    return first if first == last else f"{first}–{last}"


def show_conflicts(weeks: Weeks) -> None:
    """Draw what is wrong with the schedule, each with a way to it."""
    conflicts = weeks.report.conflicts
    if not conflicts:
        return
    head = ngettext("{count} thing to look at", "{count} things to look at", len(conflicts))
    with st.expander(
        head.format(count=number(len(conflicts))), icon=":material/rule:", key="schedule_conflicts"
    ):
        by_id: Mapping[str, PlannedVisit] = {visit_id(visit): visit for visit in weeks.schedule.visits}
        for position, conflict in enumerate(conflicts[:SHOWN_CONFLICTS]):
            code = _visit_of(conflict.place, conflict.day, by_id)
            text = conflict_text(weeks.sheet, conflict)
            if code is None:
                st.markdown(text)
                continue
            st.button(
                text,
                icon=":material/arrow_forward:",
                type="tertiary",
                key=f"schedule_conflict_{position}",
                on_click=_jump,
                args=(code, by_id[code].day // DAYS_A_WEEK),
            )
        if len(conflicts) > SHOWN_CONFLICTS:
            st.caption(_("And {count} more.").format(count=number(len(conflicts) - SHOWN_CONFLICTS)))


def _visit_of(place: int | None, day: int | None, by_id: Mapping[str, PlannedVisit]) -> str | None:
    """Return the visit that a conflict is about: that of its day, or the first of its place."""
    if place is None:
        return None
    named = f"{place}-{day}"
    if named in by_id:
        return named
    return next((code for code, visit in by_id.items() if visit.place == place), None)


def _jump(code: str, week: int) -> None:
    st.session_state[CHOSEN] = code
    st.session_state[VIEW_AS.key] = WEEK
    st.session_state[WEEK_SHOWN] = week
