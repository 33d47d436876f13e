"""What a schedule is judged by: every weight can be seen and changed."""

import streamlit as st

from data.planning.choices import CHOICES, load_choices, save_choices
from data.register.faults import Fault
from pages.parts.schedule.weeks import may_plan
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit_all
from pages.ui.faults_view import show_faults
from pages.ui.text import _

PREFIX = "schedule."

_FAULTS = "_schedule_weight_faults"


def weight_labels() -> dict[str, str]:
    """Return what each weight means."""
    return {
        "schedule.missed": _("A missed visit, for each person expected"),
        "schedule.gap": _("A day of waiting beyond the target"),
        "schedule.spread": _("A minute by which arrivals lie more than half an hour apart"),
        "schedule.change": _("A visit that differs from the schedule in force"),
        "schedule.driving": _("A minute on the road"),
        "schedule.fairness": _("A night or weekend beyond an equal share"),
        "schedule.people": _("A person who could be met at a better time"),
        "schedule.evenness": _("A minute with people beyond an even filling of the evenings"),
    }


def show_weights() -> None:
    """Draw the weights; only a coordinator of all services changes them, as they hold for all."""
    if not may_plan() or actor().service is not None:
        return
    with st.expander(
        _("What a schedule is judged by"), icon=":material/balance:", key="schedule_weights_fold"
    ):
        st.caption(_("All in minutes on the road: a weight of 10 is worth ten minutes of driving."))
        labels, kept = weight_labels(), load_choices(engine())
        names = [name for name in CHOICES if name.startswith(PREFIX) and name in labels]
        with st.form(key="schedule_weights_form", border=False):
            chosen = {
                name: st.number_input(
                    labels[name],
                    CHOICES[name].low,
                    CHOICES[name].high,
                    value=kept[name],
                    step=1.0,
                    key=f"weight_{name}",
                )
                for name in names
            }
            saved = st.form_submit_button(_("Keep these weights"), icon=":material/save:")
        if saved:
            _save({name: float(value) for name, value in chosen.items()})
        faults: tuple[Fault, ...] = st.session_state.get(_FAULTS, ())
        show_faults(faults, labels)


def _save(chosen: dict[str, float]) -> None:
    outcome = save_choices(engine_to_edit_all(), chosen)
    st.session_state[_FAULTS] = outcome.faults
    if not outcome.faults:
        note_change("choices_saved")
        st.rerun()
