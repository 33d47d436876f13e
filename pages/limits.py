"""Purpose and limits: what is kept, how coarse, how long, and what it must never be used for."""

import streamlit as st

from pages.parts.limits.facts import facts
from pages.ui.address import open_address, write_address
from pages.ui.purpose import show_lines, show_uses
from pages.ui.screen import open_screen
from pages.ui.text import _

open_address("limits", ())
open_screen(_("Purpose and limits"), _("What is kept here, for what, and what must it never be used for?"))
show_uses()
left, right = st.columns(2, gap="medium")
with left:
    st.subheader(_("How it is kept here"), anchor=False)
    for fact in facts():
        fact.show()
with right:
    st.subheader(_("What is not protected"), anchor=False)
    show_lines(
        _("Whoever may open a screen sees exact places and exact counts. Do not show it in a meeting."),
        _("A file or a picture that has left cannot be called back. Small counts can point at somebody."),
        _("What is kept can be seized. Only what is not kept is safe."),
        _("Published figures do not hide that somebody was met in a zone: presence is not hidden."),
        _("Large published counts are accurate. This is not differential privacy."),
    )
    st.subheader(_("When somebody asks for figures"), anchor=False)
    show_lines(
        _("Give only what was published on the Publish screen, whoever asks: press, city, university."),
        _("Police or a court: hand over nothing yourself. Call your coordinator, who calls a lawyer."),
        _("A computer is lost, or a file went to the wrong person: tell your coordinator today."),
    )
write_address(())
