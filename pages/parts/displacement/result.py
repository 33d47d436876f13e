"""The result of a declared study: the sentence first, then how sure it is, then what tries to break it."""

from collections.abc import Sequence

import streamlit as st

from data.register.regulations import RegulationRecord
from data.studies import sentences
from data.studies.keeping import KeptSpec, KeptStudy, StudyError
from geo.displacement.results import Checked
from pages.parts.displacement.asked import draw_another
from pages.parts.displacement.before_after import show_before_after, two_periods
from pages.parts.displacement.checks import sensitivity_line, show_placebos, show_sensitivity
from pages.parts.displacement.familiar import show_familiar
from pages.parts.displacement.files import offer_study
from pages.parts.displacement.folds import show_folded
from pages.parts.displacement.forest import rows_of, show_forest
from pages.parts.displacement.moved import show_movement
from pages.parts.displacement.newcomers import show_newcomers
from pages.parts.displacement.one_series import show_one_series
from pages.parts.displacement.opened import Opened, looks_of, open_result, told_of
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.runs import show_runs
from pages.parts.displacement.strip import show_described, show_rates, show_strip
from pages.parts.displacement.telling import show_telling
from pages.parts.displacement.whereabouts import show_whereabouts
from pages.parts.displacement.wording import moment_text
from pages.parts.displacement.zones import show_design_again, show_uncounted
from pages.ui.text import _, as_plain, number

SHORT = 12
"""Digits of the digest that are shown."""


def show_result(rule: RegulationRecord | None, study: KeptStudy, kept: KeptSpec) -> None:
    """
    Draw what a declared specification finds.

    Parameters
    ----------
    rule : RegulationRecord or None
        The rule; None where it was deleted.
    study : KeptStudy
        As it is kept.
    kept : KeptSpec
        The specification to look at.
    """
    try:
        now = open_result(rule, study, kept)
    except StudyError as error:
        st.warning(f"{_(error.problem)} {_(error.remedy)}", icon=":material/event_busy:")
        _offer_another(rule, kept)
        return
    told = told_of(now)
    st.subheader(sentences.headline(told), anchor=False)
    _show_shortfalls(told)
    _show_standing(now, told)
    show_runs(now)
    _show_figures(now)
    st.markdown("\n".join(f"- {as_plain(sentence)}" for sentence in sentences.details(told)))
    show_uncounted(now)
    show_strip(panel(), now.compared)
    st.markdown("**{title}**".format(title=_("What could have been seen")))
    st.markdown(sentences.power_line(told))
    looks = _take_looks(now)
    show_placebos(now.result, looks)
    _show_caveats(told)
    _show_folds(now, looks)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="displacement_end"):
        _offer_another(rule, kept)
        offer_study(now, told, looks)
    show_telling(now)


def _show_shortfalls(told: sentences.Told) -> None:
    """Say what is missing for a test, where anything is."""
    missing = sentences.shortfalls(told)
    if missing:
        st.markdown(":material/warning: " + _("This is missing for a full test:"))
        st.markdown("\n".join(f"- {as_plain(one)}" for one in missing))


def _show_standing(now: Opened, told: sentences.Told) -> None:
    """Say how strong the evidence is, what was declared when, and how many designs were tried."""
    declared = _("Design no. {number}, declared on {moment}; digest {digest}.").format(
        number=number(now.kept.number),
        moment=moment_text(now.kept.declared_at),
        digest=now.kept.digest[:SHORT],
    )
    st.caption(f"{sentences.evidence_line(told)} {declared} {sentences.looks_line(told)}")


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


def _show_folds(now: Opened, looks: Sequence[Checked]) -> None:
    """Draw what is folded away, each part computed once it is opened."""
    show_folded(
        _("Before and after on the map"),
        lambda: show_before_after(two_periods(now.spec)),
        key="displacement_fold_maps",
        icon=":material/map:",
    )
    show_folded(
        _("Who was compared with whom, and why"),
        lambda: show_design_again(now),
        key="displacement_fold_design",
        icon=":material/group_work:",
    )
    show_folded(
        _("Contacts per hour by quarter"),
        lambda: show_rates(panel(), now.compared),
        key="displacement_fold_rates",
        icon=":material/bar_chart:",
    )
    if looks:
        show_folded(
            sensitivity_line(looks),
            lambda: show_sensitivity(now.result, looks),
            key="displacement_fold_choices",
            icon=":material/rule:",
        )
    _show_side_looks(now)


def _show_side_looks(now: Opened) -> None:
    """Draw what stands beside the comparison and never in its place."""
    show_folded(
        _("How widely contacts are spread"),
        lambda: show_whereabouts(now),
        key="displacement_fold_where",
        icon=":material/blur_on:",
    )
    show_folded(
        _("Newcomers, and where people worked before"),
        lambda: show_newcomers(now),
        key="displacement_fold_new",
        icon=":material/person_add:",
    )
    show_folded(
        _("One group alone (indicative only)"),
        lambda: show_one_series(now),
        key="displacement_fold_series",
        icon=":material/timeline:",
    )
    show_folded(
        _("Familiar figures, never the test"),
        lambda: show_familiar(now),
        key="displacement_fold_familiar",
        icon=":material/calculate:",
    )
