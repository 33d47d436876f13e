"""The page for coordinators says what the code does."""

import re
from itertools import pairwise

import pytest

from data.imports.columns import COLUMNS
from data.imports.fields import Activity, Field, Kind
from data.imports.values import Problem, read_count, read_day, read_effort, read_time
from data.imports.words import accepted_words, fold_word
from data.settings import ROOT

PAGE = (ROOT / "docs" / "methods" / "import.md").read_text("utf-8")

HOLDS = {
    Kind.WORD: "word",
    Kind.DAY: "date",
    Kind.TIME: "time",
    Kind.EFFORT: "minutes",
    Kind.NUMBER: "whole number",
    Kind.PLACE: "place",
    Kind.SERVICE: "service",
    Kind.TEAM: "team code",
    Kind.MUNICIPALITY: "municipality",
    Kind.YES_NO: "yes or no",
    Kind.MARK: "mark",
}


def table(heading: str) -> list[list[str]]:
    """Return the rows of the first table below a heading, without its own two."""
    part = PAGE.split(f"## {heading}\n", maxsplit=1)[1]
    lines = [line for line in part.split("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_table_of_columns_is_that_of_the_code() -> None:
    """Fields, headers in three languages, and what the cells hold."""
    assert table("Columns") == [
        [f"`{field}`", *(column.headers(language)[0] for language in ("fr", "nl", "en")), HOLDS[column.kind]]
        for field, column in COLUMNS.items()
    ]


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("date", read_day),
        ("time", read_time),
        ("minutes", lambda text: read_effort(text, hours=False)),
        ("whole number", read_count),
    ],
)
def test_what_the_page_calls_accepted_is_accepted(row: str, read: object) -> None:
    """Each example in the table of cells."""
    assert callable(read)
    accepted = {line[0]: line[1] for line in table("Cells")}[row]
    examples = re.findall(r"`([^`]+)`", accepted)
    assert examples
    assert not [example for example in examples if isinstance(read(example), Problem)]


def test_the_activities_of_the_page_are_those_of_the_code() -> None:
    """In order, by words that a file may use."""
    words = accepted_words(Activity)
    assert [words[fold_word(row[0])] for row in table("Activities")] == list(Activity)


def test_the_page_lists_fields_in_the_order_of_an_export() -> None:
    """A reader can follow both."""
    positions = [PAGE.index(f"| `{field}` |") for field in Field]
    assert all(before < after for before, after in pairwise(positions))
