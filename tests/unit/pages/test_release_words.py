"""What the figures and territories of a release are called, and how they are drawn."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from geo.release_reading import by_territory
from geo.released import Published
from pages.ui import release_words as words
from pages.ui import text
from pages.ui.release_map import class_style, count_labels, count_shapes, rounding_text
from tests.release_kit import make_published


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words outside a session, in English."""
    monkeypatch.setattr("pages.ui.text.language", lambda: "en")
    monkeypatch.setattr(words, "language", lambda: "en")


@pytest.fixture
def policy() -> Published:
    return make_published("policy")


@pytest.mark.parametrize(
    ("code", "name"), [("2019", "2019"), ("2019-Q4", "Q4 2019"), ("2019-04", "April 2019")]
)
def test_a_period_has_a_name(code: str, name: str) -> None:
    """A year, a quarter and a month."""
    assert words.period_name(code) == name


def test_a_zero_is_never_written_as_one() -> None:
    """It stands for all that may be behind it: more where several figures were summed."""
    assert words.count_text(0, 5) == "0–4"
    assert words.count_text(0, 10) == "0–9"
    assert words.count_text(0, 5, parts=4) == "0–16"
    assert words.count_text(1235, 5) == "1,235"


def test_a_zone_and_its_area_may_share_a_code(policy: Published) -> None:
    """The level tells which one is meant; a code without a name is shown as it is."""
    twin = policy.territories.query("level == 'zone'").head(1).assign(level="area", name_fr="Toute la région")
    both = gpd.GeoDataFrame(pd.concat([policy.territories, twin]))
    shared = replace(policy, territories=both)
    assert words.territory_name(shared, "zone", "z0") == "Zone 0"
    assert words.territory_name(shared, "area", "z0") == "Toute la région"
    assert words.territory_name(shared, "area", "nowhere") == "nowhere"
    assert len(count_shapes(shared, by_territory(shared, None), "contacts")) == 8


def test_a_family_and_what_is_left_of_it_have_different_names() -> None:
    """The one holds the kinds that stand alone, the other does not."""
    assert [words.kind_name(code) for code in ("bar", "outdoor", "indoor")] == [
        "Bar",
        "Outdoor places together",
        "Indoor places together",
    ]
    assert [words.family_name(code) for code in ("outdoor", "indoor", "several")] == [
        "Outdoor places",
        "Indoor places",
        "Outdoor and indoor places together",
    ]


def test_a_unit_is_a_zone_and_a_kind(policy: Published) -> None:
    """Several kinds that are shown together are said to be so; a public release has areas alone."""
    assert words.unit_text(policy, "z3/street") == "Zone 3 · street zone"
    assert words.unit_text(policy, "z3/several") == "Zone 3 · several kinds together"
    assert words.unit_text(make_published("public"), "a1") == "Région a1"


def test_the_classes_are_those_of_the_base() -> None:
    """Each multiple of the base lies in exactly one, whatever the figures are."""
    ranges = ["5 – 20", "25 – 100", "105 – 500", "505 – 2,000", "2,005 and more"]
    assert count_labels(5) == ["0, or a few", *ranges]
    assert count_labels(10)[1] == "10 – 40"


def test_a_zero_is_explained_where_there_is_one() -> None:
    """By the widest of those that are shown, not by one that is not."""
    table = pd.DataFrame({"contacts": [5, 0, 10], "hours": [5, 15, 5], "parts": [9, 4, 1]})
    assert "“0–16”" in rounding_text(5, table)
    assert rounding_text(5, table.drop(index=1)) == "Every count is a multiple of 5."


def test_a_zone_is_coloured_by_its_class(policy: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tooltip says the count, and a territory without an outline is not drawn."""
    table = pd.DataFrame({"contacts": [0, 2005], "parts": [1, 1]}, index=["z0", "z1"])
    nothing, most = count_shapes(policy, table, "contacts")
    assert nothing.style == class_style(0)
    assert most.style == class_style(5)
    assert nothing.tooltip == ("Zone 0", "Contacts: 0–4")
    unknown = pd.DataFrame({"contacts": [5], "parts": [1]}, index=["elsewhere"])
    assert count_shapes(policy, unknown, "contacts") == []


def test_french_counts_the_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a month is "1er"; other days, and other languages, are as they are."""
    monkeypatch.setattr(text, "language", lambda: "fr")
    assert text.date_text(date(2012, 1, 1)) == "1er janvier 2012"
    assert text.date_text(date(2012, 1, 21)) == "21 janvier 2012"
    monkeypatch.setattr(text, "language", lambda: "nl")
    assert text.date_text(date(2012, 1, 1)) == "1 januari 2012"
