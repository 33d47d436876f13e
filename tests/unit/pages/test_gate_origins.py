"""The gate: what a page of another site may ask for, and what readers of a public app may send."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from data.settings import settings
from data.vocabulary import Tier
from pages.ui.doors import middleware, routes
from pages.ui.gate import OwnOrigin, ReadersOnly
from pages.ui.gate_session import is_open_to_all
from pages.ui.gate_socket import is_reading

HOST = "figures.example.org"
STREAM = f"ws://{HOST}/_stcore/stream"
CLICK = BackMsg(rerun_script=ClientState()).SerializeToString()


async def anything(request: Request) -> Response:
    """Answer whatever is asked."""
    return PlainTextResponse(f"reached {request.url.path}")


async def socket(connection: WebSocket) -> None:
    """Say how long each message is that comes in."""
    await connection.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await connection.send_text(str(len(await connection.receive_bytes())))


STREAMLIT: list[BaseRoute] = [
    WebSocketRoute("/_stcore/stream", socket),
    Route("/{path:path}", anything, methods=["GET", "POST", "PUT", "DELETE"]),
]


def behind(*gate: Middleware) -> TestClient:
    """Return a client of an app behind *gate*."""
    return TestClient(Starlette(routes=STREAMLIT, middleware=gate), base_url=f"http://{HOST}")


# Pages of others


@pytest.mark.parametrize("origin", [None, f"http://{HOST}", f"https://{HOST}", f"HTTP://{HOST.upper()}"])
def test_a_page_of_this_server_is_heard(origin: str | None) -> None:
    """And a program, which says nothing of a page."""
    headers = {} if origin is None else {"Origin": origin}
    client = behind(Middleware(OwnOrigin))
    assert client.put("/_stcore/upload_file/x", headers=headers).status_code == 200
    with client.websocket_connect(STREAM, headers=headers) as screen:
        screen.send_bytes(CLICK)
        assert screen.receive_text() == str(len(CLICK))


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://localhost",
        "http://localhost:8501",
        "http://127.0.0.1",
        f"http://{HOST}:3000",
        f"http://{HOST}.evil.example",
        f"http://evil.example/{HOST}",
        f"http://a@{HOST}",
        f"ftp://{HOST}",
    ],
)
def test_a_page_of_another_site_is_not(origin: str) -> None:
    """Also one of another program on the same computer, whose cookies a browser would add."""
    client = behind(Middleware(OwnOrigin))
    headers = {"Origin": origin, "Accept-Language": "en"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(STREAM, headers=headers):
        pass
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/_stcore/upload_file/x", headers=headers)
        assert answer.status_code == 403
        assert "page of another site" in answer.text


def test_a_page_of_another_site_may_lead_here() -> None:
    """A link is a link."""
    assert behind(Middleware(OwnOrigin)).get("/map", headers={"Origin": "null"}).text == "reached /map"


# Readers


def _asks(payload: str) -> BackMsg:
    message = BackMsg()
    request = message.backend_operation_request
    request.request_id = "1"
    getattr(request, payload).SetInParent()
    return message


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        (BackMsg(rerun_script=ClientState()), True),
        (BackMsg(app_heartbeat=True), True),
        (_asks("deferred_file"), True),
        (_asks("dataframe_chunk"), True),
        (_asks("install_skills"), False),
        (BackMsg(clear_cache=True), False),
        (BackMsg(debug_shutdown_runtime=True), False),
        (BackMsg(), False),
    ],
)
def test_a_reader_looks_and_takes(message: BackMsg, *, heard: bool) -> None:
    """Nobody who merely reads empties a cache or writes into a folder of the server."""
    assert is_reading(message.SerializeToString()) is heard


def test_a_reader_brings_nothing() -> None:
    """No address to upload to is given out, and none is answered; what is no message is not heard."""
    asks = BackMsg()
    asks.file_urls_request.file_names.append("large.bin")
    assert not is_reading(asks.SerializeToString())
    assert not is_reading(b"\xff\xff\xff")
    client = behind(Middleware(ReadersOnly))
    assert client.get("/map").status_code == 200
    for method in ("PUT", "POST", "DELETE"):
        assert client.request(method, "/_stcore/upload_file/x").status_code == 405


def test_what_a_reader_may_not_send_never_arrives() -> None:
    """The next click does."""
    with behind(Middleware(ReadersOnly)).websocket_connect(STREAM) as screen:
        screen.send_bytes(BackMsg(clear_cache=True).SerializeToString())
        screen.send_bytes(CLICK)
        assert screen.receive_text() == str(len(CLICK))


# A public app without sign-in


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An app in another network whose administrator named its host."""
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("MARAUDE_ALLOWED_HOSTS", HOST)
    yield monkeypatch
    settings.cache_clear()


def status(host: str) -> int:
    """Return what somebody on another computer is answered."""
    settings.cache_clear()
    app = Starlette(routes=[*routes(), *STREAMLIT], middleware=middleware())
    client = TestClient(app, base_url=f"http://{host}", client=("192.0.2.7", 5000))
    return client.get("/map").status_code


@pytest.mark.parametrize("tier", list(Tier))
def test_only_public_figures_are_shown_to_whoever_comes(served: pytest.MonkeyPatch, tier: Tier) -> None:
    """The register and figures for policy stay on their computer, whatever hosts are named."""
    served.setenv("MARAUDE_TIER", tier.value)
    assert status(HOST) == (200 if tier is Tier.PUBLIC else 403)
    assert is_open_to_all() is (tier is Tier.PUBLIC)
    for other in ("localhost", "192.0.2.1", f"a.{HOST}"):
        assert status(other) == 403


@pytest.mark.parametrize("hosts", ["", " , ", "*"])
def test_public_figures_need_a_named_host_too(served: pytest.MonkeyPatch, hosts: str) -> None:
    """Nothing opens by default, and no sign stands for every name."""
    served.setenv("MARAUDE_TIER", "public")
    served.setenv("MARAUDE_ALLOWED_HOSTS", hosts)
    assert status(HOST) == 403


@pytest.mark.parametrize("tier", [Tier.POLICY, Tier.PUBLIC])
def test_a_release_does_not_serve_the_layers_of_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tier: Tier
) -> None:
    """Both apps may share a folder; what was brought into the register's app is not the readers'."""
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path))
    for wanted, found in ((tier, False), (Tier.INTERNAL, True)):
        monkeypatch.setenv("MARAUDE_TIER", wanted.value)
        settings.cache_clear()
        paths = {getattr(route, "path", "") for route in routes()}
        assert ("/assets/backgrounds.json" in paths) is found
        assert "/assets/basemap.json" in paths
    settings.cache_clear()
