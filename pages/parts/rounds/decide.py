"""Propose, review, commit: the summary of an evening, the question before it counts, and taking it back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from data.planning.committed import CommittedRound
from data.planning.evenings import EveningSheet
from data.planning.imported import load_imported_rounds, overlapping
from data.planning.rounds import Commit, RoundDraft, Stamp, StopDraft, commit_evening
from data.register.faults import Fault
from pages.parts.rounds.session import Planning, forget_plan, stop_search
from pages.parts.rounds.tonight import Tonight, again_key, waived_pairs
from pages.parts.rounds.view import RoundView
from pages.parts.rounds.wording import place_label, violation_text
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, services
from pages.ui.confirm import ask_button, close_question, show_question
from pages.ui.evening import evening_now, evening_text
from pages.ui.faults_view import show_faults
from pages.ui.hours import hours_text
from pages.ui.text import _, as_plain, labelled, ngettext, number

QUESTION = "rounds_commit"

_DONE = "_rounds_committed"
_FAULTS = "_rounds_faults"


@dataclass(frozen=True)
class Done:
    """
    What was committed last in this session.

    Attributes
    ----------
    day : date
        The evening.
    before : tuple of RoundDraft
        What its pairs had before; committing it takes this back.
    after : tuple of Stamp
        The rounds that were committed: what somebody else has made of them since is not taken back.
    """

    day: date
    before: tuple[RoundDraft, ...]
    after: tuple[Stamp, ...]


def offer_commit(now: Tonight, plan: Planning, sheet: EveningSheet, rounds: Sequence[RoundView]) -> None:
    """
    Draw the button that commits, and its question while it is open.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan.
    sheet : EveningSheet
        The evening ready to be planned.
    rounds : sequence of RoundView
        The rounds of the plan.
    """
    ask_button(_("Review and commit"), key=QUESTION, icon=":material/task_alt:", is_main=True)

    def draw() -> None:
        _review(now, rounds)
        if st.button(
            _("Commit the evening"), type="primary", icon=":material/check:", key="rounds_commit_now"
        ):
            stop_search(plan)
            _commit(now, _drafts(now, plan, sheet, rounds), plan.seen)
            close_question(QUESTION)
            st.rerun()

    show_question(_("Commit the rounds of {day}?").format(day=evening_text(now.day)), draw, key=QUESTION)


def _review(now: Tonight, rounds: Sequence[RoundView]) -> None:
    for one in rounds:
        name = as_plain(now.name(one.team))
        if not one.stops:
            st.markdown(labelled(f"**{name}**", _("stays in")))
            continue
        count = ngettext("{count} stop", "{count} stops", len(one.stops)).format(count=number(len(one.stops)))
        hours = _("{first} to {back}").format(
            first=hours_text(one.stops[0].arrival_min, one.stops[0].latest_arrival_min),
            back=hours_text(one.back_min, one.latest_back_min),
        )
        st.markdown(labelled(f"**{name}**", f"{count}, {hours}"))
    for given_up in _given_up(now, rounds):
        st.markdown(labelled(f"**{as_plain(now.name(given_up.team))}**", _("stays in")))
    wrong = sorted({violation_text(found) for one in rounds for found in one.troubles})
    if wrong:
        st.warning(
            "\n".join([_("Not all is well:"), "", *(f"- {text}" for text in wrong)]),
            icon=":material/warning:",
        )
    twice = list(_brought_by_file(now, rounds))
    if twice:
        st.warning("\n".join(f"- {text}" for text in twice), icon=":material/warning:")
    st.caption(_("The pairs see their rounds once they are committed. You can take it back afterwards."))


def _brought_by_file(now: Tonight, rounds: Sequence[RoundView]) -> Iterator[str]:
    """Yield whose round a file has brought already for these hours, each in a sentence."""
    brought = load_imported_rounds(engine(), now.day)
    for one in rounds:
        record = now.record(one.team)
        if record is None or not one.stops:
            continue
        for other in overlapping(brought, team=one.team, service=record.service, hours=one.hours):
            name = as_plain(str(services()["label"].get(other.service, "")))
            if other.team is not None:
                name = as_plain(now.name(other.team))
            if other.starts_min is not None and other.ends_min is not None:
                name = f"{name}, {hours_text(other.starts_min, other.ends_min)}"
            text = _(
                "a file has already brought a round of these hours ({name}). Plan it only if it is another."
            )
            yield labelled(f"**{as_plain(now.name(one.team))}**", text.format(name=name))


def _drafts(
    now: Tonight, plan: Planning, sheet: EveningSheet, rounds: Sequence[RoundView]
) -> list[RoundDraft]:
    """Return what is committed: the rounds on screen, and nothing for pairs that had one and stay in."""
    stops = {stop.place: stop for stop in sheet.evening.stops}
    draft = plan.draft
    made = [
        RoundDraft(
            one.team,
            one.hours,
            one.depot,
            tuple(
                StopDraft(
                    stop.place,
                    round(stop.arrival_min),
                    max(round(stop.arrival_min), round(stop.latest_arrival_min)),
                    max(round(stop.service_min), 1),
                    required=stop.place in draft.required or stops[stop.place].required,
                    locked=draft.is_locked(stop.place),
                )
                for stop in one.stops
            ),
            locked=one.team in draft.locks.rounds,
        )
        for one in rounds
    ]
    return made + [RoundDraft(one.team, one.hours, one.depot) for one in _given_up(now, rounds)]


def _given_up(now: Tonight, rounds: Sequence[RoundView]) -> list[CommittedRound]:
    """Return the committed rounds of pairs that are not planned any more; a locked one stays as it is."""
    planned = {one.team for one in rounds}
    return [one for one in now.committed if not (one.team in planned or one.begun or one.locked)]


def _of_pairs(stamps: Iterable[Stamp], drafts: Sequence[RoundDraft]) -> list[Stamp]:
    teams = {draft.team for draft in drafts}
    return [stamp for stamp in stamps if stamp[0] in teams]


def _commit(now: Tonight, drafts: Sequence[RoundDraft], seen: Sequence[Stamp]) -> None:
    _require_all(now, drafts)
    waived = waived_pairs(now)
    outcome = commit_evening(
        engine_to_edit(),
        now.day,
        drafts,
        seen=_of_pairs(seen, drafts),
        today=evening_now(),
        at=datetime.now(UTC).replace(tzinfo=None),
        waived=waived,
    )
    _keep(now.day, outcome)
    if not outcome.faults:
        note_change(
            "rounds_committed", rounds=list(outcome.rounds), day=now.day.isoformat(), waived=sorted(waived)
        )
        forget_plan()
        st.session_state.pop(again_key(now.day), None)


def _require_all(now: Tonight, drafts: Sequence[RoundDraft]) -> None:
    """Refuse whoever may not change the rounds of all these pairs."""
    for draft in drafts:
        record = now.record(draft.team)
        engine_to_edit(None if record is None else record.service)


def _keep(day: date, outcome: Commit) -> None:
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        st.session_state[_DONE] = Done(day, outcome.before, outcome.after)


def show_outcome(now: Tonight) -> None:
    """Say what was wrong with the last commit, or that it was made and how to take it back."""
    faults: tuple[Fault, ...] = st.session_state.get(_FAULTS, ())
    if faults:
        named = {f"pair_{team.id}": as_plain(now.name(team.id)) for team in now.teams}
        places = {fault.field for fault in faults if fault.field.startswith("place_")}
        named |= {field: as_plain(place_label(int(field.removeprefix("place_")))) for field in places}
        show_faults(faults, named)
    done: Done | None = st.session_state.get(_DONE)
    if done is None or done.day != now.day or faults:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":material/check_circle: " + _("The evening is committed."), width="content")
        st.button(
            _("Undo"), icon=":material/undo:", key="rounds_undo_commit", on_click=_take_back, args=(now, done)
        )
        st.button(
            _("Dismiss"), icon=":material/close:", key="rounds_dismiss", type="tertiary", on_click=_forget
        )


def _forget() -> None:
    st.session_state.pop(_DONE, None)
    st.session_state.pop(_FAULTS, None)


def _take_back(now: Tonight, done: Done) -> None:
    _require_all(now, done.before)
    outcome = commit_evening(
        engine_to_edit(),
        now.day,
        done.before,
        seen=done.after,
        today=evening_now(),
        at=datetime.now(UTC).replace(tzinfo=None),
        waived=[draft.team for draft in done.before],
    )
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("rounds_taken_back", rounds=list(outcome.rounds), day=now.day.isoformat())
        _forget()
