"""The printed sheet: one page of A4 a pair, tagged, made by Typst inside this process."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import segno
import typst
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from data.i18n import LOCALES, Translate, translator
from data.roadbook.clock_changes import clock_change_text
from data.roadbook.contents import Amount, BookStop, Position, Roadbook
from data.roadbook.naming import (
    DASH,
    NEUTRAL,
    Disclosure,
    arrival_text,
    hour_text,
    hours_text,
    stop_title,
    tour_title,
)
from data.roadbook.navigation import geo_uri
from data.terms import term
from data.vocabulary import Outcome

TEMPLATE = Path(__file__).with_name("sheet.typ")

WESTERN = "cp1252"
"""Signs that the fonts have for certain: those of French, Dutch, German and English."""

OUTCOMES = (Outcome.MET, Outcome.NOBODY_SEEN, Outcome.CLOSED, Outcome.REFUSED)
"""What a pair ticks at a stop."""


@dataclass(frozen=True)
class SheetForm:
    """
    How sheets are written.

    Attributes
    ----------
    language : str
        One of `data.i18n.LANGUAGES`.
    disclosure : Disclosure
        What they say.
    mark : str
        Stands above the stops of a synthetic register; empty for a real one.
    taken_on : str
        Stands in the footer: when the file left.
    exact_from : date or None
        Days before it are known by month only.
    """

    language: str
    disclosure: Disclosure = NEUTRAL
    mark: str = ""
    taken_on: str = ""
    exact_from: date | None = None

    @property
    def translate(self) -> Translate:
        """The look-up of its language."""
        return translator(self.language)


def to_sheets(books: Sequence[Roadbook], form: SheetForm) -> bytes:
    """
    Write the sheets of some pairs, each on a page of its own.

    Parameters
    ----------
    books : sequence of Roadbook
        At least one, each with a stop.
    form : SheetForm
        How.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1). It holds its fonts, and nothing was fetched for it. Sixteen stops fit on a
        page whatever their names; more go on overleaf under the same headings.

    Raises
    ------
    ValueError
        If there is no round.
    """
    if not books:
        message = "there is no round to write a sheet of"
        raise ValueError(message)
    content = json.dumps(_content(books, form), ensure_ascii=False)
    try:
        return _compile(content)
    except typst.TypstError:
        # A label may hold signs that the fonts lack, and a PDF that screen readers trust may not skip them.
        return _compile(content.encode(WESTERN, "replace").decode(WESTERN))


def _compile(content: str) -> bytes:
    written: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"book": content},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return written


def _content(books: Sequence[Roadbook], form: SheetForm) -> dict[str, Any]:
    """Return all that stands on the sheets, in words of their language."""
    translate = form.translate
    collect = translate("Collect this sheet after the evening and shred it.")
    return {
        "language": form.language,
        "title": translate("Sheets of {day}").format(day=_day(books[0].day, form)),
        "mark": form.mark,
        "footer": " · ".join(text for text in (collect, form.taken_on, form.mark) if text),
        "words": {
            "bring": translate("To bring:"),
            "columns": [
                translate("No."),
                translate("Arrival"),
                translate("Where"),
                translate("What came of it"),
                translate("Way there") if form.disclosure.positions else "",
            ],
            "outcomes": [term(outcome, translate) for outcome in OUTCOMES],
            "blanks": [translate("People"), translate("Minutes")],
        },
        "tours": [_tour(book, form) for book in books],
    }


def _tour(book: Roadbook, form: SheetForm) -> dict[str, Any]:
    translate = form.translate
    hours = translate("Leave at {first}, back by {last}").format(
        first=hour_text(book.hours.opens_min), last=hour_text(book.hours.closes_min)
    )
    return {
        "title": tour_title(book.code, translate),
        "day": _day(book.day, form),
        "hours": hours,
        "clock": clock_change_text(book.day, book.hours, translate),
        "bring": _bring(book, form),
        "stops": [_stop(stop, form) for stop in book.stops],
    }


def _day(day: date, form: SheetForm) -> str:
    text = str(format_date(day, format="full", locale=LOCALES[form.language]))
    return text.replace(" 1 ", " 1er ", 1) if form.language == "fr" else text


def _bring(book: Roadbook, form: SheetForm) -> list[str]:
    """Return what to load; what it is only where the sheet may say so."""
    translate = form.translate
    texts = []
    if book.people is not None:
        texts.append(translate("for {count} people").format(count=_amount(book.people, form)))
    if form.disclosure.kinds:
        texts += [f"{term(kind, translate)} {_amount(load, form)}" for kind, load in book.load.items()]
    elif book.items is not None:
        texts.append(translate("{count} items").format(count=_amount(book.items, form)))
    return texts


def _amount(amount: Amount, form: SheetForm) -> str:
    expected, low, high = (
        format_decimal(round(value), locale=LOCALES[form.language])
        for value in (amount.expected, amount.low, amount.high)
    )
    return f"{expected} ({low}{DASH}{high})"


def _stop(stop: BookStop, form: SheetForm) -> dict[str, Any]:
    translate = form.translate
    position = stop.position if form.disclosure.positions else None
    return {
        "number": stop.number,
        "title": stop_title(stop, form.disclosure, translate),
        "where": _where(stop, position, form),
        "arrival": arrival_text(stop),
        "stay": translate("{minutes} min there").format(minutes=stop.service_min),
        "hours": translate("Open: {hours}").format(hours=hours_text(stop, translate)),
        "last": translate("Last visit: {day}").format(day=_last_visit(stop.last_visit, form)),
        "code": None if position is None else _code(position),
        "code_text": translate("Code with the position of visit {number}").format(number=stop.number),
    }


def _where(stop: BookStop, position: Position | None, form: SheetForm) -> str:
    name = stop.municipality(form.language)
    return name if position is None else f"{name} · {position.text}"


def _last_visit(day: date | None, form: SheetForm) -> str:
    if day is None:
        return form.translate("none yet")
    locale = LOCALES[form.language]
    if form.exact_from is not None and day < form.exact_from:
        return str(format_skeleton("yMMMM", day, locale=locale))
    return str(format_date(day, format="dd/MM/yyyy", locale=locale))


def _code(position: Position) -> str:
    """Return a QR code that a phone's own navigator opens, as SVG."""
    buffer = io.BytesIO()
    segno.make(geo_uri(position), error="m", micro=False).save(
        buffer, kind="svg", border=4, xmldecl=False, svgns=True
    )
    return buffer.getvalue().decode()
