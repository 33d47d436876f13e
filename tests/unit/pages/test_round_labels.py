"""Labels on the lists of an evening: what many places say alike is left out, what tells them apart is not."""

import pandas as pd
import pytest

from pages.parts.rounds.wording import short_labels


def _short(*labels: str) -> list[str]:
    return list(short_labels(pd.Series(labels)).values())


def test_a_remark_that_many_places_share_gives_way_to_dots() -> None:
    """Three places with the same words in brackets: they say nothing of any of them."""
    assert _short(
        "Bar 1, Mons (position inventée)", "Bar 2 (position inventée)", "C (position inventée)"
    ) == [
        "Bar 1, Mons…",
        "Bar 2…",
        "C…",
    ]


@pytest.mark.parametrize(
    "labels",
    [
        ("Café (porte de derrière)", "Bar (à droite)", "Hôtel"),
        ("Bar (a)", "Bar (a) b", "(a)", "(a) (b) c"),
    ],
)
def test_a_remark_of_one_place_stays(labels: tuple[str, ...]) -> None:
    """So does what does not stand at the end, and what is all there is."""
    assert _short(*labels) == list(labels)


def test_places_that_only_the_remark_tells_apart_keep_it() -> None:
    """Neither of two bars may pass for the other."""
    labels = [
        "Bar (dedans)",
        "Bar (dehors)",
        "Gare (dedans)",
        "Parc (dedans)",
        "Port (dehors)",
        "Quai (dehors)",
    ]
    shown = dict(zip(labels, _short(*labels), strict=True))
    assert shown["Bar (dedans)"] == "Bar (dedans)"
    assert shown["Bar (dehors)"] == "Bar (dehors)"
    assert shown["Quai (dehors)"] == "Quai…"


def test_a_register_without_places_has_no_labels() -> None:
    """Nothing to shorten is no fault."""
    assert short_labels(pd.Series([], dtype=object)) == {}
