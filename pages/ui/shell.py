"""The shell: every request runs it first, whatever its address."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.settings import ROOT
from pages.ui.access import actor, enter, forget_others, may_open
from pages.ui.auditing import AuditedDesk, note_refusal, note_view, show_purpose
from pages.ui.cache import refresh_state, state, today
from pages.ui.exports import declare_desk
from pages.ui.languages import settle_language, switch_language
from pages.ui.nature import declare_nature
from pages.ui.standing import show_no_account, show_standing
from pages.ui.text import _
from pages.ui.wording import title_of

SCREENS = {
    "": ("overview", "map", "trends", "displacement"),
    "planning": ("rounds", "record", "schedule"),
    "register": ("imports", "places", "teams", "travel", "regulations", "layers"),
    "access": ("publish", "accounts", "audit", "limits"),
}
"""The screens by section, as file stems, which are also their addresses."""

HOMES = ("overview", "publish", "accounts", "limits")
"""What the bare address shows: the first of these that is open."""

ICONS = {
    "overview": ":material/home:",
    "map": ":material/map:",
    "trends": ":material/monitoring:",
    "displacement": ":material/move_location:",
    "rounds": ":material/route:",
    "record": ":material/edit_note:",
    "schedule": ":material/calendar_month:",
    "imports": ":material/upload_file:",
    "places": ":material/location_on:",
    "teams": ":material/groups:",
    "travel": ":material/directions_car:",
    "regulations": ":material/gavel:",
    "layers": ":material/layers:",
    "publish": ":material/publish:",
    "accounts": ":material/group:",
    "audit": ":material/history:",
    "limits": ":material/info:",
}


def open_screens() -> dict[str, tuple[str, ...]]:
    """Return the screens that whoever uses the app now may open, by section; no other script ever runs."""
    mine = {section: tuple(filter(may_open, stems)) for section, stems in SCREENS.items()}
    return {section: stems for section, stems in mine.items() if stems}


def home_screen() -> str:
    """Return the screen that the bare address shows."""
    return next(filter(may_open, HOMES))


def lead_home() -> None:
    """Go to the home screen of somebody who may not open the overview."""
    st.switch_page(f"../{home_screen()}.py")


def choose_screen() -> st.Page:
    """Draw the menu and return the screen that the address names."""
    headings = {
        "": "",
        "planning": _("Planning"),
        "register": _("The register"),
        "access": _("Publication and access"),
    }
    menu = {
        headings[section]: [
            st.Page(f"../{stem}.py", title=title_of(stem), icon=ICONS[stem], default=stem == "overview")
            for stem in stems
        ]
        for section, stems in open_screens().items()
    }
    if not may_open("overview"):
        menu = {"": [st.Page(lead_home, title="Maraude", default=True, visibility="hidden")], **menu}
    # Folded, the menu hides screens behind words of Streamlit that cannot be translated.
    return st.navigation(menu, expanded=True)


def closed_screen() -> str | None:
    """Return the screen that the address names, where it is one of ours and not open to whoever asks."""
    run = get_script_run_ctx()
    asked = run.pages_manager.intended_page_name if run else None
    return asked if asked in ICONS and not may_open(asked) else None


st.set_page_config(page_title="Maraude", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide")
# A phone folds the menu, and the word would push the buttons beside it out of the window.
st.logo(ROOT / "assets" / "wordmark.svg", size="large", icon_image=ROOT / "assets" / "icon.svg")
forget_others()
settle_language()
if not actor().roles:
    show_no_account()
    st.stop()
screen = choose_screen()
switch_language()
refresh_state()
declare_nature(synthetic=state().synthetic, today=today())
declare_desk(AuditedDesk())
if (closed := closed_screen()) is not None:
    note_refusal(closed)
enter(screen.url_path or home_screen())
note_view(screen.url_path or home_screen())
show_purpose()
show_standing()
screen.run()
