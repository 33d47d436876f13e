"""What the documents on privacy list is what the code has: tables, roles, lines of the audit, defaults."""

import re
from pathlib import Path

from data.access.roles import SCREENS_OF, may_export
from data.register import custody
from data.register.tables import Base
from data.settings import Settings
from data.vocabulary import AccessRole, AuditAction

DOCS = Path(__file__).resolve().parent.parent / "docs"


def read(name: str) -> str:
    """Return the text of a document."""
    return (DOCS / name).read_text(encoding="utf-8")


def rows(name: str) -> dict[str, list[str]]:
    """Return the cells of each row of a document that begins with a code, by that code."""
    found = {}
    for line in read(name).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            for code in re.findall(r"`([a-z_]+)`", cells[0]):
                found[code] = cells[1:]
    return found


def test_the_assessment_lists_every_table() -> None:
    """An organisation that completes it must know all that is kept."""
    assert custody.Account.__table__ in Base.metadata.sorted_tables
    codes = {code for code in rows("dpia.md") if not code.startswith("audit ")}
    assert codes == {table.name for table in Base.metadata.sorted_tables}


def test_the_threat_model_has_the_roles_as_they_are() -> None:
    """Each role with its screens, and whether it may take files."""
    listed = rows("threat-model.md")
    for role in AccessRole:
        screens, files = listed[role.value]
        assert set(screens.split(", ")) == SCREENS_OF[role]
        assert (files == "yes") == may_export({role})


def test_the_audit_is_described_line_by_line() -> None:
    """Each kind of line is in the document, and no other."""
    assert set(rows("privacy.md")) == {action.value for action in AuditAction}


def test_the_numbers_of_publication_are_the_defaults() -> None:
    """Three and five places, multiples of five and ten, six months."""
    words = {3: "three", 5: "five", 6: "six", 10: "ten"}
    fields = Settings.model_fields
    policy, public = (
        [fields[f"{tier}_{name}"].default for name in ("min_places", "base")] for tier in ("policy", "public")
    )
    text = read("threat-model.md")
    assert f"groups of {policy[0]} places or more, by month and quarter, in multiples of {policy[1]}" in text
    delay = words[fields["public_delay_months"].default]
    assert f"areas of {public[0]} places or more, by quarter, {delay} months late" in text
    assert f"in multiples of {public[1]}" in text


def test_settings_that_the_documents_name_exist() -> None:
    """A term that is said to be set by a setting is set by it."""
    known = {f"MARAUDE_{name.upper()}" for name in Settings.model_fields}
    for name in ("privacy.md", "threat-model.md", "dpia.md"):
        assert set(re.findall(r"MARAUDE_\w+", read(name))) <= known


def test_what_is_not_protected_is_said_everywhere() -> None:
    """In each document, in the same words as on the screens."""
    for name in ("privacy.md", "threat-model.md", "dpia.md"):
        text = " ".join(read(name).lower().split())
        assert "presence is not hidden" in text
        assert "large counts are accurate" in text
        assert "differential" in text
