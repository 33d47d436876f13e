"""Any part of any selection adds up, and agrees with plain SQL on the register."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Integer, Select, cast, extract, func, or_, select

from data import vocabulary as v
from data.ledger import load_ledger, load_places
from data.register.tables import Contact, HealthAct, Intervention, Place, Round, Visit
from geo.measures import COUNTS, summarise
from geo.selection import Selection
from geo.selection import select as select_visits
from tests.builders import FIRST_DAY, fill_random, random_ledger

SUMMED = ["visits", "looked", "hours", "noted_visits", "noted_contacts", *COUNTS]

Query = Select[int, int | None]
"""Of places and a total."""


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Draw any filter of the months that the builders fill."""
    start = FIRST_DAY + timedelta(days=draw(st.integers(-5, 60)))
    return Selection(
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 400))),
        kinds=frozenset(draw(st.sets(st.sampled_from([kind.value for kind in v.PlaceKind])))),
        services=frozenset(draw(st.sets(st.integers(1, 3)))),
        weekdays=frozenset(draw(st.sets(st.integers(0, 6)))),
        bands=frozenset(draw(st.sets(st.sampled_from([band.value for band in v.HourBand])))),
    )


@given(
    seed=st.integers(0, 2**32 - 1),
    selection=selections(),
    by=st.sampled_from(["place", "kind", "service", "weekday", "band", "outcome", "day"]),
    then=st.sampled_from(["place", "kind", "weekday", "band"]),
)
def test_parts_of_a_selection_add_up_to_it(seed: int, selection: Selection, by: str, then: str) -> None:
    """However visits are split, once or twice, nothing is lost and nothing counted twice."""
    visits = select_visits(random_ledger(np.random.default_rng(seed)), selection)
    whole = summarise(visits.assign(all=0), "all", pd.Index([0])).iloc[0][SUMMED]
    for keys in (by, [by, "looked"], [by, then] if by != then else by):
        parts = summarise(visits, keys)[SUMMED].sum()
        assert np.allclose(parts.to_numpy(float), whole.to_numpy(float))


@given(seed=st.integers(0, 2**32 - 1))
def test_a_period_is_the_sum_of_its_days(seed: int) -> None:
    """Two adjoining periods make one: no day is in both or in neither."""
    ledger = random_ledger(np.random.default_rng(seed))
    middle, end = FIRST_DAY + timedelta(days=150), FIRST_DAY + timedelta(days=500)
    before = select_visits(ledger, Selection(FIRST_DAY, middle))
    after = select_visits(ledger, Selection(middle + timedelta(days=1), end))
    assert len(before) + len(after) == len(ledger)
    assert before["contacts"].sum() + after["contacts"].sum() == ledger["contacts"].sum()


HOURS = {
    v.HourBand.MORNING: range(6, 12),
    v.HourBand.AFTERNOON: range(12, 18),
    v.HourBand.EVENING: range(18, 22),
    v.HourBand.NIGHT: (22, 23, 0, 1, 2, 3, 4, 5),
    v.HourBand.UNKNOWN: (),
}


def queries() -> dict[str, Query]:
    """Return the sum of each measure by place, as somebody would write it by hand."""

    def of(table: type[Contact | HealthAct | Intervention]) -> Query:
        total = select(Visit.place_id, func.sum(table.count))
        return total.select_from(Visit).join(table, table.visit_id == Visit.id)

    visits = select(Visit.place_id, func.count(Visit.id)).select_from(Visit)
    looked = Visit.outcome != v.Outcome.SKIPPED
    return {
        "visits": visits,
        "looked": visits.where(looked),
        "minutes": select(Visit.place_id, func.sum(Visit.minutes)).select_from(Visit).where(looked),
        "contacts": of(Contact),
        "first_contacts": of(Contact).where(Contact.acquaintance == v.Acquaintance.FIRST),
        "noted_contacts": of(Contact).where(looked, Visit.minutes > 0),
        "tests": of(HealthAct).where(HealthAct.kind == v.HealthActKind.TROD),
        "interventions": of(Intervention),
        **{f"iv_{nature}": of(Intervention).where(Intervention.nature == nature) for nature in v.Nature},
    }


def narrowed(query: Query, selection: Selection) -> Query:
    """Let the database filter, group and order *query* as *selection* says."""
    hour = cast(extract("hour", Visit.arrival), Integer)
    weekday = (cast(extract("dow", Visit.day), Integer) + 6) % 7
    query = query.join(Round, Round.id == Visit.round_id).join(Place, Place.id == Visit.place_id)
    query = query.where(Round.status == v.RoundStatus.DONE).group_by(Visit.place_id)
    query = query.where(Visit.day.between(selection.start, selection.end))
    if selection.kinds:
        query = query.where(Place.kind.in_([v.PlaceKind(kind) for kind in selection.kinds]))
    if selection.services:
        query = query.where(Round.service_id.in_(selection.services))
    if selection.weekdays:
        query = query.where(weekday.in_(selection.weekdays))
    if selection.bands:
        inside = hour.in_([hour for band in selection.bands for hour in HOURS[v.HourBand(band)]])
        unknown = v.HourBand.UNKNOWN in selection.bands
        query = query.where(or_(inside, Visit.arrival.is_(None)) if unknown else inside)
    return query


@pytest.fixture
def filled(register: Engine) -> tuple[Engine, pd.DataFrame, pd.Index]:
    """A random register, its ledger, and its places."""
    fill_random(register, np.random.default_rng(7))
    return register, load_ledger(register), load_places(register).index


# The test only reads the register, so that its examples may share one.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections())
def test_the_ledger_agrees_with_plain_sql(
    filled: tuple[Engine, pd.DataFrame, pd.Index], selection: Selection
) -> None:
    """Every measure of every place, for any filter, is what the database says."""
    engine, ledger, places = filled
    summary = summarise(select_visits(ledger, selection), "place", places)
    summary["minutes"] = (summary["hours"] * 60).round().astype(int)
    with engine.connect() as connection:
        for measure, query in queries().items():
            found = {place: total for place, total in connection.execute(narrowed(query, selection)) if total}
            ours = summary[measure]
            assert ours[ours > 0].to_dict() == found, measure


def test_the_random_register_has_something_of_everything(
    filled: tuple[Engine, pd.DataFrame, pd.Index],
) -> None:
    """Otherwise agreement with the database would be agreement on nothing."""
    engine, ledger, places = filled
    totals = summarise(ledger, "place", places).sum()
    assert (totals[["contacts", "first_contacts", "tests", "iv_legal", "hours"]] > 0).all()
    with engine.connect() as connection:
        assert len(ledger) < connection.execute(select(func.count(Visit.id))).scalar_one()
    assert set(ledger["band"]) == {band.value for band in v.HourBand}
