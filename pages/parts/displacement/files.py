"""A study as files: one page to print, and a folder of tables for those who may see the register."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import streamlit as st

from data.studies.alike import telling_together
from data.studies.keeping import KeptStudy
from data.studies.pages import study_html
from data.studies.paper import StudyPaper
from data.studies.sentences import Told
from data.studies.tables import study_tables
from geo.displacement.results import Checked
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.wording import local_date_text
from pages.ui.cache import places, today
from pages.ui.datatables import offer_files
from pages.ui.exports import File
from pages.ui.nature import is_synthetic
from pages.ui.text import _, language, number


def offer_study(now: Opened, told: Told, looks: Sequence[Checked]) -> None:
    """
    Draw the buttons of a study's files.

    Parameters
    ----------
    now : Opened
        The study with its result.
    told : Told
        Its sentences.
    looks : sequence of Checked
        All further looks at the same data.
    """
    # A file is made outside the session: what it is made of is fetched here.
    paper = StudyPaper(
        told=told,
        title=now.rule.title(language()) if now.rule else _("A rule since deleted"),
        kept=now.kept,
        fingerprint=now.fingerprint,
        checks=tuple(looks),
        panel=panel(),
        places=places()[["label", "kind"]],
        data_to=today() - timedelta(days=1),
        # The demo's today lies in its register, years before the design was declared.
        made_on=datetime.now(UTC).astimezone().date(),
        synthetic=is_synthetic(),
    )
    about, rows = _("Displacement study"), len(now.result.zones)
    page = File(
        _("Page to print (HTML)"),
        about,
        ".html",
        lambda marks: study_html(replace(paper, marks=marks)).encode(),
        "study_html",
        rows,
    )
    tables = File(
        _("Folder of tables (ZIP)"),
        about,
        ".zip",
        lambda marks: study_tables(replace(paper, marks=marks)),
        "study_tables",
        rows,
    )
    offer_files([page, tables], key="study")


def warn_of_others(now: Opened, studies: Iterable[KeptStudy]) -> None:
    """
    Say which other pages must not leave beside that of this study.

    Parameters
    ----------
    now : Opened
        The study with its result.
    studies : iterable of KeptStudy
        All of the register.
    """
    others = telling_together(
        now.result,
        studies,
        {place: str(kind) for place, kind in zip(places().index.tolist(), places()["kind"], strict=True)},
    )
    if not others:
        return
    names = ", ".join(
        _("no. {number} of {day}").format(number=number(one.number), day=local_date_text(one.declared_at))
        for one in others
    )
    st.caption(
        ":material/shield: "
        + _(
            "Hand on the page of this design or that of a nearly equal one, not both: whoever compares them "
            "reads what differs, the figures of a zone or two. Nearly equal: {designs}."
        ).format(designs=names)
    )
