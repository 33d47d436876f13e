"""Schedule: who goes where in the coming weeks, and whether every place gets its visits."""

import streamlit as st

from pages.parts.schedule.appointments import show_appointments
from pages.parts.schedule.editing import show_edit
from pages.parts.schedule.history import show_done, show_history
from pages.parts.schedule.keeping import show_limits
from pages.parts.schedule.kept import show_kept
from pages.parts.schedule.mending import show_mending
from pages.parts.schedule.partners import show_partners
from pages.parts.schedule.proposing import begin_replanning, is_proposing, show_beginning, show_proposals
from pages.parts.schedule.views import (
    TEAM,
    VIEW_AS,
    show_conflicts,
    show_status,
    show_views,
)
from pages.parts.schedule.weeks import may_plan, plan_in_force, weeks_of
from pages.parts.schedule.weights import show_weights
from pages.parts.schedule.whatif import show_what_if
from pages.ui.address import open_address, write_address
from pages.ui.calendars import show_calendars
from pages.ui.screen import open_screen
from pages.ui.text import _, short_date, term_of

VIEW = (VIEW_AS, TEAM)

open_address("schedule", VIEW)
open_screen(_("Schedule"), _("Who goes where in the coming weeks?"))

plan = plan_in_force()
weeks = None if plan is None else weeks_of(plan)
if is_proposing() and may_plan():
    show_proposals()
elif weeks is None:
    show_beginning(may_plan=may_plan())
else:
    st.caption(
        _("In force from {first} to {last}: {aim}.").format(
            first=short_date(weeks.first_day),
            last=short_date(weeks.last_day),
            aim=term_of(weeks.plan.draft.aim).lower(),
        )
    )
    show_done(weeks)
    show_status(weeks)
    show_mending(weeks)
    show_views(weeks)
    if may_plan():
        show_edit(weeks)
    show_conflicts(weeks)
    if may_plan():
        show_limits(weeks.sheet, weeks.schedule)
        show_what_if(weeks)
    show_history(weeks)
    if may_plan():
        st.button(
            _("Propose another schedule"),
            icon=":material/auto_awesome:",
            key="schedule_again",
            on_click=begin_replanning,
        )
show_kept()
show_partners(weeks)
show_appointments()
show_calendars()
show_weights()
write_address(VIEW)
