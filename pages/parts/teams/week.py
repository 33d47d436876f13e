"""The week of all pairs as a picture, and the table beside it."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from data.planning.teams import TeamRecord, to_window
from pages.parts.teams.session import open_team
from pages.parts.teams.wording import place_text, roles_text, state_text, week_text
from pages.ui import colours
from pages.ui.cache import services
from pages.ui.datatables import HEIGHT, SHOWN_ROWS, offer_files, table_files
from pages.ui.text import NO_VALUE, _, ngettext, number, term_of, weekday_names

MINUTES_A_DAY = 24 * 60
WEEK = 7 * MINUTES_A_DAY

LANE = 34
"""Height of a pair's line, in pixels."""


def show_week(teams: Sequence[TeamRecord]) -> None:
    """
    Draw when each pair may be out in a usual week.

    Parameters
    ----------
    teams : sequence of TeamRecord
        All pairs that may be seen; closed ones are left out.
    """
    active = [team for team in teams if team.active]
    spans = pd.DataFrame([span for team in active for span in _spans(team)])
    if spans.empty:
        st.caption(_("No pair has hours yet."))
        return
    names = weekday_names()
    axis = alt.Axis(
        values=[day * MINUTES_A_DAY for day in range(8)],
        labelExpr=f"{names}[datum.value / {MINUTES_A_DAY}] || ''",
        labelAlign="left",
        tickSize=0,
        title=None,
        gridColor=colours.quiet(),
        gridOpacity=0.35,
    )
    scale = alt.Scale(domain=[0, WEEK + MINUTES_A_DAY // 4], nice=False)
    ready, lacking = _("Ready"), _("Cannot be planned")
    chart = (
        alt.Chart(spans)
        .mark_bar(height=LANE // 2, cornerRadius=2)
        .encode(
            x=alt.X("first:Q", axis=axis, scale=scale),
            x2="last:Q",
            y=alt.Y("pair:N", sort=[team.code for team in active], title=None, axis=alt.Axis(ticks=False)),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=[ready, lacking], range=[colours.accent(), colours.quiet()]),
                legend=alt.Legend(title=None, orient="top") if (spans["state"] == lacking).any() else None,
            ),
            tooltip=[
                alt.Tooltip("pair:N", title=_("Pair")),
                alt.Tooltip("when:N", title=_("Hours")),
            ],
        )
        .properties(height=LANE * len(active))
        .configure_view(strokeWidth=0)
    )
    st.altair_chart(
        chart, key="teams_week", alt=_("When each pair may be out in a usual week; the table says the same.")
    )


def _spans(team: TeamRecord) -> list[dict[str, object]]:
    names = weekday_names("wide")
    state = _("Cannot be planned") if team.lacks or team.depot is None else _("Ready")
    found: list[dict[str, object]] = []
    for hours in team.week:
        window = to_window(hours.starts, hours.ends)
        start = hours.weekday * MINUTES_A_DAY
        found.append(
            {
                "pair": team.code,
                "first": start + window.opens_min,
                "last": start + window.closes_min,
                "when": f"{names[hours.weekday]} {hours.starts:%H:%M}–{hours.ends:%H:%M}",
                "state": state,
            }
        )
    return found


def show_table(teams: Sequence[TeamRecord]) -> None:
    """
    Draw the pairs as a table; choosing a row opens its sheet.

    Parameters
    ----------
    teams : sequence of TeamRecord
        All pairs that may be seen.
    """
    labels = services()["label"]
    shown = pd.DataFrame(
        {
            _("Pair"): [team.code for team in teams],
            _("Service"): [str(labels.get(team.service, NO_VALUE)) for team in teams],
            _("State"): [state_text(team) for team in teams],
            _("Hours of the week"): [week_text(team.week) for team in teams],
            _("Roles"): [roles_text(team) for team in teams],
            _("Leaves from"): [place_text(team.depot) for team in teams],
            _("Vehicle"): [term_of(team.vehicle) for team in teams],
        }
    )
    order = [team.id for team in teams]

    def open_chosen() -> None:
        chosen = st.session_state["teams_table"]["selection"]["rows"]
        if chosen:
            open_team(order[chosen[0]])

    summary = ngettext("{count} pair", "{count} pairs", len(teams)).format(count=number(len(teams)))
    st.dataframe(
        shown,
        hide_index=True,
        height=HEIGHT * (min(len(shown), SHOWN_ROWS) + 1) + 2,
        key="teams_table",
        on_select=open_chosen,
        selection_mode="single-row",
        alt=summary,
    )
    st.caption(summary)
    offer_files(table_files(shown, _("Pairs"), summary, key="teams"), key="teams")
