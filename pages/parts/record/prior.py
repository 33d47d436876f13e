"""Where those who were met worked before, as a tally of kinds of place; nobody has to ask."""

import streamlit as st

from data.recording.visit_drafts import Prior
from data.vocabulary import PriorKind
from pages.parts.record.taps import counted, show_counter
from pages.ui.text import _, ngettext, number, term_of


def count_prior(key: str, start: tuple[Prior, ...], met: int) -> tuple[Prior, ...]:
    """
    Draw the tally.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : tuple of Prior
        What it starts from.
    met : int
        People in prostitution who were met: no more can be counted here.

    Returns
    -------
    tuple of Prior
        What is counted.
    """
    known = {one.kind: one.count for one in start}
    keys = {kind: f"{key}_prior_{kind}" for kind in PriorKind}
    for kind, name in keys.items():
        st.session_state.setdefault(name, known.get(kind, 0))
    total = sum(map(counted, keys.values()))
    label = _("Where they worked before")
    title = f"{label} · {number(total)}" if total else label
    with st.expander(title, icon=":material/history:", key=f"{key}_prior"):
        st.caption(
            _(
                "Only if it came up by itself: the kind of place where somebody mostly worked before, never "
                "which one. Whoever has always worked here counts under the kind of this place."
            )
        )
        for kind, name in keys.items():
            show_counter(term_of(kind), name, most=met - total + counted(name))
        st.caption(_left(met - total))
    return tuple(Prior(kind, counted(name)) for kind, name in keys.items() if counted(name))


def _left(left: int) -> str:
    if left < 0:
        return _("More are counted here than people in prostitution were met.")
    text = ngettext("{count} person is not counted here.", "{count} people are not counted here.", left)
    return text.format(count=number(left))
