"""What the attacks of the suite are called, and how each is explained to somebody who is no statistician."""

from geo.attacks.results import Attack
from pages.ui.text import _, ngettext, number


def attack_name(code: str) -> str:
    """Return the name of an attack; one that this version does not know keeps its code."""
    names = {
        Attack.SUBTRACTION: _("Subtracting tables"),
        Attack.DIFFERENCING: _("Subtracting filters"),
        Attack.SLIDER: _("Moving the dates"),
        Attack.AVERAGING: _("Averaging many questions"),
        Attack.VINTAGES: _("Comparing releases"),
        Attack.LINKED: _("Comparing linked tables"),
        Attack.PLACES: _("Groups of few places"),
        Attack.OVERLAP: _("Overlapping areas"),
        Attack.RATIOS: _("Undoing ratios"),
        Attack.MODELS: _("Undoing models"),
        Attack.COALITION: _("Knowing some contacts"),
        Attack.PAYLOAD: _("Reading what the browser is sent"),
    }
    return names[Attack(code)] if code in set(Attack) else code


def nothing_to_attack(count: int) -> str:
    """Return how many attacks a release gives nothing to go for; empty where it gives to all."""
    if count == 0:
        return ""
    text = ngettext(
        "{count} other finds nothing in it to attack.", "{count} others find nothing in it to attack.", count
    )
    return text.format(count=number(count))
