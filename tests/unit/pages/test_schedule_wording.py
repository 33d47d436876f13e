"""What a change is told as, and what proposals are told apart by."""

from dataclasses import replace
from datetime import date, timedelta

from data.schedules.kept import DatedVisit
from data.vocabulary import PlanAim
from pages.parts.schedule.comparing import Figure, best_losses, figures_text, shared_figures
from pages.parts.schedule.history import paired

MONDAY = date(2020, 1, 6)

VISIT = DatedVisit(MONDAY, 1, 7, 1200)

NEXT = replace(VISIT, day=MONDAY + timedelta(weeks=1))


def test_a_visit_is_told_with_what_became_of_it_on_its_own_day() -> None:
    """Two visits of a place change: neither is taken for the other."""
    later, other = replace(VISIT, arrival_min=1210), replace(NEXT, team=2)
    assert paired([NEXT, VISIT], [other, later]) == [(VISIT, later), (NEXT, other)]


def test_a_visit_that_moves_to_another_day_is_told_after_those_that_stay() -> None:
    """What is left of the place's visits is where it came from."""
    moved, later = replace(VISIT, day=MONDAY + timedelta(days=2)), replace(NEXT, arrival_min=1210)
    assert paired([VISIT, NEXT], [moved, later]) == [(NEXT, later), (VISIT, moved)]


def test_new_visits_and_those_taken_out_stand_alone() -> None:
    """No visit of another place is where they came from."""
    new = replace(VISIT, place=8)
    assert paired([VISIT], [new]) == [(None, new), (VISIT, None)]
    assert paired([], []) == []


def test_proposals_are_told_apart_by_what_differs() -> None:
    """What all share is said once; the best of each line is in bold, also where two are as good."""
    kept = Figure("Kept", "9 / 9", -9)
    made = {
        PlanAim.LEAST_DRIVING: [kept, Figure("Hours", "5", 5)],
        PlanAim.MOST_PEOPLE: [kept, Figure("Hours", "7", 7)],
        PlanAim.MOST_REGULAR: [kept, Figure("Hours", "5", 5)],
    }
    assert shared_figures(made) == [kept]
    best = best_losses(made)
    bold = ["**" in figures_text(figures[1:], best) for figures in made.values()]
    assert bold == [True, False, True]
