"""Studies of the past: found again, opened by their address."""

import pandas as pd
import streamlit as st

from data.studies.declared import list_damaged
from pages.parts.displacement.asked import Asked, open_study
from pages.parts.displacement.wording import local_date_text, window_text
from pages.ui.cache import engine, regulations
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.text import NO_VALUE, _, as_plain, language, ngettext, number


def show_unknown() -> None:
    """Say that the address names a study that there is not."""
    st.warning(
        _("There is no such study: it was never declared in this register, or the link was cut short."),
        icon=":material/link_off:",
    )


def show_damaged() -> None:
    """Name the designs that can no longer be read, and say what to do; all others are there."""
    damaged = list_damaged(engine())
    if not damaged:
        return
    text = ngettext(
        "{count} design can no longer be read, for its entry in the register is damaged. The others are not "
        "touched by it. Restore the last backup, or declare the design anew: it is still counted once.",
        "{count} designs can no longer be read, for their entries in the register are damaged. The others "
        "are not touched by it. Restore the last backup, or declare them anew: each is still counted once.",
        len(damaged),
    )
    titles = _titles()
    lines = [
        _("{title}: design no. {number}, declared on {day}").format(
            title=as_plain(_title(row.regulation, titles)),
            number=number(row.number),
            day=local_date_text(row.declared_at),
        )
        for row in damaged
    ]
    st.warning(
        "\n".join([text.format(count=number(len(damaged))), "", *(f"- {line}" for line in lines)]),
        icon=":material/broken_image:",
    )


def show_studies(asked: Asked) -> None:
    """Draw every design that was declared, the newest first; choosing one opens it."""
    rows = [(study, spec) for study in asked.studies for spec in reversed(study.specs)]
    if not rows:
        return
    titles = _titles()
    summary = ngettext("{count} design declared so far", "{count} designs declared so far", len(rows))
    summary = summary.format(count=number(len(rows)))
    with st.expander(summary, icon=":material/history:", key="displacement_studies"):
        frame = pd.DataFrame(
            {
                _("Regulation"): [_title(study.regulation, titles) for study, _spec in rows],
                _("Design"): [spec.number for _study, spec in rows],
                _("Declared on"): [local_date_text(spec.declared_at) for _study, spec in rows],
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
                # The list stands at the foot of what it opens.
                st.toast(_("Design no. {number} is open.").format(number=number(spec.number)))

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


def _titles() -> dict[int, str]:
    return {rule.id: rule.title(language()) for rule in regulations()}


def _title(regulation: int | None, titles: dict[int, str]) -> str:
    return titles.get(regulation or 0, _("A rule since deleted"))
