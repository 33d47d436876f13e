"""The parts of the overview: who waits for a visit, what the last rounds met, how sound the register is."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from data.vocabulary import PlaceKind
from geo.measures import Measure, values
from geo.outings import latest_outings
from geo.quality import LATE_AFTER_DAYS, entry_quality
from geo.visit_coverage import Coverage, covered_share, visit_coverage
from pages.ui.access import may_edit
from pages.ui.cache import batches, ledger, places, services, state, today
from pages.ui.datatables import ASIDE, show_table
from pages.ui.text import NO_VALUE, _, date_text, exact_text, ngettext, number, percent, short_date, term_of
from pages.ui.wording import coverage_label, hours_text

RECENT_DAYS = 14
"""Days of rounds that the overview looks back on."""

QUALITY_DAYS = 90
"""Days over which the register's soundness is judged."""

ICONS = {
    Coverage.NEVER: ":material/help:",
    Coverage.OVERDUE: ":material/priority_high:",
    Coverage.DUE: ":material/schedule:",
    Coverage.ON_TRACK: ":material/check:",
}
"""The four statuses with a target, the most urgent first; each has a word and a sign, never colour alone."""


def show_coverage() -> None:
    """Draw how many places wait for a visit, and which wait longest."""
    table = places()
    visited = table[table["kind"] != PlaceKind.OFFICE]
    coverage = visit_coverage(visited, ledger(), today())
    aimed_at = coverage[coverage["target_days"].notna()]
    counts = aimed_at["status"].value_counts()
    with st.grid(4, min_column_width=150, gap="small", key="coverage"):
        for status, icon in ICONS.items():
            st.metric(
                coverage_label(status),
                number(int(counts.get(status, 0))),
                icon=icon,
                border=True,
            )
    if aimed_at.empty:
        st.info(
            _("No place in use has a target yet: say in Places how many days may pass between two visits."),
            icon=":material/flag:",
        )
        return
    waiting = aimed_at[aimed_at["status"] != Coverage.ON_TRACK]
    if waiting.empty:
        st.success(_("Every place was visited in time."), icon=":material/check:")
        return
    summary = _("{share} of the places with a target were visited in time.").format(
        share=percent(covered_share(coverage))
    )
    st.subheader(_("Waiting longest"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(summary, width="content")
        if may_edit():
            label = _("Plan the rounds of an evening")
            st.page_link("../rounds.py", label=label, icon=":material/route:", width="content")
    _show_waiting(waiting, table, summary)


def _show_waiting(waiting: pd.DataFrame, table: pd.DataFrame, summary: str) -> None:
    rank = {status: position for position, status in enumerate(ICONS)}
    frame = waiting.assign(
        place=table["label"].reindex(waiting.index),
        kind=[term_of(PlaceKind(kind)) for kind in table["kind"].reindex(waiting.index)],
        status=[coverage_label(status) for status in waiting["status"]],
        ratio=waiting["days_since"] / waiting["target_days"],
        rank=waiting["status"].map(rank),
        last=_dates(waiting["last_visit"]),
    ).sort_values(["rank", "ratio"], ascending=[True, False])
    show_table(
        frame,
        {
            "place": _("Place"),
            "days_since": _("Days since the last visit"),
            "target_days": _("Target in days"),
            "status": _("Status"),
            "kind": _("Kind"),
            "last": _("Last visit"),
        },
        key="waiting",
        summary=summary,
        name="maraude_waiting",
        # Kind and day repeat what the place is called and the days say: names need their room.
        formats={"days_since": "%d", "target_days": "%d", "kind": ASIDE, "last": ASIDE},
    )


def _dates(days: "pd.Series[pd.Timestamp]") -> list[str]:
    return [
        NO_VALUE if missing else exact_text(day.date(), state().exact_from)
        for day, missing in zip(days, days.isna(), strict=True)
    ]


def show_last_rounds() -> None:
    """Draw what the rounds of the last days met."""
    st.subheader(_("The last rounds"), anchor=False)
    outings = latest_outings(ledger(), today(), RECENT_DAYS)
    if outings.empty:
        st.caption(
            ngettext(
                "No round in the last {count} day.", "No round in the last {count} days.", RECENT_DAYS
            ).format(count=RECENT_DAYS)
        )
        return
    frame = outings.assign(
        date=[short_date(day.date()) for day in outings["day"]],
        team=services()["label"].reindex(outings["service"]).to_numpy(),
        rate=values(outings, Measure.CONTACTS_PER_HOUR),
    )
    total = _("{rounds} rounds in {days} days: {contacts} contacts in {hours} hours of outreach.").format(
        rounds=number(len(outings)),
        days=number(RECENT_DAYS),
        contacts=number(outings["contacts"].sum()),
        hours=hours_text(outings["hours"].sum()),
    )
    st.caption(total)
    show_table(
        frame,
        {
            "date": _("Date"),
            "team": _("Service"),
            "looked": _("Places visited"),
            "contacts": _("Contacts"),
            "hours": _("Hours of outreach"),
            "rate": _("Contacts per hour"),
        },
        key="rounds",
        summary=total,
        name="maraude_rounds",
        formats={"hours": "%.1f", "rate": "%.1f"},
    )


def show_quality() -> None:
    """Draw what is missing in the register of the last months."""
    st.subheader(_("How sound is the register?"), anchor=False)
    visits = ledger()
    since = pd.Timestamp(today() - timedelta(days=QUALITY_DAYS))
    quality = entry_quality(visits[visits["day"] >= since])
    st.caption(
        _("{visits} visits in the last {days} days").format(
            visits=number(quality.visits), days=number(QUALITY_DAYS)
        )
    )
    for share, text in (
        (quality.effort_missing_share, _("without minutes: they count in no rate")),
        (quality.hour_missing_share, _("without an hour of arrival")),
        (
            quality.late_share,
            _("written down more than {days} days later").format(days=number(LATE_AFTER_DAYS)),
        ),
    ):
        st.markdown(f"**{percent(share)}** {text}")


def show_last_import() -> None:
    """Draw when a file last came in."""
    st.subheader(_("Last import"), anchor=False)
    batch = next((one for one in batches() if one.undone_at is None), None)
    if batch is None:
        st.caption(_("No file was imported yet."))
        return
    st.markdown(
        _("{day}: {added} visits added, {replaced} replaced").format(
            day=date_text(batch.imported_at.date()),
            added=number(batch.added),
            replaced=number(batch.replaced),
        )
    )
