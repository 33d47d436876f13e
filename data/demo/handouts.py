"""Material that the demo's teams hand out: protection, kits, leaflets."""

import numpy as np
import pandas as pd

from data.demo import figures
from data.demo.almanac import YEARS
from data.demo.apportion import FloatArray, largest_remainder
from data.demo.occasions import AT_DESK, Occasions, Where, open_days, tally
from data.demo.services import SERVICE_IDS, Province
from data.demo.tours import MEDIBUS_STARTS
from data.vocabulary import MaterialKind

_PROTECTION = {
    MaterialKind.CONDOM: 0.72,
    MaterialKind.LUBRICANT: 0.20,
    MaterialKind.SPONGE: 0.08,
}
_HANDED_OUT = {Province.HAINAUT: figures.PROTECTION, Province.WALLOON_BRABANT: figures.PROTECTION_BRABANT}
_GIVING_VISITS = 0.45
_GIVEN_AT_DESK = 0.3
_HYGIENE_KITS = {2018: 12, 2019: 20}
_LEAFLETS = 180


def hand_out(occasions: Occasions) -> pd.DataFrame:
    """
    Return all material handed out.

    Parameters
    ----------
    occasions : Occasions
        Visits and desks.

    Returns
    -------
    DataFrame
        ``service``, ``day``, ``visit``, ``kind`` and ``count``.
    """
    parts = [
        part
        for year in YEARS
        for province in Province
        for part in (*_protection(occasions, year, province), _kits(occasions, year, province))
    ]
    return pd.concat(parts, ignore_index=True)


def _protection(occasions: Occasions, year: int, province: Province) -> list[pd.DataFrame]:
    """Return condoms, lubricants and sponges: most on visits, the rest at the desk."""
    rng = occasions.rng
    total = _HANDED_OUT[province][year]
    parts = []
    for kind, number in zip(_PROTECTION, largest_remainder(total, list(_PROTECTION.values())), strict=True):
        at_desk = round(_GIVEN_AT_DESK * number)
        giving = round(_GIVING_VISITS * occasions.visits_met(year, province) * _PROTECTION[kind] ** 0.5)
        met = occasions.draw(year, province, Where.ROUNDS, giving)
        parts.append(_shared_out(met, number - at_desk, kind, rng))
        days, weights = open_days(year)
        desk = pd.DataFrame({"service": _desk_of(province), "day": days, "visit": AT_DESK})
        parts.append(_shared_out(desk, at_desk, kind, rng, weights))
    return parts


def _desk_of(province: Province) -> int:
    return SERVICE_IDS["charleroi" if province is Province.HAINAUT else "louvain_la_neuve"]


def _shared_out(
    where: pd.DataFrame,
    number: int,
    kind: MaterialKind,
    rng: np.random.Generator,
    weights: FloatArray | None = None,
) -> pd.DataFrame:
    """Share *number* items out over occasions, by chance; occasions without an item are left out."""
    places = where.drop_duplicates()
    chances = np.full(len(places), 1 / len(places)) if weights is None else weights
    items = rng.multinomial(number, chances)
    return places.assign(kind=kind.value, count=items)[items > 0]


def _kits(occasions: Occasions, year: int, province: Province) -> pd.DataFrame:
    """Return hygiene kits, sterile kits and leaflets."""
    hainaut = province is Province.HAINAUT
    number = {
        MaterialKind.HYGIENE_KIT: _HYGIENE_KITS.get(year, 0) if hainaut else 0,
        MaterialKind.STERILE_KIT: 40 if hainaut and year >= MEDIBUS_STARTS.year else 0,
        MaterialKind.LEAFLET: _LEAFLETS if hainaut else _LEAFLETS // 4,
    }
    parts = [
        occasions.draw(
            year, province, Where.MEDIBUS if kind is MaterialKind.STERILE_KIT else Where.ROUNDS, size
        ).assign(kind=kind.value)
        for kind, size in number.items()
        if size
    ]
    return tally(pd.concat(parts, ignore_index=True))
