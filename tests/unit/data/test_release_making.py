"""Releases of the demo register: made, carried on quarter by quarter, and opened again without it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, text

from data.register.database import writing
from data.register.tables import Service
from data.releases.drafting import Late
from data.releases.faults import ReleaseRefusedError
from data.releases.files import open_file
from data.releases.keeping import approve_release, latest_release, save_release
from data.releases.keys import load_keys
from data.releases.making import Candidate, make_candidate, seal
from data.settings import ROOT, Settings
from data.vocabulary import Tier
from geo.attacks.results import NAIVE_BARS, Attack, AttackResult, Outcome
from geo.released import cells_of, period_of

NOW = datetime(2020, 1, 2, 9, tzinfo=UTC).replace(tzinfo=None)

WITHSTOOD = (
    AttackResult(Attack.SLIDER, Outcome(9, 9, 0, 4), Outcome(90, 90, 89), 4, NAIVE_BARS[Attack.SLIDER]),
)
"""What a suite says of a release that holds: here it is the making that is tried, and not the attacks."""

FIRST_CELLS = {"policy": "places", "public": "areas"}


@pytest.fixture
def own(copy_recent: Callable[[], Engine]) -> Engine:
    """The last two years of the demo register."""
    return copy_recent()


@pytest.fixture
def eight_years(copy_demo: Callable[[], Engine]) -> Engine:
    """All years of the demo register."""
    return copy_demo()


@pytest.fixture(scope="module")
def published(copy_demo: Callable[[], Engine], options: Settings) -> tuple[Engine, Candidate, Candidate]:
    """A demo register with a release of each tier at the end of 2019."""
    engine = copy_demo()
    return engine, publish(engine, Tier.POLICY, date(2020, 1, 1), options), publish(
        engine, Tier.PUBLIC, date(2020, 1, 1), options
    )  # fmt: skip


def publish(engine: Engine, tier: Tier, today: date, options: Settings) -> Candidate:
    """Make a release and publish it."""
    candidate = make_candidate(engine, tier, today, options)
    row = save_release(engine, seal(engine, candidate, WITHSTOOD, NOW), candidate.truth, None, NOW)
    if tier is Tier.PUBLIC:
        approve_release(engine, row.id, None, NOW)
    return candidate


def whole(candidate: Candidate, cube: str, by: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return published and true sums of a cube."""
    true = replace(candidate.published, cubes=candidate.truth)
    measures = list(candidate.truth[cube].select_dtypes("number"))
    told, meant = (cells_of(one, cube).groupby(by)[measures].sum() for one in (candidate.published, true))
    return told, meant


@pytest.mark.parametrize("position", [1, 2])
def test_every_cell_is_a_neighbouring_multiple_of_the_truth(
    published: tuple[Engine, Candidate, Candidate], position: int
) -> None:
    """Never further away than the base, and zero stays zero."""
    candidate = published[position]
    assert isinstance(candidate, Candidate)
    for name, told in candidate.published.cubes.items():
        measures = list(candidate.truth[name].select_dtypes("number"))
        apart = (told[measures] - candidate.truth[name][measures]).abs()
        assert (apart < candidate.published.base).all(axis=None), name
        assert (told[measures][candidate.truth[name][measures] == 0].fillna(0) == 0).all(axis=None), name


@pytest.mark.parametrize("position", [1, 2])
def test_margins_stay_close(published: tuple[Engine, Candidate, Candidate], position: int) -> None:
    """No sum over space and time is off by more than three bases."""
    candidate = published[position]
    assert isinstance(candidate, Candidate)
    cube = FIRST_CELLS[candidate.published.tier]
    for by in (["area", "quarter"], ["area", "year"], ["arrondissement", "quarter"], ["year"], ["area"]):
        told, meant = whole(candidate, cube, by)
        assert ((told - meant).abs() <= 3 * candidate.published.base).all(axis=None), by


def test_zones_keep_their_order(published: tuple[Engine, Candidate, Candidate]) -> None:
    """Rank correlation of zones at least 0.95."""
    told, meant = whole(published[1], "places", ["zone"])
    assert told["contacts"].rank().corr(meant["contacts"].rank()) >= 0.95


def test_filters_tell_the_truth_to_a_few_per_cent(
    published: tuple[Engine, Candidate, Candidate], rng: np.random.Generator
) -> None:
    """Median relative error of 5,000 random filters with a true count of at least 50: at most 5 %."""
    cells = published[1].published.cubes["places"]
    told = cells.pivot_table(index="unit", columns="month", values="contacts")
    meant = published[1].truth["places"].pivot_table(index="unit", columns="month", values="contacts")
    errors: list[float] = []
    while len(errors) < 5000:
        units = rng.random(len(told)) < 0.5
        start, end = np.sort(rng.integers(0, told.shape[1] + 1, 2))
        true = meant.to_numpy()[units, start:end].sum()
        if true >= 50:
            errors.append(abs(told.to_numpy()[units, start:end].sum() - true) / true)
    assert np.median(errors) <= 0.05


