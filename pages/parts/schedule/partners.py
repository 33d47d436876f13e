"""Other organisations: where they are, where we both are, and where nobody is."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import shapely
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.geography.basemap import load_localities
from data.partners.faults import PartnerFault
from data.partners.keeping import (
    PartnerReading,
    load_partner_batches,
    load_partner_moments,
    read_partner_file,
    save_partner_file,
    take_back_partner_file,
)
from data.partners.slots import Moment
from data.partners.zone_names import ZoneNames
from data.settings import settings
from geo.schedules.calendar import to_date, to_day
from geo.schedules.partners import Blank, Overlap, PartnerSlot, blanks, overlaps
from pages.parts.schedule.weeks import Weeks, may_plan
from pages.parts.schedule.wording import area_name, day_text, pair_code, place_label, slot_label, visits_text
from pages.ui import colours
from pages.ui.access import actor
from pages.ui.auditing import note_change
from pages.ui.cache import areas, areas_reading, engine, engine_to_edit_all, places, revision, source, today
from pages.ui.datatables import show_table
from pages.ui.faults_view import show_faults
from pages.ui.hours import hour_text
from pages.ui.maps import Shape, show_map
from pages.ui.text import _, labelled, ngettext, number, short_date, translate
from pages.ui.uploads import ask_file

NAME = "partners"

LONG_BLANK = 14
"""Days without anybody from which on a zone is drawn as blank."""

SHOWN_FAULTS = 30
"""Faults that are listed; correcting these corrects most of the others."""

LARGEST_MB = 5
"""Largest file of a partner."""

WEEK = timedelta(days=6)

_READ = "_partner_reading"


@st.cache_resource(max_entries=2, show_spinner=False)
def _zones(reading: str) -> ZoneNames:  # noqa: ARG001 - the key of the cache
    return ZoneNames(areas(), load_localities(settings().var_dir))


@st.cache_resource(max_entries=4, show_spinner=False)
def _moments(url: str, revision: int, first: date, last: date) -> list[Moment]:  # noqa: ARG001 - as above
    return load_partner_moments(engine(), first, last)


def show_partners(weeks: Weeks | None) -> None:
    """Draw the partners' calendars beside ours, and how to bring one in."""
    # Drawn only while it is open: a map that starts unseen does not know its size.
    fold = st.expander(_("Partners"), icon=":material/handshake:", key="schedule_partners", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.caption(
            _(
                "Of other organisations only the zone, the day and the part of the day are kept: no name, no "
                "address, no note."
            )
        )
        if weeks is not None:
            _show_both(weeks)
        # They hold for all services, so that one of them neither brings nor takes a calendar of all.
        if may_plan() and actor().service is None:
            _show_files()
            _show_upload()


def _show_both(weeks: Weeks) -> None:
    moments = _moments(source(), revision(), weeks.first_day, weeks.last_day)
    slots = [PartnerSlot(one.zone, to_day(one.day, weeks.first_day), int(one.band)) for one in moments]
    zones = {int(str(place)): str(area) for place, area in places()["area"].items() if isinstance(area, str)}
    visits = [visit for visit in weeks.schedule.visits if visit.place in zones]
    if slots:
        _show_overlaps(weeks, list(overlaps(visits, zones, slots)))
    else:
        st.caption(_("No partner's calendar is known for these weeks."))
    _show_blanks(weeks, list(blanks(visits, zones, slots, weeks.sheet.problem.days)))


def _show_overlaps(weeks: Weeks, found: Sequence[Overlap]) -> None:
    """Say where a partner is on the same evening: tonight and this week first, the rest as a table."""
    soon = [one for one in found if today() <= _date(weeks, one) <= today() + WEEK]
    if not found:
        st.success(
            _("In these weeks nobody goes where a partner is on the same day."), icon=":material/check:"
        )
        return
    tonight = [one for one in soon if _date(weeks, one) == today()]
    text = _("A partner is in the same zone: {tonight} tonight, {week} in the coming seven days.")
    st.info(
        text.format(tonight=visits_text(len(tonight)), week=visits_text(len(soon))),
        icon=":material/group:",
    )
    rows = [
        {
            "day": day_text(_date(weeks, one)),
            "zone": area_name(one.partner.zone),
            "place": place_label(one.visit.place),
            "pair": pair_code(weeks.sheet, one.visit.team),
            "ours": hour_text(one.visit.arrival_min),
            "theirs": slot_label(one.partner.slot),
            "same": _("Yes") if one.same_slot else _("No"),
        }
        for one in sorted(found, key=lambda each: (each.visit.day, each.visit.arrival_min))
    ]
    show_table(
        pd.DataFrame(rows),
        {
            "day": _("Day"),
            "zone": _("Zone"),
            "place": _("Our place"),
            "pair": _("Our pair"),
            "ours": _("Ours"),
            "theirs": _("Theirs"),
            "same": _("Same part of the day"),
        },
        key="schedule_overlaps",
        summary=_("Visits of ours on days on which a partner is in the same zone."),
        name="schedule_overlaps",
    )


def _date(weeks: Weeks, one: Overlap) -> date:
    return to_date(one.visit.day, weeks.first_day)


def _show_blanks(weeks: Weeks, found: Sequence[Blank]) -> None:
    """Draw the zones where nobody goes for long, ours or theirs."""
    if not found:
        return
    st.markdown(_("**Where nobody goes**, neither we nor a partner, for how many days in a row"))
    outlines = dict(zip(areas()["id"], areas().geometry, strict=True))
    shapes = [
        Shape(
            code=one.zone,
            geometry=outlines[one.zone],
            tooltip=(area_name(one.zone), _days_text(one.days)),
            style={
                "color": colours.ink(),
                "weight": 1,
                "dashArray": "4 4" if one.days >= LONG_BLANK else None,
                "fillColor": colours.paper() if one.days >= LONG_BLANK else colours.accent(),
                "fillOpacity": 0.35,
            },
        )
        for one in found
        if one.zone in outlines
    ]
    show_map(
        shapes,
        name=NAME,
        label=_("Zones by the days that nobody goes there"),
        height=320,
        bounds=[float(edge) for edge in shapely.total_bounds([shape.geometry for shape in shapes])],
    )
    st.caption(_("Dashed: nobody for {days} or more.").format(days=_days_text(LONG_BLANK)))
    rows = [
        {
            "zone": area_name(one.zone),
            "days": one.days,
            "from": short_date(to_date(one.first_day, weeks.first_day)),
        }
        for one in found
    ]
    show_table(
        pd.DataFrame(rows),
        {"zone": _("Zone"), "days": _("Days without anybody"), "from": _("From")},
        key="schedule_blanks",
        summary=_("Zones by the longest stretch of days without us or a partner."),
        name="schedule_blank_zones",
    )


def _days_text(days: int) -> str:
    return ngettext("{count} day", "{count} days", days).format(count=number(days))


def _show_files() -> None:
    for batch in load_partner_batches(engine()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            moments = ngettext("{count} presence", "{count} presences", batch.moments)
            zones = ngettext("{count} zone", "{count} zones", batch.zones)
            st.markdown(
                _("Partner's calendar: {moments} in {zones}, {first} – {last}").format(
                    moments=moments.format(count=number(batch.moments)),
                    zones=zones.format(count=number(batch.zones)),
                    first=short_date(batch.first_day),
                    last=short_date(batch.last_day),
                ),
                width="stretch",
            )
            st.button(
                _("Take it back"),
                icon=":material/undo:",
                type="tertiary",
                key=f"partner_back_{batch.digest[:12]}",
                on_click=_take_back,
                args=(batch.digest,),
            )


def _take_back(digest: str) -> None:
    if not take_back_partner_file(engine_to_edit_all(), digest).faults:
        note_change("partner_file_taken_back", digest=digest)


def _show_upload() -> None:
    file = ask_file(
        _("Bring a partner's calendar"),
        ["ics", "csv", "xlsx"],
        key="partner_file",
        limit_mb=LARGEST_MB,
        tip=_("A calendar (.ics), or a table with the columns zone, date and moment."),
    )
    if file is None:
        st.session_state.pop(_READ, None)
        return
    codes = sorted((str(code) for code in areas()["id"]), key=area_name)
    usual = st.selectbox(
        _("Zone of lines that do not say a known one"),
        codes,
        index=None,
        format_func=area_name,
        key="partner_usual",
        placeholder=_("None: such lines are refused"),
    )
    reading = _read(file, usual)
    if reading.faults:
        _show_faults(reading.faults)
        return
    days = sorted({moment.day for moment in reading.moments})
    count = ngettext("{count} presence", "{count} presences", len(reading.moments))
    st.success(
        _("{moments} can be read, from {first} to {last}.").format(
            moments=count.format(count=number(len(reading.moments))),
            first=short_date(days[0]),
            last=short_date(days[-1]),
        ),
        icon=":material/check:",
    )
    if reading.digest in {batch.digest for batch in load_partner_batches(engine())}:
        st.caption(_("This calendar is kept."))
    elif st.button(_("Keep this calendar"), type="primary", icon=":material/save:", key="partner_keep"):
        _keep(reading)


def _read(file: UploadedFile, usual: str | None) -> PartnerReading:
    """Return what a file says; read once, as a large calendar takes seconds."""
    about = (file.file_id, usual, today(), areas_reading())
    known: tuple[object, PartnerReading] | None = st.session_state.get(_READ)
    if known is None or known[0] != about:
        with st.spinner(_("Reading the calendar…")):
            zones = _zones(areas_reading())
            known = about, read_partner_file(file.getvalue(), file.name, today(), zones, usual)
        st.session_state[_READ] = known
    return known[1]


def _keep(reading: PartnerReading) -> None:
    outcome = save_partner_file(engine_to_edit_all(), reading)
    show_faults(outcome.faults, {})
    if not outcome.faults:
        note_change("partner_file_kept", digest=reading.digest)
        st.rerun()


def _show_faults(faults: Sequence[PartnerFault]) -> None:
    count = len(faults)
    head = ngettext(
        "Nothing is kept: {count} line to correct.", "Nothing is kept: {count} lines to correct.", count
    )
    st.error(head.format(count=number(count)), icon=":material/error:")
    lines = []
    for fault in faults[:SHOWN_FAULTS]:
        text = f"{fault.message(translate())} {fault.remedy(translate())}"
        where = _("Line {row}, {column}").format(row=number(fault.row), column=fault.column)
        lines.append(f"- {labelled(f'**{where}**', text)}" if fault.row else f"- {text}")
    if count > SHOWN_FAULTS:
        lines.append(_("- and {count} more").format(count=number(count - SHOWN_FAULTS)))
    st.markdown("\n".join(lines))
