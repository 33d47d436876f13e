"""Signing in and out, by OpenID Connect: the authorization code flow with PKCE."""

import logging
from urllib.parse import quote

from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from data.access.identity import UnusableAddressError, identify_claims, same_person
from data.access.provider import Provider
from data.access.sessions import Sessions
from data.access.throttle import Throttle
from data.i18n import LANGUAGES
from pages.ui.gate_page import gate_page, translate_for
from pages.ui.gate_session import BACK, SIGN_IN, SIGN_OUT, cookie_name

START = f"{SIGN_IN}/start"
RETURN = f"{SIGN_IN}/return"

TRIES, SECONDS = 40, 300
"""How often one address may set out for the provider, or come back from it, in how long."""

_NEXT = "next"

_log = logging.getLogger(__name__)


def is_own_address(address: str) -> bool:
    """Return whether an address leads to a screen of this app, and to nobody else's."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()


class SignIn:
    """
    The addresses that sign people in and out.

    Parameters
    ----------
    provider : Provider
        Who vouches for people.
    sessions : Sessions
        The sign-ins of this server.
    """

    def __init__(self, provider: Provider, sessions: Sessions) -> None:
        self.provider = provider
        self.sessions = sessions
        self.cookie = cookie_name(provider)
        self.throttle = Throttle(TRIES, SECONDS)
        self.client = OAuth().register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.metadata_url,
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
        )

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route(SIGN_IN, self.show),
            Route(START, self.start),
            Route(RETURN, self.come_back),
            Route(SIGN_OUT, self.sign_out),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page that leads to the provider."""
        translate = translate_for(request)
        if BACK in request.query_params and self.sessions.find(request.cookies.get(self.cookie)):
            message = translate("Close this window: the page you came from goes on where you were.")
            return gate_page(request, translate("You are signed in"), message)
        wanted = request.query_params.get(_NEXT, "")
        query = f"&{_NEXT}={quote(wanted, safe='')}" if is_own_address(wanted) else ""
        out = "out" in request.query_params
        message = translate("You are signed out.") if out else translate("Sign in with your organisation.")
        return gate_page(
            request,
            "Maraude",
            message,
            action=translate("Sign in"),
            address=f"{START}?{query.removeprefix('&')}",
            languages={name: f"{SIGN_IN}?lang={name}{query}" for name in LANGUAGES},
        )

    async def start(self, request: Request) -> Response:
        """Lead to the provider."""
        if (refused := self._too_often(request)) is not None:
            return refused
        wanted = request.query_params.get(_NEXT, "")
        request.session[_NEXT] = wanted if is_own_address(wanted) else "/"
        try:
            answer: Response = await self.client.authorize_redirect(request, self.provider.address + RETURN)
        except (HTTPError, RuntimeError, ValueError) as error:
            return self._failed(request, error)
        return answer

    async def come_back(self, request: Request) -> Response:
        """Sign in whom the provider sends back, and lead to the screen that was asked for."""
        if (refused := self._too_often(request)) is not None:
            return refused
        wanted = request.session.pop(_NEXT, "/")
        try:
            token = await self.client.authorize_access_token(request)
            claims = dict(token["userinfo"])
            if "email" not in claims:
                claims = same_person(claims, await self.client.userinfo(token=token))
        except Exception as error:  # noqa: BLE001 - what a provider may send has no end; nobody is signed in
            return self._failed(request, error)
        try:
            who = identify_claims(claims, unverified=self.provider.unverified)
        except UnusableAddressError as error:
            return self._unknown(request, error)
        self.sessions.end(request.cookies.get(self.cookie))
        secret = self.sessions.begin(who, str(token.get("id_token", "")))
        answer = RedirectResponse(wanted, 303, {"Cache-Control": "no-store"})
        answer.set_cookie(
            self.cookie,
            secret,
            max_age=int(self.sessions.lifetime_s),
            path="/",
            secure=self.provider.is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Sign out here, and at the provider where it knows how."""
        if request.headers.get("sec-fetch-site") == "cross-site":
            # A page of somebody else must not sign people out.
            return RedirectResponse("/", 303)
        ended = self.sessions.end(request.cookies.get(self.cookie))
        answer = RedirectResponse(f"{SIGN_IN}?out=1", 303, {"Cache-Control": "no-store"})
        if ended is not None:
            try:
                answer = await self.client.logout_redirect(
                    request,
                    post_logout_redirect_uri=self.provider.address + SIGN_IN,
                    id_token_hint=ended.id_token or None,
                    client_id=self.provider.client_id,
                )
            except (HTTPError, RuntimeError, ValueError):
                _log.info("The provider knows no sign-out: signed out here only.")
        answer.delete_cookie(
            self.cookie, path="/", secure=self.provider.is_secure, httponly=True, samesite="lax"
        )
        return answer

    def _too_often(self, request: Request) -> Response | None:
        if self.throttle.allows(request.client.host if request.client else ""):
            return None
        translate = translate_for(request)
        answer = gate_page(
            request,
            translate("Not available"),
            translate("There were too many tries from your network. Please wait a few minutes."),
            status=429,
        )
        answer.headers["Retry-After"] = str(SECONDS)
        return answer

    def _failed(self, request: Request, error: Exception) -> Response:
        # The kind only: what a provider writes may hold an address.
        _log.warning("A sign-in failed: %s", type(error).__name__)
        translate = translate_for(request)
        return gate_page(
            request,
            translate("Sign-in did not work"),
            translate("Please try again. If it goes on, tell the administrator of this app."),
            action=translate("Sign in"),
            address=START,
            status=400,
        )

    def _unknown(self, request: Request, error: UnusableAddressError) -> Response:
        _log.warning("A sign-in was refused: %s", error)
        translate = translate_for(request)
        return gate_page(
            request,
            translate("Sign-in did not work"),
            translate("Your organisation does not confirm your e-mail address. Ask whoever manages it."),
            action=translate("Sign in"),
            address=START,
            status=403,
        )
