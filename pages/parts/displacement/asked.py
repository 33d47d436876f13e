"""What is open: a study by its address, the latest one of a rule, or a design that nobody declared yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import streamlit as st

from data.register.regulations import RegulationRecord
from data.register.studies import UID
from data.studies.declared import list_damaged
from data.studies.keeping import KeptSpec, KeptStudy, list_studies
from pages.parts.displacement.proposals import YEARS, has_all_groups, proposal_of
from pages.parts.displacement.session import begin_draft, drop_draft
from pages.ui.address import Parameter, a_number, one_of
from pages.ui.cache import engine
from pages.ui.text import _, language, short_date

STUDY: Parameter[str] = Parameter("study", lambda text: text[:UID], str, str)
SPEC: Parameter[int | None] = a_number("spec")
RULE: Parameter[int | None] = a_number("regulation")
DRAWING = one_of("drawing", lambda: ("", "new"), lambda: "")
"""Whether a further design is drawn up beside those declared."""

VIEW: tuple[Parameter[Any], ...] = (STUDY, SPEC, RULE, DRAWING)
"""What the screen keeps in its view."""


@dataclass(frozen=True)
class Asked:
    """
    What is open.

    Attributes
    ----------
    rule : RegulationRecord or None
        The rule; None where it was deleted.
    study : KeptStudy or None
        The study; None where nothing was declared for the rule.
    spec : KeptSpec or None
        The specification whose result is shown; None where a design is.
    studies : tuple of KeptStudy
        All of the register, the newest first.
    is_unknown : bool
        Whether the address names a study that there is not.
    """

    rule: RegulationRecord | None
    study: KeptStudy | None
    spec: KeptSpec | None
    studies: tuple[KeptStudy, ...]
    is_unknown: bool = False


def read_asked(rules: Sequence[RegulationRecord]) -> Asked:
    """
    Return what is open, and put it into the view.

    Parameters
    ----------
    rules : sequence of RegulationRecord
        The ledger.

    Returns
    -------
    Asked
        Without a link, the latest study of the chosen rule, or of the rule that was studied most.
    """
    studies = tuple(list_studies(engine()))
    linked = next((one for one in studies if one.uid == STUDY.value), None)
    is_unknown = bool(STUDY.value) and linked is None and not is_damaged(STUDY.value)
    if linked is not None:
        st.session_state[RULE.key] = linked.regulation
    elif RULE.value not in {rule.id for rule in rules}:
        st.session_state[RULE.key] = usual_rule(rules, studies)
    rule = next((one for one in rules if one.id == RULE.value), None)
    study = linked or next((one for one in studies if rule and one.regulation == rule.id), None)
    is_drawing = study is None or (DRAWING.value == "new" and rule is not None)
    spec = None if study is None or is_drawing else _spec_of(study)
    st.session_state[STUDY.key] = study.uid if study else ""
    st.session_state[SPEC.key] = spec.number if spec else None
    return Asked(rule, study, spec, studies, is_unknown)


def is_damaged(uid: str) -> bool:
    """Tell whether a study is there, though nothing of it can be read."""
    return any(row.uid == uid for row in list_damaged(engine()))


def _spec_of(study: KeptStudy) -> KeptSpec:
    """Return the specification that the view names, or the last one."""
    return next((one for one in study.specs if one.number == SPEC.value), study.specs[-1])


def usual_rule(rules: Sequence[RegulationRecord], studies: Sequence[KeptStudy]) -> int | None:
    """Return the rule that was studied most; where none was, the last one that can be studied."""
    looks = {study.regulation: study.looks for study in studies}
    latest = sorted(rules, key=lambda rule: (looks.get(rule.id, 0), rule.in_force, -rule.id), reverse=True)
    studied = (rule.id for rule in latest if rule.id in looks)
    whole = (rule.id for rule in latest if has_all_groups(rule))
    begun = (rule.id for rule in latest if proposal_of(rule, max(YEARS)) is not None)
    return next(chain(studied, whole, begun, (rule.id for rule in latest)), None)


def choose_rule(rules: Sequence[RegulationRecord], asked: Asked) -> None:
    """Draw the choice of the rule, and of the specification where several were declared."""
    titles = {rule.id: f"{short_date(rule.in_force)} · {rule.title(language())}" for rule in rules}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="displacement_head"):
        st.selectbox(
            _("Regulation"),
            list(titles),
            format_func=titles.__getitem__,
            key=RULE.key,
            placeholder=_("Choose a rule"),
            on_change=_leave_study,
            width=560,
        )
        if asked.study is not None and asked.spec is not None and len(asked.study.specs) > 1:
            st.selectbox(
                _("Design"),
                [one.number for one in asked.study.specs],
                format_func=lambda number: _("No. {number}").format(number=number),
                key=SPEC.key,
                width=140,
            )


def open_study(study: KeptStudy, number: int) -> None:
    """Open a specification of a study."""
    st.session_state[STUDY.key] = study.uid
    st.session_state[SPEC.key] = number
    st.session_state[DRAWING.key] = ""


def _leave_study() -> None:
    """Show what there is for the rule that was just chosen."""
    for parameter in (STUDY, SPEC, DRAWING):
        st.session_state[parameter.key] = parameter.default()
    drop_draft()


def draw_another(rule: RegulationRecord, spec: KeptSpec) -> None:
    """Begin a further design of a rule, from the one that is open."""
    begin_draft(rule, spec.spec)
    st.session_state[DRAWING.key] = "new"
    st.session_state[SPEC.key] = None


def leave_drawing() -> None:
    """Go back to what was declared."""
    st.session_state[DRAWING.key] = ""
    drop_draft()
