"""Three proposals to choose from, compared on the same figures."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.schedules.evaluation import evaluate
from geo.schedules.model import DAYS_A_WEEK, Schedule, ScheduleProblem, Weights
from geo.schedules.report import ScheduleReport, Term

EMPHASIS = 5.0
"""How much more an aim weighs than it does for the coordinator."""


GENTLE = 2.0
"""How much less even evenings weigh where driving counts most: none of the week is to lie idle for it."""


class Aim(StrEnum):
    """What a proposal gives most weight to."""

    LEAST_DRIVING = "least_driving"
    MOST_PEOPLE = "most_people"
    MOST_REGULAR = "most_regular"


def weights_of(aim: str, base: Weights | None = None) -> Weights:
    """
    Return the weights of a proposal.

    Parameters
    ----------
    aim : str
        A value of `Aim`.
    base : Weights, optional
        The coordinator's own weights; the defaults where there are none.

    Returns
    -------
    Weights
        The same but for what the aim changes: least driving lets hours, changes, fairness, evenness and
        people count for less, most people lets people and visits count for more, most regular hours, gaps and
        changes. No aim gives up a visit that the coordinator's own weights would keep to save a drive.

    Raises
    ------
    ValueError
        If there is no such aim.
    """
    base = base or Weights()
    match Aim(aim):
        case Aim.LEAST_DRIVING:
            return replace(
                base,
                spread=base.spread / EMPHASIS,
                change=base.change / EMPHASIS,
                fairness=base.fairness / EMPHASIS,
                evenness=base.evenness / GENTLE,
                people=base.people / EMPHASIS,
            )
        case Aim.MOST_PEOPLE:
            return replace(base, people=base.people * EMPHASIS**2, missed=base.missed * EMPHASIS)
        case Aim.MOST_REGULAR:
            return replace(
                base,
                spread=base.spread * EMPHASIS,
                gap=base.gap * EMPHASIS,
                change=base.change * EMPHASIS,
            )


def best_for(aim: str, problem: ScheduleProblem, schedules: Iterable[Schedule]) -> Schedule:
    """
    Choose among schedules the one that keeps what an aim promises.

    Parameters
    ----------
    aim : str
        A value of `Aim`.
    problem : ScheduleProblem
        With the weights of the aim.
    schedules : iterable of Schedule
        At least one.

    Returns
    -------
    Schedule
        Of those that break the fewest hard rules and miss least, the one with the least driving, the most
        people or the most regular visits, in whole minutes or people; the first of the cheapest among equals.
    """

    def rank(schedule: Schedule) -> tuple[float, ...]:
        report = evaluate(problem, schedule)
        broken, cost = report.rank
        return broken, report.terms[Term.MISSED], _promise(Aim(aim), report), cost

    return min(schedules, key=rank)


def _promise(aim: Aim, report: ScheduleReport) -> float:
    """Return what an aim is named after, as it is shown; less is better."""
    match aim:
        case Aim.LEAST_DRIVING:
            return round(report.figures.drive_min)
        case Aim.MOST_PEOPLE:
            return -round(report.figures.people)
        case Aim.MOST_REGULAR:
            return sum(report.terms[term] for term in (Term.GAP, Term.SPREAD, Term.CHANGE))


def compare_weekdays(reports: Mapping[str, ScheduleReport]) -> pd.DataFrame:
    """
    Put the visits of each weekday in several schedules side by side: some lean on a few evenings.

    Parameters
    ----------
    reports : mapping of str to ScheduleReport
        By aim, or by any other name.

    Returns
    -------
    DataFrame
        One row a weekday, Monday first; one column a schedule: visits.
    """
    return pd.DataFrame(
        {
            name: [
                sum(visit.day % DAYS_A_WEEK == weekday for site in report.sites for visit in site.visits)
                for weekday in range(DAYS_A_WEEK)
            ]
            for name, report in reports.items()
        }
    )


def compare_proposals(reports: Mapping[str, ScheduleReport]) -> pd.DataFrame:
    """
    Put the figures of several schedules side by side.

    Parameters
    ----------
    reports : mapping of str to ScheduleReport
        By aim, or by any other name.

    Returns
    -------
    DataFrame
        One row a figure, named as in `geo.schedules.report.ScheduleFigures`; one column a schedule; figures
        that are unknown are NaN. Terms are left out: they are not on the same scale.
    """
    return pd.DataFrame(
        {
            name: {
                figure: np.nan if value is None else float(value)
                for figure, value in asdict(report.figures).items()
            }
            for name, report in reports.items()
        },
        dtype=float,
    )


def compare_coverage(reports: Mapping[str, ScheduleReport]) -> pd.DataFrame:
    """
    Put the coverage of several schedules side by side.

    Parameters
    ----------
    reports : mapping of str to ScheduleReport
        By aim, or by any other name.

    Returns
    -------
    DataFrame
        One row a group, one column a schedule: share of the wanted visits that are kept; NaN where none is
        wanted.
    """
    return pd.DataFrame(
        {
            name: {
                group.group: group.kept / group.wanted if group.wanted else np.nan for group in report.groups
            }
            for name, report in reports.items()
        },
        dtype=float,
    )


def compare_loads(reports: Mapping[str, ScheduleReport]) -> pd.DataFrame:
    """
    Put what each pair does in several schedules side by side.

    Parameters
    ----------
    reports : mapping of str to ScheduleReport
        By aim, or by any other name.

    Returns
    -------
    DataFrame
        One row a schedule and pair (the index), one column a figure of `geo.schedules.report.PairReport`.
    """
    rows = [{"proposal": name, **asdict(pair)} for name, report in reports.items() for pair in report.pairs]
    columns = ["proposal", "team"]
    return pd.DataFrame(rows).set_index(columns) if rows else pd.DataFrame()
