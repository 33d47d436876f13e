"""Shared calendars: what a calendar program gets that asks at a secret address, without any sign-in."""

import logging
from datetime import UTC, date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from data.access.throttle import Throttle
from data.audit import try_record
from data.export import SYNTHETIC
from data.i18n import translator
from data.register.database import load_state, reference_date
from data.register.encryption import LockedRegisterError
from data.roadbook.agenda import load_agenda
from data.roadbook.calendar import to_ics
from data.roadbook.feeds import FeedRecord, find_feed
from data.settings import settings
from data.vocabulary import AuditAction
from pages.ui.connection import register_at_hand
from pages.ui.gate import CALENDARS

TRIES, SECONDS = 120, 300
"""How often one address may ask in how long: programs that subscribe ask a few times an hour."""

READING = ("GET", "HEAD")

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

_log = logging.getLogger(__name__)


class CalendarFeeds:
    """The address of shared calendars; one that never was and one that was taken back are answered alike."""

    def __init__(self) -> None:
        self.throttle = Throttle(TRIES, SECONDS)
        self._told: dict[int, date] = {}

    def routes(self) -> list[BaseRoute]:
        """Return the address; it can be read, and nothing else."""
        # Not a function: a route to one knows some methods only, and hands the others on to the screens.
        return [Route(f"{CALENDARS}{{secret}}.ics", self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer beside the loop that serves the screens: it reads the register."""
        answer = await run_in_threadpool(self.answer, Request(scope))
        await answer(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """Answer with the calendar behind a secret."""
        if request.method not in READING:
            return PlainTextResponse("", 405, {**HEADERS, "Allow": ", ".join(READING)})
        if not self.throttle.allows(request.client.host if request.client else ""):
            return PlainTextResponse("", 429, {**HEADERS, "Retry-After": str(SECONDS)})
        try:
            content = self._content(request.path_params["secret"])
        except LockedRegisterError:
            _log.warning("a calendar was asked for while the register is locked")
            return PlainTextResponse("", 503, HEADERS)
        if content is None:
            return PlainTextResponse("", 404, HEADERS)
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="calendar.ics"'}
        return Response(content, 200, headers, media_type="text/calendar; charset=utf-8")

    def _content(self, secret: str) -> bytes | None:
        engine = register_at_hand()
        feed = find_feed(engine, secret)
        if feed is None:
            return None
        state = load_state(engine)
        # A calendar program says no language that it would stay with.
        translate = translator(settings().language)
        today = reference_date(state, date.today())  # noqa: DTZ011 - the field's calendar is local
        entries = load_agenda(engine, feed.draft, today, translate)
        self._note(feed, len(entries))
        return to_ics(entries, translate, translate(SYNTHETIC) if state.synthetic else "")

    def _note(self, feed: FeedRecord, rows: int) -> None:
        """Put the first reading of a day into the audit: each hour's would bury the rest."""
        now = datetime.now(UTC).replace(tzinfo=None)
        if self._told.get(feed.id) == now.date():
            return
        self._told[feed.id] = now.date()
        details = {"what": "calendar_read", "calendar": feed.id, "format": "ics", "rows": rows}
        try_record(register_at_hand(), AuditAction.EXPORT, details, None, now)
