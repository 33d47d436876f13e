"""How sign-in is set up: wholly, or not at all, and never over a connection that others can read."""

from pathlib import Path

import pytest

from data.access.provider import IncompleteSignInError, load_provider, public_hosts
from data.settings import Settings
from data.vocabulary import Tier

WHOLE = {
    "address": "https://maraude.example.org/",
    "sign_in_provider": "https://id.example.org/.well-known/openid-configuration",
    "sign_in_client_id": "maraude",
    "sign_in_client_secret": "secret",
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests do not count."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MARAUDE_{name.upper()}", raising=False)


def test_nothing_set_is_no_sign_in() -> None:
    """The app then answers its own computer."""
    assert load_provider(Settings()) is None
    assert load_provider(Settings(allowed_hosts="a.example.org", administrator="a@example.org")) is None


@pytest.mark.parametrize("tier", list(Tier))
def test_hosts_open_a_public_app_alone(tier: Tier) -> None:
    """For whoever comes; the other apps ask who it is."""
    found = public_hosts(Settings(tier=tier, allowed_hosts="Figures.example.org, ,10.0.0.5"))
    assert found == ({"figures.example.org", "10.0.0.5"} if tier is Tier.PUBLIC else set())
    assert public_hosts(Settings(tier=tier)) == set()


def test_all_that_is_needed_makes_a_provider() -> None:
    """The app's own host is known without being listed."""
    found = load_provider(Settings.model_validate(WHOLE | {"allowed_hosts": "10.0.0.5, Maraude.lan"}))
    assert found is not None
    assert found.address == "https://maraude.example.org"
    assert found.hosts == {"maraude.example.org", "10.0.0.5", "maraude.lan"}
    assert found.is_secure
    assert not found.unverified


@pytest.mark.parametrize("left_out", list(WHOLE))
def test_half_of_it_does_not_start(left_out: str) -> None:
    """It must not fall back to an app without sign-in because of a slip."""
    with pytest.raises(IncompleteSignInError, match=left_out.upper()):
        load_provider(
            Settings.model_validate({name: text for name, text in WHOLE.items() if name != left_out})
        )


@pytest.mark.parametrize("name", ["address", "sign_in_provider"])
@pytest.mark.parametrize(
    "address", ["http://maraude.example.org", "maraude.example.org", "ftp://localhost", "https://"]
)
def test_a_plain_connection_is_refused(name: str, address: str) -> None:
    """A cookie or a code that travels readable is anybody's."""
    with pytest.raises(IncompleteSignInError, match="https"):
        load_provider(Settings.model_validate(WHOLE | {name: address}))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_computer_may_be_reached_plainly(host: str) -> None:
    """Nobody listens in between; so it can be tried out."""
    found = load_provider(Settings.model_validate(WHOLE | {"address": f"http://{host}:8501"}))
    assert found is not None
    assert not found.is_secure
    assert found.address == f"http://{host}:8501"


def test_the_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    """As Docker and systemd hand secrets over."""
    file = tmp_path / "secret"
    kept = "from a file"
    file.write_text(f"{kept}\n", encoding="utf-8")
    rest = {name: text for name, text in WHOLE.items() if name != "sign_in_client_secret"}
    found = load_provider(Settings.model_validate(rest | {"sign_in_client_secret_file": file}))
    assert found is not None
    assert found.client_secret == kept


def test_an_administrator_who_is_no_address_does_not_start() -> None:
    """Else nobody would come in, and each click would fail."""
    with pytest.raises(IncompleteSignInError, match="ADMINISTRATOR"):
        load_provider(Settings.model_validate(WHOLE | {"administrator": "claire"}))


def test_the_secret_does_not_show() -> None:
    """Neither the settings nor the provider print it."""
    settings = Settings.model_validate(WHOLE | {"sign_in_client_secret": "hush"})
    assert "hush" not in repr(settings)
    assert "hush" not in repr(load_provider(settings))
