"""The trends screen: how contacts, hours and interventions go over time, in all or by group."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo.cubes import BASES_OF_A_RATIO
from geo.measures import Measure
from pages.parts.released.charts import draw_hours, draw_line, points_of
from pages.parts.released.figures import (
    EVERYWHERE,
    cube_of,
    figures,
    measures_of,
    periods_of,
    steps_of,
    territories_of,
    within,
)
from pages.parts.released.opening import is_public, published
from pages.parts.released.territories import step_label
from pages.parts.released.wording import figure_text, figure_values, name_of_group, zero_text
from pages.parts.released.year_before import against
from pages.ui.address import Parameter, one_of
from pages.ui.datatables import show_table
from pages.ui.release_words import measure_name, period_name
from pages.ui.text import _, as_plain, labelled, number

TALL, SMALL, AXIS = 240, 110, 48
"""Heights of the one large line, of each small one, and of an axis of time, in pixels."""

MOST_CHARTS = 12
"""Small charts that are drawn at once; the others fold away."""

SPLITS = ("all", "family", "kind", "service", "nature", "area")


def _territories() -> list[str]:
    """Return where one may look; a public release is told by group as a whole only."""
    return [EVERYWHERE] if is_public() else territories_of("arrondissement", "area")


SPLIT = one_of("split", lambda: SPLITS, lambda: "all")
MEASURE = one_of("measure", lambda: measures_of("all"), lambda: Measure.CONTACTS.value)
STEP = one_of("by", lambda: ("month", "quarter", "year"), lambda: "quarter")
WHERE = one_of("where", _territories, lambda: EVERYWHERE)

VIEW: tuple[Parameter[Any], ...] = (SPLIT, MEASURE, STEP, WHERE)
"""What the trends keep in their view."""


def split_label(split: str) -> str:
    """Return the name of a split."""
    return {
        "all": _("Everything together"),
        "family": _("Outdoors and indoors"),
        "kind": _("By kind of place"),
        "service": _("By service"),
        "nature": _("By nature of intervention"),
        "area": _("By area"),
    }[split]


def territory_label(territory: str) -> str:
    """Return the name of a choice of territory."""
    if territory == EVERYWHERE:
        return _("Everywhere")
    level, code = territory.split(":", maxsplit=1)
    name = name_of_group(level, code)
    return _("Arrondissement: {name}").format(name=name) if level == "arrondissement" else name


def choose_trend() -> None:
    """Draw the choices: split by what, of what, in which steps, and where."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="trend"):
        _choose(_("Split"), SPLIT, SPLITS, split_label, 220)
        measures = measures_of(SPLIT.value)
        if MEASURE.value not in measures:
            st.session_state[MEASURE.key] = measures[0]
        if len(measures) > 1:
            _choose(_("Measure"), MEASURE, measures, measure_name, 230)
        steps = steps_of(cube_of(SPLIT.value, MEASURE.value))
        if STEP.value not in steps:
            st.session_state[STEP.key] = steps[0]
        _choose(_("Steps"), STEP, steps, step_label, 120)
        if not is_public():
            _choose(_("Where"), WHERE, _territories(), territory_label, 220)


def _choose(
    label: str, parameter: Parameter[str], options: Sequence[str], name: Callable[[str], str], width: int
) -> None:
    st.selectbox(
        label,
        options,
        format_func=name,
        key=parameter.key,
        persist_state="session",
        label_visibility="collapsed",
        width=width,
    )


def show_trends() -> None:
    """Draw sentence, charts and table of what was chosen."""
    split, measure, step = SPLIT.value, MEASURE.value, STEP.value
    cube, where = cube_of(split, measure), within(WHERE.value)
    whole = periods_of(cube, step)
    sentence = in_a_sentence(cube, measure, where)
    st.markdown(sentence)
    if split == "all":
        table = figures(cube, [step], where | {step: whole})
        _stack(table, measure, TALL, sentence)
        groups = {split_label("all"): table}
    else:
        table = figures(cube, [split, step], where | {step: whole})
        groups = _groups(table, split, measure)
        _small_multiples(groups, measure)
    _explain(table, measure)
    if split == "kind":
        st.caption(
            _(
                "A kind is told by itself only where it has enough places. Elsewhere it is counted with the "
                "outdoor or the indoor places, or with several kinds together; nothing is counted twice."
            )
        )
    with st.expander(_("The same as a table"), icon=":material/table_rows:", key="table_trends"):
        _show_table(groups, measure, sentence)


