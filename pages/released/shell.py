"""The shell of the released app: every request runs it first, whatever its address."""

import streamlit as st

from data.settings import ROOT
from pages.parts.released.opening import NoReleaseError, open_release
from pages.parts.released.refusal import show_refusal
from pages.ui.exports import FreeDesk, declare_desk
from pages.ui.languages import settle_language, switch_language
from pages.ui.nature import declare_nature
from pages.ui.standing import show_standing
from pages.ui.text import _

st.set_page_config(page_title="Maraude", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide")
# A phone folds the menu, and the word would push the buttons beside it out of the window.
st.logo(ROOT / "assets" / "wordmark.svg", size="large", icon_image=ROOT / "assets" / "icon.svg")
settle_language()
screen = st.navigation(
    [
        st.Page("overview.py", title=_("Overview"), icon=":material/home:", default=True),
        st.Page("map.py", title=_("Map"), icon=":material/map:"),
        st.Page("trends.py", title=_("Trends"), icon=":material/monitoring:"),
        st.Page("people.py", title=_("Who was met"), icon=":material/groups:"),
        # A module `limits` beside the shell would hide the library of that name.
        st.Page("purpose.py", title=_("Limits"), icon=":material/info:", url_path="limits"),
    ]
)
switch_language()
show_standing()
try:
    opened = open_release()
except NoReleaseError as refusal:
    show_refusal(refusal)
    st.stop()
# Files say when the release was made, not when somebody took them.
declare_nature(synthetic=opened.published.synthetic, today=opened.manifest.made_at.date())
declare_desk(FreeDesk())
screen.run()
