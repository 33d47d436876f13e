"""Earlier looks at the same design: what differs now that the register has grown."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data.studies.figures import Difference, compare_figures, figures_of
from data.studies.keeping import KeptRun
from geo.displacement.results import Estimate
from pages.parts.displacement.opened import Opened, keep_look
from pages.parts.displacement.wording import figure_decimals, figure_label, moment_text
from pages.ui.auditing import note_change
from pages.ui.datatables import HEIGHT
from pages.ui.text import NO_VALUE, _, date_text, number


def show_runs(now: Opened) -> None:
    """
    Keep a first look, and say what differs from the last one that was kept.

    Parameters
    ----------
    now : Opened
        The study as it is on the register now.
    """
    runs = now.study.runs_of(now.kept.number)
    if not runs:
        keep_look(now)
        return
    last, figures = runs[-1], figures_of(now.result)
    if _same(last.figures, figures):
        st.caption(
            _("The same as on {moment}, when the register went up to {day}.").format(
                moment=moment_text(last.made_at), day=date_text(last.data_to)
            )
        )
        return
    _show_difference(now, last, compare_figures(last.figures, figures))


def _same(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Tell whether two looks show the same to the last digit that is printed."""
    return before.get("outcome") == after.get("outcome") and not any(
        _differs(one) for one in compare_figures(before, after)
    )


def _differs(one: Difference) -> bool:
    return _text(one.name, one.before) != _text(one.name, one.after)


def _show_difference(now: Opened, last: KeptRun, differences: tuple[Difference, ...]) -> None:
    with st.container(border=True, key="displacement_since"):
        st.markdown(
            ":material/update: "
            + _("The register has changed since {moment}, when it went up to {day}. This differs:").format(
                moment=moment_text(last.made_at), day=date_text(last.data_to)
            )
        )
        # Where no figure differs, what they add up to does: then all are shown.
        differences = tuple(filter(_differs, differences)) or differences
        frame = pd.DataFrame(
            {
                _("Figure"): [figure_label(one.name) for one in differences],
                _("Then"): [_text(one.name, one.before) for one in differences],
                _("Now"): [_text(one.name, one.after) for one in differences],
            }
        )
        st.dataframe(
            frame,
            hide_index=True,
            height=HEIGHT * (len(frame) + 1) + 2,
            key="displacement_differences",
            alt=_("Figures of the earlier look and of now"),
        )
        if st.button(_("Keep what is found now"), icon=":material/bookmark_add:", key="keep_look"):
            keep_look(now)
            note_change("study_looked", rule=now.study.regulation, spec=now.kept.number)
            st.rerun()


def _text(name: str, estimate: Estimate) -> str:
    if not estimate.is_known:
        return NO_VALUE
    decimals = figure_decimals(name)
    value, low, high = (number(one, decimals) for one in (estimate.value, estimate.low, estimate.high))
    return _("{value} ({low} to {high})").format(value=value, low=low, high=high)
