"""What the figures, periods and territories of a release are called; a zero is never written as one."""

from babel.dates import format_skeleton

from data.i18n import LOCALES
from data.vocabulary import PlaceKind
from geo.publication.families import INDOOR, OUTDOOR, SEVERAL, TOGETHER
from geo.released import Published, days_of, most_behind_zero, step_of
from pages.ui.text import _, language, month_text, number, term_of
from pages.ui.wording import measure_label

VISITS = "visits"
"""A measure of releases that the register's screens have no name for."""


def measure_name(measure: str) -> str:
    """Return the name of a measure of a release."""
    return _("Visits to places") if measure == VISITS else measure_label(measure)


def period_name(code: str) -> str:
    """Return the name of a month, a quarter or a year."""
    first, _last = days_of(code)
    step = step_of(code)
    if step == "year":
        return code
    if step == "quarter":
        return str(format_skeleton("yQQQ", first, locale=LOCALES[language()]))
    return month_text(first)


def territory_name(published: Published, level: str, code: str) -> str:
    """
    Return the name of a territory.

    Parameters
    ----------
    published : Published
        The release.
    level : str
        ``zone``, ``area`` or ``arrondissement``: a zone and its area may have the same code.
    code : str
        Its code.

    Returns
    -------
    str
        In the session's language, not to be read as Markdown; the code where there is no name.
    """
    territories = published.territories
    own = territories[(territories["level"] == level) & (territories.index == code)]
    names = own["name_nl" if language() == "nl" else "name_fr"]
    return str(names.iloc[0]) if len(names) else code


def unit_text(published: Published, unit: str) -> str:
    """Return the name of the finest row of space: a zone and a kind of place, or an area."""
    row = published.units.loc[unit]
    if "kind" not in row:
        return territory_name(published, "area", unit)
    zone = territory_name(published, "zone", str(row["zone"]))
    return f"{zone} · {kind_name(str(row['kind'])).lower()}"


def kind_name(kind: str) -> str:
    """Return the name of a kind of place, or of those that are told together."""
    if kind not in TOGETHER:
        return term_of(PlaceKind(kind))
    return {
        OUTDOOR: _("Outdoor places together"),
        INDOOR: _("Indoor places together"),
        SEVERAL: _("Several kinds together"),
    }[kind]


def family_name(family: str) -> str:
    """Return the name of a family of kinds of place, with those of its kinds that are told by themselves."""
    return {
        OUTDOOR: _("Outdoor places"),
        INDOOR: _("Indoor places"),
        SEVERAL: _("Outdoor and indoor places together"),
    }[family]


def zero_text(base: int, parts: int = 1) -> str:
    """Return what stands for a published zero: all that may be behind it."""
    return f"0–{number(most_behind_zero(base, parts))}"


def count_text(value: float, base: int, parts: int = 1) -> str:
    """Return a published count in words; a zero as the counts that may stand behind it."""
    return zero_text(base, parts) if value == 0 else number(value)
