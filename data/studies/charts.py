"""Charts of a study as inline SVG: ratios with their intervals, hours by group, and other dates.

They carry their own axes and words, ask for nothing, and print in black and white.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from geo.displacement.results import Estimate

WIDTH = 680
LEAST_LABELS, MOST_LABELS = 160, 360
"""Pixels on the left of a forest for the names of its rows."""

LETTER = 7.0
"""Pixels of a letter, at most on the average of a name."""

LEFT = 48
"""Pixels on the left of a chart along the time for the values of its axis."""

MONTHS = 3
"""Months of a quarter."""

ROW = 26
AXIS = 30
MARGIN = 14
LEAST, MOST = 0.05, 20.0
"""Ratios beyond these are drawn at the edge."""

TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

STRIP_HEIGHT = 130
HOURS_HEIGHT = 84

Write = Callable[[float], str]
"""Writes a number as the reader's language does."""


@dataclass(frozen=True)
class Row:
    """
    A line of a forest.

    Attributes
    ----------
    label : str
        What it is.
    ratio : Estimate
        With its interval; known.
    is_main : bool
        Whether it is what the study is about.
    """

    label: str
    ratio: Estimate
    is_main: bool = False


@dataclass(frozen=True)
class Dated:
    """
    A ratio at a date.

    Attributes
    ----------
    month : int
        Months since January 1970.
    ratio : Estimate
        With its interval; known.
    is_real : bool
        False for a date at which nothing happened.
    """

    month: int
    ratio: Estimate
    is_real: bool


@dataclass(frozen=True)
class Hours:
    """
    Hours of one group and kind of place by quarter.

    Attributes
    ----------
    label : str
        Of both.
    values : tuple of float
        Hours of each quarter.
    """

    label: str
    values: tuple[float, ...]


def draw_forest(rows: Sequence[Row], write: Write, title: str) -> str:
    """
    Draw ratios with their intervals on a logarithmic axis, 1 marked.

    Parameters
    ----------
    rows : sequence of Row
        At least one.
    write : callable
        Writes a tick.
    title : str
        What it shows, for who does not see it.

    Returns
    -------
    str
        An SVG element.
    """
    names = LETTER * max(len(row.label) for row in rows) + MARGIN
    start = min(max(names, LEAST_LABELS), MOST_LABELS)
    scale = _Scale.of([row.ratio for row in rows], start, WIDTH - 2 * MARGIN)
    height = ROW * len(rows) + AXIS
    parts = _ratio_axis(scale, height, write)
    for position, row in enumerate(rows):
        y = ROW * position + ROW / 2 + 4
        look = "main" if row.is_main else "other"
        parts += [
            _text(0, y + 4, row.label),
            _line(look, (scale(row.ratio.low), y), (scale(row.ratio.high), y)),
            _dot(look, scale(row.ratio.value), y),
        ]
    return _svg(parts, height, title)


def draw_dates(looks: Sequence[Dated], write: Write, title: str) -> str:
    """
    Draw ratios along the time on a logarithmic axis, the real date standing out.

    Parameters
    ----------
    looks : sequence of Dated
        At least one, in any order.
    write : callable
        Writes a tick.
    title : str
        What it shows, for who does not see it.

    Returns
    -------
    str
        An SVG element.
    """
    bottom = STRIP_HEIGHT - AXIS
    scale = _Scale.of([look.ratio for look in looks], bottom - MARGIN, MARGIN)
    first, last = min(look.month for look in looks), max(look.month for look in looks)
    left, right = LEFT + 8.0, WIDTH - MARGIN - 8.0
    step = (right - left) / max(last - first, 1)
    parts = _ratio_levels(scale, write)
    for look in sorted(looks, key=lambda one: one.is_real):
        x, kind = left + step * (look.month - first), "main" if look.is_real else "other"
        parts += [
            _line(kind, (x, scale(look.ratio.low)), (x, scale(look.ratio.high))),
            _dot(kind, x, scale(look.ratio.value)),
        ]
    parts.append(_text(left, STRIP_HEIGHT - 6, month_label(first)))
    if last > first:
        parts.append(_text(right, STRIP_HEIGHT - 6, month_label(last), "end"))
    return _svg(parts, STRIP_HEIGHT, title)


