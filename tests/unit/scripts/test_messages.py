"""The catalogues' script, on catalogues and code of its own."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages

SCREEN = """
_("Places")
_("{count} places on {day}").format(count=3, day="1/1")
ngettext("{count} visit", "{count} visits", 2)
mark("Nobody seen")
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """Messages of a small screen, with empty catalogues beside it."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "screen.py").write_text(SCREEN, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALES", tmp_path / "locales")
    for language in messages.LANGUAGES:
        path = messages.catalogue_path(language)
        path.parent.mkdir(parents=True)
        path.write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8"
        )
    return messages.extract()


def write(language: str, template: Catalog, **changes: str) -> None:
    """Bring a catalogue up to date and replace texts in it."""
    text = messages.render(language, template).decode()
    for before, after in changes.items():
        text = text.replace(f'msgid "{before}"\nmsgstr ""', f'msgid "{before}"\nmsgstr "{after}"')
    messages.catalogue_path(language).write_text(text, encoding="utf-8")


def test_every_kind_of_message_is_extracted(template: Catalog) -> None:
    """Direct, formatted, plural and marked messages are found."""
    assert {message.id for message in template if message.id} == {
        "Places",
        "{count} places on {day}",
        ("{count} visit", "{count} visits"),
        "Nobody seen",
    }


def test_english_is_filled_with_its_source(template: Catalog) -> None:
    """The source is English already, plurals included."""
    write("en", template)
    assert messages.faults("en", template) == []


def test_an_untranslated_message_is_a_fault(template: Catalog) -> None:
    """A new message in the code fails until somebody translates it."""
    write("fr", template, Places="Lieux")
    found = messages.faults("fr", template)
    assert len(found) == 3
    assert all(fault.startswith("fr: not translated") for fault in found)


def test_a_missing_and_a_left_over_message_are_faults(template: Catalog) -> None:
    """Catalogue and code name the same messages."""
    other = Catalog()
    other.add("Gone")
    write("nl", other, Gone="Weg")
    found = messages.faults("nl", template)
    assert "nl: no longer in the code: 'Gone'" in found
    assert "nl: not in the catalogue: 'Places'" in found


def test_another_placeholder_is_a_fault(template: Catalog) -> None:
    """A misspelt field would break the screen in one language only."""
    key = "{count} places on {day}"
    write("fr", template, **{key: "{count} lieux le {jour}"})
    assert f"fr: other placeholders than its source: {key!r}" in messages.faults("fr", template)


def test_a_translation_survives_an_update(template: Catalog) -> None:
    """What a translator wrote stays, and a second update changes nothing."""
    write("fr", template, Places="Lieux")
    first = messages.render("fr", template)
    assert 'msgid "Places"\nmsgstr "Lieux"' in first.decode()
    messages.catalogue_path("fr").write_bytes(first)
    assert messages.render("fr", template) == first


def test_french_counts_zero_as_one(template: Catalog) -> None:
    """Each catalogue says how its language counts."""
    assert b"plural=(n > 1)" in messages.render("fr", template)
    assert b"plural=(n != 1)" in messages.render("nl", template)
