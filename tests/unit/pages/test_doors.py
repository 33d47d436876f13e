"""The door: headers on everything, documents that the browser keeps, nothing beyond the assets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.settings import settings
from pages.ui.doors import HEADERS, content_policy, middleware, routes


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The routes and the middleware, without Streamlit."""
    monkeypatch.setenv("MARAUDE_VAR_DIR", str(tmp_path))
    settings.cache_clear()
    yield TestClient(Starlette(routes=routes(), middleware=middleware()))
    settings.cache_clear()


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
