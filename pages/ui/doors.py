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

from data.geography.backgrounds import backgrounds_payload
from data.geography.basemap import BasemapFile, basemap_payload
from data.settings import ROOT, settings

_COMMON_POLICY = {
    "default-src": "'self'",
    # The map component evaluates the map's script, and Streamlit's own page starts with an inline one.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
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

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


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
    """ASGI middleware that adds the security headers to every response."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.headers = HEADERS | {"Content-Security-Policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def middleware() -> list[Middleware]:
    """Return the middleware of the server."""
    return [Middleware(SecurityHeaders, policy=content_policy(settings().tiles_url))]


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
    """Return the routes beside the screens: map scripts, the basemap, and a sign of life."""
    return [
        Route("/health", _health),
        Route("/assets/basemap.json", _document(lambda: basemap_payload(settings().var_dir))),
        Route("/assets/backgrounds.json", _document(lambda: backgrounds_payload(settings().var_dir))),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/maraude", StaticFiles(directory=ROOT / "assets")),
    ]