def test_the_public_release_is_made_of_the_policy_release(
    published: tuple[Engine, Candidate, Candidate],
) -> None:
    """Its truth are sums of published policy cells of old quarters, and it has no finer figure."""
    _, policy, public = published
    cells = cells_of(policy.published, "places")
    old = cells[cells["quarter"] <= "2019-Q2"]
    assert public.truth["areas"]["contacts"].sum() == old["contacts"].sum()
    assert public.published.through == date(2019, 6, 30)
    assert set(public.published.units.columns) == {"arrondissement"}
    assert not any({"unit", "zone", "month", "place"} & set(cube) for cube in public.published.cubes.values())


def test_the_same_register_gives_the_same_release(
    published: tuple[Engine, Candidate, Candidate], options: Settings
) -> None:
    """However often it is made: a second rounding would tell more than one."""
    engine, _, _ = published
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, state FROM release")).all()
        connection.execute(text("UPDATE release SET state = 'withdrawn'"))
    try:
        again = make_candidate(engine, Tier.POLICY, date(2020, 1, 1), options)
    finally:
        with engine.begin() as connection:
            for number, state in rows:
                connection.execute(
                    text("UPDATE release SET state = :state WHERE id = :id"), {"state": state, "id": number}
                )
    for name, cells in published[1].published.cubes.items():
        pd.testing.assert_frame_equal(again.published.cubes[name], cells)


def test_a_chain_of_releases_changes_no_released_figure(eight_years: Engine, options: Settings) -> None:
    """From the end of 2013 to the end of 2019, by a quarter or by a year, with changes below them."""
    earlier: list[Candidate] = []
    before = -8  # the register begins eight quarters before the first release
    for number in (0, 1, 2, 3, 4, 8, 16, 22, 23, 24):
        year, quarter = divmod(2014 * 4 + number, 4)
        candidate = publish(eight_years, Tier.POLICY, date(year, 3 * quarter + 1, 1), options)
        assert candidate.changes.changed == 0
        assert len(candidate.changes.quarters) == number - before
        before = number
        earlier.append(candidate)
        with eight_years.begin() as connection:
            # What was entered late, or taken back, in a month that is out.
            connection.execute(text("UPDATE visit SET minutes = minutes + 7 WHERE id % 97 = 3"))
            connection.execute(text("DELETE FROM contact WHERE id % 1009 = :rest"), {"rest": number})
    last = earlier[-1].published
    assert last.through == date(2019, 12, 31)
    assert earlier[-1].late.cells > 0
    for one in earlier[::3]:
        held = cells_of(one.published, "places").groupby(["arrondissement", "month"])["contacts"].sum()
        now = cells_of(last, "places").groupby(["arrondissement", "month"])["contacts"].sum()
        assert now.reindex(held.index).equals(held)


def test_public_releases_carry_on_as_well(eight_years: Engine, options: Settings) -> None:
    """Each from the policy release of its day, over places that opened and zones that merged."""
    figures: list[pd.Series] = []
    for year in (2015, 2016, 2018, 2020):
        policy = publish(eight_years, Tier.POLICY, date(year, 1, 1), options)
        public = publish(eight_years, Tier.PUBLIC, date(year, 1, 1), options)
        assert policy.changes.changed == public.changes.changed == 0
        figures.append(public.published.cubes["kinds"].groupby("quarter")["contacts"].sum())
        assert all(figures[-1].reindex(one.index).equals(one) for one in figures)


def test_a_late_entry_is_told_and_not_mended(own: Engine, options: Settings) -> None:
    """Released cells stay; how far they lie from today's register is a count."""
    publish(own, Tier.POLICY, date(2019, 10, 1), options)
    with own.begin() as connection:
        connection.execute(
            text("UPDATE contact SET count = count + 1 WHERE id = (SELECT min(id) FROM contact)")
        )
    later = make_candidate(own, Tier.POLICY, date(2020, 1, 1), options)
    assert later.changes.changed == 0
    assert later.late == Late(cells=1, contacts=1)


def test_a_new_service_had_nothing_in_the_past(own: Engine, options: Settings) -> None:
    """Its column is there from the first quarter on, and zero in those that are out."""
    publish(own, Tier.POLICY, date(2019, 10, 1), options)
    with writing(own) as session:
        session.add(Service(code="nouvelle", label="Nouvelle antenne"))
    later = make_candidate(own, Tier.POLICY, date(2020, 1, 1), options).published
    cells = later.cubes["services"]
    assert later.names["nouvelle"] == "Nouvelle antenne"
    assert (cells.loc[cells["service"] == "nouvelle", "contacts"] == 0).all()


