"""The plan that this session is making: its drafts with undo, and the search that is under way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from data.planning.committed import CommittedRound, to_locks, to_routes
from data.planning.evenings import EveningSheet
from data.planning.rounds import Stamp
from data.planning.workers import EveningJob, Running, WorkerError, start_evening
from geo.rounds.editing import Draft, History, LockedError, settled
from geo.rounds.evaluation import evaluate_plan
from geo.rounds.model import Evening, Locks, RoundReport, Route
from pages.ui.text import _, translate

FIRST_S = 2.0
"""Seconds of search behind a first proposal; the first plan of it is shown at once."""

FURTHER_S = 20.0
"""Seconds of search of "improve further"."""

_PLAN = "_rounds_plan"

Routes = tuple[Route, ...]


@dataclass(eq=False)
class Planning:
    """
    A plan in the making.

    Attributes
    ----------
    day : date
        The evening.
    seen : tuple of Stamp
        The committed rounds that it began from, so that nobody else's later ones are overwritten.
    asked : frozenset of int
        Private flats that somebody asked to be visited.
    history : History
        The draft at hand, and those before and after.
    search : Running or None
        The search under way.
    before : tuple of Route or None
        What that search began from, where somebody asked for a better plan.
    shown : tuple of Route or None
        The best plan of this search that the screen has taken over.
    notice : str
        What came of the last edit or search where it needs words, such as why nothing was moved; shown once.
    is_outdated : bool
        Whether something changed that the plan has not been searched for yet.
    edition : int
        Goes up with each change, so that what shows the plan starts anew.
    """

    day: date
    history: History
    seen: tuple[Stamp, ...] = ()
    asked: frozenset[int] = frozenset()
    search: Running[Routes] | None = None
    before: Routes | None = None
    shown: Routes | None = None
    notice: str = ""
    is_outdated: bool = False
    edition: int = 0

    @property
    def draft(self) -> Draft:
        """The draft at hand."""
        return self.history.now

    def want(self, flats: frozenset[int]) -> None:
        """Visit these private flats, and no others: somebody asked for it."""
        draft = self.draft
        routes = tuple(
            replace(route, places=tuple(place for place in route.places if place not in self.asked - flats))
            for route in draft.routes
        )
        required = (draft.required - self.asked) | flats
        self.history = self.history.do(replace(draft, routes=routes, required=required))
        self.asked = flats
        self.is_outdated = True


def planning(day: date) -> Planning | None:
    """Return the plan that is being made for *day*, if there is one."""
    found: Planning | None = st.session_state.get(_PLAN)
    return found if found is not None and found.day == day else None


def forget_plan() -> None:
    """Drop the plan in the making; its search ends."""
    found: Planning | None = st.session_state.pop(_PLAN, None)
    if found is not None:
        stop_search(found)


def begin_plan(day: date, sheet: EveningSheet, committed: tuple[CommittedRound, ...]) -> Planning:
    """
    Begin the plan of an evening and search at once, from what is committed where there is anything.

    Parameters
    ----------
    day : date
        The evening.
    sheet : EveningSheet
        The evening with its pairs.
    committed : tuple of CommittedRound
        Rounds that may be planned again: none has begun.

    Returns
    -------
    Planning
        The new plan of this session.
    """
    forget_plan()
    settled_before = to_locks(committed)
    locks = replace(
        sheet.locks,
        rounds=settled_before.rounds,
        pairs={**sheet.locks.pairs, **settled_before.pairs},
    )
    required = frozenset(stop.plan.place for one in committed for stop in one.stops if stop.plan.required)
    draft = fitted(Draft(to_routes(committed), locks, required), sheet.evening)
    made = Planning(day, History(draft), tuple(one.stamp for one in committed))
    st.session_state[_PLAN] = made
    begin_search(made, sheet, FIRST_S)
    return made


def fitted(draft: Draft, evening: Evening) -> Draft:
    """
    Return a draft as far as it fits an evening: its pairs and places may have changed meanwhile.

    Parameters
    ----------
    draft : Draft
        Perhaps of other pairs or places.
    evening : Evening
        As it is now.

    Returns
    -------
    Draft
        One route for each pair of the evening, with stops that are still places of it.
    """
    known = {stop.place for stop in evening.stops}
    teams = [team.team for team in evening.teams]
    routes = tuple(
        Route(team, tuple(place for place in draft.route_of(team) if place in known)) for team in teams
    )
    locks = draft.locks
    return Draft(
        routes,
        Locks(
            rounds=locks.rounds & set(teams),
            pairs={place: team for place, team in locks.pairs.items() if place in known and team in teams},
            orders=tuple(order for order in locks.orders if known.issuperset(order)),
            times={place: hours for place, hours in locks.times.items() if place in known},
            left_out=locks.left_out & known,
        ),
        draft.required & known,
    )


def keep_fitting(now: Planning, sheet: EveningSheet) -> bool:
    """Fit the plan to the evening as it is now; return whether it should be searched for anew."""
    before = [route.team for route in now.draft.routes]
    draft = fitted(now.draft, sheet.evening)
    if draft != now.draft:
        now.history = History(draft)
        now.edition += 1
    changed = now.is_outdated or before != [route.team for route in draft.routes]
    now.is_outdated = False
    return changed


def begin_search(now: Planning, sheet: EveningSheet, seconds: float) -> None:
    """Search for a better plan around what is locked, from the one on screen."""
    stop_search(now)
    draft = now.draft
    start = draft.routes if draft.visited else None
    job = EveningJob(settled(sheet.evening, draft), seconds, locks=draft.locks, start=start)
    now.shown, now.before, now.search = None, None, start_evening(job)


def ask_for_better(now: Planning, sheet: EveningSheet, seconds: float) -> None:
    """Search because somebody asked for it, who then wants to know where nothing better was found."""
    begin_search(now, sheet, seconds)
    now.before = now.draft.routes


def stop_search(now: Planning) -> None:
    """End the search under way and keep what is on screen."""
    if now.search is not None:
        now.search.cancel()
        now.search = None


def take_best(now: Planning) -> bool:
    """
    Take over the best plan of the search under way, and its end.

    Parameters
    ----------
    now : Planning
        The plan.

    Returns
    -------
    bool
        Whether anything on the screen changes.
    """
    if now.search is None:
        return False
    progress = now.search.progress()
    best = progress.best
    if progress.is_done:
        try:
            best = now.search.result()
        except WorkerError as error:
            kept = _("The plan on screen is kept; propose again to go on.")
            now.notice = f"{translate()(error.problem)} {kept}"
        else:
            if best == now.before:
                now.notice = _("No better plan was found; the one on screen stays.")
        now.search = None
    changed = best is not None and best != now.shown
    if changed and best is not None:
        now.history = _with_best(now, best)
        now.edition += 1
        now.shown = best
    return changed or progress.is_done


def _with_best(now: Planning, best: Routes) -> History:
    """Return the history with the plan of a search: one step back is what stood before the search."""
    draft = replace(now.draft, routes=best)
    if now.shown is None and now.draft.visited:
        return now.history.do(draft)
    return replace(now.history, now=draft)


def edit(now: Planning, change: Callable[[Draft], Draft]) -> None:
    """Change the plan by hand; a search under way ends, and a change of what is locked is refused."""
    stop_search(now)
    now.edition += 1
    try:
        now.history = now.history.do(change(now.draft))
    except LockedError:
        now.notice = _("That is locked, so nothing was moved. Unlock it first.")


def reports_of(now: Planning, sheet: EveningSheet) -> tuple[RoundReport, ...]:
    """Return what the rounds of the plan come to."""
    return evaluate_plan(settled(sheet.evening, now.draft), now.draft.routes, now.draft.locks)


def undo(now: Planning) -> None:
    """Take the last change back."""
    stop_search(now)
    now.edition += 1
    now.history = now.history.undo()


def redo(now: Planning) -> None:
    """Make the change again that was taken back last."""
    stop_search(now)
    now.edition += 1
    now.history = now.history.redo()
