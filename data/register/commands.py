"""Commands of whoever keeps the register safe: its key, its backups, and how long records stay."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from sqlalchemy import Engine, make_url

from data.audit import try_record
from data.backups import Backup, BackupRefusedError, check_backup, is_vacant, restore_backup, save_backup
from data.i18n import Translate
from data.register.encryption import LockedRegisterError, load_key, new_key, read_key_file
from data.register.sealing import encrypt_register
from data.retention import coarsen as keep_by_month
from data.retention import count_exact, count_older, first_exact_day, first_kept_day
from data.retention import purge as take_away
from data.roads.matrices import forget_matrices
from data.settings import Settings, settings
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
from data.vocabulary import AuditAction

app = typer.Typer()

key_app = typer.Typer(help="The key of an encrypted register.", no_args_is_help=True)
app.add_typer(key_app, name="key")

KeyFile = Annotated[
    Path | None, typer.Option(help="File with the key of the backup; by default the key of the register.")
]

Commit = Annotated[bool, typer.Option("--commit", help="Do it; without, only say what would be done.")]


@key_app.callback()
def key() -> None:
    """Group the commands about the key."""


@key_app.command("new")
def make_key() -> None:
    """Print a fresh key: keep it in two places, because without it the register cannot be read."""
    typer.echo(new_key())


@app.command()
def encrypt(language: Language = "") -> None:
    """Encrypt a plain SQLite register with the key of the settings, in its place."""
    translate = translate_for(language, settings())
    try:
        secret = load_key(settings())
        if secret is None:
            raise stop(
                translate("No key is given. Make one with “key new” and set MARAUDE_DATABASE_KEY_FILE."),
                UNREADABLE,
            )
        encrypt_register(Path(make_url(settings().database_url).database or ""), secret)
        # Minutes between its places lie in a plain file, and with the roads they lead to them.
        forget_matrices(settings().var_dir)
    except LockedRegisterError as error:
        raise _refuse(error, translate) from None
    typer.echo(translate("The register is encrypted, and was read back whole."))
    typer.echo(
        translate(
            "The plain file was overwritten. A solid-state disk, a snapshot, a backup or a copy may still "
            "hold it: delete those you know of, and encrypt the disk."
        )
    )


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file.", dir_okay=False)],
    *,
    key_file: KeyFile = None,
    plain: Annotated[bool, typer.Option("--plain", help="Do not encrypt it: anybody can read it.")] = False,
    language: Language = "",
) -> None:
    """Write the whole register into one encrypted file, and read it back."""
    translate = translate_for(language, settings())
    secret = _backup_key(key_file, translate)
    if secret is None and not plain:
        raise stop(
            translate(
                "There is no key, so that the backup could be read by anybody. "
                "Give one with --key-file, or add --plain if that is what you want."
            ),
            UNREADABLE,
        )
    engine = open_or_stop(settings(), translate)
    _save(engine, file, None if plain else secret, translate)


def _save(engine: Engine, file: Path, secret: SecretStr | None, translate: Translate) -> None:
    moment = now()
    details = {"step": "made", "encrypted": secret is not None}
    record_or_stop(engine, AuditAction.BACKUP, details, translate)
    try:
        with progress(translate("Writing")) as advance:
            save_backup(engine, file, secret, moment, advance)
    except BackupRefusedError as error:
        raise _refuse(error, translate) from None
    if secret is None:
        typer.echo(
            translate("WARNING: this backup is NOT ENCRYPTED. Whoever has the file can read the register."),
            err=True,
        )
    typer.echo(translate("The backup is in {file}, and was read back whole.").format(file=file))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    key_file: KeyFile = None,
    language: Language = "",
) -> None:
    """Read a whole backup and compare it with its seal; nothing is changed."""
    translate = translate_for(language, settings())
    try:
        found = check_backup(file, _backup_key(key_file, translate))
    except BackupRefusedError as error:
        raise _refuse(error, translate) from None
    _tell(found, translate)
    typer.echo(translate("The backup is whole."))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop what the register holds, after a copy was kept.")
    ] = False,
    key_file: KeyFile = None,
    language: Language = "",
) -> None:
    """Write a backup into the register, all of it or nothing; also from SQLite to PostgreSQL and back."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    secret = _backup_key(key_file, translate)
    try:
        # Before a copy is made, so that nothing at all happens for a file that is not whole.
        check_backup(file, secret)
        if replace and not is_vacant(engine):
            _save(engine, _spare_file(settings(), now()), secret, translate)
        with progress(translate("Writing")) as advance:
            found = restore_backup(engine, file, secret, replace=replace, advance=advance)
    except BackupRefusedError as error:
        raise _refuse(error, translate) from None
    made = found.made_at.isoformat(timespec="seconds")
    try_record(engine, AuditAction.BACKUP, {"step": "restored", "made_at": made}, None, now())
    _tell(found, translate)
    typer.echo(translate("The register holds what the backup holds."))
    if found.counts.get("calendar_feed"):
        typer.echo(translate("Shared calendars that this register did not have before need new addresses."))


