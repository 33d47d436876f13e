"""The rounds of an evening: choose one, or begin one that nobody planned."""

import streamlit as st

from data.planning.teams import load_teams
from data.recording.begun_rounds import UnplannedRound
from data.recording.evening_sheets import RoundSheet, compare_round
from data.vocabulary import RoundStatus
from pages.parts.record.session import EVENING, LATE_DAYS, begin_round, open_round
from pages.parts.record.taps import PHONE, thumb_room
from pages.parts.record.wording import round_name
from pages.ui.access import actor, may_edit, may_record
from pages.ui.cache import engine, services
from pages.ui.evening import evening_now, evening_text
from pages.ui.hours import hours_text
from pages.ui.screen import empty_state
from pages.ui.text import _, as_plain, ngettext, number


def show_rounds(sheets: tuple[RoundSheet, ...]) -> None:
    """
    Draw the rounds of the evening as cards.

    Parameters
    ----------
    sheets : tuple of RoundSheet
        From `data.recording.evening_sheets.load_round_sheets`.
    """
    st.subheader(_evening_text(), anchor=False)
    with st.container(key="record_rounds", width=PHONE):
        thumb_room("record_rounds")
        for sheet in sheets:
            _card(sheet)
        if not sheets:
            _nothing_planned()
        _offer_unplanned()
        _offer_evening()


def _evening_text() -> str:
    day = EVENING.value
    text = _("This evening, {day}") if day == evening_now() else _("The evening of {day}")
    return text.format(day=evening_text(day))


def _nothing_planned() -> None:
    empty_state(_("No round is planned for this evening."), ":material/event_busy:")
    if may_edit():
        st.page_link("../rounds.py", label=_("Plan the rounds of an evening"), icon=":material/route:")


def _card(sheet: RoundSheet) -> None:
    found = compare_round(sheet)
    with st.container(border=True, gap="small"):
        hours = (
            "" if sheet.hours is None else f" · {hours_text(sheet.hours.opens_min, sheet.hours.closes_min)}"
        )
        st.markdown(f"**{as_plain(round_name(sheet))}**{hours}")
        st.caption(_progress(sheet, found.planned))
        is_open = sheet.status is RoundStatus.PLANNED or sheet.ended_at is None
        st.button(
            _("Record this round") if is_open else _("Look at this round"),
            icon=":material/edit_note:" if is_open else ":material/fact_check:",
            type="primary" if is_open else "secondary",
            key=f"record_round_{sheet.id}",
            width="stretch",
            on_click=open_round,
            args=(sheet.id,),
        )


def _progress(sheet: RoundSheet, planned: int) -> str:
    recorded = sum(stop.visit is not None for stop in sheet.stops)
    if recorded == 0:
        text = ngettext("{count} stop planned", "{count} stops planned", planned)
        return text.format(count=number(planned))
    text = ngettext("{done} of {count} stop recorded", "{done} of {count} stops recorded", len(sheet.stops))
    text = text.format(done=number(recorded), count=number(len(sheet.stops)))
    return text if sheet.ended_at is None else _("{text}, finished").format(text=text)


def _offer_unplanned() -> None:
    mine = [service for service in services().index if may_record(int(service))]
    if not mine:
        return
    with st.expander(_("Another round, not planned"), icon=":material/add:", key="record_another"):
        labels = services()["label"]
        service = (
            mine[0]
            if len(mine) == 1
            else st.selectbox(
                _("Service"), mine, format_func=lambda one: str(labels[one]), key="record_service"
            )
        )
        teams = {team.id: team.code for team in load_teams(engine(), int(service)) if team.active}
        team = st.selectbox(
            _("Pair"),
            list(teams),
            index=None,
            format_func=teams.__getitem__,
            placeholder=_("Not said"),
            key=f"record_team_{service}",
        )
        st.button(
            _("Begin this round"),
            icon=":material/play_arrow:",
            key="record_begin",
            width="stretch",
            on_click=begin_round,
            args=(UnplannedRound(int(service), team, EVENING.value),),
        )


def _offer_evening() -> None:
    with st.expander(_("Another evening"), icon=":material/event:", key="record_other_evening"):
        st.date_input(
            _("Evening"),
            min_value=EVENING.read("1990-01-01"),
            max_value=evening_now(),
            format="DD/MM/YYYY",
            key=EVENING.key,
            help=ngettext(
                "The night belongs to the evening before. Up to {count} day back.",
                "The night belongs to the evening before. Up to {count} days back.",
                LATE_DAYS,
            ).format(count=number(LATE_DAYS)),
        )
        if actor().service is None and not services().empty:
            st.caption(_("Rounds of all services are shown."))
