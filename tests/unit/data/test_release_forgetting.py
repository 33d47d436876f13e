"""A purge leaves of a release what was published, and not the counts behind it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.register.custody import Release
from data.register.database import writing
from data.releases.files import Provenance, to_file
from data.releases.forgetting import forget_truth
from data.releases.keeping import latest_release, save_release
from data.releases.keys import load_keys
from data.releases.manifest import Attacked, Rules
from data.retention import purge
from data.vocabulary import Tier
from geo.released import spec_of
from tests.import_kit import NOON, bring_in, csv, fill
from tests.release_kit import make_published

KEPT = date(2019, 1, 1)


@pytest.fixture
def released(sqlite: Engine, rng: np.random.Generator) -> Engine:
    """A register with old work and one policy release of two years, whose truth is near what it says."""
    fill(sqlite)
    bring_in(sqlite, csv("05/03/2018;21h30;Triangle;45;rencontre;F;2"))
    published = replace(make_published("policy", 0, range(2018, 2020)), synthetic=False)
    truth = {}
    for name, cube in published.cubes.items():
        measures = list(spec_of("policy", name).measures)
        shift = rng.integers(0, 4, (len(cube), len(measures)))
        truth[name] = cube.assign(**dict(zip(measures, (cube[measures] + shift).to_numpy().T, strict=True)))
    provenance = Provenance(
        first=date(2018, 1, 1),
        made_at=NOON,
        rules=Rules(min_places=3, max_share=0.5),
        previous=None,
        policy=None,
        attacks=(Attacked(attack="slider", passed=True, tried=9, recovered=0),),
        software={},
    )
    save_release(sqlite, to_file(published, provenance, load_keys(sqlite).signing), truth, None, NOON)
    return sqlite


def years_of(cells: pd.DataFrame, tier: str, cube: str) -> pd.Series:
    """Return the year of each cell."""
    period = next(key for key in spec_of(tier, cube).keys if key in {"month", "quarter", "year"})
    return cells[period].str[:4].astype(int)


def test_the_counts_behind_purged_years_are_gone(released: Engine) -> None:
    """Later years keep theirs, and the next release can carry on."""
    before = latest_release(released, Tier.POLICY)
    purge(released, KEPT, NOON)
    after = latest_release(released, Tier.POLICY)
    assert before is not None
    assert after is not None
    for name, cells in after.truth.items():
        measures = list(spec_of("policy", name).measures)
        old = years_of(cells, "policy", name) < KEPT.year
        published = after.opened.published.cubes[name]
        assert old.any()
        assert (cells.loc[old, measures].to_numpy() == published.loc[old, measures].to_numpy()).all()
        assert (
            before.truth[name].loc[old, measures].to_numpy() != published.loc[old, measures].to_numpy()
        ).any()
        pd.testing.assert_frame_equal(cells[~old], before.truth[name][~old])
        assert list(cells.columns) == list(before.truth[name].columns)
        assert (cells.dtypes == before.truth[name].dtypes).all()


def test_forgetting_twice_changes_nothing(released: Engine) -> None:
    """And what was published stays byte for byte."""
    with Session(released) as session:
        content = session.scalars(select(Release.content)).one()
    with writing(released) as session:
        assert forget_truth(session, KEPT) == 1
    with writing(released) as session:
        assert forget_truth(session, KEPT) == 0
    with Session(released) as session:
        assert session.scalars(select(Release.content)).one() == content


def test_a_register_without_releases_has_nothing_to_forget(register: Engine) -> None:
    """No key is made for it either."""
    with writing(register) as session:
        assert forget_truth(session, KEPT) == 0
