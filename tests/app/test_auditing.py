"""What screens tell the audit: each thing once, in codes, and no file without its line."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import streamlit as st

from data.access.roles import may_export as rule_of_export
from data.audit import UnrecordedError, record, verify
from data.audit.lines import Choice, load_lines
from data.register.database import connect
from data.vocabulary import AccessRole, AuditAction, ExportPurpose
from pages.ui import access, auditing
from pages.ui.auditing import PURPOSE, settle_notes
from pages.ui.exports import File, FreeDesk
from tests.app.conftest import OpenScreen, for_the_team

Taken = dict[str, Callable[[], bytes]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test framework names options outside the session, in the language of the settings."""
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """What each download button would make when it is clicked, by its key."""
    files: Taken = {}

    def button(_label: str, make: Callable[[], bytes], *, key: str, **_rest: object) -> None:
        files[key] = make

    monkeypatch.setattr(st, "download_button", button)
    return files


def lines(register: Path, *actions: AuditAction) -> list[dict[str, object]]:
    """Return the details of all lines of some actions, the oldest first, once all are written."""
    settle_notes()
    engine = connect(f"sqlite:///{register}")
    found = load_lines(engine, Choice(actions=frozenset(actions)))
    assert verify(engine).is_whole
    engine.dispose()
    return list(found["details"][::-1])


def test_each_screen_that_is_opened_leaves_one_line(demo: Path, open_screen: OpenScreen) -> None:
    """A rerun leaves none; going elsewhere and back leaves one each."""
    app = open_screen("overview")
    app.run()
    app.switch_page("../trends.py").run()
    app.run()
    app.switch_page("../overview.py").run()
    assert lines(demo, AuditAction.VIEW) == [
        {"screen": "overview"},
        {"screen": "trends"},
        {"screen": "overview"},
    ]


def test_a_filter_leaves_one_line_a_change(demo: Path, open_screen: OpenScreen) -> None:
    """Codes only; nothing for a view without filters, nothing for a rerun, and one for the reset."""
    app = open_screen("map")
    assert lines(demo, AuditAction.FILTER) == []
    app.session_state["kinds"] = ["bar", "street"]
    app.run()
    app.run()
    app.switch_page("../trends.py").run()
    app.button(key="reset_filters").click().run()
    assert lines(demo, AuditAction.FILTER) == [
        {"screen": "map", "kinds": "bar,street"},
        {"screen": "trends"},
    ]


def test_a_link_with_filters_and_a_place_leaves_both(demo: Path, open_screen: OpenScreen) -> None:
    """Who looked at which place is what the audit is for."""
    app = open_screen("map", place="7", hours="night")
    app.run()
    assert {"screen": "map", "place": 7} in lines(demo, AuditAction.VIEW)
    assert lines(demo, AuditAction.FILTER) == [{"screen": "map", "hours": "night"}]


def test_the_sheet_of_a_place_leaves_a_line(demo: Path, open_screen: OpenScreen) -> None:
    """On the screen of places too; another place leaves another line."""
    app = open_screen("places", place="7")
    app.run()
    app.session_state["place"] = 8
    app.run()
    assert [one for one in lines(demo, AuditAction.VIEW) if "place" in one] == [
        {"screen": "places", "place": 7},
        {"screen": "places", "place": 8},
    ]


def test_a_change_leaves_a_line_with_its_records(demo: Path, open_screen: OpenScreen) -> None:
    """Closing a place names the place and what was done to it, not what it holds."""
    app = open_screen("places", place="7")
    app.button(key="close_place").click().run()
    assert not app.exception
    app.button(key="places_undo").click().run()
    assert lines(demo, AuditAction.CHANGE) == [
        {"what": "place_closed", "places": [7]},
        {"what": "place_change_undone", "places": [7]},
    ]


def test_a_refused_change_leaves_no_line(demo: Path, open_screen: OpenScreen) -> None:
    """What did not happen is not recorded."""
    app = open_screen("places")
    app.button(key="new_place").click().run()
    app.button(key="save_place").click().run()
    assert lines(demo, AuditAction.CHANGE) == []


def test_a_purpose_is_asked_once_and_for_all_screens(demo: Path, open_screen: OpenScreen) -> None:
    """Before it, no file can be taken; after it, every table offers its files, here and elsewhere."""
    app = open_screen("trends", view="report")
    assert not app.get("download_button")
    app.pills(key="report_purpose_choice").set_value(ExportPurpose.FUNDER).run()
    assert app.session_state[PURPOSE] is ExportPurpose.FUNDER
    assert len(app.get("download_button")) > 3
    assert "Report to a funder" in {one.proto.help.split(": ")[-1] for one in app.get("download_button")}
    app.switch_page("../places.py").run()
    assert len(app.get("download_button")) == 2
    app.selectbox(key="_export_purpose_choice").set_value(ExportPurpose.TEAM).run()
    assert app.session_state[PURPOSE] is ExportPurpose.TEAM


def test_an_export_leaves_one_line_with_its_purpose(
    demo: Path, open_screen: OpenScreen, taken: Taken
) -> None:
    """What, why, how many rows, which digest; and only for the file that is taken."""
    for_the_team(open_screen("places"))
    assert lines(demo, AuditAction.EXPORT) == []
    content = taken["places_csv"]()
    [line] = lines(demo, AuditAction.EXPORT)
    rows = content.decode("utf-8-sig").splitlines()
    assert {key: line[key] for key in ("what", "screen", "format", "purpose", "rows")} == {
        "what": "places_csv",
        "screen": "places",
        "format": "csv",
        "purpose": "team",
        "rows": len(rows) - 1,
    }
    assert len(str(line["digest"])) == 64


