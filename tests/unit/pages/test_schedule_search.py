"""Three proposals: each is the best of all that was found, by its own aim."""

from data.vocabulary import PlanAim
from geo.schedules.evaluation import evaluate
from geo.schedules.model import PlannedVisit, Schedule
from geo.schedules.proposals import weights_of
from geo.schedules.search import first_schedule
from pages.parts.schedule.search import aims_by_schedule, best_for_each
from tests.schedule_kit import line_problem, site, weekly_shifts

PROBLEM = line_problem([site(place) for place in range(1, 5)], weekly_shifts(1, (0, 2)))

WEIGHTS = {aim: weights_of(aim.value, PROBLEM.weights) for aim in PlanAim}

WHOLE = first_schedule(PROBLEM, seed=1)

CUT_SHORT = Schedule(WHOLE.visits[:1])


def test_a_search_that_was_cut_short_takes_over_what_another_found() -> None:
    """The proposal that is to reach most people never reaches fewer than one beside it."""
    found = {PlanAim.LEAST_DRIVING: WHOLE, PlanAim.MOST_PEOPLE: CUT_SHORT, PlanAim.MOST_REGULAR: CUT_SHORT}
    chosen = best_for_each(PROBLEM, WEIGHTS, found)
    assert evaluate(PROBLEM, WHOLE).figures.kept > evaluate(PROBLEM, CUT_SHORT).figures.kept
    assert chosen == dict.fromkeys(found, WHOLE)


def test_a_search_that_failed_has_no_proposal() -> None:
    """What another search found is not shown under its name."""
    assert list(best_for_each(PROBLEM, WEIGHTS, {PlanAim.MOST_REGULAR: WHOLE})) == [PlanAim.MOST_REGULAR]


def test_a_proposal_stays_its_own_where_another_is_only_as_good() -> None:
    """The same visits in another order cost the same."""
    turned: tuple[PlannedVisit, ...] = tuple(reversed(WHOLE.visits))
    found = {PlanAim.LEAST_DRIVING: WHOLE, PlanAim.MOST_PEOPLE: Schedule(turned)}
    assert best_for_each(PROBLEM, WEIGHTS, found)[PlanAim.MOST_PEOPLE].visits == turned


def test_the_same_schedule_is_one_proposal_for_several_aims() -> None:
    """Whatever the order of its visits; one that differs stands alone."""
    turned = Schedule(tuple(reversed(WHOLE.visits)))
    same = {PlanAim.LEAST_DRIVING: WHOLE, PlanAim.MOST_PEOPLE: turned}
    assert aims_by_schedule(same) == [(PlanAim.LEAST_DRIVING, PlanAim.MOST_PEOPLE)]
    assert aims_by_schedule(same | {PlanAim.MOST_REGULAR: CUT_SHORT}) == [
        (PlanAim.LEAST_DRIVING, PlanAim.MOST_PEOPLE),
        (PlanAim.MOST_REGULAR,),
    ]
    assert aims_by_schedule({}) == []
