"""The catalogues in ``locales/``: complete, well filled in, and without anything that churns."""

import re

import pytest
from babel.messages.catalog import Catalog

from data.i18n import LANGUAGES as PRODUCT_LANGUAGES
from scripts.messages import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    catalogue_path,
    extract,
    faults,
    load_catalogue,
    placeholders,
    render,
)


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every message of the code."""
    return extract()


def test_the_script_and_the_product_know_the_same_languages() -> None:
    """A language that is offered has a catalogue that is kept up to date."""
    assert set(LANGUAGES) == set(PRODUCT_LANGUAGES)


def test_messages_are_found_in_screens_and_in_closed_lists(template: Catalog) -> None:
    """The extraction sees direct, plural and marked messages: were it blind, all else would pass."""
    found = {message.id for message in template}
    assert {"Overview", "Street zone"} <= found
    assert any(isinstance(key, (tuple, list)) for key in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_complete(language: str, template: Catalog) -> None:
    """No message is missing, left over, untranslated, guessed, or has other placeholders than its source."""
    assert faults(language, template) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_as_the_script_writes_it(language: str, template: Catalog) -> None:
    """Running ``make messages`` again changes nothing, so that a change in git is a change of words."""
    assert catalogue_path(language).read_bytes() == render(language, template)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_no_path_no_moment_and_no_guess(language: str) -> None:
    """Neither source locations nor dates, translators, left-over and guessed messages are kept."""
    text = catalogue_path(language).read_text(encoding="utf-8")
    assert re.search(r"^#[:~]|^#,.*fuzzy|POT-Creation-Date|Last-Translator", text, flags=re.MULTILINE) is None


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {SOURCE_LANGUAGE}))
def test_long_sentences_are_really_translated(language: str, template: Catalog) -> None:
    """A word may be the same in two languages, a whole sentence may not."""
    catalogue = {line.id: line.string for line in load_catalogue(language) if isinstance(line.id, str)}
    sentences = [line.id for line in template if isinstance(line.id, str) and line.id.count(" ") > 3]
    assert [sentence for sentence in sentences if catalogue.get(sentence) == sentence] == []


def test_placeholders_are_compared_by_name() -> None:
    """Order and repetition do not matter, a missing or misspelt field does."""
    assert placeholders("{count} of {total}") == placeholders("{total}: {count}, {count}")
    assert placeholders("{count} places") != placeholders("{cout} lieux")
