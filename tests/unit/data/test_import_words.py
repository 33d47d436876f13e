"""Accepted headers and words: what is written is read back, and nothing means two things."""

from enum import StrEnum

import pytest

from data.geography.municipalities import fold
from data.i18n import LANGUAGES, translator
from data.imports.columns import COLUMNS, accepted_headers, label, written_header
from data.imports.fields import Activity, Field, Kind
from data.imports.refusals import refusal
from data.imports.words import NO, YES, accepted_words, fold_word, written_word

LISTS = list(dict.fromkeys(one.words for one in COLUMNS.values() if one.words is not None))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", LISTS)
def test_each_written_word_is_read_back(words: type[StrEnum], language: str) -> None:
    """An export in any language is an import of the same words."""
    translate = translator(language)
    for word in words:
        assert accepted_words(words)[fold_word(written_word(word, translate))] is word


@pytest.mark.parametrize("words", LISTS)
def test_each_stored_value_is_accepted(words: type[StrEnum]) -> None:
    """A file made by a program may hold the register's own values."""
    assert {accepted_words(words)[fold_word(word.value)] for word in words} == set(words)


@pytest.mark.parametrize("words", LISTS)
def test_no_word_is_a_number(words: type[StrEnum]) -> None:
    """A bare number must never be taken for a word, such as an age for an age band."""
    assert not [spelling for spelling in accepted_words(words) if spelling.isdigit()]


def test_every_field_has_a_column() -> None:
    """The columns are complete, in the order of the fields."""
    assert list(COLUMNS) == list(Field)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_written_header_is_read_back(language: str) -> None:
    """An export names its columns so that an import finds them."""
    for field in Field:
        assert accepted_headers()[fold(written_header(field, language))] is field


def test_no_header_of_one_language_means_two_columns() -> None:
    """Within a language each accepted header belongs to one column."""
    for language in LANGUAGES:
        headers = [fold(header) for column in COLUMNS.values() for header in column.headers(language)]
        shared = {header for header in headers if headers.count(header) > 1}
        assert shared == set(), language


def test_no_header_means_other_things_in_other_languages() -> None:
    """A file does not say its language, so a header must mean the same in all."""
    meanings: dict[str, set[Field]] = {}
    for language in LANGUAGES:
        for field, column in COLUMNS.items():
            for header in column.headers(language):
                meanings.setdefault(fold(header), set()).add(field)
    assert {header: found for header, found in meanings.items() if len(found) > 1} == {}


def test_no_accepted_header_is_refused() -> None:
    """The two lists do not fight."""
    assert [header for header in accepted_headers() if refusal(header) is not None] == []


def test_words_belong_to_columns_of_words() -> None:
    """A closed list is given where it is needed, and only there."""
    for field, column in COLUMNS.items():
        assert (column.words is not None) == (column.kind is Kind.WORD), field


def test_yes_is_not_no() -> None:
    """The two sets share nothing."""
    assert YES.isdisjoint(NO)


def test_every_field_has_a_name_on_screen() -> None:
    """No two fields share it."""
    names = [label(field, translator("en")) for field in Field]
    assert len(set(names)) == len(names)


def test_signs_are_kept_where_they_mean_something() -> None:
    """Less than, more than, plus and a question mark survive folding."""
    assert len({fold_word(text) for text in ("<18", ">18", "18+", "18", "18?")}) == 5


def test_activities_have_words() -> None:
    """Field work is what a file without the column means."""
    assert accepted_words(Activity)["maraude"] is Activity.FIELD
