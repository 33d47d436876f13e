"""What to load: the people to expect on each round and what was handed out to as many before."""

from datetime import date

import pandas as pd
import streamlit as st

from data.planning.evening_register import load_handouts
from data.planning.evenings import EveningSheet
from data.vocabulary import MaterialKind
from geo.rounds.expected import expected_material
from geo.rounds.facts import LEARNT_DAYS
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.view import RoundView
from pages.ui.cache import engine, ledger, revision, source
from pages.ui.text import _, as_plain, labelled, ngettext, number, term_of

MOST_BESIDE, NARROWEST = 4, 200
"""Rounds that stand side by side, and the width that each needs at least, in pixels."""


@st.cache_resource(max_entries=2, show_spinner=False)
def _handouts(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_handouts(engine())


@st.cache_data(max_entries=64, show_spinner=False)
def _material(url: str, revision: int, day: date, people: pd.DataFrame) -> pd.DataFrame:
    """Return what a round should load, whatever the order of its stops."""
    visits = ledger()
    since, until = pd.Timestamp(day) - pd.Timedelta(days=LEARNT_DAYS), pd.Timestamp(day)
    recent = visits[(visits["day"] >= since) & (visits["day"] < until)]
    return expected_material(recent, _handouts(url, revision), people, people["kind"])


def show_material(now: Tonight, sheet: EveningSheet, rounds: list[RoundView]) -> None:
    """
    Draw what each round should load.

    Parameters
    ----------
    now : Tonight
        The evening.
    sheet : EveningSheet
        The evening, with whom to expect.
    rounds : list of RoundView
        The rounds.
    """
    out = [one for one in rounds if one.stops]
    if not out:
        return
    # The intervals are drawn from many evenings for each round: only for whoever wants to see them.
    box = st.expander(
        _("What to load"), icon=":material/inventory_2:", key="rounds_material", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(
            _(
                "From what was handed out per person met during the last year. "
                "In nine evenings of ten it lies within the range."
            )
        )
        with st.grid(min(MOST_BESIDE, len(out)), min_column_width=NARROWEST, gap="small"):
            for one in out:
                with st.container(gap="xsmall"):
                    _show_round(now, sheet, one)


def _show_round(now: Tonight, sheet: EveningSheet, one: RoundView) -> None:
    places = sorted(stop.place for stop in one.stops if stop.place in sheet.facts.index)
    people = sheet.facts.loc[places, ["kind", "expected_people", "variance"]]
    people = people.rename(columns={"expected_people": "expected"})
    table = _material(source(), revision(), now.day, people)
    columns = (table[column].astype(float) for column in ("expected", "low", "high"))
    lines = [
        "- "
        + labelled(term_of(MaterialKind(str(kind))), f"**{number(usual)}** ({number(low)}–{number(high)})")
        for kind, usual, low, high in zip(table.index, *columns, strict=True)
        if high > 0
    ]
    count = float(people["expected"].sum())
    met = ngettext("about {people} person", "about {people} people", round(count)).format(
        people=number(count)
    )
    st.markdown(f"**{as_plain(now.name(one.team))}** · {met}")
    st.markdown("\n".join(lines) if lines else _("Nothing to learn from: nothing was handed out there."))
