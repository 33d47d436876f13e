"""What stands beside a result, folded away: maps, zones, quarters, other choices, and other ways to look."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from geo.displacement.results import Checked
from pages.parts.displacement.before_after import show_before_after, two_periods
from pages.parts.displacement.checks import sensitivity_line, show_sensitivity
from pages.parts.displacement.familiar import show_familiar
from pages.parts.displacement.folds import show_folded
from pages.parts.displacement.newcomers import show_newcomers
from pages.parts.displacement.one_series import show_one_series
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.strip import show_rates
from pages.parts.displacement.whereabouts import show_whereabouts
from pages.parts.displacement.zones import show_design_again
from pages.ui.text import _


@dataclass(frozen=True)
class Fold:
    """A part that is drawn once it is opened: its name, what it is called, its icon, and what draws it."""

    name: str
    label: str
    icon: str
    draw: Callable[[], None]


def show_beside(now: Opened, looks: Sequence[Checked]) -> None:
    """
    Draw the folds below a result, each part computed once it is opened.

    Parameters
    ----------
    now : Opened
        The study with its result.
    looks : sequence of Checked
        All further looks at the same data.
    """
    for fold in (*_folds(now, looks), *_never_the_test(now)):
        show_folded(
            fold.label, fold.draw, key=f"displacement_fold_{fold.name}", icon=f":material/{fold.icon}:"
        )


def _folds(now: Opened, looks: Sequence[Checked]) -> Iterator[Fold]:
    """Yield what the comparison rests on."""
    spec = now.spec
    yield Fold("maps", _("Before and after on the map"), "map", lambda: show_before_after(two_periods(spec)))
    yield Fold(
        "design", _("Who was compared with whom, and why"), "group_work", lambda: show_design_again(now)
    )
    yield Fold(
        "rates", _("Contacts per hour by quarter"), "bar_chart", lambda: show_rates(panel(), now.compared)
    )
    if looks:
        yield Fold("choices", sensitivity_line(looks), "rule", lambda: show_sensitivity(now.result, looks))


def _never_the_test(now: Opened) -> Iterator[Fold]:
    """Yield what stands beside the comparison and never in its place."""
    for name, label, icon, draw in (
        ("where", _("How widely contacts are spread"), "blur_on", show_whereabouts),
        ("new", _("Newcomers, and where people worked before"), "person_add", show_newcomers),
        ("series", _("One group alone (indicative only)"), "timeline", show_one_series),
        ("familiar", _("Familiar figures, never the test"), "calculate", show_familiar),
    ):
        yield Fold(name, label, icon, partial(draw, now))
