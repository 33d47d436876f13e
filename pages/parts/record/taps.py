"""Buttons for a thumb: counts that go up and down, and room around them."""

from collections.abc import Callable

import streamlit as st

from pages.ui.text import _, labelled, number

TALL = "3rem"
"""Height of a button on this screen: a thumb in the dark needs more than a mouse."""

_ROOM = ".st-key-{key} .stButton button {{min-height: {tall}}}"

WIDE, NARROW = 56, 48
"""Width of a button in pixels, and where a third one stands beside it: words must not be cut."""

PHONE = 560
"""Greatest width of what is tapped, in pixels: on a large screen too it is one column."""


def thumb_room(key: str) -> None:
    """
    Make the buttons of a container large.

    Parameters
    ----------
    key : str
        Key of the container.
    """
    st.html(f"<style>{_ROOM.format(key=key, tall=TALL)}</style>")


def counted(key: str) -> int:
    """Return a count of the form; 0 where nothing was counted."""
    found: int = st.session_state.get(key, 0)
    return found


def show_counter(
    label: str,
    key: str,
    *,
    steps: tuple[int, ...] = (1,),
    most: int | None = None,
    change: Callable[[str, int], None] | None = None,
) -> int:
    """
    Draw a count with large buttons beside it.

    Parameters
    ----------
    label : str
        What is counted, translated.
    key : str
        Where the count is kept in the session.
    steps : tuple of int
        What the buttons add; the first one is also what is taken away.
    most : int, optional
        Highest count that the buttons lead to.
    change : callable, optional
        Makes the change instead of adding to the count, from the key and the difference.

    Returns
    -------
    int
        The count.
    """
    count, width = counted(key), WIDE if len(steps) == 1 else NARROW
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.markdown(f"**{label}**" if count else label, width="stretch")
        st.button(
            "−",
            key=f"{key}_less",
            help=labelled(label, _("one less")),
            disabled=count == 0,
            width=width,
            on_click=change or add_to,
            args=(key, -steps[0]),
        )
        st.markdown(f"**{number(count)}**", width=28, text_alignment="center")
        for step in steps:
            st.button(
                "+" if step == 1 else f"+{step}",
                key=f"{key}_more_{step}",
                help=labelled(label, _("{count} more").format(count=step)),
                disabled=most is not None and count + step > most,
                width=width,
                on_click=change or add_to,
                args=(key, step),
            )
    return count


def add_to(key: str, difference: int) -> None:
    """Change a count; it never falls below nothing."""
    st.session_state[key] = max(0, counted(key) + difference)
