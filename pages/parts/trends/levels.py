"""The level of a line: without its season, and the months in which it changed; in words and as a table."""

from collections.abc import Iterator, Sequence

import pandas as pd
import streamlit as st

from pages.parts.trends.choices import Choice
from pages.parts.trends.series import Trend
from pages.ui.datatables import show_table
from pages.ui.text import _, ngettext, number


def explain_levels(choice: Choice) -> Iterator[str]:
    """Yield what the marks of seasons and changes mean, where they are drawn."""
    if choice.season:
        yield _("Thick line: the level without its season, with its 95 % interval.")
    if choice.changes:
        yield _("Diamond: from this month on the line runs at another level. A hint, not a proof.")


def show_changes(trends: Sequence[Trend]) -> None:
    """Draw the months in which the level changed, as a table."""
    rows = pd.concat([trend.changes.assign(group=trend.name) for trend in trends], ignore_index=True)
    st.markdown("**{title}**".format(title=_("Changes of level")))
    st.caption(
        _(
            "Found in the figures alone, without knowing any regulation. Places, pairs and hours change a "
            "level too."
        )
    )
    if rows.empty:
        st.caption(_("In no month did the level change by itself."))
        return
    text = ngettext(
        "{count} change of level: a hint, not a proof.",
        "{count} changes of level: a hint, not a proof.",
        len(rows),
    ).format(count=number(len(rows)))
    st.caption(text)
    columns = {"label": _("From this month on"), "group": _("Group"), "ratio": _("New level to old one")}
    show_table(
        rows,
        columns,
        key="trend_changes",
        summary=text,
        name=_("Changes of level"),
        formats={"ratio": "%.2f"},
    )
