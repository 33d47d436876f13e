"""Words, numbers and dates in the language of the session."""

import math
import re
from datetime import date
from enum import Enum

import streamlit as st
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from data.i18n import LANGUAGES, LOCALES, Translate, best_language, catalogue
from data.numbers import ENDLESS
from data.settings import settings
from data.terms import term

LANGUAGE_KEY = "lang"
"""Key of the language switch, in the session and in the address."""

LANGUAGE_NAMES = {"fr": "FR", "nl": "NL", "en": "EN"}

NO_VALUE = "–"
"""What stands where there is no figure."""


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])")


def browser_language() -> str:
    """Return the product's language nearest to the browser's."""
    return best_language(st.context.locale, settings().language)


def language() -> str:
    """Return the language of this session: the switch, else the browser's."""
    chosen = st.session_state.get(LANGUAGE_KEY)
    return chosen if chosen in LANGUAGES else browser_language()


def translate() -> Translate:
    """Return the look-up of this session's language."""
    return catalogue(language()).gettext


def _(message: str) -> str:
    """Return *message* in this session's language."""
    return catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for *count* in this session's language, still with its placeholders."""
    return catalogue(language()).ngettext(singular, plural, count)


def labelled(name: str, text: str) -> str:
    """Return *text* behind its name; French wants a no-break space before the colon."""
    return _("{name}: {text}").format(name=name, text=text)


def term_of(word: Enum) -> str:
    """Return what a word of the closed lists is called in this session's language."""
    return term(word, translate())


def number(value: float | None, decimals: int = 0) -> str:
    """Return *value* with the language's separators, or a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return NO_VALUE
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = math.copysign(math.inf, value) if abs(value) >= ENDLESS else round(value, decimals)
    return str(format_decimal(shown, format=f"{pattern};−{pattern}", locale=LOCALES[language()]))


def decimal_sign() -> str:
    """Return what stands before the decimals in this session's language."""
    return get_decimal_symbol(LOCALES[language()])


def decimal_text(value: float, form: str = "") -> str:
    """Return *value* as a printf-like *form* says, or with up to four decimals, as the language writes it."""
    if not math.isfinite(value):
        return number(value)
    text = form % value if form else f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", decimal_sign())


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share of 1 as a percentage, or a dash where there is none."""
    if share is None or share != share:  # noqa: PLR0124 - only NaN differs from itself
        return NO_VALUE
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "\u00a0%"
    return str(format_percent(share, format=pattern, locale=LOCALES[language()]))


def date_text(day: date | None) -> str:
    """Return a day as ``3 mars 2019``, or a dash where there is none."""
    if day is None:
        return NO_VALUE
    text = str(format_date(day, format="long", locale=LOCALES[language()]))
    # French counts the first day of a month, which the format does not know.
    return text.replace("1 ", "1er ", 1) if language() == "fr" and day.day == 1 else text


def short_date(day: date | None) -> str:
    """Return a day as ``3/03/2019`` in the language's order, or a dash where there is none."""
    return NO_VALUE if day is None else format_date(day, format="dd/MM/yyyy", locale=LOCALES[language()])


def month_text(day: date) -> str:
    """Return the month of *day* as ``mars 2019``."""
    return str(format_skeleton("yMMMM", day, locale=LOCALES[language()]))


def exact_text(day: date, exact_from: date | None) -> str:
    """Return a day, or its month where the register keeps no more."""
    return month_text(day) if exact_from is not None and day < exact_from else short_date(day)


def weekday_names(width: str = "abbreviated") -> list[str]:
    """Return the names of the weekdays from Monday on."""
    names = LOCALES[language()].days["stand-alone"][width]
    return [names[day] for day in range(7)]


def as_plain(text: str) -> str:
    """Return *text* so that Markdown shows it as it was typed; labels are free text."""
    return _MARKDOWN.sub(r"\\\1", text)
