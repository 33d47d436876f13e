"""Which evening, which pairs: the two questions before a plan, answered from the register."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import streamlit as st

from data.planning.committed import CommittedRound, load_committed
from data.planning.evenings import EveningSheet, free_hours, load_evening
from data.planning.teams import TeamRecord, load_teams
from data.roads.store import roads_version
from data.settings import settings
from geo.rounds.model import TimeWindow
from pages.parts.rounds.wording import lacks_text, letter_of
from pages.ui.access import actor, may_edit
from pages.ui.address import a_day
from pages.ui.cache import engine, ledger, places, revision, source
from pages.ui.evening import evening_now
from pages.ui.hours import window_text
from pages.ui.text import _, as_plain, labelled, number

Value = TypeVar("Value")

BACK = timedelta(days=366)
AHEAD = timedelta(days=84)
"""How far back rounds can be looked at, and how far ahead they can be planned."""

DAY = a_day("day", evening_now, lambda: evening_now() - BACK, lambda: evening_now() + AHEAD)

_STYLE = """
@media (max-width: 640px) {
  :is(.st-key-day_before, .st-key-day_after) button { min-width: 2.5rem; padding: 0.4rem; }
  :is(.st-key-day_before, .st-key-day_after) button p {
    clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px;
  }
}
"""
"""On a phone the steps stand beside the date: their words are there for readers only."""


@dataclass(frozen=True)
class Tonight:
    """
    The evening and who could go out.

    Attributes
    ----------
    day : date
        The operational day.
    teams : tuple of TeamRecord
        The pairs of whoever plans, closed ones left out.
    hours : dict of int to TimeWindow
        Of the pairs that are free this evening.
    committed : tuple of CommittedRound
        What is committed for this evening.
    """

    day: date
    teams: tuple[TeamRecord, ...]
    hours: dict[int, TimeWindow]
    committed: tuple[CommittedRound, ...]

    @property
    def begun(self) -> frozenset[int]:
        """Pairs whose visits are being recorded: nothing of theirs can be planned any more."""
        return frozenset(one.team for one in self.committed if one.begun)

    @property
    def able(self) -> tuple[TeamRecord, ...]:
        """Pairs with hours and an office, whole or not, that have not begun."""
        return tuple(
            team
            for team in self.teams
            if team.id in self.hours and team.depot is not None and team.id not in self.begun
        )

    def record(self, team: int) -> TeamRecord | None:
        """Return a pair by its identifier."""
        return next((one for one in self.teams if one.id == team), None)

    def position(self, team: int) -> int:
        """Return the position of a pair among all, which gives it its letter and its colour."""
        return next((at for at, one in enumerate(self.teams) if one.id == team), 0)

    def name(self, team: int) -> str:
        """Return the letter and the code of a pair."""
        record = self.record(team)
        letter = letter_of(self.position(team))
        return f"{letter} · {record.code}" if record else _("Another pair")

    @property
    def names(self) -> dict[int, str]:
        """What each pair is called."""
        return {team.id: self.name(team.id) for team in self.teams}


@st.cache_resource(max_entries=8, show_spinner=False)
def _teams(url: str, revision: int, service: int | None) -> tuple[TeamRecord, ...]:  # noqa: ARG001 - the key
    return tuple(team for team in load_teams(engine(), service) if team.active)


@st.cache_resource(max_entries=16, show_spinner=False)
def _hours(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001
    service: int | None,
    day: date,
) -> dict[int, TimeWindow]:
    return free_hours(engine(), _teams(source(), _revision(), service), day)


def _revision() -> int:
    return revision()


@st.cache_resource(max_entries=24, show_spinner=False)
def _sheet(
    url: str,  # noqa: ARG001 - the key of the cache
    revision: int,  # noqa: ARG001
    roads: str,  # noqa: ARG001
    day: date,
    teams: frozenset[int],
    waived: frozenset[int],
    asked: frozenset[int],
) -> EveningSheet:
    return load_evening(
        engine(),
        settings().var_dir,
        day,
        teams,
        visits=ledger(),
        places=places(),
        waived=waived,
        asked=asked,
    )


def tonight(day: date) -> Tonight:
    """Return who could go out on *day*, and what is committed."""
    service = actor().service
    return Tonight(
        day,
        _teams(source(), revision(), service),
        _hours(source(), revision(), service, day),
        tuple(load_committed(engine(), day, service)),
    )


def sheet_of(
    day: date, teams: frozenset[int], waived: frozenset[int], asked: frozenset[int] = frozenset()
) -> EveningSheet:
    """Return an evening ready to be planned, with travel times and scores."""
    return _sheet(source(), revision(), roads_version(settings().var_dir), day, teams, waived, asked)


def choose_evening() -> Tonight:
    """Draw the choice of the evening, and of its pairs where they can be chosen; return the evening."""
    st.html(f"<style>{_STYLE}</style>")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            _("Evening"),
            min_value=evening_now() - BACK,
            max_value=evening_now() + AHEAD,
            format="DD/MM/YYYY",
            key=DAY.key,
            width=150,
        )
        _step_button(_("Evening before"), ":material/chevron_left:", -1)
        _step_button(_("Evening after"), ":material/chevron_right:", 1)
        evening = tonight(DAY.value)
        if is_being_planned(evening) and evening.able:
            _choose_pairs(evening)
    return evening


def again_key(day: date) -> str:
    """Return the key of whether a committed evening is planned again."""
    return f"_rounds_again_{day.isoformat()}"


def is_being_planned(now: Tonight) -> bool:
    """Tell whether the evening is planned here: it lies ahead, and nothing or an older plan is committed."""
    if now.day < evening_now() or not may_edit():
        return False
    return not now.committed or bool(st.session_state.get(again_key(now.day)))


def _step_button(label: str, icon: str, days: int) -> None:
    there = DAY.value + timedelta(days=days)
    st.button(
        label,
        icon=icon,
        key=f"day_{'after' if days > 0 else 'before'}",
        on_click=_step,
        args=(days,),
        disabled=not evening_now() - BACK <= there <= evening_now() + AHEAD,
    )


def _step(days: int) -> None:
    st.session_state[DAY.key] = DAY.value + timedelta(days=days)


def _pairs_key(day: date) -> str:
    return f"_rounds_pairs_{day.isoformat()}"


def _turn_key(day: date) -> str:
    return f"_rounds_pairs_turn_{day.isoformat()}"


def _waived_key(day: date) -> str:
    return f"rounds_waived_{day.isoformat()}"


def chosen_pairs(now: Tonight) -> frozenset[int]:
    """Return the pairs that should go out: at first all that are whole and free, then as chosen."""
    able = {team.id for team in now.able}
    usual = [team.id for team in now.able if not team.lacks]
    chosen: list[int] = st.session_state.setdefault(_pairs_key(now.day), usual)
    return frozenset(able.intersection(chosen)) - (_lacking(now) - waived_pairs(now))


def waived_pairs(now: Tonight) -> frozenset[int]:
    """Return the pairs that go out without a nurse or a worker because a coordinator said so tonight."""
    waived: frozenset[int] = st.session_state.get(f"_{_waived_key(now.day)}", frozenset())
    return waived & _lacking(now)


def _lacking(now: Tonight) -> frozenset[int]:
    return frozenset(team.id for team in now.able if team.lacks)


def add_pair(day: date, team: int) -> None:
    """Send one more pair out."""
    key = _pairs_key(day)
    st.session_state[key] = sorted({*st.session_state.get(key, []), team})
    st.session_state[_turn_key(day)] = st.session_state.get(_turn_key(day), 0) + 1


def _choose_pairs(now: Tonight) -> None:
    """Draw, folded, the choice of the pairs: how many go out stands on it."""
    label = _("Pairs: {chosen} of {count}").format(
        chosen=number(len(chosen_pairs(now))), count=number(len(now.able))
    )
    with st.popover(label, icon=":material/groups:", key="rounds_pairs_choice"):
        _list_pairs(now)


def _list_pairs(now: Tonight) -> None:
    """Draw the pairs, and the explicit override for those that lack somebody."""
    whole = [team for team in now.able if not team.lacks]
    key = f"rounds_pairs_{now.day.isoformat()}_{st.session_state.get(_turn_key(now.day), 0)}"
    if whole:
        chosen = [team.id for team in whole if team.id in chosen_pairs(now)]
        st.pills(
            _("Pairs that go out"),
            [team.id for team in whole],
            selection_mode="multi",
            default=_first_value(key, chosen),
            format_func=lambda team: f"{now.name(team)} · {window_text(now.hours[team])}",
            key=key,
            on_change=_keep_pairs,
            args=(now.day, key),
        )
    for team in now.able:
        if team.lacks:
            _offer_override(now, team)


def _offer_override(now: Tonight, team: TeamRecord) -> None:
    key = f"{_waived_key(now.day)}_{team.id}"
    st.checkbox(
        labelled(
            as_plain(now.name(team.id)), lacks_text(team) + " " + _("It goes out all the same this evening.")
        ),
        value=_first_value(key, team.id in waived_pairs(now)),
        key=key,
        on_change=_keep_override,
        args=(now.day, team.id, key),
    )


def _first_value(key: str, value: Value) -> Value:
    """
    Return what a widget begins with, the same as long as it lives.

    What lies in a popover is on the page once that is opened: a value that was written into the session for
    it before would never get there.
    """
    kept = f"_{key}_first"
    if key not in st.session_state:
        st.session_state[kept] = value
    first: Value = st.session_state[kept]
    return first


def _keep_pairs(day: date, key: str) -> None:
    whole = list(st.session_state.get(key) or [])
    waived = st.session_state.get(f"_{_waived_key(day)}", frozenset())
    st.session_state[_pairs_key(day)] = sorted({*whole, *waived})


def _keep_override(day: date, team: int, key: str) -> None:
    waived = set(st.session_state.get(f"_{_waived_key(day)}", frozenset()))
    chosen = set(st.session_state.get(_pairs_key(day), []))
    change = set.add if st.session_state[key] else set.discard
    change(waived, team)
    change(chosen, team)
    st.session_state[f"_{_waived_key(day)}"] = frozenset(waived)
    st.session_state[_pairs_key(day)] = sorted(chosen)
