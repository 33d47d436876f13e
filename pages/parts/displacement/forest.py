"""Ratios of rates with their intervals, one below the other, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd
import streamlit as st

from geo.displacement.model import Arm
from geo.displacement.results import Contrast, StudyResult
from pages.parts.displacement.look import colour_of
from pages.parts.displacement.wording import arm_label, kind_name, range_text, ratio_text
from pages.ui import colours
from pages.ui.axes import COMMA
from pages.ui.datatables import show_table
from pages.ui.text import _, labelled, language, number

Chart = alt.LayerChart | alt.FacetChart

ROW = 50
"""Height of a row, in pixels: its name above its interval."""

NARROWEST, WIDEST = (0.5, 2.0), (0.05, 20.0)
"""Ratios that the axis reaches at least, and never goes beyond."""

TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)

P_SMALLEST = 0.001


@dataclass(frozen=True)
class ForestRow:
    """
    One contrast.

    Attributes
    ----------
    name : str
        What is compared, translated.
    contrast : Contrast
        Against the comparison zones.
    colour : str
        Of its group.
    """

    name: str
    contrast: Contrast
    colour: str

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no change"."""
        return self.contrast.ratio.low > 1 or self.contrast.ratio.high < 1


def rows_of(result: StudyResult) -> list[ForestRow]:
    """Return what a result compares: the two groups, the kinds of place, and our own rounds."""
    rows = []
    if result.treated is not None:
        rows.append(ForestRow(arm_label(Arm.TREATED), result.treated, colour_of(Arm.TREATED)))
    if result.displaced is not None:
        rows.append(ForestRow(arm_label(Arm.DISPLACED), result.displaced, colour_of(Arm.DISPLACED)))
    rows += [
        ForestRow(labelled(arm_label(Arm.DISPLACED), kind_name(kind)), contrast, colour_of(Arm.DISPLACED))
        for kind, contrast in result.by_kind.items()
    ]
    if result.effort is not None:
        rows.append(
            ForestRow(_("Our own visits to the possible destinations"), result.effort, colours.quiet())
        )
    return rows


def show_forest(rows: Sequence[ForestRow], *, key: str, has_table: bool = True) -> None:
    """
    Draw ratios of rates and their table.

    Parameters
    ----------
    rows : sequence of ForestRow
        At least one.
    key : str
        Prefix of the keys.
    has_table : bool
        Whether the table of these ratios stands below them.
    """
    st.altair_chart(draw_forest(rows), alt=_alt(rows), key=f"{key}_chart")
    st.caption(
        _(
            "Each line is the 95 % interval of a ratio: rate after over rate before, over the same in the "
            "comparison zones. A line that crosses ×1 shows no clear change (hollow point)."
        )
    )
    if has_table:
        with st.expander(_("The same as a table"), icon=":material/table_rows:", key=f"{key}_fold"):
            _show_table(rows, key)


def draw_forest(rows: Sequence[ForestRow]) -> Chart:
    """Return the chart of some ratios, on a scale where ×2 and ×0.5 lie equally far from no change."""
    domain = ratio_domain([row.contrast for row in rows])
    frame = pd.DataFrame([_line(position, row) for position, row in enumerate(rows)])
    base = alt.Chart(frame).encode(
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.1, paddingOuter=0.1)),
        tooltip=[
            alt.Tooltip("name:N", title=_("Compared")),
            alt.Tooltip("words:N", title=_("Ratio of rates")),
            alt.Tooltip("limits:N", title=_("95 % interval")),
        ],
    )
    lines = base.mark_rule(strokeWidth=3, yOffset=9, clip=True).encode(
        x=ratio_axis("low", domain), x2="high:Q", color=alt.Color("colour:N", scale=None)
    )
    points = base.mark_point(size=110, filled=True, opacity=1, strokeWidth=2.5, yOffset=9).encode(
        x=ratio_axis("ratio", domain),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("colour:N", scale=None),
    )
    names = base.mark_text(
        align="left",
        baseline="middle",
        dy=-11,
        fontSize=13,
        color=colours.ink(),
        limit=alt.ExprRef("width - 110"),
    ).encode(x=alt.value(2), text="name:N")
    figures = base.mark_text(
        align="right", baseline="middle", dy=-11, fontSize=13, fontWeight="bold", color=colours.ink()
    ).encode(x=alt.value(alt.ExprRef("width - 2")), text="short:N")
    one = alt.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(color=colours.ink(), strokeDash=[4, 3])
    return alt.layer(
        one.encode(x=ratio_axis("ratio", domain)), lines, points, names, figures, height=ROW * len(rows) + 30
    )


def ratio_domain(contrasts: Sequence[Contrast]) -> tuple[float, float]:
    """Return the ends of a scale that holds the intervals, and some room on both sides of no change."""
    low = min(NARROWEST[0], *(one.ratio.low for one in contrasts))
    high = max(NARROWEST[1], *(one.ratio.high for one in contrasts))
    return max(low, WIDEST[0]) / 1.1, min(high, WIDEST[1]) * 1.1


def ratio_axis(column: str, domain: tuple[float, float]) -> alt.X:
    """Return the level axis of ratios."""
    return alt.X(
        f"{column}:Q",
        scale=alt.Scale(type="log", domain=list(domain), nice=False),
        axis=alt.Axis(title=None, values=ratio_ticks(domain), labelExpr=ratio_label()),
    )


def ratio_label() -> str:
    """Return how an axis writes a ratio, as an expression of Vega."""
    return "'×' + datum.label" if language() == "en" else f"'×' + {COMMA}"


def ratio_ticks(domain: tuple[float, float]) -> list[float]:
    """Return the ratios that an axis names."""
    return [tick for tick in TICKS if domain[0] <= tick <= domain[1]]


def _line(position: int, row: ForestRow) -> dict[str, object]:
    ratio = row.contrast.ratio
    return {
        "row": position,
        "name": row.name,
        "ratio": ratio.value,
        "low": ratio.low,
        "high": ratio.high,
        "colour": row.colour,
        "fill": row.colour if row.is_clear else colours.paper(),
        "words": ratio_text(ratio.value),
        "limits": range_text(ratio),
        "short": f"{ratio_text(ratio.value)} ({number(ratio.low, 2)}–{number(ratio.high, 2)})",
    }


def p_text(p: float) -> str:
    """Return a probability as it is printed."""
    return f"< {number(P_SMALLEST, 3)}" if p < P_SMALLEST else number(p, 3)


def _alt(rows: Sequence[ForestRow]) -> str:
    lines = (
        labelled(row.name, f"{ratio_text(row.contrast.ratio.value)}, {range_text(row.contrast.ratio)}")
        for row in rows
    )
    return ". ".join([_("Ratios of rates with their intervals"), *lines])


def _show_table(rows: Sequence[ForestRow], key: str) -> None:
    frame = pd.DataFrame(
        {
            "name": [row.name for row in rows],
            "ratio": [row.contrast.ratio.value for row in rows],
            "low": [row.contrast.ratio.low for row in rows],
            "high": [row.contrast.ratio.high for row in rows],
            "p": [p_text(row.contrast.p) for row in rows],
        }
    )
    columns = {
        "name": _("Compared"),
        "ratio": _("Ratio of rates"),
        "low": _("at least"),
        "high": _("at most"),
        "p": "p",
    }
    show_table(
        frame,
        columns,
        key=f"{key}_table",
        summary=_alt(rows),
        name=_("Ratios of rates"),
        formats=dict.fromkeys(("ratio", "low", "high"), "%.2f"),
        figures={"p": [row.contrast.p for row in rows]},
    )
