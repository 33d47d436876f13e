"""The command line of releases: ``python -m data.commands release``."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from data.i18n import Translate, mark
from data.releases.attacking import attack
from data.releases.faults import ReleaseRefusedError, UntrustedReleaseError
from data.releases.files import Opened, open_file
from data.releases.keeping import (
    ReleaseRow,
    approve_release,
    load_content,
    load_releases,
    save_release,
    withdraw_release,
)
from data.releases.keys import load_keys
from data.releases.making import Candidate, make_candidate, seal
from data.settings import settings
from data.terminal import (
    FAULTS,
    UNREADABLE,
    Language,
    now,
    open_or_stop,
    progress,
    record_or_stop,
    stop,
    today_of,
    translate_for,
)
from data.vocabulary import AuditAction, ReleaseState, Tier

TIERS = {"policy": Tier.POLICY, "public": Tier.PUBLIC}

STATES = {
    ReleaseState.WAITING: mark("waits for the second person"),
    ReleaseState.PUBLISHED: mark("published"),
    ReleaseState.WITHDRAWN: mark("withdrawn"),
}
"""What each state is called."""

app = typer.Typer(help="Make, check and keep releases.", no_args_is_help=True)

TierName = Annotated[str, typer.Argument(metavar="TIER", help="policy or public.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the release, from the list.")]


@app.command("make")
def make(
    tier: TierName,
    *,
    write: Annotated[bool, typer.Option("--commit", help="Sign it and keep it.")] = False,
    language: Language = "",
) -> None:
    """Make a release and attack it; with --commit keep it. A real public one is kept on the screen only."""
    translate = translate_for(language, settings())
    if tier not in TIERS:
        message = f"there is no tier {tier!r}; choose policy or public"
        raise typer.BadParameter(message)
    engine = open_or_stop(settings(), translate)
    try:
        with progress(translate("Making the release")) as advance:
            candidate = make_candidate(engine, TIERS[tier], today_of(engine), settings(), advance)
        with progress(translate("Attacking it")) as advance:
            results = attack(engine, candidate, advance)
        _tell(candidate, translate)
        for result in results:
            verdict = translate("withstood") if result.passed else translate("SUCCEEDED")
            typer.echo(
                f"  {result.code.value}: {verdict} ({result.release.recovered}/{result.release.tried})"
            )
        content = seal(engine, candidate, results, now())
        if not write:
            typer.echo(translate("Nothing has been published. Add --commit to sign and keep the release."))
            return
        row = save_release(engine, content, candidate.truth, None, now())
    except (ReleaseRefusedError, UntrustedReleaseError) as error:
        raise _stop(error, translate) from error
    typer.echo(_line(row, translate))


def _tell(candidate: Candidate, translate: Translate) -> None:
    changes, late = candidate.changes, candidate.late
    facts = (
        (mark("Last day: {value}"), candidate.published.through.isoformat()),
        (mark("New quarters: {value}"), len(changes.quarters)),
        (mark("Merged since the last release: {value}"), len(changes.merged)),
        (mark("Released figures that changed: {value}"), changes.changed),
        (mark("Released figures that the register counts otherwise today: {value}"), late.cells),
    )
    for message, value in facts:
        typer.echo(translate(message).format(value=value))


def _stop(error: ReleaseRefusedError | UntrustedReleaseError, translate: Translate) -> typer.Exit:
    code = FAULTS if isinstance(error, ReleaseRefusedError) else UNREADABLE
    return stop(error.sentence(translate), code)


def _line(row: ReleaseRow, translate: Translate) -> str:
    state = translate(STATES[row.state])
    return f"{row.id:>4}  {row.tier.value:<7} {row.through.isoformat()}  {row.digest[:12]}  {state}"


@app.command("list")
def show_releases(language: Language = "") -> None:
    """List all releases, the newest first: number, tier, last day, digest, state."""
    translate = translate_for(language, settings())
    for row in load_releases(open_or_stop(settings(), translate)):
        typer.echo(_line(row, translate))


@app.command()
def approve(number: Number, language: Language = "") -> None:
    """Publish a release of synthetic data that waits; a real one needs a second person who signs in."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    try:
        typer.echo(_line(approve_release(engine, number, None, now()), translate))
    except (ReleaseRefusedError, UntrustedReleaseError) as error:
        raise _stop(error, translate) from error


@app.command()
def withdraw(number: Number, language: Language = "") -> None:
    """Take back a release that waits."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    try:
        typer.echo(_line(withdraw_release(engine, number, None, now()), translate))
    except ReleaseRefusedError as error:
        raise _stop(error, translate) from error


@app.command("export")
def export_release(
    number: Number,
    file: Annotated[Path, typer.Argument(help="Where to write.", dir_okay=False)],
    language: Language = "",
) -> None:
    """Write the signed file of a release that is published."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    try:
        content = _published(engine, number)
    except ReleaseRefusedError as error:
        raise _stop(error, translate) from error
    details = {"what": "release", "release": number, "by": "command"}
    record_or_stop(engine, AuditAction.EXPORT, details, translate)
    file.write_bytes(content)
    typer.echo(translate("The release is in {file}.").format(file=file))


def _published(engine: Engine, number: int) -> bytes:
    content = load_content(engine, number)
    state = next(row.state for row in load_releases(engine) if row.id == number)
    if state is not ReleaseState.PUBLISHED:
        raise ReleaseRefusedError(
            mark("This release is not published."), mark("Look at the list of releases.")
        )
    return content


@app.command("key")
def show_key(language: Language = "") -> None:
    """Print the public key of this register's releases: MARAUDE_RELEASE_PUBLIC_KEY of the released apps."""
    translate = translate_for(language, settings())
    typer.echo(load_keys(open_or_stop(settings(), translate)).public_key)


@app.command("verify")
def verify_release(
    file: Annotated[Path, typer.Argument(help="A release file.", exists=True, dir_okay=False)],
    key: Annotated[str, typer.Option(help="Public key; by default MARAUDE_RELEASE_PUBLIC_KEY.")] = "",
    language: Language = "",
) -> None:
    """Tell whether a file is a release signed with a key, and what it says of itself; needs no register."""
    translate = translate_for(language, settings())
    try:
        opened = open_file(file.read_bytes(), key or settings().release_public_key)
    except UntrustedReleaseError as error:
        raise _stop(error, translate) from error
    for line in _description(opened, translate):
        typer.echo(line)


def _description(opened: Opened, translate: Translate) -> list[str]:
    manifest = opened.manifest
    facts = [
        (mark("Tier: {value}"), manifest.tier),
        (mark("First day: {value}"), manifest.first.isoformat()),
        (mark("Last day: {value}"), manifest.through.isoformat()),
        (mark("Every figure is a multiple of {value}."), manifest.base),
        (mark("Made at (UTC): {value}"), manifest.made_at.isoformat(sep=" ", timespec="minutes")),
        (mark("Attacks withstood: {value}"), sum(one.passed for one in manifest.attacks)),
        (mark("SHA-256: {value}"), opened.digest),
    ]
    told = [translate(message).format(value=value) for message, value in facts]
    synthetic = [translate("These are synthetic data.")] if manifest.synthetic else []
    return [
        translate("The file is whole, signed with this key, and keeps the rules of a release."),
        *told,
        *synthetic,
    ]