def _spare_file(found: Settings, moment: datetime) -> Path:
    found.var_dir.mkdir(parents=True, exist_ok=True)
    return found.var_dir / f"before-restore-{moment:%Y%m%d-%H%M%S}.backup"


def _backup_key(key_file: Path | None, translate: Translate) -> SecretStr | None:
    try:
        return read_key_file(key_file) if key_file is not None else load_key(settings())
    except LockedRegisterError as error:
        raise _refuse(error, translate) from None


def _tell(found: Backup, translate: Translate) -> None:
    made = f"{found.made_at:%Y-%m-%d %H:%M} UTC"
    typer.echo(translate("Made on {moment}, schema {version}.").format(moment=made, version=found.version))
    _tell_counts(found.counts)
    if not found.is_encrypted:
        typer.echo(translate("This backup is not encrypted."), err=True)
    typer.echo(translate("End of its audit: {head}").format(head=found.audit_head))
    if not found.is_audit_whole:
        typer.echo(
            translate("The audit in it is not whole: lines were changed before the backup was made."),
            err=True,
        )


def _tell_counts(counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        typer.echo(f"{count:>9}  {name}")


def _refuse(error: BackupRefusedError | LockedRegisterError, translate: Translate) -> typer.Exit:
    return stop(error.sentence(translate), UNREADABLE)


@app.command()
def coarsen(
    days: Annotated[int | None, typer.Option(min=30, help="By default MARAUDE_EXACT_DAYS.")] = None,
    *,
    write: Commit = False,
    language: Language = "",
) -> None:
    """Keep old records by month and part of the day instead of by day and hour."""
    translate = translate_for(language, settings())
    after = days if days is not None else settings().exact_days
    if after is None:
        raise stop(translate("Say after how many days, with --days or MARAUDE_EXACT_DAYS."), UNREADABLE)
    engine = open_or_stop(settings(), translate)
    limit = first_exact_day(today_of(engine), after)
    counts = count_exact(engine, limit)
    _tell_counts(counts)
    if not counts:
        typer.echo(translate("Nothing is kept more exactly than that."))
    elif write:
        keep_by_month(engine, limit, now())
        typer.echo(translate("What lies before {day} is kept by month only.").format(day=limit))
    else:
        typer.echo(translate("This would be kept by month, before {day}.").format(day=limit))
        typer.echo(translate("Nothing has been changed. Add --commit to do it; it cannot be undone."))


@app.command()
def purge(
    years: Annotated[int | None, typer.Option(min=1, help="By default MARAUDE_KEEP_YEARS.")] = None,
    *,
    write: Commit = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    language: Language = "",
) -> None:
    """Take away the records of whole years that are too old, for good."""
    translate = translate_for(language, settings())
    kept = years if years is not None else settings().keep_years
    if kept is None:
        raise stop(translate("Say how many years to keep, with --years or MARAUDE_KEEP_YEARS."), UNREADABLE)
    engine = open_or_stop(settings(), translate)
    before = first_kept_day(today_of(engine), kept)
    counts = count_older(engine, before)
    _tell_counts(counts)
    if not counts:
        typer.echo(translate("Nothing is older than that."))
    elif not write:
        typer.echo(translate("This would be taken away: all of before {day}.").format(day=before))
        typer.echo(translate("Nothing has been changed. Add --commit to do it; it cannot be undone."))
    elif yes or typer.confirm(
        translate("Take away all records of before {day}, for good?").format(day=before)
    ):
        take_away(engine, before, now())
        typer.echo(translate("They are gone. Backups made earlier still hold them."))
    else:
        raise typer.Exit(FAULTS)
