"""Whether releases tell of the study that is open, for those who may change that."""

import streamlit as st

from data.studies.offering import offered_studies
from pages.parts.displacement.opened import Opened
from pages.ui.access import may_open
from pages.ui.cache import engine_to_publish
from pages.ui.text import _


def show_telling(now: Opened) -> None:
    """Say whether the next policy release tells of the study, and lead to where that is decided."""
    if not may_open("publish"):
        return
    is_offered = any(study.uid == now.study.uid for study in offered_studies(engine_to_publish()))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="displacement_telling"):
        st.caption(
            _("The next policy release tells what this study last found.")
            if is_offered
            else _("The next policy release does not tell of this study."),
            width="content",
        )
        st.page_link(
            "../publish.py", label=_("Change this in Publish"), icon=":material/publish:", width="content"
        )
