"""Tables in the language of the session: what is written in words, and what stays a number."""

import pandas as pd
import pytest
from pandas.io.formats.style import Styler

from data.i18n import LOCALES
from pages.ui import datatables, text
from pages.ui.datatables import ASIDE, in_language
from pages.ui.text import NO_VALUE, decimal_text

FRAME = pd.DataFrame(
    {"Place": ["Triangle", None], "Hours": [2.25, float("nan")], "Visits": [3, 4], "Share": [0.5, 12.0]},
    index=[7, 7],
)


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session in French."""
    monkeypatch.setattr(text, "language", lambda: "fr")


def written(frame: pd.DataFrame, formats: dict[str, str]) -> list[list[str]]:
    """Return the cells as they are shown."""
    told = in_language(frame, formats)
    assert isinstance(told, Styler)
    table = told.hide(axis="index").to_string(delimiter=";")
    return [line.split(";") for line in table.splitlines()[1:]]


@pytest.mark.parametrize("formats", [{"Hours": "%.1f"}, {"Hours": "%.1f", "Share": ASIDE}])
def test_decimals_have_a_comma_and_gaps_a_dash(formats: dict[str, str]) -> None:
    """A column without a format has as many decimals as it needs, on screen or aside; whole numbers stay."""
    assert written(FRAME, formats) == [
        ["Triangle", "2,2", "3", "0,5"],
        [NO_VALUE, NO_VALUE, "4", "12"],
    ]


@pytest.mark.parametrize(
    "frame",
    [
        FRAME[["Place", "Visits"]],
        FRAME.iloc[:0][["Place", "Visits"]],
        pd.DataFrame({"Hours": [1.5] * (datatables.MOST_WRITTEN + 1)}),
    ],
    ids=["no decimals", "no rows", "too large"],
)
def test_what_needs_no_words_or_would_take_seconds_is_left_alone(frame: pd.DataFrame) -> None:
    """Streamlit draws it as it is."""
    assert in_language(frame, {"Visits": "%d", "Place": ASIDE} if "Place" in frame else {}) is frame


def test_english_needs_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sign is that of the formats."""
    monkeypatch.setattr(text, "language", lambda: "en")
    assert in_language(FRAME, {"Hours": "%.1f"}) is FRAME


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_an_endless_number_has_its_sign(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """An interval may have no upper end."""
    monkeypatch.setattr(text, "language", lambda: language)
    assert decimal_text(float("inf"), "%.2f") == "∞"
