"""Several weeks made ready to be planned: places with rhythm and hours, pairs with shifts, travel, habits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

import geopandas as gpd
import pandas as pd
from sqlalchemy import Engine

from data.planning.appointments import AppointmentRecord, load_appointments
from data.planning.choices import load_choices, schedule_weights
from data.planning.teams import TeamRecord, load_teams
from data.roads.travel import load_base_times
from data.schedules.kept import DatedVisit, load_visits_in_force
from data.schedules.shifts import pair_travel, slot_of, taken_hours, usual_shifts
from data.schedules.sites import (
    Scope,
    allowed_pairs,
    kept_by_appointment,
    load_sites,
    planned_places,
)
from geo.rounds.model import TimeWindow
from geo.schedules.calendar import free_shifts, to_date, to_day
from geo.schedules.model import Distances, PlannedVisit, ScheduleProblem, Shift

_numbers = count(1)


@dataclass(frozen=True, eq=False)
class ScheduleSheet:
    """
    Several weeks made ready to be planned.

    Attributes
    ----------
    scope : Scope
        Which weeks, and for whom.
    problem : ScheduleProblem
        For the search and for the evaluation of any schedule.
    teams : tuple of TeamRecord
        All pairs that were looked at.
    grounded : tuple of int
        Pairs that cannot be planned: without an office, a nurse or a worker, or without hours.
    without_target : tuple of int
        Places in use that have no rhythm, so that nothing is planned there.
    by_appointment : tuple of int
        Places whose rhythm is kept by appointments alone, such as Médibus stops.
    appointments : tuple of AppointmentRecord
        The appointments of these pairs.
    number : int
        Tells it from all others of this process, for the keys of caches: a place in memory is used again.
    """

    scope: Scope
    problem: ScheduleProblem
    teams: tuple[TeamRecord, ...]
    grounded: tuple[int, ...]
    without_target: tuple[int, ...]
    by_appointment: tuple[int, ...]
    appointments: tuple[AppointmentRecord, ...]
    number: int = field(default_factory=_numbers.__next__)

    def to_planned(self, visit: DatedVisit) -> PlannedVisit:
        """
        Return a visit of the register as the problem knows it.

        Parameters
        ----------
        visit : DatedVisit
            Of these weeks.

        Returns
        -------
        PlannedVisit
            In the slot of the shift that its hour belongs to.
        """
        return _planned(visit, self.scope.first_day, self.problem.usual)

    def to_dated(self, visit: PlannedVisit, locked: Collection[PlannedVisit] = ()) -> DatedVisit:
        """
        Return a visit of the problem as the register keeps it.

        Parameters
        ----------
        visit : PlannedVisit
            The visit.
        locked : collection of PlannedVisit
            Visits that stay.

        Returns
        -------
        DatedVisit
            On its date.
        """
        day = to_date(visit.day, self.scope.first_day)
        return DatedVisit(day, visit.team, visit.place, visit.arrival_min, visit in locked)


def load_problem(
    engine: Engine, var_dir: Path, scope: Scope, *, visits: pd.DataFrame, places: gpd.GeoDataFrame
) -> ScheduleSheet:
    """
    Make several weeks ready to be planned.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the imported roads.
    scope : Scope
        Which weeks, and for whom.
    visits : DataFrame
        The ledger, as far as whoever plans may see it.
    places : GeoDataFrame
        From `data.ledger.load_places`, with ``area`` where it is known; only what is in it is planned.

    Returns
    -------
    ScheduleSheet
        With a problem of no sites or no shifts where there are none.
    """
    teams = load_teams(engine, scope.service)
    appointments = load_appointments(engine, scope.service)
    usual = usual_shifts(teams, scope.first_day, scope.weeks)
    in_use = planned_places(places, scope)
    kept = kept_by_appointment(appointments, in_use)
    wanted = in_use[in_use["target_days"].notna() & ~in_use.index.isin(sorted(kept))]
    located = _located(wanted, appointments, usual, places)
    base = load_base_times(engine, var_dir, located)
    taken = taken_hours(appointments, teams, base, scope.first_day, scope.last_day)
    off = frozenset(
        to_day(day, scope.first_day) for day in scope.days_off if scope.first_day <= day <= scope.last_day
    )
    allowed = allowed_pairs(engine, wanted, teams, scope)
    planned = _in_force(engine, scope, teams, usual, places)
    problem = ScheduleProblem(
        weeks=scope.weeks,
        sites=tuple(load_sites(engine, wanted, visits, usual, allowed, scope)),
        shifts=free_shifts(usual, taken, off),
        travel=pair_travel(teams, usual, base, {visit.team for visit in planned.values()}),
        weights=schedule_weights(load_choices(engine)),
        current=tuple(planned.values()),
        locked=frozenset(planned[visit] for visit in planned if visit.locked),
        usual=usual,
        appointments=taken,
        holidays=off,
        distances=Distances(base.places, base.driving.km),
    )
    return ScheduleSheet(
        scope=scope,
        problem=problem,
        teams=tuple(teams),
        grounded=_grounded(teams, usual),
        without_target=tuple(int(place) for place in in_use.index[in_use["target_days"].isna()]),
        by_appointment=tuple(sorted(kept)),
        appointments=tuple(appointments),
    )


def _grounded(teams: Iterable[TeamRecord], usual: Iterable[Shift]) -> tuple[int, ...]:
    """Return the pairs that work and are never out."""
    out = {shift.team for shift in usual}
    return tuple(team.id for team in teams if team.active and team.id not in out)


def _located(
    wanted: gpd.GeoDataFrame,
    appointments: Iterable[AppointmentRecord],
    usual: Iterable[Shift],
    places: gpd.GeoDataFrame,
) -> list[int]:
    """Return the places between which travel must be known: those to visit, appointments and offices."""
    stops = {one.draft.place for one in appointments if one.draft.place in places.index}
    located = {*wanted.index, *stops, *(shift.depot for shift in usual)}
    return sorted(int(place) for place in located if place is not None)


def _in_force(
    engine: Engine,
    scope: Scope,
    teams: Iterable[TeamRecord],
    usual: Sequence[Shift],
    places: gpd.GeoDataFrame,
) -> dict[DatedVisit, PlannedVisit]:
    """Return the visits of the schedule in force, as the register and as the problem know them."""
    own = {team.id for team in teams}
    visits = [
        visit for visit in load_visits_in_force(engine, scope.first_day, scope.last_day) if visit.team in own
    ]
    if scope.service is not None:
        # What a pair does at a place of another service is that service's to plan, and no fault.
        looked_after = set(places.index[places["service"] == scope.service])
        visits = [visit for visit in visits if visit.place in looked_after]
    return {visit: _planned(visit, scope.first_day, usual) for visit in visits}


def _planned(visit: DatedVisit, first_day: date, usual: Iterable[Shift]) -> PlannedVisit:
    """Return a visit in the slot of the shift that its hour belongs to, else of that hour."""
    day = to_day(visit.day, first_day)
    at = visit.arrival_min
    shifts = (shift for shift in usual if (shift.team, shift.day) == (visit.team, day))
    inside = (shift.slot for shift in shifts if shift.hours.opens_min <= at <= shift.hours.closes_min)
    return PlannedVisit(visit.place, visit.team, day, next(inside, slot_of(TimeWindow(at, at + 1))), at)