def test_people_are_told_by_whole_years(own: Engine, options: Settings) -> None:
    """A year that has begun waits; by months it is told already."""
    found = publish(own, Tier.POLICY, date(2019, 10, 1), options).published
    assert found.cubes["sex"]["year"].max() == "2018"
    assert found.cubes["places"]["month"].max() == "2019-09"
    last = publish(own, Tier.POLICY, date(2020, 1, 1), options).published
    assert last.cubes["sex"]["year"].max() == "2019"
    sums = cells_of(last, "places").groupby("year")["contacts"].sum()
    assert last.cubes["sex"].groupby("year")["contacts"].sum().equals(sums)


def test_what_stands_in_the_way_is_said(own: Engine, options: Settings) -> None:
    """No policy release, nothing new, nothing at all."""
    with pytest.raises(ReleaseRefusedError, match="no policy release"):
        make_candidate(own, Tier.PUBLIC, date(2020, 1, 1), options)
    with pytest.raises(ReleaseRefusedError, match="No quarter with visits"):
        make_candidate(own, Tier.POLICY, date(2018, 2, 1), options)
    publish(own, Tier.POLICY, date(2019, 10, 1), options)
    with pytest.raises(ReleaseRefusedError, match="nothing new"):
        make_candidate(own, Tier.POLICY, date(2019, 12, 31), options)


def test_a_base_stays_what_it_was(own: Engine, options: Settings) -> None:
    """Figures of two bases do not add up to one release."""
    publish(own, Tier.POLICY, date(2019, 10, 1), options)
    other = options.model_copy(update={"policy_base": 10})
    assert make_candidate(own, Tier.POLICY, date(2020, 1, 1), other).published.base == 5


def test_only_what_withstood_every_attack_is_sealed(
    published: tuple[Engine, Candidate, Candidate],
) -> None:
    """And only what was attacked at all."""
    engine, policy, _ = published
    fallen = replace(WITHSTOOD[0], release=Outcome(9, 9, 1))
    for attacks in ((), (*WITHSTOOD, fallen)):
        with pytest.raises(ReleaseRefusedError, match="not attacked"):
            seal(engine, policy, attacks, NOW)


def test_a_file_says_where_it_comes_from(published: tuple[Engine, Candidate, Candidate]) -> None:
    """Rules, attacks, versions, and the policy file that a public one was made from."""
    engine, _, _ = published
    policy, public = (latest_release(engine, tier) for tier in (Tier.POLICY, Tier.PUBLIC))
    assert policy is not None
    assert public is not None
    assert public.opened.manifest.policy == policy.row.digest
    assert policy.opened.manifest.rules.max_share == 0.5
    assert policy.opened.manifest.attacks[0].attack == "slider"
    assert "geopandas" in policy.opened.manifest.software
    assert policy.opened.published.synthetic


def test_progress_goes_from_nothing_to_all(own: Engine, options: Settings) -> None:
    """And never back."""
    told: list[float] = []
    make_candidate(own, Tier.POLICY, date(2020, 1, 1), options, told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_periods_are_complete(published: tuple[Engine, Candidate, Candidate]) -> None:
    """All months of all quarters from January of the first year on."""
    months = published[1].published.cubes["places"]["month"].unique()
    assert len(months) == 96
    assert {period_of(month, "quarter") for month in months} == set(
        published[1].published.cubes["services"]["quarter"]
    )


def test_a_release_opens_in_a_process_that_has_no_register(
    published: tuple[Engine, Candidate, Candidate], tmp_path: Path
) -> None:
    """With nothing but the file and the public key."""
    engine, _, _ = published
    kept = latest_release(engine, Tier.POLICY)
    assert kept is not None
    with engine.connect() as connection:
        content = connection.execute(text("SELECT content FROM release WHERE tier = 'policy'")).scalar_one()
    (tmp_path / "release.zip").write_bytes(content)
    code = (
        "import sys, pathlib; from data.releases.files import open_file\n"
        "opened = open_file(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2])\n"
        "print(opened.published.cubes['places']['contacts'].sum(), 'sqlalchemy' in sys.modules)"
    )
    environment = {**os.environ, "MARAUDE_DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite'}"}
    command = [sys.executable, "-c", code, str(tmp_path / "release.zip"), load_keys(engine).public_key]
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    total = int(open_file(content, load_keys(engine).public_key).published.cubes["places"]["contacts"].sum())
    assert found.stdout.split() == [str(total), "False"]
    assert not (tmp_path / "none.sqlite").exists()
