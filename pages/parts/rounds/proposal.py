"""The plan of an evening in the making: proposed at once, explained, changed by hand, and committed."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from data.partners.keeping import load_partner_moments
from data.planning.evenings import EveningSheet
from data.planning.workers import warm_up
from geo.rounds.checks import WarningKind
from geo.rounds.editing import settled
from geo.rounds.evaluation import missing_places, quiet_share
from pages.parts.rounds.bars import show_bars
from pages.parts.rounds.decide import offer_commit
from pages.parts.rounds.left_out import show_left_out
from pages.parts.rounds.material import show_material
from pages.parts.rounds.nothing import show_no_stops, show_nobody_chosen
from pages.parts.rounds.on_map import show_rounds_map
from pages.parts.rounds.score import show_score
from pages.parts.rounds.search import await_first_plan, improve_further, show_search
from pages.parts.rounds.session import (
    FIRST_S,
    Planning,
    ask_for_better,
    begin_plan,
    begin_search,
    forget_plan,
    keep_fitting,
    planning,
    reports_of,
)
from pages.parts.rounds.stops import show_bar, show_stops
from pages.parts.rounds.tonight import Tonight, again_key, chosen_pairs, sheet_of, waived_pairs
from pages.parts.rounds.view import RoundView, columns_beside, view_of
from pages.parts.rounds.wording import place_label, place_name, warning_text
from pages.ui.cache import engine, places
from pages.ui.hours import length_text
from pages.ui.text import _, as_plain, labelled, ngettext, number, percent, term_of

URGENT = frozenset({WarningKind.REQUIRED_DO_NOT_FIT, WarningKind.ROLE_MISSING})
"""Warnings that are not folded away."""


def show_proposal(now: Tonight) -> None:
    """
    Draw the plan of an evening that is being made.

    Parameters
    ----------
    now : Tonight
        The evening, with at least one pair that could go out.
    """
    # It loads its solver while the evening is made ready.
    warm_up()
    teams = chosen_pairs(now)
    if not teams:
        show_nobody_chosen()
        return
    plan = planning(now.day)
    asked = plan.asked if plan is not None else frozenset[int]()
    sheet = sheet_of(now.day, teams, waived_pairs(now), asked)
    if not sheet.evening.stops:
        show_no_stops()
        return
    if plan is None:
        plan = begin_plan(now.day, sheet, tuple(one for one in now.committed if not one.begun))
    elif keep_fitting(plan, sheet):
        begin_search(plan, sheet, FIRST_S)
    await_first_plan(plan)
    _show_plan(now, plan, sheet)


def _show_plan(now: Tonight, plan: Planning, sheet: EveningSheet) -> None:
    rounds = [view_of(report, sheet.evening) for report in reports_of(plan, sheet)]
    st.markdown(_summary(plan, sheet, rounds))
    _show_buttons(now, plan, sheet, rounds)
    show_search(plan)
    _show_urgent(now, plan, sheet)
    lists, drawings = columns_beside()
    with lists:
        show_stops(now, plan, rounds)
    with drawings:
        show_rounds_map(now, rounds, [stop.place for stop in sheet.evening.stops])
        show_bars(now, rounds)
    show_bar(now, plan, rounds)
    show_left_out(now, plan, sheet)
    _show_warnings(now, sheet)
    _show_flats(plan, sheet)
    _show_partners(now.day, plan)
    show_material(now, sheet, rounds)
    show_score(now, plan, sheet)


def _summary(plan: Planning, sheet: EveningSheet, rounds: Sequence[RoundView]) -> str:
    out = [one for one in rounds if one.stops]
    pairs = ngettext("{count} pair", "{count} pairs", len(out)).format(count=number(len(out)))
    stops = sum(len(one.stops) for one in out)
    of = ngettext("{stops} of {count} place", "{stops} of {count} places", len(sheet.evening.stops))
    on_site = length_text(sum(stop.service_min for one in out for stop in one.stops))
    text = _("Proposed: {pairs}, {places}, {on_site} on site.").format(
        pairs=pairs,
        places=of.format(stops=number(stops), count=number(len(sheet.evening.stops))),
        on_site=on_site,
    )
    if not out:
        return _("No round yet.")
    late = sum(one.is_late for one in out)
    if late:
        mark = ngettext("{count} round is late.", "{count} rounds are late.", late)
        return f"{text} :material/warning: **{mark.format(count=number(late))}**"
    quiet = _("{share} of it at places not seen for long.").format(
        share=percent(quiet_share(sheet.evening, plan.draft.routes))
    )
    return f"{text} {quiet}"


def _show_buttons(now: Tonight, plan: Planning, sheet: EveningSheet, rounds: Sequence[RoundView]) -> None:
    with st.container(horizontal=True, gap="small", key="rounds_actions"):
        offer_commit(now, plan, sheet, rounds)
        st.button(
            _("Propose again around my locks"),
            icon=":material/autorenew:",
            key="rounds_propose",
            on_click=ask_for_better,
            args=(plan, sheet, FIRST_S),
        )
        st.button(
            _("Improve further"),
            icon=":material/trending_up:",
            key="rounds_improve",
            disabled=plan.search is not None,
            on_click=improve_further,
            args=(plan, sheet),
        )
        if st.session_state.get(again_key(now.day)):
            st.button(
                _("Back to the committed rounds"),
                icon=":material/arrow_back:",
                key="rounds_back",
                type="tertiary",
                on_click=_go_back,
                args=(now.day,),
            )


def _go_back(day: date) -> None:
    forget_plan()
    st.session_state.pop(again_key(day), None)


def _show_urgent(now: Tonight, plan: Planning, sheet: EveningSheet) -> None:
    """Say what keeps the evening from being committed as it is."""
    missing = missing_places(settled(sheet.evening, plan.draft), plan.draft.routes, plan.draft.locks)
    if missing and plan.draft.visited:
        names = ", ".join(place_name(place) for place in missing)
        text = _("Required, and on no round: lock less, drop a stop, or add a pair.")
        st.warning(labelled(f"**{names}**", text), icon=":material/warning:")
    urgent = [one for one in sheet.warnings if one.kind in URGENT]
    if urgent:
        st.warning(
            "\n".join(f"- {warning_text(one, now.names)}" for one in urgent), icon=":material/warning:"
        )


def _show_warnings(now: Tonight, sheet: EveningSheet) -> None:
    lines = [f"- {warning_text(one, now.names)}" for one in sheet.warnings if one.kind not in URGENT]
    lines += _guesses(sheet)
    if lines:
        label = ngettext("{count} thing to know before", "{count} things to know before", len(lines))
        with st.expander(
            label.format(count=number(len(lines))), icon=":material/info:", key="rounds_warnings"
        ):
            st.markdown("\n".join(lines))


def _guesses(sheet: EveningSheet) -> list[str]:
    """Return what the plan rests on that nobody has entered."""
    facts, lines = sheet.facts, []
    unknown = facts.index[~facts["has_hours"].astype(bool)]
    if len(unknown):
        names = ", ".join(place_name(int(place)) for place in unknown)
        lines.append(
            "- "
            + labelled(f"**{names}**", _("No opening hours: planned at any hour of the shift. Add them."))
        )
    doubtful = [place for place in sheet.base.doubtful if place in facts.index]
    if doubtful:
        names = ", ".join(place_name(place) for place in doubtful)
        text = _("One carriageway of a motorway: the way there is badly known. Enter a trip you have made.")
        lines.append("- " + labelled(f"**{names}**", text))
    return lines


def _show_flats(plan: Planning, sheet: EveningSheet) -> None:
    """Draw the private flats, which are visited where somebody asks for it."""
    flats = sorted({*sheet.by_appointment, *plan.asked})
    if not flats:
        return
    with st.expander(_("Private flats, by appointment"), icon=":material/door_front:", key="rounds_flats"):
        st.caption(_("They are not proposed. Choose those that have asked for a visit this evening."))
        st.multiselect(
            _("Asked for this evening"),
            flats,
            default=sorted(plan.asked),
            format_func=place_label,
            key=f"rounds_asked_{plan.day.isoformat()}",
            on_change=_ask_for,
            args=(plan,),
        )


def _ask_for(plan: Planning) -> None:
    chosen = frozenset(st.session_state[f"rounds_asked_{plan.day.isoformat()}"])
    plan.want(chosen)


def _show_partners(day: date, plan: Planning) -> None:
    """Say which stops lie where a partner is this evening."""
    moments = load_partner_moments(engine(), day, day)
    if not moments:
        return
    areas = places()["area"]
    lines = []
    for moment in moments:
        near = [place for place in sorted(plan.draft.visited) if str(areas.get(place)) == moment.zone]
        names = ", ".join(place_name(place) for place in near)
        if near:
            lines.append("- " + labelled(as_plain(term_of(moment.band)), names))
    if lines:
        with st.expander(_("Partners are there too"), icon=":material/handshake:", key="rounds_partners"):
            st.caption(_("Another organisation is in the area of these stops this evening."))
            st.markdown("\n".join(lines))
