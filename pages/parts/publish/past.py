"""All releases so far, whatever became of them."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data.releases.keeping import ReleaseRow
from pages.parts.publish.handover import SHORT
from pages.parts.publish.standing import tier_label, who_text
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.text import _, ngettext, number, short_date, term_of


def show_past(rows: list[ReleaseRow], hints: Mapping[int, str]) -> None:
    """
    Draw the list of releases, folded away.

    Parameters
    ----------
    rows : list of ReleaseRow
        The newest first.
    hints : Mapping of int to str
        Hints of the accounts, by number.
    """
    if not rows:
        return
    title = ngettext("{count} release so far", "{count} releases so far", len(rows)).format(
        count=number(len(rows))
    )
    with st.expander(title, icon=":material/history:", key="publish_past"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("Made on"): [short_date(row.made_at.date()) for row in rows],
                    _("For"): [tier_label(row.tier) for row in rows],
                    _("Up to"): [short_date(row.through) for row in rows],
                    _("State"): [term_of(row.state) for row in rows],
                    _("Made by"): [who_text(row.made_by, hints) for row in rows],
                    _("Decided by"): [
                        who_text(row.approved_by, hints) if row.approved_at else "" for row in rows
                    ],
                    _("Digest"): [row.digest[:SHORT] for row in rows],
                }
            ),
            hide_index=True,
            height=HEIGHT * (min(len(rows), SHOWN_ROWS) + 1) + 2,
            alt=title,
        )
