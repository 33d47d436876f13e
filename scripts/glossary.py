"""Write the closed lists of words, in three languages, into ``docs/glossary.md``."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from data.i18n import catalogue
from data.terms import TERMS

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"

MARK = "<!-- What follows is written by `make messages`. -->\n"

COLUMNS = "| in the register | Français | Nederlands | English |\n|---|---|---|---|\n"


def word_lists() -> Iterator[str]:
    """Yield one table for each closed list, in the order of the register's vocabulary."""
    french, dutch = catalogue("fr").gettext, catalogue("nl").gettext
    for words, entries in groupby(TERMS.items(), key=lambda entry: entry[0][0]):
        purpose = (words.__doc__ or "").split("\n")[0]
        rows = "".join(
            f"| `{words[name].value}` | {french(message)} | {dutch(message)} | {message} |\n"
            for (_, name), message in entries
        )
        yield f"\n### {words.__name__}\n\n{purpose}\n\n{COLUMNS}{rows}"


def render(glossary: str) -> str:
    """Return the glossary with its written-by-hand part kept and its word lists renewed."""
    by_hand, _, _ = glossary.partition(MARK)
    return by_hand + MARK + "".join(word_lists())


def main() -> None:
    """Renew the glossary's word lists."""
    GLOSSARY.write_text(render(GLOSSARY.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
