"""Studies of the past: found again, opened by their address."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.studies.keeping import KeptStudy
from pages.parts.displacement.asked import Asked, open_study
from pages.parts.displacement.wording import window_text
from pages.ui.cache import regulations
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.text import NO_VALUE, _, language, ngettext, number, short_date


def show_unknown() -> None:
    """Say that the address names a study that there is not."""
    st.warning(
        _("There is no such study: it was never declared in this register, or the link was cut short."),
        icon=":material/link_off:",
    )


def show_studies(asked: Asked) -> None:
    """Draw every design that was declared, the newest first; choosing one opens it."""
    rows = [(study, spec) for study in asked.studies for spec in reversed(study.specs)]
    if not rows:
        return
    titles = {rule.id: rule.title(language()) for rule in regulations()}
    summary = ngettext("{count} design declared so far", "{count} designs declared so far", len(rows))
    summary = summary.format(count=number(len(rows)))
    with st.expander(summary, icon=":material/history:", key="displacement_studies"):
        frame = pd.DataFrame(
            {
                _("Regulation"): [_title(study, titles) for study, _spec in rows],
                _("Design"): [spec.number for _study, spec in rows],
                _("Declared on"): [short_date(local_day(spec.declared_at)) for _study, spec in rows],
                _("Before"): [window_text(spec.spec.pre) for _study, spec in rows],
                _("After"): [window_text(spec.spec.post) for _study, spec in rows],
                _("Looked at"): [len(study.runs_of(spec.number)) for study, spec in rows],
            }
        )

        def open_chosen() -> None:
            chosen = st.session_state["displacement_studies_table"]["selection"]["rows"]
            if chosen:
                study, spec = rows[chosen[0]]
                open_study(study, spec.number)

        st.dataframe(
            frame,
            hide_index=True,
            height=HEIGHT * (min(len(frame), SHOWN_ROWS) + 1) + 2,
            key="displacement_studies_table",
            on_select=open_chosen,
            selection_mode="single-row",
            placeholder=NO_VALUE,
            alt=summary,
        )
        st.caption(_("Choose a row to open it. The address above is its link."))


def local_day(moment: datetime) -> datetime:
    """Return a moment of the register, which is in UTC, as the calendar of the server shows it."""
    return moment.replace(tzinfo=UTC).astimezone()


def _title(study: KeptStudy, titles: dict[int, str]) -> str:
    return titles.get(study.regulation or 0, _("A rule since deleted"))
