"""The design before anything is looked at: who is compared with whom, over which months, and why."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.refusals import RefusedError
from data.register.regulations import RegulationRecord
from data.studies.keeping import KeptStudy, count_looks, declare
from geo.displacement.design import Proposal, placed_as
from geo.displacement.gates import shortfalls_of
from geo.displacement.model import AnalysisSpec, EffortRule
from geo.displacement.placing import Placement
from geo.displacement.results import Gate
from geo.displacement.zone_ratios import sides_of
from pages.parts.displacement.arms_map import show_arms_map
from pages.parts.displacement.asked import DRAWING, SPEC, STUDY, leave_drawing
from pages.parts.displacement.design_words import (
    confounder_text,
    movable_arms,
    question_text,
    reason_text,
    shortfall_text,
    windows_line,
)
from pages.parts.displacement.session import RINGS, YEARS, Draft, draft_of, drop_draft, panel, proposal_of
from pages.parts.displacement.wording import arm_label, effort_label, kind_of, ring_label, zone_name
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit_all
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.screen import empty_state
from pages.ui.text import NO_VALUE, _, ngettext, number, percent

CLICK = "_displacement_click"


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
    if spec.treated or spec.displaced:
        st.subheader(question_text(spec), anchor=False)
    else:
        st.subheader(_("Which zones may this rule have changed?"), anchor=False)
        st.markdown(
            _(
                "The ledger does not say it of any zone that was visited. Put zones into their groups: click "
                "them on the map, or choose their group in the table."
            )
        )
    st.markdown(windows_line(spec))
    _offer_declaring(rule, study, spec)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _take_click(draft, _map(spec, placements, draft))
    with right:
        _show_zone(draft, placements)
        _show_gates(spec)
        _show_confounders(proposal)
    _choose_design(draft)
    with st.expander(_("All zones as a table"), icon=":material/table_rows:", key="displacement_all_zones"):
        _show_zones_table(draft, placements)


def _offer_declaring(rule: RegulationRecord, study: KeptStudy | None, spec: AnalysisSpec) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="displacement_declare"):
        is_wanted = st.button(
            _("Declare and look"),
            type="primary",
            icon=":material/visibility:",
            key="declare_study",
            disabled=not (spec.treated or spec.displaced),
        )
        if study is not None:
            st.button(
                _("Back to the result"),
                icon=":material/arrow_back:",
                type="tertiary",
                on_click=leave_drawing,
                key="leave_design",
            )
    st.caption(f"{_('The design is kept with its date before its result is shown.')} {tries_text(rule)}")
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


def _take_click(draft: Draft, zone: int | None) -> None:
    """Look at the zone that was clicked, once: the map goes on saying what was clicked last."""
    click = (draft.rule, zone); import sys; print("CLICK", zone, draft.chosen, st.session_state.get(CLICK), file=sys.stderr)
    if zone is None or click == st.session_state.get(CLICK):
        return
    st.session_state[CLICK] = click
    draft.chosen = zone
    st.rerun()


def _show_zone(draft: Draft, placements: Sequence[Placement]) -> None:
    """Draw one zone with the reason for its group, and the way into another one."""
    by_zone = {one.zone: one for one in placements}
    key = f"displacement_zone_{draft.rule}"
    st.session_state[key] = draft.chosen if draft.chosen in by_zone else None
    st.selectbox(
        _("Why is a zone where it is?"),
        sorted(by_zone, key=zone_name),
        format_func=lambda zone: f"{zone_name(zone)} · {arm_label(by_zone[zone].arm)}",
        index=None,
        key=key,
        placeholder=_("Choose a zone, or click it on the map"),
        on_change=_choose,
        args=(draft, key),
    )
    if draft.chosen not in by_zone:
        return
    one = by_zone[draft.chosen]
    st.markdown(f"{reason_text(one)}.")
    before, after = one.looked
    st.caption(
        _("Visited in {before} of the months before and {after} of those after.").format(
            before=percent(before), after=percent(after)
        )
    )
    arm_key = f"displacement_arm_{draft.rule}_{one.zone}"
    st.session_state[arm_key] = one.arm
    st.radio(
        _("Group"),
        movable_arms(),
        format_func=arm_label,
        key=arm_key,
        on_change=_move,
        args=(draft, one.zone, arm_key),
    )


def _choose(draft: Draft, key: str) -> None:
    draft.chosen = st.session_state[key]


def _move(draft: Draft, zone: int, key: str) -> None:
    draft.move({zone: st.session_state[key]})


def _show_gates(spec: AnalysisSpec) -> None:
    """Say what is missing for a test, as far as it can be known before looking."""
    # That there are too few contacts is an outcome: it is said with the result.
    known = [one for one in shortfalls_of(sides_of(panel(), spec)) if one.gate is not Gate.CONTACTS]
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


def _choose_design(draft: Draft) -> None:
    with st.expander(_("Months, distance and effort"), icon=":material/tune:", key="displacement_choices"):
        years_key, effort_key = f"displacement_years_{draft.rule}", f"displacement_effort_{draft.rule}"
        st.session_state[years_key], st.session_state[effort_key] = draft.years, draft.effort
        st.segmented_control(
            _("Years on each side"),
            YEARS,
            format_func=number,
            key=years_key,
            required=True,
            on_change=_set,
            args=(draft, "years", years_key),
            help=_("Whole years, so that no season is compared with another; one where two are not known."),
        )
        ring_key = f"displacement_ring_{draft.rule}"
        st.session_state[ring_key] = draft.ring
        st.selectbox(
            _("Possible destinations lie up to"),
            RINGS,
            format_func=ring_label,
            key=ring_key,
            on_change=_set,
            args=(draft, "ring", ring_key),
            width=320,
        )
        st.radio(
            _("How contacts grow with hours"),
            list(EffortRule),
            format_func=effort_label,
            key=effort_key,
            on_change=_set,
            args=(draft, "effort", effort_key),
        )
        if draft.moves:
            st.button(
                _("Back to the proposed groups"),
                icon=":material/restart_alt:",
                type="tertiary",
                on_click=draft.take_back,
                key="displacement_proposed",
            )


def _set(draft: Draft, name: str, key: str) -> None:
    setattr(draft, name, st.session_state[key])


def _show_zones_table(draft: Draft, placements: Sequence[Placement]) -> None:
    """Draw every zone with a list to choose its group from: for the keyboard, and for those off the map."""
    labels = {arm_label(arm): arm for arm in movable_arms()}
    ordered = sorted(placements, key=lambda one: (movable_arms().index(one.arm), zone_name(one.zone)))
    frame = pd.DataFrame(
        {
            _("Zone"): [zone_name(one.zone) for one in ordered],
            _("Group"): [arm_label(one.arm) for one in ordered],
            _("Why"): [reason_text(one) for one in ordered],
            _("Kind of place"): [kind_of(one.zone) for one in ordered],
            _("Months visited before"): [one.looked[0] for one in ordered],
            _("Months visited after"): [one.looked[1] for one in ordered],
        }
    )
    config: dict[str, Any] = dict.fromkeys(
        frame.columns[-2:], st.column_config.NumberColumn(format="percent")
    )
    config[_("Zone")] = st.column_config.Column(width="medium")
    config[_("Group")] = st.column_config.SelectboxColumn(options=list(labels), required=True)
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[column for column in frame.columns if column != _("Group")],
        column_config=config,
        height=HEIGHT * (min(len(frame), SHOWN_ROWS) + 1) + 2,
        # Another identity after each change, so that an old edit is never made again.
        key=f"displacement_zones_{draft.rule}_{draft.edition}",
        placeholder=NO_VALUE,
        alt=_("Every zone with its group and why it is there"),
    )
    st.caption(_("A zone that is put elsewhere by hand says so in the study."))
    moved = {
        one.zone: labels[str(label)]
        for one, label in zip(ordered, edited[_("Group")], strict=True)
        if labels[str(label)] is not one.arm
    }
    if moved:
        draft.move(moved)
        st.rerun()