def test_the_line_has_the_digest_of_the_very_file(demo: Path, open_screen: OpenScreen, taken: Taken) -> None:
    """A file that turns up can be matched with its line: who took it, when, for what."""
    for_the_team(open_screen("places"))
    content = taken["places_xlsx"]()
    [line] = lines(demo, AuditAction.EXPORT)
    assert line["digest"] == hashlib.sha256(content).hexdigest()


def test_files_say_who_took_them_and_what_for(demo: Path, open_screen: OpenScreen, taken: Taken) -> None:
    """The workbook's cover, the printed page and the GeoPackage's description carry the marks."""
    for_the_team(open_screen("trends", view="report"))
    book = openpyxl.load_workbook(io.BytesIO(taken["report_xlsx"]()))
    cover = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert {"Taken on", "Taken by", "Nobody signed in", "Taken for", "Work of the team"} <= cover
    assert "Work of the team" in taken["report_html"]().decode()
    assert b"Work of the team" in taken["report_gpkg"]()
    assert len(lines(demo, AuditAction.EXPORT)) == 3


def test_every_download_of_every_screen_is_recorded(
    demo: Path, open_screen: OpenScreen, taken: Taken
) -> None:
    """Each button that any screen draws makes its file and leaves a line of its own."""
    for screen, address in (
        ("overview", {}),
        ("map", {}),
        ("map", {"mode": "change"}),
        ("trends", {}),
        ("trends", {"view": "report"}),
        ("imports", {}),
        ("places", {}),
        ("regulations", {}),
        ("audit", {}),
    ):
        for_the_team(open_screen(screen, **address))
    assert len(taken) > 12
    for make in taken.values():
        assert make()
    assert [line["what"] for line in lines(demo, AuditAction.EXPORT)] == list(taken)


def test_a_file_does_not_leave_without_its_line(
    demo: Path, open_screen: OpenScreen, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the audit cannot take the line, the click fails."""

    def deaf(*_arguments: object) -> None:
        message = "the audit could not take a line"
        raise UnrecordedError(message)

    monkeypatch.setattr(auditing, "record", deaf)
    for_the_team(open_screen("places"))
    with pytest.raises(UnrecordedError):
        taken["places_csv"]()
    monkeypatch.setattr(auditing, "record", record)
    assert lines(demo, AuditAction.EXPORT) == []


@pytest.fixture
def field_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody who may look and not export."""
    monkeypatch.setattr(access, "LOCAL", replace(access.LOCAL, roles=frozenset({AccessRole.FIELD})))
    return iter([None])


def test_whoever_may_not_export_is_offered_nothing(
    field_worker: None, demo: Path, open_screen: OpenScreen, taken: Taken
) -> None:
    """No question and no button, even where a purpose was given before."""
    for screen in ("overview", "map", "places"):
        app = open_screen(screen)
        assert not [one for one in app.pills if one.key and one.key.endswith("_purpose_choice")]
        for_the_team(app)
    assert not taken


def test_a_right_that_was_withdrawn_stops_a_button_that_was_drawn(
    demo: Path, open_screen: OpenScreen, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button is still on the page; what it makes is asked anew."""
    allowed = [True]
    monkeypatch.setattr(auditing, "export_permit", lambda _rule=rule_of_export: lambda: allowed[0])
    for_the_team(open_screen("places"))
    assert taken["places_csv"]()
    allowed[0] = False
    with pytest.raises(access.NotAllowedError):
        taken["places_csv"]()
    assert len(lines(demo, AuditAction.EXPORT)) == 1
    assert [line["what"] for line in lines(demo, AuditAction.REFUSED)] == ["places_csv"]


def test_a_screen_is_not_broken_by_an_audit_that_fails(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking goes on; the line is tried again, then given up."""
    tried: list[AuditAction] = []

    def refuse(_engine: object, action: AuditAction, *_rest: object) -> bool:
        tried.append(action)
        return False

    monkeypatch.setattr(auditing, "try_record", refuse)
    monkeypatch.setattr(auditing, "TRIES", 2)
    open_screen("overview")
    settle_notes()
    assert tried == [AuditAction.VIEW, AuditAction.VIEW]


def test_a_released_file_is_not_asked_about(demo: Path) -> None:
    """Whatever a release shows may leave: no question, no mark, no line."""
    desk = FreeDesk()
    file = File("CSV", "about", ".csv", lambda marks: repr(marks).encode(), "key")
    assert desk.is_ready("key")
    assert desk.hand_out(file)() == b"()"


def test_no_file_ever_has_a_name_that_could_be_guessed(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of a download is a digest of content and name: each run gives each file another name."""
    names: list[str] = []

    def button(_label: str, _make: object, *, file_name: str, **_rest: object) -> None:
        names.append(file_name)

    monkeypatch.setattr(st, "download_button", button)
    app = for_the_team(open_screen("trends", view="report"))
    app.run()
    assert len(names) > 8
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"maraude_.*_[0-9a-f]{16}\.(csv|xlsx|html|gpkg)", name) for name in names)
