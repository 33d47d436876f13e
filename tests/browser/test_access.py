"""Access on the real server: five roles, all screens, all files, and what a program may try beside them.

Each "no" stands beside a "yes": the same request, by somebody who may.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine
from websockets.exceptions import InvalidStatus

from data.access.accounts import change_account, find_account
from data.access.identity import identify
from data.access.roles import SCREENS_OF
from data.i18n import translator
from data.ledger import load_ledger, load_places, load_services
from data.register.database import load_state
from data.terms import term
from data.vocabulary import AccessRole, PlaceKind
from scripts.demo_server import demo_environment, free_port, serve
from tests.access_kit import (
    NOW,
    Caller,
    Guarded,
    Run,
    ask,
    ask_for_files,
    is_deaf_to,
    picked,
    pressed,
    rerun,
)
from tests.browser.kit import SCREENS

R = AccessRole

EVERYTHING = "everything@example.org"

PURPOSE = "Work of the team"
"""What all files of these tests are for."""

FILES = {
    "overview": {},
    "map": {},
    "trends": {"view": "report"},
    "imports": {},
    "places": {},
    "regulations": {},
}
"""The screens that offer files, with what shows most of them."""

FORGED: list[dict[str, str]] = [
    {},
    {"maraude": ""},
    {"maraude": "forged"},
    {"__Host-maraude": "forged"},
    {"_streamlit_user": '{"origin": "http://127.0.0.1", "is_logged_in": true}'},
]
"""Cookies that nobody was given."""


@pytest.fixture(scope="module")
def people(guarded: Guarded) -> dict[AccessRole, Caller]:
    """Somebody of each role."""
    return {role: guarded.person(f"{role}@example.org", role) for role in AccessRole}


@pytest.fixture(scope="module")
def titles(guarded: Guarded) -> dict[str, list[str]]:
    """The heading of each screen, as somebody with all roles sees it."""
    caller = guarded.person(EVERYTHING, *AccessRole)
    found = {screen: caller.run(address).titles for screen, address in SCREENS.items()}
    assert all(len(headings) == 1 for headings in found.values()), found
    assert len({headings[0] for headings in found.values()}) == len(SCREENS)
    return found


# Screens


@pytest.mark.parametrize("role", list(AccessRole))
def test_a_role_opens_its_screens_and_no_other(
    people: dict[AccessRole, Caller], titles: dict[str, list[str]], role: AccessRole
) -> None:
    """By deep link, with the menu telling the same; any other address shows the home screen of the role."""
    mine = SCREENS_OF[role] & set(SCREENS)
    home = people[role].run()
    assert home.titles
    for screen, address in SCREENS.items():
        run = people[role].run(address)
        assert run.titles == (titles[screen] if screen in mine else home.titles), screen
        assert run.menu - {""} == {SCREENS[stem] for stem in mine} - {""}
        refused = any(message.WhichOneof("type") == "page_not_found" for message in run.messages)
        assert refused is (screen not in mine and address != ""), screen


def test_somebody_without_an_account_is_told_whom_to_ask(guarded: Guarded) -> None:
    """And sees no screen, on any address, nor any word of the register."""
    nobody = guarded.person("nobody@example.org")
    for address in SCREENS.values():
        run = nobody.run(address)
        assert run.titles == []
        assert run.menu == set()
        assert run.says("has no account here: ask an administrator")
        assert not run.says("Charleroi")


def test_the_administrator_of_the_settings_comes_in_first(guarded: Guarded) -> None:
    """Nobody had to make an account for them."""
    assert guarded.person("boss@example.org").run("accounts").titles == ["Accounts"]


# Files


def _files_of(caller: Caller, screen: str) -> tuple[Run, Run]:
    """Return a screen before and after its question what files are for was answered."""
    with caller.socket() as socket:
        before = ask(socket, rerun(SCREENS[screen], **FILES[screen]))
        groups = {one.id for one in before.elements("button_group") if one.id.endswith("_purpose_choice")}
        if not groups:
            return before, before
        return before, ask(
            socket,
            rerun(SCREENS[screen], *(picked(one, PURPOSE) for one in groups), **FILES[screen]),
        )


@pytest.mark.parametrize("screen", list(FILES))
def test_only_who_may_export_is_offered_files(people: dict[AccessRole, Caller], screen: str) -> None:
    """Also after the question was answered by force, with the numbers of somebody else's widgets."""
    asked, offered = _files_of(people[R.COORDINATOR], screen)
    assert offered.downloads, screen
    groups = [one.id for one in asked.elements("button_group") if one.id.endswith("_purpose_choice")]
    buttons = [one.id for one in offered.elements("download_button")]
    forged = [picked(one, PURPOSE) for one in groups] + [pressed(one) for one in buttons]
    opens = rerun(SCREENS[screen], **FILES[screen])
    for role in sorted(set(AccessRole) - {R.COORDINATOR}):
        with people[role].socket() as socket:
            first = ask(socket, opens)
            second = ask(socket, rerun(SCREENS[screen], *forged, **FILES[screen]))
            assert (first.downloads, second.downloads) == ([], []), (screen, role)
            assert is_deaf_to(socket, first, offered.downloads, opens), (screen, role)


