"""The command line of the audit: ``python -m data.commands audit``."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from data.audit.chain import Head, load_head, to_head
from data.audit.files import lines_csv, lines_json
from data.audit.forgetting import forget_lines
from data.audit.lines import Choice
from data.audit.verdict import Fault, Verdict, is_release_known, verify
from data.i18n import Translate, mark
from data.settings import settings
from data.terminal import (
    FAULTS,
    UNREADABLE,
    Language,
    now,
    open_or_stop,
    record_or_stop,
    stop,
    translate_for,
    write_private,
)
from data.vocabulary import AuditAction

KEPT_DAYS = 365
"""Lines younger than this are not taken away: what happened lately is what the audit is for."""

SENTENCES = {
    Fault.MISSING: mark("The audit is broken: line {line} is missing."),
    Fault.CHANGED: mark("The audit is broken: line {line} is not what was written there."),
    Fault.UNLINKED: mark("The audit is broken: line {line} does not follow from the line before it."),
    Fault.CUT: mark("The audit is broken: what was noted down of line {line} is no longer in it."),
}
"""What each fault is called."""

app = typer.Typer(help="Look after the audit.", no_args_is_help=True)


def _noted(head: str) -> Head | None:
    try:
        return to_head(head) if head else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _require_whole(verdict: Verdict, translate: Translate) -> None:
    if verdict.fault is not None:
        raise stop(translate(SENTENCES[verdict.fault]).format(line=verdict.line), FAULTS)


@app.command("verify")
def verify_audit(
    head: Annotated[str, typer.Option(help="A head noted down earlier, to find a cut end.")] = "",
    release: Annotated[
        Path | None,
        typer.Option(help="A release file of this register, to find a cut end.", exists=True, dir_okay=False),
    ] = None,
    language: Language = "",
) -> None:
    """Tell whether every line of the audit is what was written; exit code 1 where it is not."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    verdict = verify(engine, _noted(head))
    _require_whole(verdict, translate)
    if release is not None and not is_release_known(engine, hashlib.sha256(release.read_bytes()).hexdigest()):
        message = translate("The audit does not know this release: it lost lines, or is another register's.")
        raise stop(message, FAULTS)
    typer.echo(translate("The audit is whole: {lines} lines.").format(lines=verdict.lines))
    typer.echo(str(verdict.head))


@app.command("head")
def show_head(language: Language = "") -> None:
    """Print the end of the audit in one word; keep it somewhere else."""
    typer.echo(str(load_head(open_or_stop(settings(), translate_for(language, settings())))))


@app.command("export")
def export_audit(
    file: Annotated[Path, typer.Argument(help="Where to write; .csv or .jsonl.", dir_okay=False)],
    language: Language = "",
) -> None:
    """Write the audit as a table (.csv), or as it is, so that anybody can check it (.jsonl)."""
    translate = translate_for(language, settings())
    if file.suffix.lower() not in {".csv", ".jsonl"}:
        raise stop(translate("The name of the file must end in .csv or .jsonl."), UNREADABLE)
    engine = open_or_stop(settings(), translate)
    details = {"what": "audit", "format": file.suffix.lower().removeprefix("."), "by": "command"}
    record_or_stop(engine, AuditAction.EXPORT, details, translate)
    plain = file.suffix.lower() == ".jsonl"
    write_private(file, lines_json(engine) if plain else lines_csv(engine, Choice(), translate))
    typer.echo(translate("The audit is in {file}.").format(file=file))


@app.command("forget")
def forget_audit(
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day to keep.")],
    language: Language = "",
) -> None:
    """Take away the lines from before a day; a line says so, and the rest stays whole."""
    translate = translate_for(language, settings())
    engine, day = open_or_stop(settings(), translate), before.date()
    _require_whole(verify(engine), translate)
    if (now().date() - day).days < KEPT_DAYS:
        raise stop(translate("Lines of the last twelve months are kept."), UNREADABLE)
    lines = forget_lines(engine, day, None, now())
    typer.echo(translate("Lines taken away: {lines}.").format(lines=lines))
