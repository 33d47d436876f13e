"""The shell: every request runs it first, whatever its address."""

import streamlit as st

from data.i18n import LANGUAGES
from data.settings import ROOT
from pages.ui.cache import refresh_state, state, today
from pages.ui.nature import declare_nature
from pages.ui.text import LANGUAGE_KEY, LANGUAGE_NAMES, _, browser_language

SCREENS = {
    "": ("overview", "map", "trends"),
    "register": ("imports", "places", "regulations", "layers"),
}
"""The screens by section, as file stems, which are also their addresses."""

ICONS = {
    "overview": ":material/home:",
    "map": ":material/map:",
    "trends": ":material/monitoring:",
    "imports": ":material/upload_file:",
    "places": ":material/location_on:",
    "regulations": ":material/gavel:",
    "layers": ":material/layers:",
}


def title_of(screen: str) -> str:
    """Return the name of a screen in the session's language."""
    titles = {
        "overview": _("Overview"),
        "map": _("Map"),
        "trends": _("Trends"),
        "imports": _("Imports"),
        "places": _("Places"),
        "regulations": _("Regulations"),
        "layers": _("Map layers"),
    }
    return titles[screen]


def settle_language() -> None:
    """Take the language from the address, else from the browser, before the first word is written."""
    if LANGUAGE_KEY not in st.session_state:
        asked = st.query_params.get(LANGUAGE_KEY)
        st.session_state[LANGUAGE_KEY] = asked if asked in LANGUAGES else browser_language()


def switch_language() -> None:
    """Draw the language switch."""
    st.sidebar.segmented_control(
        _("Language"),
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE_KEY,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )


st.set_page_config(page_title="Maraude", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide")
st.logo(ROOT / "assets" / "wordmark.svg", size="large")
settle_language()
sections = {"": "", "register": _("The register")}
screen = st.navigation(
    {
        sections[section]: [
            st.Page(f"../{stem}.py", title=title_of(stem), icon=ICONS[stem], default=stem == "overview")
            for stem in stems
        ]
        for section, stems in SCREENS.items()
    }
)
switch_language()
refresh_state()
declare_nature(synthetic=state().synthetic, today=today())
screen.run()
