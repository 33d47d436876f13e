"""The zones of a design: why each is where it is, and the ways to put it elsewhere."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo.displacement.placing import Placement
from pages.parts.displacement.design_words import movable_arms, reason_text
from pages.parts.displacement.session import Draft
from pages.parts.displacement.wording import arm_label, kind_of, zone_name
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.text import NO_VALUE, _, percent

CLICK = "_displacement_click"


def take_click(draft: Draft, zone: int | None) -> None:
    """Look at the zone that was clicked, once: the map goes on saying what was clicked last."""
    click = (draft.rule, zone)
    if zone is None or click == st.session_state.get(CLICK):
        return
    st.session_state[CLICK] = click
    draft.chosen = zone
    st.rerun()


def show_zone(draft: Draft, placements: Sequence[Placement]) -> None:
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


def show_zones_table(draft: Draft, placements: Sequence[Placement]) -> None:
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
