"""The zones of a declared study: where they are and why, and those that count nowhere."""

import pandas as pd
import streamlit as st

from data.studies.sentences import Told, newly_lines
from geo.displacement.design import placed_as
from pages.parts.displacement.arms_map import show_arms_map
from pages.parts.displacement.design_words import confounder_text, reason_text
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import proposal_of
from pages.parts.displacement.wording import arm_label, effort_label, kind_of, window_text, zone_name
from pages.ui.cache import places
from pages.ui.datatables import show_table
from pages.ui.text import NO_VALUE, _, as_plain, labelled, ngettext, number


def show_uncounted(now: Opened, told: Told) -> None:
    """Name the zones that were first visited after the announcement, and those that cannot be compared."""
    gone = [place for arm in now.spec.arms.values() for place in arm if place not in places().index]
    if gone:
        text = ngettext(
            "{count} zone of this study is no longer in the register: it counts nowhere.",
            "{count} zones of this study are no longer in the register: they count nowhere.",
            len(gone),
        )
        st.warning(text.format(count=number(len(gone))), icon=":material/location_off:")
    newly, others = (
        "; ".join(as_plain(zone_name(zone)) for zone in zones if zone not in gone)
        for zones in (now.result.newly_visited, now.result.not_compared)
    )
    for line in newly_lines(told):
        st.caption(f"{as_plain(line)} {newly}")
    if others:
        st.caption(labelled(_("Not visited on one of the two sides, counted nowhere"), others))


def show_design_again(now: Opened) -> None:
    """Draw the groups as they were declared, with the reasons that the ledger gives for them today."""
    proposal = proposal_of(now.rule, now.spec.pre.years) if now.rule else None
    placements = () if proposal is None else placed_as(proposal, now.spec)
    reasons = {zone: "" for arm in now.spec.arms.values() for zone in arm}
    reasons |= {one.zone: reason_text(one) for one in placements}
    show_arms_map(now.spec, reasons, name=f"displacement_declared_{now.kept.digest[:8]}")
    st.markdown(
        _("Before: {before}. After: {after}. What lies between is not compared.").format(
            before=window_text(now.spec.pre), after=window_text(now.spec.post)
        )
    )
    st.markdown(labelled(_("How contacts grow with hours"), _effort_text(now)))
    if proposal is not None and proposal.confounders:
        st.markdown("**{title}**".format(title=_("What else changed meanwhile")))
        st.markdown("\n".join(f"- {confounder_text(one)}" for one in proposal.confounders))
    _show_table(now, reasons)


def _effort_text(now: Opened) -> str:
    exponent = now.result.exponent
    text = effort_label(now.spec.effort).lower()
    if not exponent.is_estimated:
        return text
    return _("{rule} (power {beta}, standard error {se})").format(
        rule=text, beta=number(exponent.beta, 2), se=number(exponent.se, 2)
    )


def _show_table(now: Opened, reasons: dict[int, str]) -> None:
    changes = {change.zone: change for change in now.result.zones}
    nan = float("nan")
    rows = [
        (
            zone_name(zone),
            arm_label(arm),
            reasons[zone] or NO_VALUE,
            kind_of(zone),
            *(changes[zone].contacts if zone in changes else (nan, nan)),
            *(changes[zone].hours if zone in changes else (nan, nan)),
        )
        for arm, zones in now.spec.arms.items()
        for zone in zones
    ]
    columns = {
        "zone": _("Zone"),
        "arm": _("Group"),
        "why": _("Why"),
        "kind": _("Kind of place"),
        "contacts_before": _("Contacts before"),
        "contacts_after": _("Contacts after"),
        "hours_before": _("Hours before"),
        "hours_after": _("Hours after"),
    }
    show_table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        key="displacement_zones_table",
        summary=_("Zones of the study, with contacts and hours before and after"),
        name=_("Zones of the study"),
        formats=dict.fromkeys(list(columns)[4:], "%.0f"),
    )
