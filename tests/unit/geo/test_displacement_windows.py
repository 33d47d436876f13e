"""Windows of whole years around a regulation, and specifications that cannot be estimated."""

from dataclasses import replace

import numpy as np
import pytest

from geo.displacement.model import YEAR, Panel, Window
from geo.displacement.windows import WORDS, SpecFault, proposed_windows, spec_faults
from tests.displacement_kit import World

WORLD = World(monthly=2, years=1)


def month(text: str) -> int:
    """Return the number of a month."""
    return int(np.datetime64(text).astype(int))


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Return a panel that the specification of `WORLD` fits."""
    return WORLD.panel(1)


def test_the_windows_of_charleroi() -> None:
    """Announced in April and in force in December 2014: April to March before, January on after."""
    ends = month("2012-01"), month("2019-12")
    found = proposed_windows(month("2014-04"), month("2014-12"), *ends)
    assert found == (Window(month("2012-04"), 2), Window(month("2015-01"), 2))
    assert proposed_windows(month("2014-04"), month("2014-12"), *ends, years=1) == (
        Window(month("2013-04"), 1),
        Window(month("2015-01"), 1),
    )


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2012-04", "2016-12", 2),
        ("2012-05", "2016-12", 1),
        ("2012-04", "2016-11", 1),
        ("2013-04", "2015-12", 1),
        ("2013-05", "2015-12", None),
        ("2013-04", "2015-11", None),
    ],
)
def test_windows_shrink_to_the_register(first: str, last: str, years: int | None) -> None:
    """A register that starts later or ends sooner leaves a year, or nothing."""
    found = proposed_windows(month("2014-04"), month("2014-12"), month(first), month(last))
    assert (found[0].years if found else None) == years


def test_a_proposal_has_no_faults(panel: Panel) -> None:
    """What is proposed for a register can be estimated on it."""
    spec = WORLD.spec
    assert spec_faults(spec, panel) == ()
    ends = int(panel.months[0]), int(panel.months[-1])
    assert proposed_windows(spec.announced, spec.in_force, *ends) == (spec.pre, spec.post)


def test_nothing_is_proposed_for_a_rule_announced_after_its_start() -> None:
    """Two dates the wrong way round give no windows."""
    assert proposed_windows(600, 590, 500, 700) is None


SPEC = WORLD.spec
FAULTY = {
    SpecFault.ANNOUNCED_LATE: replace(SPEC, announced=SPEC.in_force + 1),
    SpecFault.TOO_SHORT: replace(SPEC, pre=Window(SPEC.pre.end, 0), post=Window(SPEC.post.first, 0)),
    SpecFault.UNEQUAL_WINDOWS: replace(SPEC, pre=Window(SPEC.pre.first - YEAR, 2)),
    SpecFault.IN_WASHOUT: replace(SPEC, post=Window(SPEC.in_force, 1)),
    SpecFault.OUTSIDE_PANEL: replace(SPEC, post=Window(SPEC.post.first + 1, 1)),
    SpecFault.OVERLAPPING_ARMS: replace(SPEC, treated=(1, 2)),
    SpecFault.DUPLICATES: replace(SPEC, control=(6, 6, 7, 8)),
    SpecFault.UNSORTED: replace(SPEC, control=(8, 7, 9)),
}


@pytest.mark.parametrize("fault", SpecFault)
def test_each_fault_is_found_and_has_words(panel: Panel, fault: SpecFault) -> None:
    """What is wrong with a specification is named."""
    assert fault in spec_faults(FAULTY[fault], panel)
    assert WORDS[fault]


def test_all_faults_are_found_at_once(panel: Panel) -> None:
    """Whoever mends one fault is not told of the next one only then."""
    spec = replace(SPEC, treated=(2, 1, 1), pre=Window(SPEC.pre.first - YEAR, 3))
    assert spec_faults(spec, panel) == (
        SpecFault.UNEQUAL_WINDOWS,
        SpecFault.IN_WASHOUT,
        SpecFault.OUTSIDE_PANEL,
        SpecFault.OVERLAPPING_ARMS,
        SpecFault.DUPLICATES,
        SpecFault.UNSORTED,
    )


def test_a_place_where_nobody_ever_looked_is_no_fault(panel: Panel) -> None:
    """A zone that the panel does not hold is left out of the comparison, not refused."""
    assert spec_faults(replace(SPEC, displaced=(2, 3, 4, 99)), panel) == ()