def _groups(table: pd.DataFrame, split: str, measure: str) -> dict[str, pd.DataFrame]:
    """Return the figures by group, the largest first."""
    size = Measure.CONTACTS if measure == Measure.CONTACTS_PER_HOUR else measure
    totals = table[size].groupby(level=0).sum().sort_values(ascending=False, kind="stable")
    return {name_of_group(split, str(code)): table.loc[code] for code in totals.index}


def two_years(cube: str, measure: str, where: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """
    Return the figures of the last whole years, the last two at most.

    Parameters
    ----------
    cube : str
        Where the figures come from.
    measure : str
        What is told.
    where : Mapping
        The territory, as `pages.parts.released.figures.within` has it.

    Returns
    -------
    DataFrame
        By year: the figures, and ``direction`` against the year before, as `geo.released.compare` has it.
    """
    years = periods_of(cube, "year")[-2:]
    table = figures(cube, ["year"], {**where, "year": years})
    # Each year against the one before, which the first one has not.
    told = against(table.shift(), table, measure)
    return table.assign(direction=told["direction"])


def in_a_sentence(cube: str, measure: str, where: Mapping[str, Collection[str]]) -> str:
    """Return how the last whole year stands against the one before; see `two_years` for the arguments."""
    table = two_years(cube, measure, where)
    if table.empty:
        return _("This release holds no whole year yet.")
    now = table.iloc[-1]
    name = _("{name} in {year}").format(name=measure_name(measure), year=table.index[-1])
    first = labelled(name, figure_text(now, measure))
    if pd.isna(now["direction"]):
        return f"{first}."
    words = {1: _("more than in {year}"), -1: _("fewer than in {year}"), 0: _("about as in {year}")}
    then = words[int(now["direction"])].format(year=table.index[0])
    return f"{first}, {then} ({figure_text(table.iloc[0], measure)})."


def _stack(table: pd.DataFrame, measure: str, height: int, sentence: str, *, titled: bool = True) -> None:
    """Draw the line, and the effort beneath it."""
    points = points_of(table, measure)
    with st.container(gap=None):
        st.altair_chart(draw_line(points, measure, height, titled=titled), alt=sentence)
        if "hours" in points and measure != Measure.HOURS:
            st.altair_chart(
                draw_hours(points, height // 3 + AXIS, titled=titled), alt=measure_name(Measure.HOURS)
            )


def _small_multiples(groups: dict[str, pd.DataFrame], measure: str) -> None:
    """Draw one small chart a group; what is beyond the first ones is folded away."""
    names = list(groups)
    _grid({name: groups[name] for name in names[:MOST_CHARTS]}, measure)
    if rest := names[MOST_CHARTS:]:
        label = _("{count} more").format(count=number(len(rest)))
        folded = st.expander(label, icon=":material/more_horiz:", key="more_trends", on_change="rerun")
        if folded.open:
            with folded:
                _grid({name: groups[name] for name in rest}, measure)


def _grid(groups: dict[str, pd.DataFrame], measure: str) -> None:
    grid = st.grid(2, min_column_width=320, gap="medium")
    for name, table in groups.items():
        with grid.cell():
            st.markdown(f"**{as_plain(name)}**")
            _stack(table, measure, SMALL, labelled(name, measure_name(measure)), titled=False)


def _explain(table: pd.DataFrame, measure: str) -> None:
    """Say what the marks stand for."""
    base = published().base
    parts = [
        _(
            "Every figure is a multiple of {base}; a point on the ground stands for {zero} or a little more."
        ).format(base=number(base), zero=zero_text())
    ]
    if "hours" in table and measure != Measure.HOURS:
        parts.append(_("Bars: hours of outreach. Counts follow them."))
    if measure == Measure.CONTACTS_PER_HOUR:
        parts.append(
            _("The line is broken where there are fewer than {hours} hours.").format(
                hours=number(BASES_OF_A_RATIO * base)
            )
        )
    st.caption(" ".join(parts))


def _show_table(groups: dict[str, pd.DataFrame], measure: str, sentence: str) -> None:
    columns = {"period": _("Period"), "group": _("Group"), measure: measure_name(measure)}
    shown = [measure]
    if any("hours" in table for table in groups.values()):
        shown += [one for one in (Measure.CONTACTS.value, Measure.HOURS.value) if one != measure]
        columns |= {one: measure_name(one) for one in shown}
    rows = [
        {"period": period_name(str(code)), "group": name} | {one: figure_text(row, one) for one in shown}
        for name, table in groups.items()
        for code, row in table.iterrows()
    ]
    if len(groups) == 1:
        columns.pop("group")
    show_table(
        pd.DataFrame(rows),
        columns,
        key="trends",
        summary=sentence,
        name=f"maraude_{measure}",
        figures={
            one: [value for table in groups.values() for value in figure_values(table, one)] for one in shown
        },
    )
