"""The gate: who gets through without sign-in, with it, and to whose files."""

from collections.abc import Mapping
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.access.identity import identify
from data.access.sessions import Sessions
from pages.ui.doors import SecurityHeaders, content_policy
from pages.ui.gate import KnownHosts, LocalOnly, SignedInOnly, is_loopback
from pages.ui.gate_sign_in import is_own_address
from pages.ui.gate_socket import is_wanted, told_files

COOKIE = "maraude"
CLAIRE = identify("claire@example.org")
MINE = "/media/" + "a" * 32 + ".csv"
UPLOAD = f"/_stcore/upload_file/{'1' * 36}/{'2' * 36}"


async def anything(request: Request) -> Response:
    """Answer whatever is asked."""
    answer = PlainTextResponse(f"reached {request.url.path}")
    answer.set_cookie("theirs", "x")
    return answer


async def socket(connection: WebSocket) -> None:
    """Say what comes in, and tell of a file."""
    await connection.accept()
    tells = ForwardMsg()
    tells.delta.new_element.download_button.url = MINE
    await connection.send_bytes(tells.SerializeToString())
    with suppress(WebSocketDisconnect):
        while True:
            await connection.send_text(str(len(await connection.receive_bytes())))


def app(*middleware: Middleware) -> Starlette:
    """Return an app behind *middleware*."""
    methods = ["GET", "POST", "PUT", "DELETE"]
    routes = [WebSocketRoute("/_stcore/stream", socket), Route("/{path:path}", anything, methods=methods)]
    return Starlette(routes=routes, middleware=middleware)


def from_address(client: str, host: str = "localhost:8501", **headers: str) -> TestClient:
    """Return a client at an address that asks a server without sign-in under a name."""
    return TestClient(
        app(Middleware(LocalOnly)), base_url=f"http://{host}", client=(client, 5000), headers=headers
    )


# Without sign-in


@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_this_computer_is_answered(client: str, host: str) -> None:
    """Under each of its own names."""
    answer = from_address(client, host).get("/map")
    assert (answer.status_code, answer.text) == (200, "reached /map")


@pytest.mark.parametrize(
    ("client", "host", "headers"),
    [
        ("192.168.1.20", "localhost", {}),
        ("10.0.0.5", "127.0.0.1:8501", {}),
        ("::ffff:192.168.1.20", "localhost", {}),
        ("testclient", "localhost", {}),
        ("127.0.0.1", "maraude.example.org", {}),
        ("127.0.0.1", "localhost.example.org", {}),
        ("127.0.0.1", "127.0.0.1.example.org", {}),
        ("127.0.0.1", "192.168.1.10:8501", {}),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", "localhost", {"X-Real-IP": "127.0.0.1"}),
        ("127.0.0.1", "localhost", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", "localhost", {"Via": "1.1 proxy"}),
    ],
)
@pytest.mark.parametrize("path", ["/", "/map", "/media/x", "/_stcore/health", "/health", "/sign-in"])
def test_nobody_else_is(client: str, host: str, headers: Mapping[str, str], path: str) -> None:
    """Another computer, another name, or another server in between: one plain sentence."""
    answer = from_address(client, host, **headers).get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert "answers the computer it runs on only" in answer.text
    assert "reached" not in answer.text


@pytest.mark.parametrize("host", ["", "a:b:c", "[::1", "local host"])
def test_a_host_that_makes_no_sense_is_refused(host: str) -> None:
    """It raises nothing either."""
    answer = from_address("127.0.0.1").get("/", headers={"Host": host})
    assert answer.status_code == 403


def test_a_web_socket_from_elsewhere_does_not_open() -> None:
    """The screens are nothing without it."""
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        from_address("192.168.1.20").websocket_connect("/_stcore/stream"),
    ):
        pass
    assert refused.value.code == 1008
    with from_address("127.0.0.1").websocket_connect("ws://localhost/_stcore/stream") as mine:
        assert mine.receive_bytes()


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_refusal_speaks_the_browser_s_language(language: str) -> None:
    """With a title, so that it is a page."""
    answer = from_address("10.0.0.5").get("/", headers={"Accept-Language": f"de, {language}-BE;q=0.8"})
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize("name", ["", "localhost.", "0.0.0.1", "127.1", "128.0.0.1", "::2", "::", "213"])
def test_what_is_not_this_computer(name: str) -> None:
    """Also where a library elsewhere would be generous."""
    assert not is_loopback(name)


# With sign-in


@pytest.fixture
def sessions() -> Sessions:
    """The sign-ins of a server."""
    return Sessions(3600)


