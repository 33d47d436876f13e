"""Families of kinds of place: one nested chain from a kind to several of them."""

import pytest

from data.vocabulary import PlaceKind
from geo.publication.families import FAMILY_OF, INDOOR, OUTDOOR, SEVERAL, TOGETHER, kind_chain, nearest_kind


def test_every_kind_of_place_has_one_of_two_families() -> None:
    """A kind that is added to the register without one would stop every release."""
    assert {FAMILY_OF[kind] for kind in PlaceKind} == {OUTDOOR, INDOOR}
    assert set(FAMILY_OF) == {*PlaceKind, *TOGETHER}


def test_the_chain_leads_from_a_kind_to_several() -> None:
    """What is no single kind starts further along it."""
    assert kind_chain("bar") == ("bar", INDOOR, SEVERAL)
    assert kind_chain(OUTDOOR) == (OUTDOOR, SEVERAL)
    assert kind_chain(SEVERAL) == (SEVERAL,)
    with pytest.raises(KeyError):
        kind_chain("castle")


def test_the_nearest_code_is_the_finest_that_is_told_apart() -> None:
    """Where nothing of the chain is, it is several kinds; the other family never is."""
    assert nearest_kind("bar", {"bar", INDOOR}) == "bar"
    assert nearest_kind("bar", {"street", INDOOR, SEVERAL}) == INDOOR
    assert nearest_kind("bar", {"street", OUTDOOR}) == SEVERAL
    assert nearest_kind(INDOOR, {"bar", SEVERAL}) == SEVERAL
