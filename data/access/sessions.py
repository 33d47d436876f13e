"""Who is signed in now: kept in the memory of the server alone, so that a sign-out is one."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from data.access.identity import Identity

TOLD = 5_000
"""How many addresses of files a session may still fetch; the oldest go first."""


@dataclass
class SignedIn:
    """
    One sign-in, from one browser, until its end.

    Attributes
    ----------
    identity : Identity
        Who signed in.
    until : float
        When it ends, in seconds of the clock.
    id_token : str
        What the provider wants to see again when somebody signs out.
    turn : int
        Goes up with each message from the browser, so that what was looked up for one click is not used
        for the next.
    is_new : bool
        Whether nobody has taken notice of this sign-in yet.
    """

    identity: Identity
    until: float
    id_token: str = ""
    turn: int = 0
    is_new: bool = True
    _told: dict[str, None] = field(default_factory=dict)

    def tell(self, address: str) -> None:
        """Note that the server told this session of a file."""
        self._told.pop(address, None)
        self._told[address] = None
        if len(self._told) > TOLD:
            del self._told[next(iter(self._told))]

    def knows(self, address: str) -> bool:
        """Tell whether this session, and not another, was told of a file."""
        return address in self._told


class Sessions:
    """
    The sign-ins of one server, by the secret in the browser's cookie.

    Nothing is written anywhere: a restart ends them all.

    Parameters
    ----------
    lifetime_s : float
        Seconds after which a sign-in ends, used or not.
    clock : callable
        Seconds since some moment.
    """

    def __init__(self, lifetime_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lifetime_s = lifetime_s
        self._clock = clock
        self._lock = Lock()
        self._open: dict[str, SignedIn] = {}

    def begin(self, identity: Identity, id_token: str = "") -> str:
        """
        Sign somebody in.

        Parameters
        ----------
        identity : Identity
            Who it is.
        id_token : str
            The provider's token, for the sign-out there.

        Returns
        -------
        str
            A new secret of 256 bits.
        """
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._open = {known: one for known, one in self._open.items() if one.until > now}
            self._open[token] = SignedIn(identity, now + self.lifetime_s, id_token)
        return token

    def find(self, token: str | None) -> SignedIn | None:
        """
        Return the sign-in of a secret.

        Parameters
        ----------
        token : str or None
            From a cookie.

        Returns
        -------
        SignedIn or None
            None for a secret that is unknown, whose sign-in is over, or that is missing.
        """
        found = self._open.get(token) if token else None
        return found if found is not None and found.until > self._clock() else None

    def left_s(self, session: SignedIn) -> float:
        """Return how many seconds a sign-in still has; 0 where it is over."""
        return max(0.0, session.until - self._clock())

    def end(self, token: str | None) -> SignedIn | None:
        """
        Sign somebody out.

        Parameters
        ----------
        token : str or None
            From a cookie.

        Returns
        -------
        SignedIn or None
            What ended, if it was still open.
        """
        found = self.find(token)
        with self._lock:
            self._open.pop(token or "", None)
        return found