@pytest.fixture(scope="module")
def taken(people: dict[AccessRole, Caller]) -> Iterator[str]:
    """The address of a file that the coordinator has just taken; it is there while the window is open."""
    with people[R.COORDINATOR].socket() as socket:
        before = ask(socket, rerun("places"))
        group = before.widget("places_purpose_choice")
        offered = ask(socket, rerun("places", picked(group, PURPOSE)))
        [address] = ask_for_files(socket, offered, offered.downloads[:1])
        assert address.startswith("/media/")
        yield address


def test_a_file_is_for_who_took_it(guarded: Guarded, people: dict[AccessRole, Caller], taken: str) -> None:
    """Not for other roles, other sign-ins of the same role, strangers or forgers."""
    mine = people[R.COORDINATOR].http.get(taken)
    assert mine.status_code == 200
    assert len(mine.content) > 1000
    others = [people[role].http for role in AccessRole if role is not R.COORDINATOR]
    others.append(guarded.person("second@example.org", R.COORDINATOR).http)
    assert [one.get(taken).status_code for one in others] == [403] * len(others)
    strangers = [Caller(guarded.address, cookies).http for cookies in FORGED]
    assert [one.get(taken).status_code for one in strangers] == [401] * len(strangers)


# Changes


def _place_of(engine: Engine, service: int) -> int:
    places = load_places(engine)
    return int(places.index[(places["service"] == service) & places["active_to"].isna()][0])


@pytest.mark.parametrize("role", [R.FIELD, R.ANALYST, R.PUBLISHER, R.ADMINISTRATOR])
def test_forged_buttons_change_nothing(
    guarded: Guarded, people: dict[AccessRole, Caller], role: AccessRole
) -> None:
    """All buttons and fields that a coordinator has on a place and a rule, pressed by somebody else."""
    place = str(_place_of(guarded.engine, 1))
    sheet = people[R.COORDINATOR].run("places", place=place)
    rules = people[R.COORDINATOR].run("regulations", rule="1")
    assert sheet.widget("save_place")
    assert sheet.widget("close_place")
    before = load_state(guarded.engine).revision
    for page, run, query in (("places", sheet, {"place": place}), ("regulations", rules, {"rule": "1"})):
        buttons = [pressed(one.id) for one in run.elements("button")]
        with people[role].socket() as socket:
            ask(socket, rerun(page, **query))
            answer = ask(socket, rerun(page, *buttons, **query))
            assert not list(answer.elements("exception"))
    assert load_state(guarded.engine).revision == before


