"""Translation: gettext catalogues in ``locales/``, compiled in memory."""

import gettext
import io
from functools import cache
from typing import Protocol

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.settings import ROOT

LANGUAGES = ("fr", "nl", "en")
"""Languages of the product, the field's first."""

LOCALES = {"fr": Locale("fr", "BE"), "nl": Locale("nl", "BE"), "en": Locale("en", "GB")}
"""Where dates and numbers take their form from."""


class Translate(Protocol):
    """A look-up of one message in one language."""

    def __call__(self, message: str, /) -> str:
        """Return *message* in the language of this look-up."""
        ...


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """
    Return the compiled catalogue of *language*.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    gettext.NullTranslations
        Messages missing from it fall back to their English source.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    if language not in LANGUAGES:
        message = f"no catalogue for {language!r}; there are {', '.join(LANGUAGES)}"
        raise ValueError(message)
    path = ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"
    buffer = io.BytesIO()
    with path.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def translator(language: str) -> Translate:
    """
    Return the look-up for *language*.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    Translate
        A function from an English message to its translation.
    """
    return catalogue(language).gettext


def mark(message: str) -> str:
    """
    Mark *message* for extraction where it is looked up later.

    Parameters
    ----------
    message : str
        The English source.

    Returns
    -------
    str
        The same.
    """
    return message


def best_language(wanted: str | None, fallback: str) -> str:
    """
    Return the product's language nearest to a browser's locale.

    Parameters
    ----------
    wanted : str or None
        Such as ``nl-BE``.
    fallback : str
        The language to use where *wanted* is none of ours.

    Returns
    -------
    str
        One of `LANGUAGES`.
    """
    short = (wanted or "").replace("_", "-").split("-")[0].lower()
    if short in LANGUAGES:
        return short
    return fallback if fallback in LANGUAGES else LANGUAGES[0]
