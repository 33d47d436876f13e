"""The documents list what there is: screens, settings, commands, targets, decisions; and no link is dead."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup as Group

from data.commands import app
from data.settings import Settings
from scripts.glossary import GLOSSARY, render

ROOT = Path(__file__).resolve().parent.parent

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])


def read(name: str) -> str:
    """Return the text of a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_lists_every_screen() -> None:
    """Each screen has its question in the README, and the README names no screen that is gone."""
    screens = {f"pages/{path.name}" for path in (ROOT / "pages").glob("[!_]*.py")}
    assert set(re.findall(r"`(pages/\w+\.py)`", read("README.md"))) == screens


def test_the_settings_are_all_listed() -> None:
    """The tables of settings are the settings class."""
    settings = {f"MARAUDE_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"^\| `(MARAUDE_\w+)`", read("docs/settings.md"), flags=re.MULTILINE)) == settings


def every_command(group: Group, words: str = "") -> Iterator[str]:
    """Yield the words of each command, those of groups in front."""
    for name, command in group.commands.items():
        if isinstance(command, Group):
            yield from every_command(command, f"{words}{name} ")
        else:
            yield f"{words}{name}"


def test_the_commands_are_all_listed() -> None:
    """The tables of commands are what ``python -m data.commands --help`` shows, groups included."""
    listed = re.findall(
        r"^\| `python -m data\.commands ([a-z -]+[a-z])", read("docs/commands.md"), flags=re.MULTILINE
    )
    assert sorted(listed) == sorted(every_command(typer.main.get_group(app)))


def test_every_target_has_its_help_and_its_place_in_contributing() -> None:
    """`make help` and CONTRIBUTING list each target of the Makefile."""
    makefile = read("Makefile")
    declared = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert declared is not None
    targets = set(declared[1].split())
    assert set(re.findall(r"^([a-z]+):.*## \S", makefile, flags=re.MULTILINE)) == targets
    assert set(re.findall(r"^\| `make (\w+)`", read("CONTRIBUTING.md"), flags=re.MULTILINE)) == targets


@pytest.mark.parametrize("folder", ["docs/decisions", "docs/methods"])
def test_an_index_lists_its_folder(folder: str) -> None:
    """Each decision and each method is in its index, once, and the index names no other."""
    pages = sorted(path.name for path in (ROOT / folder).glob("*.md") if path.name != "README.md")
    listed = re.findall(r"^\| \[[^\]]+\]\(([\w.-]+)\)", read(f"{folder}/README.md"), flags=re.MULTILINE)
    assert sorted(listed) == pages
    assert pages


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=lambda path: path.stem
)
def test_a_decision_says_why_and_why_not(path: Path) -> None:
    """Each record has its number and its four parts."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.stem[:4]} ")
    assert re.findall(r"^## (\w+)", text, flags=re.MULTILINE) == [
        "Context",
        "Options",
        "Decision",
        "Consequences",
    ]


def test_the_glossary_holds_the_closed_lists() -> None:
    """The word lists are as the catalogues have them; after translating, ``make messages`` renews them."""
    text = GLOSSARY.read_text(encoding="utf-8")
    assert text == render(text)


def test_the_architecture_names_every_part() -> None:
    """A newcomer finds each package, and each module that no package explains, on the map of the code."""
    text = read("ARCHITECTURE.md")
    folders = ("geo", "data", "pages/ui", "pages/parts/*")
    modules = [path for folder in folders for path in ROOT.glob(f"{folder}/[!_]*.py")]
    packages = [path.parent.relative_to(ROOT) for path in (ROOT / "data").glob("*/__init__.py")]
    rooms = [path.parent.name for path in (ROOT / "pages/parts").glob("*/__init__.py")]
    named = [*(f"`{path.name}`" for path in modules), *(f"`{room}/`" for room in (*packages, *rooms))]
    assert sorted(name for name in named if name not in text) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link and picture of a document exists."""
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text)
    local = [target.split("#")[0] for pair in targets for target in pair if target and "://" not in target]
    assert [target for target in local if target and not (path.parent / target).exists()] == []


def anchors(path: Path) -> set[str]:
    """Return as what the headings of a document can be linked to."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_into_a_page_lead_to_a_heading(path: Path) -> None:
    """A heading that gets another name takes its links along."""
    links = re.findall(r"\]\(([\w./-]*\.md|)#([\w-]+)\)", path.read_text(encoding="utf-8"))
    lost = [(name, one) for name, one in links if one not in anchors(path.parent / name if name else path)]
    assert lost == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_that_a_document_names_exists(path: Path) -> None:
    """A document that points at a file of the project points at one that is there."""
    named = re.findall(
        r"`((?:geo|data|pages|tests|scripts|docs|assets|locales|benchmarks)/[\w./-]*)`",
        path.read_text(encoding="utf-8"),
    )
    assert [name for name in named if not (ROOT / name).exists()] == []
