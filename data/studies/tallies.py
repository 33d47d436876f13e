"""What people did before, as the teams were told: tallies by place and month, for displacement studies."""

import numpy as np
import pandas as pd
from sqlalchemy import Engine, String, select, type_coerce

from data.register.tables import PriorPlace, Round, Visit
from data.vocabulary import RoundStatus


def load_prior_places(engine: Engine) -> pd.DataFrame:
    """
    Load how many of those met worked at each kind of place before, where anybody was asked.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    DataFrame
        One row a place, month and kind, sorted: ``place`` (int64), ``month`` (int64, counted from January
        1970), ``kind`` (str, a `data.vocabulary.PriorKind`) and ``count`` (int64, above zero). A place and
        month without a row is one where nobody was asked, which says nothing.
    """
    query = (
        select(
            Visit.place_id.label("place"),
            Visit.day,
            type_coerce(PriorPlace.kind, String).label("kind"),
            PriorPlace.count,
        )
        .join(Visit, Visit.id == PriorPlace.visit_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Round.status == RoundStatus.DONE)
    )
    with engine.connect() as connection:
        rows = pd.DataFrame(connection.execute(query).all(), columns=["place", "day", "kind", "count"])
    months = pd.to_datetime(rows["day"]).to_numpy("datetime64[M]").astype(np.int64)
    told = rows.assign(month=months).astype({"place": np.int64, "count": np.int64})
    return told.groupby(["place", "month", "kind"])[["count"]].sum().reset_index()
