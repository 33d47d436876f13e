"""What the attacks found, in words: what each one tries, and what it gets here and without protection."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.releases.dossier import Finding
from geo.attacks.results import Attack
from pages.ui.attack_words import attack_name
from pages.ui.text import NO_VALUE, _, labelled, number, percent


def attack_idea(code: str) -> str:
    """Return what an attack tries, for somebody who is no statistician; empty for one that is not known."""
    ideas = {
        Attack.SUBTRACTION: _("solves all published tables together, as one large puzzle"),
        Attack.DIFFERENCING: _("asks twice, once with and once without a single group, and subtracts"),
        Attack.SLIDER: _("moves the dates by one month at a time and looks at what changes"),
        Attack.AVERAGING: _("asks for the same thing in a thousand ways and takes the mean"),
        Attack.VINTAGES: _("compares the same period in releases that follow each other"),
        Attack.LINKED: _("compares what different tables say of the same total"),
        Attack.PLACES: _("looks for figures that are those of one place alone, or nearly"),
        Attack.OVERLAP: _("subtracts areas that overlap, so that a sliver is left"),
        Attack.RATIOS: _("works out the counts behind means and rates"),
        Attack.MODELS: _("undoes the smoothing of a map or of a trend"),
        Attack.COALITION: _("knows one or two of the people counted and learns about the rest"),
        Attack.PAYLOAD: _("searches the file for columns, points and figures that nobody should get"),
    }
    return ideas[Attack(code)] if code in set(Attack) else ""


def show_findings(findings: Sequence[Finding]) -> None:
    """Draw one row an attack; those that succeed first."""
    ordered = sorted(findings, key=lambda one: one.passed)
    st.table(
        pd.DataFrame(
            {
                _("Attack"): [_told(one.attack) for one in ordered],
                _("Unprotected"): [percent(one.unprotected) for one in ordered],
                _("Here"): [number(one.recovered) if one.tried else NO_VALUE for one in ordered],
                _("Result"): [_outcome(one) for one in ordered],
            }
        ),
        hide_index=True,
        border="horizontal",
        alt=_("What each attack finds out"),
    )
    st.caption(
        _(
            "“Unprotected”: how many of the small counts the attack finds out exactly where figures are "
            "only hidden or rounded as usual. “Here”: how many it finds out from this release; it must be "
            "0. A dash: too few small counts to say."
        )
    )


def _outcome(finding: Finding) -> str:
    if not finding.passed:
        return "**{word}**".format(word=_("Succeeds"))
    return _("Withstood") if finding.tried else _("Nothing to attack")


def _told(attack: str) -> str:
    return labelled(f"**{attack_name(attack)}**", attack_idea(attack))
