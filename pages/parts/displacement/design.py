"""The design before anything is looked at: who is compared with whom, over which months, and why."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from data.refusals import RefusedError
from data.register.regulations import RegulationRecord
from data.studies.keeping import KeptStudy, count_looks, declare
from geo.displacement.design import Proposal, placed_as
from geo.displacement.gates import shortfalls_of
from geo.displacement.model import AnalysisSpec
from geo.displacement.placing import Placement
from geo.displacement.results import Gate
from geo.displacement.zone_ratios import Sides, sides_of
from pages.parts.displacement.arms_map import show_arms_map
from pages.parts.displacement.asked import DRAWING, SPEC, STUDY, leave_drawing
from pages.parts.displacement.design_choices import choose_design
from pages.parts.displacement.design_words import (
    confounder_text,
    has_question,
    question_text,
    reason_text,
    shortfall_text,
    windows_lines,
)
from pages.parts.displacement.design_zones import show_zone, show_zones_table, take_click
from pages.parts.displacement.proposals import panel, proposal_of
from pages.parts.displacement.session import Draft, draft_of, drop_draft
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit_all
from pages.ui.screen import empty_state
from pages.ui.text import _, ngettext, number


def show_design(rule: RegulationRecord, study: KeptStudy | None) -> None:
    """
    Draw a design that nobody declared yet; nothing here depends on what was met.

    Parameters
    ----------
    rule : RegulationRecord
        What is studied.
    study : KeptStudy or None
        The study that the design would be added to.
    """
    draft = draft_of(rule.id)
    proposal = proposal_of(rule, draft.years, draft.ring)
    if proposal is None:
        empty_state(
            _(
                "A study compares whole years before the announcement of a rule with as many after it came "
                "into force. The register does not hold a year on both sides of this one."
            ),
            ":material/event_busy:",
        )
        return
    spec = draft.spec_from(proposal)
    placements = placed_as(proposal, spec)
    sides = sides_of(panel(), spec)
    _show_question(spec, sides)
    _offer_declaring(rule, study, spec)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        take_click(draft, _map(spec, placements, draft))
    with right:
        show_zone(draft, placements)
        _show_gates(sides)
        _show_confounders(proposal)
    choose_design(draft)
    with st.expander(_("All zones as a table"), icon=":material/table_rows:", key="displacement_all_zones"):
        show_zones_table(draft, placements)


def _show_question(spec: AnalysisSpec, sides: Sides) -> None:
    """Say what would be compared, or that nobody has said yet what could be."""
    if has_question(spec):
        st.subheader(question_text(sides), anchor=False)
    else:
        st.subheader(_("Which zones may this rule have changed?"), anchor=False)
        st.markdown(
            _(
                "The ledger does not say it of any zone that was visited. Put zones into their groups: click "
                "them on the map, or choose their group in the table."
            )
        )
    st.markdown(windows_lines(spec, sides))


def _offer_declaring(rule: RegulationRecord, study: KeptStudy | None, spec: AnalysisSpec) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="displacement_declare"):
        is_wanted = st.button(
            _("Declare and look"),
            type="primary",
            icon=":material/visibility:",
            key="declare_study",
            disabled=not has_question(spec),
        )
        if study is not None:
            st.button(
                _("Back to the result"),
                icon=":material/arrow_back:",
                type="tertiary",
                on_click=leave_drawing,
                key="leave_design",
            )
    kept = _("The design is kept with its date before its result is shown.")
    st.caption(f"{kept} {tries_text(rule)}")
    if is_wanted:
        _declare(rule, study, spec)


def tries_text(rule: RegulationRecord) -> str:
    """Return how many designs were tried for a rule."""
    looks = count_looks(engine(), rule.id)
    if not looks:
        return _("None was tried for this rule so far.")
    text = ngettext(
        "{count} design was tried for this rule.", "{count} designs were tried for this rule.", looks
    )
    return text.format(count=number(looks))


def _declare(rule: RegulationRecord, study: KeptStudy | None, spec: AnalysisSpec) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    try:
        declared = declare(engine_to_edit_all(), rule.id, spec, now, study.uid if study else None)
    except RefusedError as error:
        st.error(f"{_(error.problem)} {_(error.remedy)}", icon=":material/error:")
        return
    note_change("study_declared", rule=rule.id, spec=declared.number)
    st.session_state[STUDY.key] = declared.uid
    st.session_state[SPEC.key] = declared.number
    st.session_state[DRAWING.key] = ""
    drop_draft()
    st.rerun()


def _map(spec: AnalysisSpec, placements: Sequence[Placement], draft: Draft) -> int | None:
    reasons = {one.zone: reason_text(one) for one in placements}
    return show_arms_map(spec, reasons, name=f"displacement_design_{draft.rule}", chosen=draft.chosen)


def _show_gates(sides: Sides) -> None:
    """Say what is missing for a test, as far as it can be known before looking."""
    # That there are too few contacts is an outcome: it is said with the result.
    known = [one for one in shortfalls_of(sides) if one.gate is not Gate.CONTACTS]
    if not known:
        st.markdown(":material/check_circle: " + _("There are enough zones and enough visits for a test."))
        return
    st.markdown(":material/warning: " + _("As it stands this can be described, but not fully tested:"))
    st.markdown("\n".join(f"- {shortfall_text(one)}" for one in known))


def _show_confounders(proposal: Proposal) -> None:
    if not proposal.confounders:
        return
    st.markdown("**{title}**".format(title=_("What else changed meanwhile")))
    st.markdown("\n".join(f"- {confounder_text(one)}" for one in proposal.confounders))
    st.caption(_("Whatever is found may be their doing as well."))
