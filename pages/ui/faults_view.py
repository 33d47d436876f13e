"""All that is wrong with a change, said at once, each with what to do about it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data.register.faults import Fault
from pages.ui.text import labelled, ngettext, translate


def show_faults(faults: Sequence[Fault], fields: Mapping[str, str]) -> None:
    """
    Draw all faults of a change; nothing where there is none.

    Parameters
    ----------
    faults : sequence of Fault
        Of one change.
    fields : mapping of str to str
        What each field is called on screen, translated; a fault of another field stands for the whole.
    """
    if not faults:
        return
    count = len(faults)
    head = ngettext(
        "Nothing was saved: {count} thing to correct.",
        "Nothing was saved: {count} things to correct.",
        count,
    )
    lines = [head.format(count=count)]
    for fault in faults:
        text = f"{fault.message(translate())} {fault.remedy(translate())}"
        named = labelled(f"**{fields[fault.field]}**", text) if fault.field in fields else text
        lines.append(f"- {named}")
    st.error("\n".join([lines[0], "", *lines[1:]]), icon=":material/error:")
