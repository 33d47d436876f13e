"""Routes and response headers of the server, beside the screens."""

import gzip
from collections.abc import Callable

import xstatic.pkg.leaflet
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.access.provider import Provider, public_hosts
from data.geography.backgrounds import backgrounds_payload
from data.geography.basemap import BasemapFile, basemap_payload
from data.settings import ROOT, settings
from data.vocabulary import Tier
from pages.ui.gate import CALENDARS, KnownHosts, LocalOnly, OwnOrigin, ReadersOnly, SignedInOnly
from pages.ui.gate_session import cookie_name, provider, sessions

_COMMON_POLICY = {
    "default-src": "'self'",
    # The map component evaluates the map's script, Streamlit's own page starts with an inline one, and it
    # hands the scripts of its components, such as our calendar, to the browser as blobs of this origin.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    # Also the web socket of the screens, and of nobody else.
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-ancestors": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
}

_UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser could offer and this app never asks for."""

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
}

STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}
"""Added where people reach the app by HTTPS: for a year browsers do not try without."""


def content_policy(tiles_url: str) -> str:
    """
    Return the Content-Security-Policy: this origin only, and the tiles' host where an administrator set one.

    Parameters
    ----------
    tiles_url : str
        Address template of online tiles, or an empty text.

    Returns
    -------
    str
        The header's value.
    """
    policy = dict(_COMMON_POLICY)
    if tiles_url:
        origin = "/".join(tiles_url.split("/")[:3]).replace("{s}", "*")
        policy["img-src"] += f" {origin}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


class SecurityHeaders:
    """ASGI middleware that adds the security headers to every answer, and seals cookies under HTTPS."""

    def __init__(self, app: ASGIApp, policy: str, *, secure: bool = False) -> None:
        self.app = app
        self.secure = secure
        self.headers = HEADERS | {"Content-Security-Policy": policy} | (STRICT_TRANSPORT if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if self.secure:
                    message["headers"] = [_sealed(*header) for header in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _sealed(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header; a cookie, also one of Streamlit's own, then never travels without HTTPS."""
    if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


def middleware() -> list[Middleware]:
    """Return the middleware of the server: headers, then the gate, then who may send anything."""
    signs_in = provider()
    policy = content_policy(settings().tiles_url)
    headers = Middleware(SecurityHeaders, policy=policy, secure=bool(signs_in and signs_in.is_secure))
    return [headers, *_gate(signs_in), Middleware(OwnOrigin)]


def _gate(signs_in: Provider | None) -> list[Middleware]:
    """Return what decides who is answered: those who signed in, readers of public figures, this computer."""
    if signs_in is not None:
        return [
            Middleware(KnownHosts, hosts=signs_in.hosts),
            Middleware(SignedInOnly, sessions=sessions(), cookie=cookie_name(signs_in)),
        ]
    if hosts := public_hosts(settings()):
        return [Middleware(KnownHosts, hosts=hosts), Middleware(ReadersOnly)]
    return [Middleware(LocalOnly)]


def _document(load: Callable[[], BasemapFile]) -> Callable[[Request], Response]:
    """Return an endpoint for a document that seldom changes: compressed, and kept by the browser."""

    def endpoint(request: Request) -> Response:
        document = load()
        headers = {"ETag": f'"{document.etag}"', "Cache-Control": "private, max-age=0, must-revalidate"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(gzip.compress(document.content), media_type="application/json", headers=headers)

    return endpoint


def _health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def routes() -> list[BaseRoute]:
    """Return the routes beside the screens: sign-in, map scripts, the basemap, and a sign of life."""
    signs_in = provider()
    return [
        Route("/health", _health),
        *(_sign_in(signs_in) if signs_in else ()),
        Route("/assets/basemap.json", _document(lambda: basemap_payload(settings().var_dir))),
        *_own_layers(),
        *_calendars(),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/maraude", StaticFiles(directory=ROOT / "assets")),
    ]


def _own_layers() -> list[BaseRoute]:
    """Return the address of the map layers that somebody brought in; a release's readers get none of them."""
    if settings().tier is not Tier.INTERNAL:
        return []
    return [Route("/assets/backgrounds.json", _document(lambda: backgrounds_payload(settings().var_dir)))]


def _calendars() -> list[BaseRoute]:
    """Return the address of shared calendars; a release has none, and no way to the register."""
    if settings().tier is not Tier.INTERNAL:
        return [Route(f"{CALENDARS}{{name}}", lambda _request: Response(status_code=404))]
    from pages.ui.calendar_feed import CalendarFeeds  # noqa: PLC0415 - loads the register

    return CalendarFeeds().routes()


def _sign_in(signs_in: Provider) -> list[BaseRoute]:
    from pages.ui.gate_sign_in import SignIn  # noqa: PLC0415 - loads much that only sign-in needs

    return SignIn(signs_in, sessions()).routes()
