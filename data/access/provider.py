"""How this installation signs people in, from its settings; none, or all that is needed."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from data.access.identity import UnusableAddressError, identify
from data.settings import Settings
from data.vocabulary import Tier

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class IncompleteSignInError(RuntimeError):
    """Sign-in is set up by half: the app must not start, least of all without sign-in."""


@dataclass(frozen=True)
class Provider:
    """
    A provider of sign-ins, by OpenID Connect.

    Attributes
    ----------
    metadata_url : str
        Address of its discovery document.
    client_id, client_secret : str
        As which this installation is known there.
    address : str
        Scheme and host, where people reach this installation; without a slash at its end.
    hosts : frozenset of str
        Names of this installation that a request may ask for.
    unverified : bool
        Whether to take an e-mail address of which the provider does not say whether it was verified.
    hours : float
        How long a sign-in lasts.
    """

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    address: str
    hosts: frozenset[str]
    unverified: bool
    hours: float

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach this installation by HTTPS."""
        return self.address.startswith("https://")


def load_provider(settings: Settings) -> Provider | None:
    """
    Return how people sign in.

    Parameters
    ----------
    settings : Settings
        Of this process.

    Returns
    -------
    Provider or None
        None where nothing of it is set: the app then answers its own computer only.

    Raises
    ------
    IncompleteSignInError
        If something needed is missing, or people would sign in over a connection that others can read.
    """
    needed = {
        "MARAUDE_SIGN_IN_PROVIDER": settings.sign_in_provider,
        "MARAUDE_SIGN_IN_CLIENT_ID": settings.sign_in_client_id,
        "MARAUDE_SIGN_IN_CLIENT_SECRET": _secret(settings),
        "MARAUDE_ADDRESS": settings.address,
    }
    if not any(needed.values()):
        return None
    missing = [name for name, text in needed.items() if not text]
    if missing:
        message = f"sign-in is set up by half; still missing: {', '.join(missing)}"
        raise IncompleteSignInError(message)
    for name in ("MARAUDE_ADDRESS", "MARAUDE_SIGN_IN_PROVIDER"):
        _demand_https(name, needed[name])
    _demand_address(settings.administrator)
    own = urlsplit(settings.address)
    return Provider(
        metadata_url=settings.sign_in_provider,
        client_id=settings.sign_in_client_id,
        client_secret=_secret(settings),
        address=f"{own.scheme}://{own.netloc}",
        hosts=frozenset({own.hostname or "", *_allowed_hosts(settings)} - {""}),
        unverified=settings.sign_in_unverified,
        hours=settings.sign_in_hours,
    )


def public_hosts(settings: Settings) -> frozenset[str]:
    """
    Return the names under which everybody is answered without sign-in.

    Parameters
    ----------
    settings : Settings
        Of this process.

    Returns
    -------
    frozenset of str
        Empty unless the app shows a public release and somebody named its hosts: figures for policy, and
        the register all the more, are never shown to whoever comes.
    """
    return _allowed_hosts(settings) if settings.tier is Tier.PUBLIC else frozenset()


def _allowed_hosts(settings: Settings) -> frozenset[str]:
    return frozenset(host.strip().casefold() for host in settings.allowed_hosts.split(",")) - {""}


def _secret(settings: Settings) -> str:
    if settings.sign_in_client_secret is not None:
        return settings.sign_in_client_secret.get_secret_value()
    file = settings.sign_in_client_secret_file
    return file.read_text(encoding="utf-8").strip() if file is not None else ""


def _demand_address(administrator: str) -> None:
    """Refuse an administrator who could never sign in."""
    if not administrator:
        return
    try:
        identify(administrator)
    except UnusableAddressError as error:
        message = "MARAUDE_ADMINISTRATOR must be an e-mail address"
        raise IncompleteSignInError(message) from error


def _demand_https(name: str, address: str) -> None:
    """Refuse plain HTTP, but on this very computer, where nobody listens in."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in LOCAL_HOSTS:
        return
    message = f"{name} must begin with https://"
    raise IncompleteSignInError(message)
