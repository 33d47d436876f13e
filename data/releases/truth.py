"""The true cells: what each place adds to each cube, counted from the register.

Nothing of this leaves the register. Rounds that are planned never count, and neither does a day after the
last one of the release.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Engine, String, func, select, type_coerce

from data.ledger import load_ledger, load_services
from data.register.tables import Contact, Round, Visit
from data.releases.calendar import period_codes
from data.releases.content import WORDS
from data.vocabulary import RoundStatus
from geo.cubes import EFFORT, FACES
from geo.measures import MINUTES_PER_HOUR

_COLUMN_OF = {"sex": Contact.sex, "age": Contact.age_band, "nationality": Contact.nationality}


@dataclass(frozen=True)
class Facts:
    """
    What each place adds to each cube.

    Attributes
    ----------
    first : date
        First day of the register, or *through* where it has none.
    through : date
        Last day that is counted.
    services : Mapping of str to str
        Names of the services, by code.
    sums : Mapping of str to DataFrame
        ``places`` (``place``, ``month``, `EFFORT`), ``services`` (``place``, ``quarter``, ``service``,
        ``contacts``), ``natures`` (``place``, ``quarter``, ``nature``, ``interventions``), and for each of
        `FACES` (``place``, ``year``, the face, ``contacts``). Hours are floats, all else is int64.
    """

    first: date
    through: date
    services: dict[str, str]
    sums: dict[str, pd.DataFrame]


def load_facts(engine: Engine, through: date) -> Facts:
    """
    Count what each place adds to each cube, up to a day.

    Parameters
    ----------
    engine : Engine
        The register.
    through : date
        Last operational day that counts.

    Returns
    -------
    Facts
        Sums by place.
    """
    ledger = load_ledger(engine)
    ledger = ledger[ledger["day"] <= pd.Timestamp(through)]
    services = load_services(engine)
    dated = pd.concat([ledger, period_codes(ledger["day"])], axis=1)
    # A skipped visit is none, but what is recorded on it, such as a call, is kept: sums must hold.
    dated["visits"] = dated["looked"].astype("int64")
    dated["hours"] = dated["minutes"].fillna(0).astype(float) / MINUTES_PER_HOUR
    dated["service"] = dated["service"].map(services["code"])
    first = through if ledger.empty else dated["day"].iloc[0].date()
    return Facts(
        first,
        through,
        dict(zip(services["code"], services["label"], strict=True)),
        {
            "places": _total(dated, ["place", "month"], list(EFFORT)),
            "services": _total(dated, ["place", "quarter", "service"], ["contacts"]),
            "natures": _natures(dated),
            **{face: _people(engine, face, through) for face in FACES},
        },
    )


def _total(rows: pd.DataFrame, keys: list[str], measures: list[str]) -> pd.DataFrame:
    sums = rows.groupby(keys, observed=True)[measures].sum()
    whole = [measure for measure in measures if measure != "hours"]
    return sums.astype(dict.fromkeys(whole, "int64")).reset_index()


def _natures(dated: pd.DataFrame) -> pd.DataFrame:
    columns = {f"iv_{nature}": nature for nature in WORDS["nature"]}
    long = dated.rename(columns=columns).melt(
        id_vars=["place", "quarter"], value_vars=list(columns.values()), var_name="nature"
    )
    return _total(
        long.rename(columns={"value": "interventions"}), ["place", "quarter", "nature"], ["interventions"]
    )


def _people(engine: Engine, face: str, through: date) -> pd.DataFrame:
    """Return the people met at each place in each year, by one characteristic."""
    word = type_coerce(_COLUMN_OF[face], String)
    query = (
        select(
            Visit.place_id.label("place"),
            func.extract("year", Visit.day).label("year"),
            word.label(face),
            func.sum(Contact.count).label("contacts"),
        )
        .join(Visit, Visit.id == Contact.visit_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Round.status == RoundStatus.DONE, Visit.day <= through)
        .group_by(Visit.place_id, func.extract("year", Visit.day), word)
    )
    with engine.connect() as connection:
        found = pd.read_sql_query(query, connection)
    found["year"] = found["year"].astype("int64").astype(str)
    return found.astype({"contacts": "int64"})