@pytest.fixture
def stranger(sessions: Sessions) -> TestClient:
    """A client who did not sign in."""
    return TestClient(
        app(
            Middleware(KnownHosts, hosts={"maraude.example.org"}),
            Middleware(SignedInOnly, sessions=sessions, cookie=COOKIE),
        ),
        base_url="http://maraude.example.org",
        headers={"Accept-Language": "en"},
        follow_redirects=False,
    )


@pytest.fixture
def claire(stranger: TestClient, sessions: Sessions) -> TestClient:
    """The same client, signed in."""
    stranger.cookies.set(COOKIE, sessions.begin(CLAIRE))
    return stranger


@pytest.mark.parametrize("host", ["example.org", "a.maraude.example.org", "localhost", "127.0.0.1"])
def test_another_name_is_refused(claire: TestClient, host: str) -> None:
    """Signed in or not: a page elsewhere may have made its own name lead here."""
    answer = claire.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert claire.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/map", "/accounts", "/nowhere", "/map?place=3&lang=nl"])
def test_a_screen_leads_a_stranger_to_the_sign_in(stranger: TestClient, path: str) -> None:
    """And from there to the screen."""
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")
    assert stranger.get("/sign-in", params={"next": path}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        MINE,
        "/media/",
        "/_stcore/health",
        "/_stcore/metrics",
        "/_stcore/host-config",
        "/_stcore/script-health-check",
        "/component/streamlit_folium.st_folium/index.html",
        "/assets/basemap.json",
        "/assets/backgrounds.json",
        "/_stcore/bidi-components/x",
        UPLOAD,
    ],
)
@pytest.mark.parametrize("cookie", [None, "", "forged", "a" * 43])
def test_a_program_without_a_sign_in_gets_nothing(
    stranger: TestClient, path: str, cookie: str | None
) -> None:
    """A made-up secret is none."""
    if cookie is not None:
        stranger.cookies.set(COOKIE, cookie)
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "not signed in" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/map", "/sign-in-not", "/healthy", "/static", "//media/x", "/statics"]
)
def test_only_what_is_named_is_open(stranger: TestClient, path: str) -> None:
    """An address that merely looks like an open one is not."""
    assert stranger.request("POST", path).status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/health", "/sign-in", "/sign-in/start", "/sign-out", "/static/a.js", "/assets/maraude/gate.css"],
)
def test_what_sign_in_needs_is_open(stranger: TestClient, path: str) -> None:
    """Nothing of a register lies there."""
    assert stranger.get(path).text == f"reached {path}"


@pytest.mark.parametrize("path", ["/", "/map", "/_stcore/health", "/assets/basemap.json"])
def test_somebody_signed_in_gets_through(claire: TestClient, path: str) -> None:
    """The control of the tests above."""
    assert claire.get(path).text == f"reached {path}"


def test_a_sign_in_that_ended_is_none(claire: TestClient, sessions: Sessions) -> None:
    """At the very next request."""
    assert claire.get("/_stcore/health").status_code == 200
    sessions.end(claire.cookies[COOKIE])
    assert claire.get("/_stcore/health").status_code == 401


def test_an_expired_cookie_is_refused(stranger: TestClient, sessions: Sessions) -> None:
    """The browser may send it for ever: the server knows when it ended."""
    stranger.cookies.set(COOKIE, sessions.begin(CLAIRE))
    assert stranger.get("/_stcore/health").status_code == 200
    sessions._clock = lambda: float("inf")
    assert stranger.get("/_stcore/health").status_code == 401
    assert stranger.get("/map").status_code == 303


def test_a_file_is_for_the_session_that_was_told(claire: TestClient, sessions: Sessions) -> None:
    """The same address is nobody else's, neither another person's nor another sign-in's."""
    assert claire.get(MINE).status_code == 403
    with claire.websocket_connect("ws://maraude.example.org/_stcore/stream") as screen:
        screen.receive_bytes()
    assert claire.get(MINE).text == f"reached {MINE}"
    assert claire.put(UPLOAD).status_code == 403
    claire.cookies.set(COOKIE, sessions.begin(identify("other@example.org")))
    assert claire.get(MINE).status_code == 403
    claire.cookies.set(COOKIE, sessions.begin(CLAIRE))
    assert claire.get(MINE).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/media/x", "/media/" + "A" * 32, "/media/./" + "a" * 32, "/_stcore/upload_file/1/2", "/media/"],
)
def test_a_file_of_an_unusual_name_is_nobody_s(claire: TestClient, path: str) -> None:
    """What no session can have been told of is not handed out because it looks strange."""
    assert claire.put(path).status_code == 403


@pytest.mark.parametrize("path", ["/_stcore/stream", "/static/stream", "/sign-in/_stcore/stream", "/health"])
def test_a_stranger_s_web_socket_does_not_open(stranger: TestClient, path: str) -> None:
    """Before anything is said, at no address."""
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        stranger.websocket_connect(f"ws://maraude.example.org{path}"),
    ):
        pass
    assert refused.value.code == 1008


