"""Kinds of place, their families, and several kinds together: one nested chain, from fine to coarse.

A release tells a kind apart where it has enough places, else with its family, else with all others. Later
releases only ever move along this chain, so whatever was added up stays so.
"""

from collections.abc import Collection
from types import MappingProxyType

OUTDOOR = "outdoor"
"""Family of the kinds of place under the open sky."""

INDOOR = "indoor"
"""Family of the kinds of place behind a door."""

SEVERAL = "several"
"""Kind of a unit that holds kinds of both families, too few of each to be told apart."""

FAMILY_OF = MappingProxyType(
    {
        "street": OUTDOOR,
        "car_park": OUTDOOR,
        "rest_area": OUTDOOR,
        "medibus_stop": OUTDOOR,
        "bar": INDOOR,
        "hotel_cafe": INDOOR,
        "private_flat": INDOOR,
        "office": INDOOR,
        **{code: code for code in (OUTDOOR, INDOOR, SEVERAL)},
    }
)
"""Family of each kind of place; what is no single kind is its own."""

TOGETHER = (OUTDOOR, INDOOR, SEVERAL)
"""Codes that stand for more than one kind of place."""


def kind_chain(code: str) -> tuple[str, ...]:
    """Return what may stand for a kind or a family, from itself to `SEVERAL`; raises KeyError for others."""
    return tuple(dict.fromkeys((code, FAMILY_OF[code], SEVERAL)))


def nearest_kind(code: str, available: Collection[str]) -> str:
    """
    Return what stands for a kind of place among the codes that are told apart.

    Parameters
    ----------
    code : str
        A kind, a family, or `SEVERAL`.
    available : collection of str
        What is told apart.

    Returns
    -------
    str
        The first of `kind_chain` that is available, else `SEVERAL`.
    """
    return next((one for one in kind_chain(code) if one in available), SEVERAL)
