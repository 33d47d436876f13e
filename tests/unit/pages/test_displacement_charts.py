"""The charts of a study: scales that hold any interval, sentences that count, lanes without effort."""

import numpy as np
import pandas as pd
import pytest

from geo.displacement.checks import Rank
from geo.displacement.course import before_and_after, course_of
from geo.displacement.model import AnalysisSpec, Panel, Window
from geo.displacement.results import Check, Checked, Contrast, Estimate
from pages.parts.displacement.checks import look_name, placebo_sentence, sensitivity_line
from pages.parts.displacement.forest import WIDEST, ForestRow, draw_forest, ratio_domain, ratio_ticks
from pages.parts.displacement.strip import draw_lanes
from pages.ui import text

pytestmark = pytest.mark.usefixtures("_in_english")


@pytest.fixture
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words without a session."""
    monkeypatch.setattr(text, "language", lambda: "en")


def contrast(ratio: float, low: float, high: float) -> Contrast:
    """A contrast of which the ratio is looked at."""
    return Contrast(float(np.log(ratio)), 0.1, 10.0, 0.01, Estimate(ratio, low, high))


@pytest.mark.parametrize(("low", "high"), [(0.9, 1.1), (0.4, 3.0), (1e-9, 1e9), (0.0, 1.0)])
def test_a_scale_holds_no_change_and_never_grows_without_end(low: float, high: float) -> None:
    """×1 is always on the axis, with ticks on both sides, whatever the interval."""
    first, last = ratio_domain([contrast(1.0, low, high)])
    assert WIDEST[0] / 2 < first < 1 < last < WIDEST[1] * 2
    assert {0.5, 1, 2} <= set(ratio_ticks((first, last)))


def test_only_a_clear_change_has_a_full_point() -> None:
    """An interval that crosses ×1 is hollow, on the chart too."""
    rows = [
        ForestRow("a", contrast(2, 1.5, 3), "#aa0000"),
        ForestRow("b", contrast(1.2, 0.8, 1.7), "#00aa00"),
    ]
    assert [row.is_clear for row in rows] == [True, False]
    chart = draw_forest(rows).to_dict()
    [data] = [rows for rows in chart["datasets"].values() if len(rows) == 2]
    assert data[0]["fill"] == "#aa0000"
    assert data[1]["fill"] != "#00aa00"


def test_placebos_as_large_as_the_real_change_are_counted() -> None:
    """The real date is not among those when nothing happened."""
    assert placebo_sentence(Rank(2, 3)).startswith("Of 2 dates when nothing happened, 1 show")
    assert placebo_sentence(Rank(1, 2)).startswith("Of 1 date when nothing happened, 0 shows")


def test_the_line_of_other_choices_leaves_placebos_out() -> None:
    """Dates when nothing happened should show nothing, and are no other choice."""
    looks = [
        Checked(Check.PLACEBO_DATE, 500, contrast(9, 8, 10)),
        Checked(Check.OTHER_WINDOW, 1, contrast(1.5, 1.1, 2)),
        Checked(Check.OTHER_EXPONENT, 0.5, contrast(1.2, 1.0, 1.5)),
        Checked(Check.WITHOUT_ONE_ZONE, 3, None),
    ]
    assert sensitivity_line(looks) == "Other choices (2): ×1.20 to ×1.50"
    assert "cannot be estimated" in sensitivity_line(looks[:1])
    assert look_name(looks[1]) == "1 year a side"


def test_lanes_without_effort_are_empty_and_not_zero() -> None:
    """A zone that nobody looked at in a window has a lane with a dash, and no bars there."""
    months = np.arange(600, 626, dtype=np.int64)
    hours = np.full((2, 26), 3.0)
    hours[1, :12] = np.nan
    ones = np.ones((2, 26))
    panel = Panel(np.array([1, 2]), ("street", "street"), months, ones, hours, ones, ones)
    spec = AnalysisSpec(612, 613, Window(600, 1), Window(614, 1), (1,), (), (2,))
    chart = draw_lanes(course_of(panel, spec), before_and_after(panel, spec), "hours", spec).to_dict()
    sets = [pd.DataFrame(rows) for rows in chart["datasets"].values()]
    [bars] = [frame for frame in sets if "words" in frame]
    [names] = [frame for frame in sets if "change" in frame]
    assert len(bars) == 26 + 14
    assert names["change"].tolist() == ["36 → 36 h", "– → 36 h"]