def draw_hours(groups: Sequence[Hours], first: int, marked: int, write: Write, title: str) -> str:
    """
    Draw hours by quarter, each lane on a scale of its own, with the month of the rule marked.

    Parameters
    ----------
    groups : sequence of Hours
        At least one; all as long.
    first : int
        First month of the first quarter, counted from January 1970.
    marked : int
        Month in which the rule came into force.
    write : callable
        Writes the highest value of each lane.
    title : str
        What it shows, for who does not see it.

    Returns
    -------
    str
        An SVG element.
    """
    quarters = max(len(group.values) for group in groups)
    step = (WIDTH - MARGIN - LEFT) / max(quarters, 1)
    parts = [
        part
        for position, group in enumerate(groups)
        for part in _bars(group, HOURS_HEIGHT * (position + 1) - 8, step, write)
    ]
    height = HOURS_HEIGHT * len(groups) + 18
    last, at = first + MONTHS * quarters - 1, LEFT + step * (marked - first) / MONTHS
    parts.append(_line("one", (at, 6), (at, height - 20)))
    parts.append(_text(LEFT, height - 4, month_label(first)))
    parts.append(_text(at, height - 4, month_label(marked), "middle"))
    parts.append(_text(WIDTH - MARGIN, height - 4, month_label(last), "end"))
    return _svg(parts, height, title)


def _bars(group: Hours, floor: float, step: float, write: Write) -> list[str]:
    room = HOURS_HEIGHT - 32
    highest = max(group.values, default=0.0) or 1.0
    parts = [
        _text(LEFT, floor - room - 8, group.label),
        _text(LEFT - 6, floor - room + 8, write(highest), "end"),
    ]
    for quarter, value in enumerate(group.values):
        tall = room * value / highest
        parts.append(
            f'<rect class="hours" x="{LEFT + step * quarter:.1f}" y="{floor - tall:.1f}" '
            f'width="{step * 0.8:.1f}" height="{tall:.1f}"/>'
        )
    parts.append(_line("axis", (LEFT, floor), (WIDTH - MARGIN, floor)))
    return parts


def month_label(month: int) -> str:
    """
    Return a month as every reader of these languages writes it in a table.

    Parameters
    ----------
    month : int
        Months since January 1970.

    Returns
    -------
    str
        Such as ``12/2014``.
    """
    year, index = divmod(month, 12)
    return f"{index + 1:02}/{1970 + year}"


@dataclass(frozen=True)
class _Scale:
    """Where a ratio stands between two pixels, on a logarithmic axis."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def of(cls, ratios: Sequence[Estimate], start: float, end: float) -> "_Scale":
        """Return the scale that holds all of some ratios, and 1."""
        sides = [side for ratio in ratios for side in (ratio.low, ratio.high)]
        known = [side for side in sides if math.isfinite(side) and side > 0]
        return cls(max(min([*known, 0.5]), LEAST) / 1.1, min(max([*known, 2.0]), MOST) * 1.1, start, end)

    def __call__(self, ratio: float) -> float:
        """Return the pixel of a ratio; what lies beyond the axis stands at its edge."""
        within = min(max(ratio, self.low), self.high)
        return self.start + (self.end - self.start) * math.log(within / self.low) / math.log(
            self.high / self.low
        )

    @property
    def ticks(self) -> tuple[float, ...]:
        """Ratios that the axis names."""
        return tuple(tick for tick in TICKS if self.low <= tick <= self.high)


def _ratio_axis(scale: _Scale, height: float, write: Write) -> list[str]:
    """Return the upright lines of a forest, with their ratios below."""
    parts = []
    for tick in scale.ticks:
        x, look = scale(tick), "one" if tick == 1 else "axis"
        parts.append(_line(look, (x, 0), (x, height - 18)))
        parts.append(_text(x, height - 4, f"×{write(tick)}", "middle"))
    return parts


def _ratio_levels(scale: _Scale, write: Write) -> list[str]:
    """Return the level lines of a chart along the time, with their ratios on the left."""
    parts = []
    for tick in scale.ticks:
        y, look = scale(tick), "one" if tick == 1 else "axis"
        parts.append(_line(look, (LEFT, y), (WIDTH - MARGIN, y)))
        parts.append(_text(LEFT - 6, y + 4, f"×{write(tick)}", "end"))
    return parts


def _line(look: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{look}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def _dot(look: str, x: float, y: float) -> str:
    return f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(parts: Sequence[str], height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}">'
        f"{''.join(parts)}</svg>"
    )
