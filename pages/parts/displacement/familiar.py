"""Figures that readers of crime prevention know, with their warning: shown, and never the test."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from geo.displacement.familiar import (
    Counts,
    log_rate_ratio,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from geo.displacement.model import Arm
from geo.displacement.results import StudyResult
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.wording import arm_label
from pages.ui.datatables import show_table
from pages.ui.text import _, labelled

Row = tuple[str, float, float, float]

NOT_GIVEN = float("nan")


def show_familiar(now: Opened) -> None:
    """Draw the familiar figures of a study."""
    st.warning(
        _(
            "These figures take contacts as independent events and leave our hours out. On records such as "
            "ours they see a change that is not there in 17 to 50 cases of 100. Conclude nothing from them."
        ),
        icon=":material/warning:",
    )
    frame = pd.DataFrame(list(_rows(now.result)), columns=["name", "value", "low", "high"])
    show_table(
        frame,
        {"name": _("Figure"), "value": _("Value"), "low": _("at least"), "high": _("at most")},
        key="displacement_familiar",
        summary=_("Weighted displacement difference and quotient, and ratios of rate ratios"),
        name=_("Familiar figures"),
        formats=dict.fromkeys(("value", "low", "high"), "%.2f"),
    )
    st.caption(
        _(
            "The quotient is negative where contacts moved to the destinations, and has no interval. The "
            "differences are in contacts; the ratios are of contacts after over before."
        )
    )


def _counts(result: StudyResult, arm: Arm) -> Counts:
    zones = [zone.contacts for zone in result.zones if zone.arm is arm]
    return Counts(sum(before for before, _after in zones), sum(after for _before, after in zones))


def _rows(result: StudyResult) -> Iterator[Row]:
    treated, displaced, control = (_counts(result, arm) for arm in (Arm.TREATED, Arm.DISPLACED, Arm.CONTROL))
    both = ((Arm.TREATED, treated), (Arm.DISPLACED, displaced))
    for arm, counts in both:
        one = weighted_displacement_difference(counts, control).local.interval()
        yield labelled(_("Weighted displacement difference"), arm_label(arm)), one.value, one.low, one.high
    quotient = weighted_displacement_quotient(treated, displaced, control)
    value = quotient.quotient if quotient.is_meaningful else NOT_GIVEN
    yield _("Weighted displacement quotient"), value, NOT_GIVEN, NOT_GIVEN
    for arm, counts in both:
        one = log_rate_ratio(counts, control).interval()
        yield labelled(_("Ratio of rate ratios"), arm_label(arm)), one.value, one.low, one.high
