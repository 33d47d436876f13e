"""Keep the gettext catalogues in ``locales/`` in step with the messages in the code.

``python -m scripts.messages update`` adds new messages, drops old ones and fills English with the sources;
``check`` says what is missing and leaves with 1. A catalogue holds no date, path or line number, so that
only a change of words changes the file.
"""

import argparse
import io
import string
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_from
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
LANGUAGES = ("fr", "nl", "en")
SOURCE_LANGUAGE = "en"
CODE = ("dashboard.py", "data", "pages")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "translate": None}

# CLDR's rules for Dutch and English; French counts zero as singular.
PLURAL_FORMS = {"fr": "nplurals=2; plural=(n > 1);"}
GERMANIC = "nplurals=2; plural=(n != 1);"


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of *language* is kept."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Return a template with every message of the code, without translations."""
    template = Catalog(charset="utf-8")
    for path in _sources():
        with path.open("rb") as file:
            for _line, message, _comments, context in extract_from("python", file, keywords=KEYWORDS):
                template.add(message, context=context)
    return template


def _sources() -> Iterator[Path]:
    for name in CODE:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []


def load_catalogue(language: str) -> Catalog:
    """Return the catalogue of *language* as it stands in the repository."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def render(language: str, template: Catalog) -> bytes:
    """Return the file of *language* with the messages of *template* and the translations it already has."""
    catalogue = load_catalogue(language)
    # A guessed translation is worse than a missing one: a missing one is found.
    catalogue.update(template, no_fuzzy_matching=True)
    if language == SOURCE_LANGUAGE:
        for message in _messages(catalogue):
            message.string = message.id
    body = io.BytesIO()
    write_po(
        body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS.get(language, GERMANIC)}\\n"\n\n'
    )
    return header.encode() + body.getvalue()


def faults(language: str, template: Catalog) -> list[str]:
    """Return one line for every message that is missing, obsolete, untranslated, or badly filled in."""
    catalogue = load_catalogue(language)
    wanted = {message.id for message in _messages(template)}
    present = {message.id for message in _messages(catalogue)}
    found = [f"{language}: not in the catalogue: {key!r}" for key in wanted - present]
    found += [f"{language}: no longer in the code: {key!r}" for key in present - wanted]
    for message in _messages(catalogue):
        if message.id in wanted:
            found += [f"{language}: {fault}: {message.id!r}" for fault in _faults_of(message, language)]
    return sorted(found)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _faults_of(message: Message, language: str) -> Iterator[str]:
    sources, translations = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if len(sources) != len(translations) or not all(translations):
        yield "not translated"
        return
    if language == SOURCE_LANGUAGE and sources != translations:
        yield "English differs from its source"
    # "one place" may drop the number, so a plural's forms are compared as a whole.
    if placeholders(*sources) != placeholders(*translations):
        yield "other placeholders than its source"


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(*texts: str) -> set[str]:
    """Return the names of the ``{fields}`` in *texts*."""
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def main() -> None:
    """Update or check all catalogues."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("action", choices=("update", "check"))
    action = parser.parse_args().action
    template = extract()
    if action == "update":
        for language in LANGUAGES:
            catalogue_path(language).write_bytes(render(language, template))
        return
    if found := [fault for language in LANGUAGES for fault in faults(language, template)]:
        sys.exit(
            "\n".join(found) + f"\n{len(found)} faults in the catalogues: run `make messages`, then translate"
        )


if __name__ == "__main__":
    main()