def test_an_open_web_socket_ends_with_the_sign_in(claire: TestClient, sessions: Sessions) -> None:
    """The next message closes it, and is not heard."""
    click = BackMsg(rerun_script=ClientState()).SerializeToString()
    with claire.websocket_connect("ws://maraude.example.org/_stcore/stream") as screen:
        screen.receive_bytes()
        screen.send_bytes(click)
        assert screen.receive_text() == str(len(click))
        sessions.end(claire.cookies[COOKIE])
        screen.send_bytes(click)
        with pytest.raises(WebSocketDisconnect) as closed:
            screen.receive_text()
    assert closed.value.code == 1008


def test_each_message_is_a_turn(claire: TestClient, sessions: Sessions) -> None:
    """So that rights are looked up anew."""
    session = sessions.find(claire.cookies[COOKIE])
    assert session is not None
    with claire.websocket_connect("ws://maraude.example.org/_stcore/stream") as screen:
        screen.receive_bytes()
        for turn in (1, 2):
            screen.send_bytes(BackMsg(rerun_script=ClientState()).SerializeToString())
            screen.receive_text()
            assert session.turn == turn


# Messages


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (BackMsg(rerun_script=ClientState()), True),
        (BackMsg(stop_script=True), True),
        (BackMsg(app_heartbeat=True), True),
        (BackMsg(clear_cache=True), False),
        (BackMsg(set_run_on_save=True), False),
        (BackMsg(debug_shutdown_runtime=True), False),
        (BackMsg(), False),
    ],
)
def test_only_what_a_screen_sends_is_heard(sessions: Sessions, message: BackMsg, *, wanted: bool) -> None:
    """Nobody empties the caches of all the others."""
    session = sessions.find(sessions.begin(CLAIRE))
    assert session is not None
    assert is_wanted(message.SerializeToString(), session) is wanted


def test_what_is_no_message_is_not_heard(sessions: Sessions) -> None:
    """It does not raise either."""
    session = sessions.find(sessions.begin(CLAIRE))
    assert session is not None
    assert not is_wanted(b"\xff\xff\xff", session)


def test_a_file_to_be_made_is_for_whom_its_button_was_drawn(sessions: Sessions) -> None:
    """Its number alone is not enough."""
    session = sessions.find(sessions.begin(CLAIRE))
    assert session is not None
    asks = BackMsg()
    asks.backend_operation_request.deferred_file.file_id = "b" * 32
    content = asks.SerializeToString()
    assert not is_wanted(content, session)
    drawn = ForwardMsg()
    drawn.delta.new_element.download_button.deferred_file_id = "b" * 32
    for address in told_files(drawn.SerializeToString()):
        session.tell(address)
    assert is_wanted(content, session)


def test_what_somebody_typed_tells_of_nothing() -> None:
    """A text that the server repeats is no file that it offers."""
    repeated = ForwardMsg()
    repeated.delta.new_element.text_input.value = MINE
    assert list(told_files(repeated.SerializeToString())) == []
    drawn = ForwardMsg()
    drawn.delta.new_element.markdown.body = f"![]({MINE})"
    assert list(told_files(drawn.SerializeToString())) == []


def test_each_way_to_tell_of_a_file_is_seen() -> None:
    """Pictures, the logo, the tab's icon, a file that was made, and where to upload one."""
    media = MINE.removesuffix(".csv")
    picture, logo, icon, made, upload = (ForwardMsg() for _ in range(5))
    picture.delta.new_element.imgs.imgs.add(url=MINE)
    logo.logo.image = MINE
    icon.page_config_changed.favicon = MINE
    made.backend_operation_response.deferred_file.url = MINE
    upload.file_urls_response.file_urls.add(upload_url=UPLOAD)
    found = [list(told_files(one.SerializeToString())) for one in (picture, logo, icon, made, upload)]
    assert [files[0] for files in found] == [media] * 4 + [UPLOAD]


# Where to go after sign-in


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/", True),
        ("/map?place=3", True),
        ("", False),
        ("map", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("/map\r\nSet-Cookie: a=b", False),
        ("/\t/evil.example", False),
    ],
)
def test_nobody_is_led_away(address: str, *, own: bool) -> None:
    """A link with a strange goal ends on a screen of ours."""
    assert is_own_address(address) is own


# Headers


def test_headers_name_what_is_refused() -> None:
    """On every answer; behind HTTPS also that it stays, and cookies are sealed."""
    for secure in (False, True):
        client = TestClient(app(Middleware(SecurityHeaders, policy=content_policy(""), secure=secure)))
        answer = client.get("/")
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert ("Strict-Transport-Security" in answer.headers) is secure
        assert ("Secure" in answer.headers["set-cookie"]) is secure