def test_a_field_worker_reads_a_place_and_may_not_touch_it(
    guarded: Guarded, people: dict[AccessRole, Caller]
) -> None:
    """The sheet is there; what changes it is not."""
    place = _place_of(guarded.engine, 1)
    label = str(load_places(guarded.engine).loc[place, "label"])
    run = people[R.FIELD].run("places", place=str(place))
    assert run.says(label)
    keys = " ".join(one.id for one in run.elements("button"))
    assert "all_places" in keys
    assert not any(
        key in keys for key in ("save_place", "close_place", "new_place", "file_places", "delete_place")
    )


# Rights that end


def test_a_withdrawn_role_is_gone_at_the_next_click(guarded: Guarded) -> None:
    """The button is still on the screen, and its click comes too late; before, it works."""
    worker = guarded.person("worker@example.org", R.COORDINATOR)
    account = find_account(guarded.engine, identify("worker@example.org").digest)
    assert account is not None
    place = str(_place_of(guarded.engine, 1))
    with worker.socket() as socket:
        sheet = ask(socket, rerun("places", place=place))
        before = load_state(guarded.engine).revision
        ask(socket, rerun("places", pressed(sheet.widget("close_place")), place=place))
        assert load_state(guarded.engine).revision == before + 1
        sheet = ask(socket, rerun("places", place=place))
        reopen = pressed(sheet.widget("reopen_place"))
        change_account(guarded.engine, replace(account, roles=frozenset({R.FIELD})), by=None, now=NOW)
        late = ask(socket, rerun("places", reopen, place=place))
        assert load_state(guarded.engine).revision == before + 1
        assert "reopen_place" not in " ".join(one.id for one in late.elements("button"))
        change_account(guarded.engine, replace(account, active=False), by=None, now=NOW)
        gone = ask(socket, rerun("places", place=place))
        assert gone.titles == []
        assert gone.says("has no account here")


def test_a_sign_out_ends_every_window(guarded: Guarded) -> None:
    """The cookie is worth nothing afterwards, even to whoever kept a copy."""
    caller = guarded.person("leaving@example.org", R.COORDINATOR)
    copy = Caller(guarded.address, dict(caller.http.cookies))
    assert copy.http.get("/_stcore/health").status_code == 200
    with copy.socket() as socket:
        ask(socket, rerun("map"))
        out = caller.http.get("/sign-out")
        assert out.status_code in {302, 303}
        assert "maraude" not in caller.http.cookies
        assert copy.http.get("/_stcore/health").status_code == 401
        with pytest.raises(Exception, match="1008"):
            ask(socket, rerun("map"))
    with pytest.raises(InvalidStatus), copy.socket():
        pass


@pytest.mark.parametrize("cookies", FORGED)
def test_a_stranger_s_web_socket_is_refused(guarded: Guarded, cookies: dict[str, str]) -> None:
    """There is no screen without it; with a sign-in it opens, as all tests above show."""
    with pytest.raises(InvalidStatus) as refused, Caller(guarded.address, cookies).socket():
        pass
    assert refused.value.response.status_code == 403


