"""Displacement studies: which of them the next policy release tells of, and what a release would say."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from data.refusals import RefusedError
from data.releases.manifest import Statement
from data.releases.statement_words import title_in, told_of
from data.releases.statements import require_tellable
from data.settings import settings
from data.studies.keeping import KeptStudy, list_studies
from data.studies.offering import offer, offered_studies
from data.studies.sentences import (
    caveats,
    details,
    evidence_line,
    headline,
    looks_line,
    power_line,
    verdict,
)
from pages.parts.publish.session import now
from pages.ui.access import actor
from pages.ui.cache import engine_to_publish, regulations
from pages.ui.text import _, as_plain, language, ngettext, number, short_date


def choose_studies() -> None:
    """Draw the studies that have a result, each with the choice whether the next release tells of it."""
    studies = [study for study in list_studies(engine_to_publish()) if study.runs]
    if not studies:
        return
    offered = {study.uid for study in offered_studies(engine_to_publish())}
    title = ngettext(
        "Displacement studies: the next policy release tells of {count}",
        "Displacement studies: the next policy release tells of {count}",
        len(offered),
    ).format(count=number(len(offered)))
    with st.expander(title, icon=":material/move_location:", key="publish_studies"):
        st.caption(
            _(
                "A release tells of a study in a few sentences, with ratios of groups of zones, rounded "
                "outwards; no zone, no month, no count of contacts. The public reads it too once its months "
                "are public, where each group has enough zones."
            )
        )
        st.caption(
            _(
                "It tells of one study a rule, and what was told once is told in the same words from then "
                "on. A statement that turns out to be wrong cannot be corrected: switch the study off, and "
                "the next release tells nothing of it. Releases that were handed over keep what they say."
            )
        )
        for study in studies:
            _choose(study, is_offered=study.uid in offered)


def _choose(study: KeptStudy, *, is_offered: bool) -> None:
    key = f"publish_study_{study.uid}"
    st.session_state[key] = is_offered
    st.toggle(_name(study), key=key, on_change=partial(_offer, study.uid, key))


def _name(study: KeptStudy) -> str:
    rules = {rule.id: rule for rule in regulations()}
    rule = None if study.regulation is None else rules.get(study.regulation)
    title = _("A rule that is no longer in the ledger") if rule is None else rule.title(language())
    run = study.runs[-1]
    return _("{title}: design {number}, last looked at on {day}").format(
        title=as_plain(title), number=number(run.number), day=short_date(run.made_at.date())
    )


def _offer(uid: str, key: str) -> None:
    try:
        if st.session_state[key]:
            require_tellable(engine_to_publish(), uid, settings().policy_min_places)
        offer(engine_to_publish(), uid, offered=st.session_state[key], by=actor().account, now=now())
    except RefusedError as error:
        st.toast(error.sentence(_))


def show_statements(statements: Sequence[Statement]) -> None:
    """
    Draw what a release says of studies, word for word.

    Parameters
    ----------
    statements : sequence of Statement
        Of the release.
    """
    for statement in statements:
        told = told_of(statement, language(), _)
        st.markdown(f"**{as_plain(title_in(statement.titles, language()))}**")
        answer = (verdict(told), headline(told), *details(told))
        lines = (*answer, power_line(told), evidence_line(told), looks_line(told), *caveats(told))
        st.markdown("\n".join(f"- {as_plain(line)}" for line in lines))
