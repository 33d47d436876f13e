"""What the commands share: exit codes, words, progress, and the way into the register."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from data.audit import Details, UnrecordedError, record
from data.i18n import LANGUAGES, Translate, translator
from data.register.database import load_state, open_register, reference_date
from data.register.encryption import LockedRegisterError
from data.settings import Settings
from data.vocabulary import AuditAction

FAULTS = 1
"""Exit code: faults were found, and nothing was written."""

UNREADABLE = 2
"""Exit code: a file or the register cannot be opened."""

Language = Annotated[str, typer.Option(help="fr, nl or en; by default MARAUDE_LANGUAGE.")]


def now() -> datetime:
    """
    Return the moment as the register keeps it.

    Returns
    -------
    datetime
        In UTC, without zone.
    """
    return datetime.now(UTC).replace(tzinfo=None)


def today_of(engine: Engine) -> date:
    """
    Return what a register calls today.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    date
        The calendar's date, or the day after the last of a synthetic register.
    """
    return reference_date(load_state(engine), date.today())  # noqa: DTZ011 - the calendar where the team is


def translate_for(language: str, found: Settings) -> Translate:
    """
    Return the look-up of the language that was asked for.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`; empty for that of the settings.
    found : Settings
        Of this process.

    Returns
    -------
    Translate
        From English messages.

    Raises
    ------
    typer.BadParameter
        If there is no such language.
    """
    wanted = language or found.language
    if wanted not in LANGUAGES:
        message = f"there is no language {wanted!r}; choose one of {', '.join(LANGUAGES)}"
        raise typer.BadParameter(message)
    return translator(wanted)


def stop(message: str, code: int) -> typer.Exit:
    """
    Say why a command stops.

    Parameters
    ----------
    message : str
        One or two sentences, to the error stream.
    code : int
        `FAULTS` or `UNREADABLE`.

    Returns
    -------
    typer.Exit
        To be raised.
    """
    typer.echo(message, err=True)
    return typer.Exit(code)


def open_or_stop(found: Settings, translate: Translate) -> Engine:
    """
    Open the register, or say why it stays closed.

    Parameters
    ----------
    found : Settings
        Of this process.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    Engine
        The register.

    Raises
    ------
    typer.Exit
        If key, file and settings do not fit together.
    """
    try:
        return open_register(found)
    except LockedRegisterError as error:
        raise stop(error.sentence(translate), UNREADABLE) from None


def record_or_stop(engine: Engine, action: AuditAction, details: Details, translate: Translate) -> None:
    """
    Add a line to the audit before something happens, or say why it does not happen.

    Parameters
    ----------
    engine : Engine
        The register.
    action : AuditAction
        What is about to be done.
    details : mapping of str to object
        Codes, numbers of records, digests; never a result.
    translate : Translate
        The look-up of the language.

    Raises
    ------
    typer.Exit
        If the audit could not take the line.
    """
    try:
        record(engine, action, details, None, now())
    except UnrecordedError:
        message = translate(
            "The audit cannot be written, so that nothing was done. Somebody else may be writing to the "
            "register, or its disk may be full: try again."
        )
        raise stop(message, FAULTS) from None


def write_private(file: Path, content: bytes) -> None:
    """
    Write a file that nobody may read but whoever makes it, from its first byte.

    Parameters
    ----------
    file : Path
        A file that is there already is written over, and keeps who may read it.
    content : bytes
        What to write.
    """
    with file.open("wb") if file.exists() else os.fdopen(_new_private(file), "wb") as out:
        out.write(content)


def _new_private(file: Path) -> int:
    return os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)


@contextmanager
def progress(text: str) -> Iterator[Callable[[float], None]]:
    """
    Show a bar on a terminal; nothing where the output goes into a file.

    Parameters
    ----------
    text : str
        What is being done.

    Yields
    ------
    callable
        To be told how far the work has come, from 0 to 1.
    """
    with typer.progressbar(length=1000, label=text) as bar:

        def advance(part: float) -> None:
            bar.update(max(0, round(1000 * part) - bar.pos))

        yield advance
