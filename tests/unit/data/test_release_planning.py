"""Zones, units and areas of the demo register: what each release may show, on real territories."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import Engine, text

from data.geography.basemap import load_cantons
from data.register.database import writing
from data.register.tables import Place, Round, Visit
from data.releases.faults import ReleaseRefusedError
from data.releases.planning import (
    Boundaries,
    Plan,
    load_boundaries,
    long_run_of,
    plan_policy,
    plan_public,
)
from data.releases.truth import Facts, load_facts
from data.settings import Settings
from data.vocabulary import Outcome, PlaceKind, RoundStatus
from geo.crs import WGS84
from geo.publication.families import FAMILY_OF, INDOOR, OUTDOOR, SEVERAL
from geo.publication.zones import PlaceRules
from geo.released import Published

THROUGH = date(2019, 12, 31)
POLICY = PlaceRules(3, 0.5)
PUBLIC = PlaceRules(5, 0.33)


@pytest.fixture(scope="module")
def demo(copy_demo: Callable[[], Engine]) -> Engine:
    return copy_demo()


@pytest.fixture
def own(copy_demo: Callable[[], Engine]) -> Engine:
    """A demo register to change."""
    return copy_demo()


@pytest.fixture(scope="module")
def boundaries(options: Settings) -> Boundaries:
    return load_boundaries(options.var_dir)


@pytest.fixture(scope="module")
def facts(demo: Engine) -> Facts:
    return load_facts(demo, THROUGH)


@pytest.fixture(scope="module")
def plan(demo: Engine, facts: Facts, boundaries: Boundaries) -> Plan:
    return plan_policy(demo, facts, boundaries, POLICY, None)


@pytest.fixture(scope="module")
def public(demo: Engine, facts: Facts, boundaries: Boundaries, plan: Plan) -> Plan:
    return plan_public(demo, facts, boundaries, PUBLIC, released(plan), None)


def released(plan: Plan, tier: str = "policy") -> Published:
    """Return the space of a release, without figures."""
    return Published(tier, 5, THROUGH, True, plan.units, plan.territories, {}, {})  # noqa: FBT003


def groups_of(plan: Plan) -> Iterator["pd.Series[str]"]:
    """Yield the group of each place that was visited, at every level of a plan."""
    known = plan.unit_of.loc[plan.unit_of.index.isin(plan.long_run.contacts.index)]
    yield known
    for level in plan.units.columns.difference(["kind"]):
        yield known.map(plan.units[level])


def require_rules(plan: Plan, rules: PlaceRules) -> None:
    """Count in the plainest way; every place that was visited must have its group."""
    contacts, visited = plan.long_run.contacts, plan.long_run.visited
    assert set(contacts.index) <= set(plan.unit_of.index)
    for groups in groups_of(plan):
        for name in groups.unique():
            inside = groups.index[groups == name]
            assert len(inside) >= rules.min_places, name
            assert contacts[inside].max() <= rules.max_share * contacts[inside].sum(), name
            seen = visited.loc[inside].sum()
            assert ((seen == 0) | (seen >= rules.min_places)).all(), name


def test_every_zone_and_unit_of_the_demo_meets_the_rules(plan: Plan, public: Plan) -> None:
    """Three places and half of the contacts; five and a third."""
    require_rules(plan, POLICY)
    require_rules(public, PUBLIC)
    kinds = public.kind_of
    assert not PUBLIC.broken(kinds, public.long_run)
    assert plan.units["zone"].nunique() >= 5
    assert len(public.units) >= 3


def test_no_spot_or_flat_is_shown_alone(demo: Engine, plan: Plan) -> None:
    """Not one kind of place in one zone, in any year, is a single place."""
    with demo.connect() as connection:
        kinds = pd.read_sql_query("SELECT id, kind FROM place", connection).set_index("id")["kind"]
    for unit, kind in plan.units["kind"].items():
        places = plan.unit_of.index[plan.unit_of == unit]
        own = set(kinds[places])
        assert kind == SEVERAL or own == {kind} or {FAMILY_OF[one] for one in own} == {kind}
    assert set(plan.units["kind"]) == {OUTDOOR, INDOOR, SEVERAL}


def test_outlines_are_whole_official_territories(plan: Plan, basemap_dir: Path) -> None:
    """No corner of them tells where in it a place lies."""
    cantons = load_cantons(basemap_dir).set_index("id")
    zones = plan.territories.query("level == 'zone'")
    for zone, outline in zones.geometry.items():
        parts = str(zone).split("~")
        assert outline.symmetric_difference(cantons.loc[parts].union_all()).area < 1e-9
    assert set(plan.territories["level"]) == {"zone", "area", "arrondissement"}


def test_names_are_official_in_both_languages(plan: Plan) -> None:
    """And short."""
    names = plan.territories.query("level == 'zone'").set_index("name_fr")["name_nl"]
    assert names["Wavre 1, 2"] == "Waver 1, 2"
    assert names["La Louvière, Mons 1"] == "Bergen 1, La Louvière"
    assert plan.territories["name_fr"].str.len().max() <= 40


def test_flats_of_a_divided_town_are_counted_in_its_middle(demo: Engine, plan: Plan) -> None:
    """Those of Charleroi in its first canton, which holds nothing else."""
    with demo.connect() as connection:
        flats = connection.execute(
            text("SELECT id FROM place WHERE label = 'Privés — Charleroi'")
        ).scalar_one()
    assert "charleroi-1" in plan.unit_of[flats]


def test_public_areas_are_unions_of_policy_areas(plan: Plan, public: Plan) -> None:
    """So that public figures are sums of policy figures."""
    parts = {part for area in plan.units["area"] for part in area.split("~")}
    assert {part for area in public.units.index for part in area.split("~")} == parts
    for area in plan.units["area"].unique():
        assert sum(set(area.split("~")) <= set(one.split("~")) for one in public.units.index) == 1
    assert set(public.territories["level"]) == {"area", "arrondissement"}


def test_the_plan_is_the_same_again_and_with_itself_as_past(
    demo: Engine, facts: Facts, boundaries: Boundaries, plan: Plan, public: Plan
) -> None:
    """Nothing of it is drawn by lot, and nothing changes without a reason."""
    again = plan_policy(demo, facts, boundaries, POLICY, released(plan))
    assert again.units.equals(plan.units)
    assert again.unit_of.equals(plan.unit_of)
    cubes = {"kinds": pd.DataFrame({"kind": public.kind_of.unique()})}
    last = replace(released(public, "public"), cubes=cubes)
    carried = plan_public(demo, facts, boundaries, PUBLIC, released(plan), last)
    assert carried.units.equals(public.units)
    assert carried.kind_of.equals(public.kind_of)


def test_stricter_rules_only_merge(demo: Engine, facts: Facts, boundaries: Boundaries, plan: Plan) -> None:
    """And laxer ones split nothing afterwards."""
    strict = plan_policy(demo, facts, boundaries, PlaceRules(8, 0.4), released(plan))
    require_rules(strict, PlaceRules(8, 0.4))
    assert strict.units["zone"].nunique() < plan.units["zone"].nunique()
    for zone in plan.units["zone"].unique():
        assert sum(set(zone.split("~")) <= set(one.split("~")) for one in strict.units["zone"].unique()) == 1
    lax = plan_policy(demo, facts, boundaries, PlaceRules(2, 1.0), released(strict))
    assert lax.units.equals(strict.units)


def add_place(engine: Engine, kind: PlaceKind, position: shapely.Point | None, municipality: str) -> int:
    """Add a place with visits in 2019, and return its id."""
    with writing(engine) as session:
        place = Place(
            kind=kind, label="new", geometry=position, municipality=municipality, service_id=1, invented=True
        )
        outing = Round(service_id=1, status=RoundStatus.DONE, day=date(2019, 11, 1))
        session.add_all([place, outing])
        session.flush()
        session.add(
            Visit(round_id=outing.id, place_id=place.id, day=outing.day, outcome=Outcome.MET, minutes=10)
        )
        return place.id


@pytest.mark.parametrize(
    ("kind", "position", "municipality", "zone"),
    [
        (PlaceKind.BAR, shapely.Point(4.4445, 50.4110), "52011", "charleroi-1~charleroi-4~chatelet"),
        (PlaceKind.STREET, shapely.Point(4.4445, 50.4110), "52011", "charleroi-1~charleroi-4~chatelet"),
        # Chimay has no zone yet: its first place joins the nearest one of Hainaut.
        (PlaceKind.BAR, shapely.Point(4.317, 50.048), "56016", "charleroi-1~charleroi-4~chatelet~chimay"),
        (PlaceKind.PRIVATE_FLAT, None, "56016", "charleroi-1~charleroi-4~chatelet~chimay"),
    ],
)
def test_a_new_place_joins_a_unit_that_is_there(
    own: Engine,
    boundaries: Boundaries,
    plan: Plan,
    kind: PlaceKind,
    position: shapely.Point | None,
    municipality: str,
    zone: str,
) -> None:
    """Of its family in its zone, else of the nearest zone."""
    place = add_place(own, kind, position, municipality)
    found = plan_policy(own, load_facts(own, THROUGH), boundaries, POLICY, released(plan))
    assert found.unit_of[place] == f"{zone}:{FAMILY_OF[kind]}"
    assert len(found.units) == len(plan.units)
    require_rules(found, POLICY)


def test_a_register_with_too_few_places_publishes_nothing(own: Engine, boundaries: Boundaries) -> None:
    """And says why."""
    with own.begin() as connection:
        connection.execute(text("DELETE FROM visit WHERE place_id > 2"))
    facts = load_facts(own, THROUGH)
    with pytest.raises(ReleaseRefusedError, match="too few places"):
        plan_policy(own, facts, boundaries, POLICY, None)


def test_a_flat_in_no_known_municipality_is_refused_with_the_reason(
    own: Engine, boundaries: Boundaries
) -> None:
    """It cannot be put on any map."""
    add_place(own, PlaceKind.PRIVATE_FLAT, None, "99999")
    with pytest.raises(ReleaseRefusedError, match="municipality of a place"):
        plan_policy(own, load_facts(own, THROUGH), boundaries, POLICY, None)


def test_other_boundaries_than_the_last_release_had_are_refused(
    demo: Engine, facts: Facts, boundaries: Boundaries, plan: Plan
) -> None:
    """Zones cannot be told on another map."""
    renamed = boundaries.zones.rename(index={"charleroi-1": "52011"})
    with pytest.raises(ReleaseRefusedError, match="not on the map"):
        plan_policy(demo, facts, replace(boundaries, zones=renamed), POLICY, released(plan))


def test_imported_municipalities_are_zones_and_areas_at_once(demo: Engine, facts: Facts) -> None:
    """A square a municipality: each is its own area."""
    codes = sorted(
        pd.read_sql_query("SELECT DISTINCT municipality FROM place", demo.connect())["municipality"]
    )
    squares = gpd.GeoDataFrame(
        {
            "name_fr": codes,
            "name_nl": codes,
            "arrondissement": ["brabant-wallon" if code < "3" else "hainaut" for code in codes],
            "municipalities": codes,
            "area": codes,
        },
        index=pd.Index(codes, name="id"),
        geometry=[shapely.box(4 + 0.1 * n, 50.3, 4.1 + 0.1 * n, 50.5) for n in range(len(codes))],
        crs=WGS84,
    )
    above = squares.dissolve("arrondissement")[["name_fr", "name_nl", "geometry"]].rename_axis("id")
    found = plan_policy(demo, facts, Boundaries(squares, squares, above), POLICY, None)
    require_rules(found, POLICY)
    assert (found.units["zone"] == found.units["area"]).all()


def test_the_long_run_knows_years_that_are_over_and_the_last_twelve_months(demo: Engine) -> None:
    """A first year that was not complete counts with the second."""
    found = long_run_of(load_facts(demo, date(2015, 6, 30)))
    assert list(found.visited.columns) == ["2012", "2013", "2014", "last"]
    started = replace(load_facts(demo, date(2015, 6, 30)), first=date(2012, 11, 20))
    assert list(long_run_of(started).visited.columns) == ["2013", "2014", "last"]
    assert long_run_of(started).visited["2013"].sum() >= found.visited["2013"].sum()
