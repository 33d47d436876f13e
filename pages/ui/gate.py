"""The gate: what a request must have before anything of the app answers it."""

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from data.access.sessions import Sessions
from pages.ui.gate_page import refusal_page, translate_for
from pages.ui.gate_session import SIGN_IN, SIGN_OUT
from pages.ui.gate_socket import OWN_FILE, Socket, receiving_readers

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""Headers of a request that came through another server: its client is not who it seems."""

OPEN = ("/health", SIGN_IN, SIGN_OUT)
"""Addresses that answer before anybody signed in."""

OPEN_BELOW = (f"{SIGN_IN}/", "/static/", "/assets/leaflet/", "/assets/maraude/")
"""Folders whose files hold nothing of a register: programs, styles, the sign-in itself."""

CALENDARS = "/calendar/"
"""Folder of the shared calendars."""

_CALENDAR = re.compile(rf"{CALENDARS}[0-9A-Za-z_-]{{43}}\.ics")
"""Address of one: a calendar program signs in nowhere, so that its secret stands for a sign-in."""

MACHINES = ("/_stcore/", "/media/", "/component/", "/assets/", CALENDARS)
"""Addresses that only the app's own programs ask for; a person's browser is not sent to the sign-in."""

OWN_FOLDERS = ("/media/", "/_stcore/upload_file/")
"""Folders of files that each belong to one sign-in."""

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def is_loopback(address: str) -> bool:
    """Return whether an address or a host's name is this computer's own."""
    if address.casefold() == "localhost":
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def host_of(connection: HTTPConnection) -> str:
    """Return the host's name that a request asks for; empty where it is missing or makes no sense."""
    try:
        return urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, message: str) -> None:
    """Answer with a sentence, already translated; a web socket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    elif _is_for_a_person(scope):
        await refusal_page(HTTPConnection(scope), status, message)(scope, receive, send)
    else:
        headers = {"Cache-Control": "no-store"}
        await PlainTextResponse(message, status, headers)(scope, receive, send)


class OwnOrigin:
    """
    ASGI middleware that hears the pages of this server only.

    A page of another site, or of another program on the same computer, may lead here; it can neither open
    the web socket of the screens nor send a file, whatever cookies the browser adds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan" or _is_harmless(scope) or is_of_own_page(HTTPConnection(scope)):
            await self.app(scope, receive, send)
            return
        message = translate_for(HTTPConnection(scope))("This was asked by a page of another site.")
        await refuse(scope, receive, send, 403, message)


class ReadersOnly:
    """ASGI middleware of a public app without sign-in: everybody may look, nobody may bring anything."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "websocket":
            await self.app(scope, receiving_readers(receive), send)
        elif scope["type"] == "lifespan" or _is_harmless(scope):
            await self.app(scope, receive, send)
        else:
            message = translate_for(HTTPConnection(scope))("This app takes no files.")
            await refuse(scope, receive, send, 405, message)


class LocalOnly:
    """
    ASGI middleware of an app without sign-in: this very computer, and nobody else.

    It looks at where a request comes from and at the name that it asks for, whatever address the server
    listens on: a page of somewhere else, open in a browser here, asks for another name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan" or self._is_local(HTTPConnection(scope)):
            await self.app(scope, receive, send)
            return
        translate = translate_for(HTTPConnection(scope))
        message = translate(
            "This app answers the computer it runs on only. For others to use it, set up sign-in first."
        )
        await refuse(scope, receive, send, 403, message)

    def _is_local(self, connection: HTTPConnection) -> bool:
        if any(name in connection.headers for name in FORWARDED):
            return False
        client = connection.client
        return client is not None and is_loopback(client.host) and is_loopback(host_of(connection))


class KnownHosts:
    """ASGI middleware that answers to the installation's own names only."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it; a sign of life is given under any name."""
        if scope["type"] == "lifespan" or scope["path"] == "/health":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if host_of(connection) in self.hosts:
            await self.app(scope, receive, send)
        else:
            message = translate_for(connection)("This app is not known under this name.")
            await refuse(scope, receive, send, 403, message)


class SignedInOnly:
    """ASGI middleware that lets nobody through who is not signed in, but to the sign-in."""

    def __init__(self, app: ASGIApp, sessions: Sessions, cookie: str) -> None:
        self.app = app
        self.sessions = sessions
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it, or lead to the sign-in."""
        if scope["type"] == "lifespan" or (scope["type"] == "http" and is_open(scope["path"])):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        token = connection.cookies.get(self.cookie)
        session = self.sessions.find(token)
        if session is None:
            await self._turn_away(connection, receive, send)
        elif scope["type"] == "websocket":
            socket = Socket(self.sessions, token or "", session)
            await self.app(scope, socket.receiving(receive, send), socket.sending(send))
        elif scope["path"].startswith(OWN_FOLDERS) and not session.knows(_own_file(scope["path"])):
            message = translate_for(connection)("This file belongs to somebody else.")
            await refuse(scope, receive, send, 403, message)
        else:
            await self.app(scope, receive, send)

    async def _turn_away(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        scope = connection.scope
        if _is_for_a_person(scope):
            await _to_sign_in(scope)(scope, receive, send)
            return
        message = translate_for(connection)(
            "You are not signed in, or no longer: reload the page to sign in."
        )
        await refuse(scope, receive, send, 401, message)


def is_open(path: str) -> bool:
    """Return whether an address answers before anybody signed in."""
    return path in OPEN or path.startswith(OPEN_BELOW) or _CALENDAR.fullmatch(path) is not None


def is_of_own_page(connection: HTTPConnection) -> bool:
    """Return whether a request comes from a page of this server, or from no page at all."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    host = connection.headers.get("host", "").casefold()
    return bool(host) and origin.casefold() in {f"http://{host}", f"https://{host}"}


def _is_harmless(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in LOOKING


def _own_file(path: str) -> str:
    """Return as what a session was told of a file; empty for what no session is ever told of."""
    found = OWN_FILE.match(path)
    return found[0] if found else ""


def _is_for_a_person(scope: Scope) -> bool:
    """Return whether a request is somebody's browser that opens a screen."""
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and not scope["path"].startswith(MACHINES)
    )


def _to_sign_in(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303, {"Cache-Control": "no-store"})
