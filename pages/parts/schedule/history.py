"""What was changed by hand, and how to take it back or make it again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

import streamlit as st

from data.register.faults import Saved
from data.schedules.changes import ChangeRecord, load_changes, redo_change, undo_change
from data.schedules.kept import DatedVisit
from pages.parts.schedule.editing import DONE, close_edit
from pages.parts.schedule.weeks import Weeks, may_plan
from pages.parts.schedule.wording import day_text, pair_code, place_name
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit
from pages.ui.faults_view import show_faults
from pages.ui.hours import hour_text
from pages.ui.text import _, as_plain, labelled, ngettext, number

LINES = 8
"""Visits that one change names at most."""

_FAULTS = "_schedule_history_faults"


def show_done(weeks: Weeks) -> None:
    """Say that a change was saved, with the way back beside it."""
    done = st.session_state.get(DONE)
    if not done:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success(done, icon=":material/check:", width="stretch")
        st.button(_("Undo"), icon=":material/undo:", key="schedule_undo_now", on_click=_undo, args=(weeks,))


def show_history(weeks: Weeks) -> None:
    """Draw the changes of the schedule in force, the newest first."""
    changes = load_changes(engine(), weeks.plan.id, actor().service)
    if not changes:
        return
    count = ngettext("{count} change by hand", "{count} changes by hand", len(changes))
    with st.expander(
        count.format(count=number(len(changes))), icon=":material/history:", key="schedule_history"
    ):
        if may_plan():
            _offer_steps(weeks, changes)
        for change in changes:
            state = " :small[{word}]".format(word=_("taken back")) if change.undone else ""
            at = change.at.replace(tzinfo=UTC).astimezone()
            st.markdown(f"{at:%d/%m/%Y %H:%M}{state}\n\n{_change_text(weeks, change)}")


def _offer_steps(weeks: Weeks, changes: list[ChangeRecord]) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Undo the last change"),
            icon=":material/undo:",
            key="schedule_undo",
            disabled=all(change.undone for change in changes),
            on_click=_undo,
            args=(weeks,),
        )
        st.button(
            _("Redo"),
            icon=":material/redo:",
            key="schedule_redo",
            disabled=not any(change.undone for change in changes),
            on_click=_redo,
            args=(weeks,),
        )
    show_faults(st.session_state.get(_FAULTS, ()), {"team": _("Pair"), "place": _("Place")})


def _undo(weeks: Weeks) -> None:
    own = engine_to_edit(actor().service)
    _keep(
        "schedule_change_undone",
        weeks,
        undo_change(own, weeks.plan.id, revision=weeks.plan.revision, service=actor().service),
    )


def _redo(weeks: Weeks) -> None:
    own = engine_to_edit(actor().service)
    _keep(
        "schedule_change_redone",
        weeks,
        redo_change(own, weeks.plan.id, revision=weeks.plan.revision, service=actor().service),
    )


def _keep(what: str, weeks: Weeks, outcome: Saved) -> None:
    close_edit()
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change(what, plan=weeks.plan.id)


def _change_text(weeks: Weeks, change: ChangeRecord) -> str:
    """Return a change in words: each visit with where it was and is; hours that followed are counted."""
    steps = paired(change.before, change.after)
    told = [step for step in steps if not _is_hour_only(*step)] or steps
    lines = [f"- {_step_text(weeks, *step)}" for step in told[:LINES]]
    if len(told) > LINES:
        lines.append(_("- and {count} more").format(count=number(len(told) - LINES)))
    if len(steps) > len(told):
        hours = _("and {count} hours of other visits").format(count=number(len(steps) - len(told)))
        lines.append(f"- {hours}")
    return "\n".join(lines)


def paired(
    before: Iterable[DatedVisit], after: Iterable[DatedVisit]
) -> list[tuple[DatedVisit | None, DatedVisit | None]]:
    """
    Tell which visit became which: that of the same place and day, else the next of the same place.

    Parameters
    ----------
    before, after : iterable of DatedVisit
        The visits that went, and those that came.

    Returns
    -------
    list of tuple of DatedVisit or None
        None before a visit that is new, and after one that was taken out.
    """
    went = {visit.key: visit for visit in sorted(before)}
    came = sorted(after)
    found: list[tuple[DatedVisit | None, DatedVisit | None]] = []
    for visit in sorted(came, key=lambda one: one.key not in went):
        same = visit.key if visit.key in went else next((key for key in went if key[0] == visit.place), None)
        found.append((None if same is None else went.pop(same), visit))
    return found + [(visit, None) for visit in went.values()]


def _is_hour_only(old: DatedVisit | None, new: DatedVisit | None) -> bool:
    return old is not None and new is not None and replace(old, arrival_min=new.arrival_min) == new


def _step_text(weeks: Weeks, old: DatedVisit | None, new: DatedVisit | None) -> str:
    times = [_when(weeks, visit) for visit in (old, new) if visit is not None]
    text = " → ".join(times) if new is not None else _("{when}, taken out").format(when=times[0])
    place = next(visit.place for visit in (new, old) if visit is not None)
    return labelled(place_name(place), text)


def _when(weeks: Weeks, visit: DatedVisit) -> str:
    pair = as_plain(pair_code(weeks.sheet, visit.team))
    lock = " · {word}".format(word=_("locked")) if visit.locked else ""
    return f"{day_text(visit.day)} {hour_text(visit.arrival_min)} · {pair}{lock}"
