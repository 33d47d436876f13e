"""The address: what is read back is what was written, and nonsense is nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.address import a_day, a_number, one_of, some_of

COLOURS = ["red", "green", "blue"]

ONE = one_of("colour", lambda: COLOURS, lambda: "red")
SOME = some_of("colours", lambda: COLOURS)
FIRST, LAST = date(2012, 1, 3), date(2019, 12, 31)
DAY = a_day("day", lambda: LAST, lambda: FIRST, lambda: LAST)
NUMBER = a_number("place")


def test_a_default_leaves_the_address_short() -> None:
    """What everybody sees anyway is not written."""
    assert (ONE.write("red"), SOME.write([]), DAY.write(date(2019, 12, 31)), NUMBER.write(None)) == ("",) * 4


@given(st.sampled_from(COLOURS))
def test_one_comes_back(code: str) -> None:
    """Whatever was written is read again."""
    assert ONE.read(ONE.write(code) or "red") == code


@given(st.lists(st.sampled_from(COLOURS), unique=True))
def test_some_come_back(codes: list[str]) -> None:
    """In their order."""
    assert SOME.read(SOME.write(codes)) == codes


@given(st.dates(FIRST, LAST))
def test_a_day_comes_back(day: date) -> None:
    """In ISO form, whatever the language."""
    assert DAY.read(DAY.write(day) or "2019-12-31") == day


@given(st.text())
def test_nonsense_is_refused_or_left_out(text: str) -> None:
    """No text makes a value that is not on the list."""
    assert set(SOME.read(text)) <= set(COLOURS)
    if text not in COLOURS:
        with pytest.raises(ValueError, match=r"."):
            ONE.read(text or "?")


@pytest.mark.parametrize("text", ["tomorrow", "2019-02-30", "31/12/2019"])
def test_impossible_days_are_refused(text: str) -> None:
    """They fall back to the default where the address is read."""
    with pytest.raises(ValueError, match=r"."):
        DAY.read(text)


@pytest.mark.parametrize(("text", "day"), [("0001-01-01", FIRST), ("9999-12-31", LAST)])
def test_a_day_that_the_register_does_not_have_becomes_the_nearest(text: str, day: date) -> None:
    """A link from another register still opens; no calendar would take such a day."""
    assert DAY.read(text) == day


@pytest.mark.parametrize("text", ["-1", str(2**31), "9" * 30, "1.5", ""])
def test_numbers_that_no_record_has_are_refused(text: str) -> None:
    """No database is asked about a number that its column cannot hold."""
    with pytest.raises(ValueError, match=r"."):
        NUMBER.read(text)
