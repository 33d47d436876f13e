"""Legends: ranges in words, and three kinds of presence that are never told by colour alone."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.breaks import Breaks
from geo.comparison import Change
from geo.measures import Measure, Presence
from pages.ui.changes import Changed, change_shapes
from pages.ui.drawing import Drawing, class_labels, legend_entries, shapes_of
from pages.ui.maps import shapes_layer

EDGES = {
    "whole counts do not overlap": (True, (1.0, 5.0, 12.0), ["1", "2 – 5", "6 – 12"]),
    "rates share their edges": (False, (0.5, 1.0), ["0,0 – 0,5", "0,5 – 1,0"]),
    "round edges have no decimals": (False, (10.0, 20.0), ["0 – 10", "10 – 20"]),
    "nothing above zero has no class": (True, (), []),
}


@pytest.mark.parametrize(("whole", "edges", "expected"), EDGES.values(), ids=EDGES)
def test_classes_in_words(*, whole: bool, edges: tuple[float, ...], expected: list[str]) -> None:
    """Each value belongs to exactly one of the ranges that are named."""
    assert class_labels(Breaks(edges, ()), whole=whole) == expected


@pytest.fixture
def drawing() -> Drawing:
    """Three places: met, looked and met nobody, not looked."""
    figures = pd.DataFrame(
        {
            "value": [4.0, 0.0, float("nan")],
            "presence": pd.Series(
                [Presence.SEEN, Presence.NOBODY, Presence.NOT_LOOKED], index=[1, 2, 3], dtype=object
            ),
            "low": float("nan"),
            "high": float("nan"),
            "enough": True,
        },
        index=pd.Index([1, 2, 3]),
    )
    return Drawing(figures, Measure.CONTACTS, Breaks((4.0,), (1, 1)))


def test_three_kinds_of_presence_look_different(drawing: Drawing) -> None:
    """By fill and by line, so that they can be told apart without colours too."""
    points = gpd.GeoSeries([shapely.Point(4.4, 50.4 + step / 100) for step in range(3)], index=[1, 2, 3])
    met, nobody, not_looked = shapes_of(drawing, points, {1: "a", 2: "b", 3: "c"})
    assert met.style["color"] == nobody.style["color"] != not_looked.style["color"]
    assert "dashArray" in not_looked.style
    assert "dashArray" not in nobody.style
    assert (
        len(
            {str(one.style["fillColor"]) + str(one.style["fillOpacity"]) for one in (met, nobody, not_looked)}
        )
        == 3
    )


def test_what_lies_nowhere_is_not_drawn(drawing: Drawing) -> None:
    """Private flats have figures and no position: none on the map, of one period or of a change."""
    points = gpd.GeoSeries([shapely.Point(4.4, 50.4), shapely.Point()], index=[1, 2])
    labels: dict[object, str] = {1: "a", 2: "b", 3: "c"}
    assert [shape.code for shape in shapes_of(drawing, points, labels)] == ["1"]
    figures = pd.DataFrame(
        {"before": 1.0, "after": 2.0, "difference": 1.0, "change": Change.MORE}, index=drawing.figures.index
    )
    shapes = change_shapes(Changed(figures, Measure.CONTACTS), points, labels, companions=True)
    assert [shape.code for shape in shapes] == ["1"]


def test_the_legend_counts_what_is_no_class(drawing: Drawing) -> None:
    """Nobody met and not looked are named with their numbers, also where there are none."""
    entries = legend_entries(drawing, graduated=True)
    assert len(entries) == 3
    assert sum("(1)" in entry for entry in entries) == 2


def test_an_empty_layer_is_an_empty_group() -> None:
    """Nothing to draw is no reason to fail."""
    assert not shapes_layer([])._children


def test_areas_and_hexagons_have_tiles_in_the_legend(drawing: Drawing) -> None:
    """Where nothing is told by size, the legend shows no sizes."""
    entries = legend_entries(drawing, graduated=False)
    assert not any("border-radius:50%" in entry for entry in entries)
    assert len(entries) == len(legend_entries(drawing, graduated=True))
