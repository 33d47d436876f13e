"""What a visit is worth: every term of every place, and the weights that a coordinator may change."""

from dataclasses import fields

import pandas as pd
import streamlit as st

from data.planning.choices import CHOICES, load_choices, save_choices
from data.planning.evenings import EveningSheet
from geo.rounds.score import ScoreWeights
from pages.parts.rounds.session import FIRST_S, Planning, begin_search
from pages.parts.rounds.tonight import Tonight
from pages.parts.rounds.wording import place_label
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit_all
from pages.ui.datatables import show_table
from pages.ui.faults_view import show_faults
from pages.ui.text import _, date_text, ngettext, number

_SAVED = "_rounds_weights_saved"


def term_label(term: str) -> str:
    """Return what a term of the score is called."""
    labels = {
        "recency": _("Days since the last visit"),
        "people": _("People expected"),
        "requests": _("Open requests"),
        "trust": _("Trust"),
        "unknown": _("Little known"),
    }
    return labels[term]


def _term_help(term: str) -> str:
    return {
        "recency": _(
            "Grows faster and faster the further the days pass the target; at 2.5 targets it stops."
        ),
        "people": _("Grows with the people met there per hour, at this time of the week."),
        "requests": _("Counts each request that is still open."),
        "trust": _("For a place where trust is new or at risk."),
        "unknown": _("For a place that was hardly visited in this part of the day during the last year."),
    }[term]


def show_score(now: Tonight, plan: Planning, sheet: EveningSheet) -> None:
    """
    Draw the score of each place with its terms, and the weights.

    Parameters
    ----------
    now : Tonight
        The evening.
    plan : Planning
        The plan, proposed anew once weights are saved.
    sheet : EveningSheet
        The evening ready to be planned.
    """
    with st.expander(
        _("What is a visit worth? Scores and weights"), icon=":material/balance:", key="rounds_score"
    ):
        if st.session_state.pop(_SAVED, False):
            st.success(
                _("The weights were saved, and the evening was proposed again."), icon=":material/check:"
            )
            begin_search(plan, sheet, FIRST_S)
        _show_terms(now, plan, sheet)
        if actor().service is None:
            _show_weights()


def _show_terms(now: Tonight, plan: Planning, sheet: EveningSheet) -> None:
    terms, facts = sheet.terms, sheet.facts
    names = [term.name for term in fields(ScoreWeights)]
    visited = plan.draft.visited
    table = pd.DataFrame(
        {
            "place": [place_label(int(place)) for place in terms.index],
            "visited": [_("yes") if place in visited else _("no") for place in terms.index],
            "total": terms["total"].round(1),
            **{name: terms[name].round(1) for name in names},
            "days_since": facts["days_since"],
            "target_days": facts["target_days"],
            "people": facts["expected_people"].round(1),
        }
    ).sort_values("total", ascending=False)
    if len(table):
        show_table(
            table.rename(columns={"people": "expected"}).assign(people=terms["people"].round(1)),
            {
                "place": _("Place"),
                "total": _("Score"),
                "visited": _("On a round"),
                **{name: term_label(name) for name in names},
                "days_since": _("Days since"),
                "target_days": _("Target, days"),
                "expected": _("People expected, a visit"),
            },
            key="rounds_scores",
            summary=ngettext(
                "Score of {count} place on {day}.", "Scores of {count} places on {day}.", len(table)
            ).format(count=number(len(table)), day=date_text(now.day)),
            name=_("Scores"),
        )


def _show_weights() -> None:
    known = load_choices(engine())
    with st.form(key="rounds_weights", border=False):
        st.markdown("**{title}**".format(title=_("Weights")))
        changed = {}
        for term in fields(ScoreWeights):
            name = f"score.{term.name}"
            changed[name] = st.slider(
                term_label(term.name),
                CHOICES[name].low,
                CHOICES[name].high,
                known[name],
                0.5,
                format="localized",
                help=_term_help(term.name),
                key=f"weight_{term.name}",
            )
        share = st.slider(
            _("Share of the time for places not seen for long, in percent"),
            round(CHOICES["share_quiet"].low * 100),
            round(CHOICES["share_quiet"].high * 100),
            round(known["share_quiet"] * 100),
            5,
            key="weight_quiet",
        )
        changed["share_quiet"] = share / 100
        if st.form_submit_button(_("Save the weights and propose again"), icon=":material/save:"):
            _save(changed)


def _save(changed: dict[str, float]) -> None:
    outcome = save_choices(engine_to_edit_all(), changed)
    labels = {f"score.{term.name}": term_label(term.name) for term in fields(ScoreWeights)}
    show_faults(outcome.faults, labels)
    if not outcome.faults:
        note_change(
            "planning_choices_saved", **{name.replace(".", "_"): value for name, value in changed.items()}
        )
        st.session_state[_SAVED] = True
        st.rerun()
