"""What a purge leaves of old releases: the figures that were published, and not the counts behind them."""

from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.register.custody import Release, ReleaseSecret
from data.releases.files import open_file
from data.releases.signing import public_key_of
from data.releases.stored import from_blob, to_blob
from geo.cubes import PERIODS
from geo.released import spec_of


def forget_truth(session: Session, before: date) -> int:
    """
    Replace the true cells of purged years by the published ones, in every release that the register keeps.

    The next release then carries no remainder of those years, and nothing in the register says more of them
    than the release files do.

    Parameters
    ----------
    session : Session
        Inside a writing transaction.
    before : date
        First day that is kept, the first of January.

    Returns
    -------
    int
        How many releases said more than that.

    Raises
    ------
    UntrustedReleaseError
        If a release was changed in the register.
    """
    secret = session.scalars(select(ReleaseSecret)).one_or_none()
    if secret is None:
        return 0
    public_key = public_key_of(secret.signing)
    changed = 0
    for release in session.scalars(select(Release).order_by(Release.id)):
        published = open_file(release.content, public_key).published
        truth = from_blob(release.truth)
        told = {
            name: _blunted(cells, published.cubes[name], published.tier, name, before)
            for name, cells in truth.items()
        }
        if any(not told[name].equals(cells) for name, cells in truth.items()):
            release.truth = to_blob(told)
            changed += 1
    return changed


def _blunted(
    truth: pd.DataFrame, published: pd.DataFrame, tier: str, cube: str, before: date
) -> pd.DataFrame:
    """Return the true cells of a cube with the published figures in the years before a day."""
    spec = spec_of(tier, cube)
    keys, measures = list(spec.keys), list(spec.measures)
    period = next(key for key in keys if key in PERIODS)
    # The codes of all periods begin with the year, so that they sort as time does.
    old = truth[period].astype(str) < str(before.year)
    known = published.set_index(keys)[measures].reindex(pd.MultiIndex.from_frame(truth.loc[old, keys]))
    blunted = truth.copy()
    blunted.loc[old, measures] = known.astype(truth[measures].dtypes.to_dict()).to_numpy()
    return blunted
