"""Committed rounds made ready to be evaluated like any other: with their drives, waits and ways back."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Engine

from data.planning.committed import CommittedRound
from data.planning.evening_register import EveningRecord, load_record
from data.planning.teams import load_teams
from data.roads.travel import load_base_times
from data.vocabulary import Vehicle
from geo.roads.travel import evening_travel
from geo.rounds.model import Evening, Stop, Team


def committed_evening(engine: Engine, var_dir: Path, rounds: Sequence[CommittedRound]) -> Evening:
    """
    Return an evening on which committed rounds can be evaluated.

    Parameters
    ----------
    engine : Engine
        The register.
    var_dir : Path
        Folder with the imported roads.
    rounds : sequence of CommittedRound
        Of one day, at least one.

    Returns
    -------
    Evening
        The pairs that go out and their stops, visits as long as they were committed, hours of places and
        travel times as the register knows them now. What is closed by now, or of unknown hours, is open for
        the whole shift: that it was worth going there has been decided.
    """
    day = rounds[0].day
    places = {place for one in rounds for place in one.places}
    base = load_base_times(engine, var_dir, sorted(places | {one.depot for one in rounds}))
    on_foot = {team.id for team in load_teams(engine) if team.vehicle is Vehicle.ON_FOOT}
    return Evening(
        stops=tuple(_stops(rounds, load_record(engine, day))),
        teams=tuple(Team(one.team, one.depot, one.hours) for one in rounds),
        travel={
            one.team: evening_travel(base, one.hours, day.weekday(), on_foot=one.team in on_foot)
            for one in rounds
        },
    )


def _stops(rounds: Sequence[CommittedRound], record: EveningRecord) -> Iterator[Stop]:
    for one in rounds:
        for stop in one.stops:
            place = record.places.get(stop.plan.place)
            windows = place.windows if place is not None else None
            yield Stop(stop.plan.place, stop.plan.service_min, windows or (one.hours,), prize=0.0)
