"""The door: headers on everything, documents that the browser keeps, nothing beyond the assets."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from data.access.provider import Provider
from data.access.sessions import Sessions
from data.settings import settings
from pages.ui.doors import HEADERS, content_policy, middleware, routes
from pages.ui.gate_sign_in import SECONDS, TRIES, SignIn


@pytest.fixture
def door(basemap_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The routes and the middleware, without Streamlit."""
    shutil.copytree(basemap_dir / "basemap", tmp_path / "basemap")
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path))
    settings.cache_clear()
    yield client()
    settings.cache_clear()


def client() -> TestClient:
    """Return a client on this computer, which asks for the app by a name of this computer."""
    app = Starlette(routes=routes(), middleware=middleware())
    return TestClient(app, base_url="http://localhost:8501", client=("127.0.0.1", 5000))


def test_every_answer_carries_the_security_headers(door: TestClient) -> None:
    """Also one that found nothing."""
    for address in ("/health", "/assets/maraude/maraude.js", "/assets/leaflet/leaflet.js", "/nothing"):
        answer = door.get(address)
        assert answer.headers["Content-Security-Policy"] == content_policy("")
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_basemap_is_fetched_once(door: TestClient) -> None:
    """The second request is answered with "you have it"."""
    first = door.get("/assets/basemap.json")
    assert first.status_code == 200
    assert first.json()["localities"]
    again = door.get("/assets/basemap.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert door.get("/assets/basemap.json", headers={"If-None-Match": '"old"'}).status_code == 200


def test_no_file_beside_the_assets_can_be_had(door: TestClient) -> None:
    """Climbing out of the folder finds nothing."""
    for address in ("/assets/maraude/../dashboard.py", "/assets/maraude/%2e%2e/pyproject.toml"):
        assert door.get(address).status_code == 404


def test_without_tiles_no_foreign_origin_is_named() -> None:
    """The policy of a fresh install speaks of this origin alone."""
    assert "http" not in content_policy("")
    assert "*" not in content_policy("")
    assert "ws:" not in content_policy("")
    assert "wss:" not in content_policy("")


def test_with_tiles_only_their_host_is_added_and_only_for_images() -> None:
    """An administrator's opt-in opens one door, not all."""
    policy = content_policy("https://{s}.tiles.example/{z}/{x}/{y}.png")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["img-src"].endswith(" https://*.tiles.example")
    assert sum("tiles.example" in value for value in directives.values()) == 1


def test_without_sign_in_there_is_no_sign_in_page(door: TestClient) -> None:
    """And nothing of it is loaded."""
    assert door.get("/sign-in").status_code == 404


def test_with_sign_in_the_gate_and_its_pages_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the settings say decides; behind HTTPS browsers are told to stay there."""
    for name, text in {
        "VAR_DIR": str(tmp_path),
        "ADDRESS": "https://maraude.example.org",
        "SIGN_IN_PROVIDER": "https://id.example.org/.well-known/openid-configuration",
        "SIGN_IN_CLIENT_ID": "maraude",
        "SIGN_IN_CLIENT_SECRET": "secret",
    }.items():
        monkeypatch.setenv(f"MARAUDE_{name}", text)
    settings.cache_clear()
    app = Starlette(routes=routes(), middleware=middleware())
    stranger = TestClient(app, base_url="https://maraude.example.org", follow_redirects=False)
    assert stranger.get("/health").status_code == 200
    page = stranger.get("/sign-in", params={"next": "/map"}, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'href="/sign-in/start?next=%2Fmap"' in page.text
    assert "<script" not in page.text
    assert page.headers["Strict-Transport-Security"]
    assert stranger.get("/assets/basemap.json").status_code == 401
    assert stranger.get("/assets/leaflet/leaflet.js").status_code == 200
    assert stranger.get("/map").headers["location"] == "/sign-in?next=%2Fmap"
    assert client().get("/").status_code == 403
    settings.cache_clear()


def test_too_many_tries_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the address they come from; others sign in as ever."""
    provider = Provider("", "", "", "https://maraude.example.org", frozenset(), unverified=False, hours=1)
    app = Starlette(routes=SignIn(provider, Sessions(60)).routes())
    app.add_middleware(SessionMiddleware, secret_key="secret")  # noqa: S106 - of this test
    busy, other = (TestClient(app, client=(address, 1)) for address in ("10.0.0.1", "10.0.0.2"))
    answers = [busy.get("/sign-in/return").status_code for _ in range(TRIES + 1)]
    assert answers == [400] * TRIES + [429]
    assert busy.get("/sign-in/start").headers["Retry-After"] == str(SECONDS)
    assert other.get("/sign-in/return").status_code == 400
