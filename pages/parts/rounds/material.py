"""What to load: the people to expect on each round and what was handed out to as many before."""

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
from pages.ui.text import _, as_plain, labelled, number, term_of


@st.cache_resource(max_entries=2, show_spinner=False)
def _handouts(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_handouts(engine())


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
    with st.expander(_("What to load"), icon=":material/inventory_2:", key="rounds_material"):
        st.caption(
            _(
                "From what was handed out per person met during the last year. "
                "In nine evenings of ten it lies within the range."
            )
        )
        for one in out:
            _show_round(now, sheet, one)


def _show_round(now: Tonight, sheet: EveningSheet, one: RoundView) -> None:
    places = [stop.place for stop in one.stops if stop.place in sheet.facts.index]
    people = sheet.facts.loc[places].rename(columns={"expected_people": "expected"})
    visits = ledger()
    since = pd.Timestamp(now.day) - pd.Timedelta(days=LEARNT_DAYS)
    recent = visits[(visits["day"] >= since) & (visits["day"] < pd.Timestamp(now.day))]
    table = expected_material(recent, _handouts(source(), revision()), people, people["kind"])
    columns = (table[column].astype(float) for column in ("expected", "low", "high"))
    lines = [
        "- "
        + labelled(term_of(MaterialKind(str(kind))), f"**{number(usual)}** ({number(low)}–{number(high)})")
        for kind, usual, low, high in zip(table.index, *columns, strict=True)
        if high > 0
    ]
    met = _("about {people} people").format(people=number(float(people["expected"].sum())))
    st.markdown(f"**{as_plain(now.name(one.team))}** · {met}")
    st.markdown("\n".join(lines) if lines else _("Nothing to learn from: nothing was handed out there."))