def test_a_sign_out_by_another_site_is_none(guarded: Guarded) -> None:
    """A picture on a page elsewhere must not sign people out."""
    caller = guarded.person("staying@example.org", R.FIELD)
    caller.http.get("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert caller.http.get("/_stcore/health").status_code == 200


# Uploads


def test_nobody_uploads_into_the_session_of_another(
    guarded: Guarded, people: dict[AccessRole, Caller]
) -> None:
    """Where a file may be put is told to one session alone."""
    address = f"/_stcore/upload_file/{'1' * 36}/{'2' * 36}"
    for caller in (people[R.COORDINATOR], people[R.FIELD]):
        assert caller.http.put(address, files={"file": b"x"}).status_code == 403
    assert Caller(guarded.address).http.put(address, files={"file": b"x"}).status_code == 401


# One service


def test_an_account_of_one_service_sees_that_service_alone(guarded: Guarded) -> None:
    """No label, no count, no service of another: on no screen, in no report, by no address."""
    places, visits = load_places(guarded.engine), load_ledger(guarded.engine)
    services = load_services(guarded.engine)
    own = int(services.index[0])
    seen = set(places.index[places["service"] == own]) | set(visits.loc[visits["service"] == own, "place"])
    hidden = set(places.loc[~places.index.isin(seen), "label"]) - set(places.loc[sorted(seen), "label"])
    words = " ".join(term(kind, translator("en")) for kind in PlaceKind)
    others = {label for label in services["label"].drop(own) if label not in words}
    assert len(hidden) > 5
    assert others
    whole = guarded.person("whole@example.org", R.COORDINATOR)
    one = guarded.person("one@example.org", R.COORDINATOR, R.FIELD, service=own)
    assert one.run("imports").titles == ["Overview"]
    views = [("", {}), ("map", {}), ("map", {"layer": "areas"}), ("places", {}), ("trends", {})]
    views += [("trends", {"view": "report", "report": "2019", "chapter": str(n)}) for n in range(3)]
    found_by_whole: set[str] = set()
    for page, query in views:
        mine, theirs = one.run(page, **query), whole.run(page, **query)
        leaked = {label for label in hidden | others if mine.says(label)}
        assert leaked == set(), (page, query)
        found_by_whole |= {label for label in hidden | others if theirs.says(label)}
    assert len(found_by_whole) > 5
    assert others & found_by_whole


def test_a_place_of_another_service_is_not_there(guarded: Guarded) -> None:
    """Its number in the address opens nothing."""
    places, visits = load_places(guarded.engine), load_ledger(guarded.engine)
    caller = guarded.person("apart@example.org", R.COORDINATOR, service=1)
    seen = set(visits.loc[visits["service"] == 1, "place"])
    strange = next(number for number in places.index[places["service"] != 1] if number not in seen)
    run = caller.run("places", place=str(strange))
    assert not run.says(str(places.loc[strange, "label"]))
    assert run.says("no longer in the register")


# Without sign-in


def own_address() -> str | None:
    """Return an address of this computer that others would use, if it has one."""
    import socket  # noqa: PLC0415 - needed here alone

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address


@pytest.fixture(scope="module")
def exposed(demo_file: Path, basemap_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server without sign-in that somebody made listen on all addresses."""
    folder = tmp_path_factory.mktemp("exposed")
    shutil.copytree(basemap_dir / "basemap", folder / "basemap")
    shutil.copy(demo_file, folder / "register.sqlite")
    own = {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}  # noqa: S104 - tried out
    with serve(folder, demo_environment(folder) | own, free_port()) as address:
        yield address


def test_another_computer_is_refused_whatever_the_server_listens_on(exposed: str) -> None:
    """Asked through its other address, under that name or under a forged one."""
    other = own_address()
    if other is None:
        pytest.skip(
            "NO SECOND ADDRESS: this computer has none, so a request from elsewhere could not be tried"
        )
    elsewhere = exposed.replace("127.0.0.1", other)
    port = exposed.rsplit(":", 1)[1]
    for host in (None, f"localhost:{port}", f"127.0.0.1:{port}"):
        for path in ("/", "/map", "/_stcore/health", "/media/x.csv", "/assets/basemap.json", "/health"):
            answer = httpx2.get(f"{elsewhere}{path}", headers={"Host": host} if host else {})
            assert answer.status_code == 403, (host, path)
    with pytest.raises(InvalidStatus), Caller(elsewhere).socket():
        pass


def test_another_name_is_refused_on_this_computer(exposed: str) -> None:
    """A page elsewhere whose name was made to lead here gets nothing; this computer itself does."""
    for host in ("maraude.example.org", "127.0.0.1.example.org", "192.0.2.1"):
        assert httpx2.get(f"{exposed}/", headers={"Host": host}).status_code == 403
    assert httpx2.get(f"{exposed}/").status_code == 200
    assert Caller(exposed).run("map").titles == ["Map"]


def test_it_says_so_in_the_menu(exposed: str) -> None:
    """Whoever sits there knows that nobody else can look, and that nobody signs in."""
    assert Caller(exposed).run().says("This app answers this computer only")
