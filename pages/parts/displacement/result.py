"""The result of a declared study: the sentence first, then how sure it is, then what tries to break it."""

from collections.abc import Sequence

import streamlit as st

from data.register.regulations import RegulationRecord
from data.studies import sentences
from data.studies.keeping import KeptSpec, KeptStudy, StudyError
from geo.displacement.results import Checked
from pages.parts.displacement.asked import Asked, draw_another
from pages.parts.displacement.beside import show_beside
from pages.parts.displacement.checks import show_placebos
from pages.parts.displacement.design_words import compared_text
from pages.parts.displacement.files import offer_study, warn_of_others
from pages.parts.displacement.forest import rows_of, show_forest
from pages.parts.displacement.moved import show_movement
from pages.parts.displacement.opened import Opened, looks_of, open_result, told_of
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.runs import show_runs
from pages.parts.displacement.strip import show_described, show_strip
from pages.parts.displacement.telling import show_telling
from pages.parts.displacement.wording import moment_text
from pages.parts.displacement.zones import show_uncounted
from pages.ui.text import _, as_plain, number

SHORT = 12
"""Digits of the fingerprint that are shown."""


def show_result(asked: Asked, study: KeptStudy, kept: KeptSpec) -> None:
    """
    Draw what a declared specification finds.

    Parameters
    ----------
    asked : Asked
        What is open; its rule is None where it was deleted.
    study : KeptStudy
        As it is kept.
    kept : KeptSpec
        The specification to look at.
    """
    try:
        now = open_result(asked.rule, study, kept)
    except StudyError as error:
        st.warning(f"{_(error.problem)} {_(error.remedy)}", icon=":material/event_busy:")
        _offer_another(asked.rule, kept)
        return
    told = told_of(now)
    st.subheader(sentences.verdict(told), anchor=False)
    st.markdown(as_plain(sentences.headline(told)))
    _show_shortfalls(told)
    st.caption(f"{compared_text(now.result)} {sentences.evidence_line(told)} {sentences.looks_line(told)}")
    show_runs(now)
    _show_figures(now)
    st.markdown("\n".join(f"- {as_plain(sentence)}" for sentence in sentences.findings(told)))
    show_uncounted(now, told)
    show_strip(panel(), now.compared)
    st.markdown("**{title}**".format(title=_("What could have been seen")))
    st.markdown(sentences.power_line(told))
    looks = _take_looks(now)
    show_placebos(now.result, looks)
    _show_caveats(told)
    show_beside(now, looks)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="displacement_end"):
        _offer_another(asked.rule, kept)
        offer_study(now, told, looks)
    _show_declared(now)
    warn_of_others(now, asked.studies)
    show_telling(now)


def _show_shortfalls(told: sentences.Told) -> None:
    """Say what is missing for a test, where anything is."""
    missing = sentences.shortfalls(told)
    if missing:
        st.markdown(":material/warning: " + _("This is missing for a full test:"))
        st.markdown("\n".join(f"- {as_plain(one)}" for one in missing))


def _show_declared(now: Opened) -> None:
    """Say which design this is, and when it was declared."""
    declared = _("Design no. {number}, declared on {moment}; digest {digest}.").format(
        number=number(now.kept.number),
        moment=moment_text(now.kept.declared_at),
        digest=now.fingerprint[:SHORT],
    )
    st.caption(declared)


def _offer_another(rule: RegulationRecord | None, kept: KeptSpec) -> None:
    if rule is not None:
        st.button(
            _("Try another design"),
            icon=":material/alt_route:",
            help=_("It is counted: the more are tried, the sooner one shows something by chance."),
            on_click=draw_another,
            args=(rule, kept),
            key="another_design",
        )


def _show_figures(now: Opened) -> None:
    """Draw ratios and balance, or where nothing can be tested the rates as they are."""
    rows = rows_of(now.result)
    if rows:
        show_forest(rows, key="displacement_forest")
    if now.result.displaced is None:
        show_described(panel(), now.spec)
    if now.result.movement is not None:
        show_movement(now.result.movement)


def _take_looks(now: Opened) -> Sequence[Checked]:
    """Take all further looks behind a bar that says how far they are."""
    if now.result.displaced is None:
        return []
    bar = st.empty()
    text = _("Asking the same where nothing should be found …")

    def advance(part: float) -> None:
        bar.progress(part, text=text)

    looks = looks_of(now, advance)
    bar.empty()
    return looks


def _show_caveats(told: sentences.Told) -> None:
    """Draw the six caveats, which are never folded away."""
    with st.container(border=True, key="displacement_caveats"):
        st.markdown("**{title}**".format(title=_("What this study cannot say")))
        st.markdown("\n".join(f"1. {as_plain(one)}" for one in sentences.caveats(told)))
