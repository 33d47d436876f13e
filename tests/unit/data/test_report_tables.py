"""One table of a report: totals, shares and changes, and what is no table."""

import pandas as pd
import pytest

from data.reports.table import Headings, ReportTable, cells_of

HEADINGS = Headings("Sex", "Total", "2019", "Share (%)", "2018", "Difference", "Change (%)")


def cells_frame(numbers: list[list[int]]) -> pd.DataFrame:
    rows = [f"row {i}" for i in range(len(numbers))]
    return pd.DataFrame(numbers, index=rows, columns=[f"column {i}" for i in range(len(numbers[0]))])


def table(cells: list[list[int]], before: list[list[int]] | None = None) -> ReportTable:
    compared = None if before is None else cells_frame(before)
    return ReportTable("k", "A table", HEADINGS, cells_frame(cells), compared)


def test_totals_shares_and_changes_are_derived() -> None:
    """The interventions of a small year, worked out by hand."""
    made = table([[3, 1], [0, 0], [5, 3]], [[1, 1], [2, 0], [10, 10]])
    expected = pd.DataFrame(
        {
            "label": ["row 0", "row 1", "row 2", "Total"],
            "column_1": [3, 0, 5, 8],
            "column_2": [1, 0, 3, 4],
            "total": [4, 0, 8, 12],
            "share": [33.3, 0.0, 66.7, 100.0],
            "before": [2, 2, 20, 24],
            "difference": [2, -2, -12, -12],
            "change": [None, None, -60.0, -50.0],
        }
    )
    pd.testing.assert_frame_equal(made.frame, expected.astype(made.frame.dtypes.to_dict()))
    assert list(made.names) == list(expected.columns)
    assert made.names["column_2"] == "column 1"


def test_without_a_period_before_nothing_is_compared() -> None:
    """Where the register does not reach back, "0" and "+100 %" would be lies."""
    made = table([[3], [4]])
    assert made.total_before is None
    assert made.frame[["before", "difference", "change"]].isna().all(axis=None)
    assert "column_1" not in made.frame


def test_a_table_of_nothing_has_no_shares() -> None:
    """Nought out of nought is not a percentage."""
    made = table([[0], [0]], [[0], [0]])
    assert made.is_empty
    assert made.frame["share"].isna().all()
    assert not table([[0]], [[1]]).is_empty


def test_two_columns_never_bear_one_name() -> None:
    """Two services may be called the same, and one may be called like a year."""
    cells = pd.DataFrame([[1, 2, 3]], index=["row"], columns=["A", "A", "2018"])
    names = ReportTable("k", "A table", HEADINGS, cells).names
    assert list(names.values())[1:5] == ["A", "A (2)", "2018", "2019"]
    assert names["before"] == "2018 (2)"


@pytest.mark.parametrize("cells", [[[-1]], [[1.5]]])
def test_what_is_no_count_is_refused(cells: list[list[int]]) -> None:
    """A negative or broken count is a fault of the caller."""
    with pytest.raises(ValueError, match="whole numbers"):
        table(cells)


def test_two_periods_of_different_shape_are_refused() -> None:
    """Rows of the two periods must be the same rows."""
    with pytest.raises(ValueError, match="different rows"):
        table([[1]], [[1], [2]])
    renamed = cells_frame([[1]]).rename(index={"row 0": "another"})
    with pytest.raises(ValueError, match="different rows"):
        ReportTable("k", "A table", HEADINGS, cells_frame([[1]]), renamed)


def test_what_was_counted_cannot_fall_out_of_a_table() -> None:
    """A row that the table does not know would make total and records disagree."""
    counts = pd.DataFrame({"row": ["bar", "moon"], "column": ["", ""], "count": [1, 2]})
    with pytest.raises(ValueError, match="moon"):
        cells_of(counts, ["bar"], [""])
