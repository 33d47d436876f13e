"""The frame of every released screen: its title, its one question, and which figures it shows."""

from pages.parts.released.opening import is_public, published
from pages.ui.heading import show_heading
from pages.ui.text import _, date_text


def open_screen(title: str, question: str) -> None:
    """
    Draw the head of a screen.

    Parameters
    ----------
    title : str
        Name of the screen, translated.
    question : str
        The one question that the screen answers, translated.
    """
    tier = _("Public figures") if is_public() else _("Figures for policy")
    until = _("{tier}, up to {day}").format(tier=tier, day=date_text(published().through))
    show_heading(title, f"{question} · {until}")
