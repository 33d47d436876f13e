"""The few pages that the server writes itself, without a script: sign-in and refusals."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from data.i18n import LANGUAGES, Translate, best_language, translator
from data.settings import settings

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


def language_for(connection: HTTPConnection) -> str:
    """Return the language asked for in the address, else the browser's first that we have."""
    asked = connection.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wished = (part.split(";")[0].strip() for part in connection.headers.get("accept-language", "").split(","))
    ours = (wish for wish in wished if wish[:2].lower() in LANGUAGES)
    return best_language(next(ours, None), settings().language)


def translate_for(connection: HTTPConnection) -> Translate:
    """Return the look-up of a request's language."""
    return translator(language_for(connection))


def gate_page(
    connection: HTTPConnection,
    title: str,
    message: str,
    *,
    action: str = "",
    address: str = "",
    languages: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """
    Return a page with one sentence and at most one thing to do.

    Parameters
    ----------
    connection : HTTPConnection
        The request.
    title : str
        What the page is, translated.
    message : str
        What it says, translated.
    action : str
        Text of its one link, translated; empty for none.
    address : str
        Where the link leads.
    languages : dict of str to str, optional
        The address of the same page by language.
    status : int
        Status of the answer.

    Returns
    -------
    HTMLResponse
        Never kept by a browser.
    """
    content = _TEMPLATES.get_template("gate_page.html").render(
        language=language_for(connection),
        title=title,
        message=message,
        action=action,
        address=address,
        languages=languages or {},
    )
    return HTMLResponse(content, status, {"Cache-Control": "no-store"})


def refusal_page(connection: HTTPConnection, status: int, message: str) -> HTMLResponse:
    """Return the page of a request that is refused."""
    return gate_page(connection, translate_for(connection)("Not available"), message, status=status)
