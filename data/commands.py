"""The command line: ``python -m data.commands``.

Exit codes: 0 all is well; 1 faults were found and nothing was written; 2 the file or the command cannot be
read.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, make_url

from data.access.commands import app as account_app
from data.audit import try_record
from data.audit.commands import app as audit_app
from data.export import Cover
from data.geography.basemap import prepare_basemap
from data.i18n import Translate
from data.imports.checking import Checked, check_table, fingerprint
from data.imports.columns import label
from data.imports.committing import commit, preview
from data.imports.directory import load_directory
from data.imports.exporting import export_csv, export_xlsx
from data.imports.intake import choose_sheet
from data.imports.layout import Table
from data.imports.mapping import Choices, decided, propose, reason
from data.imports.memory import recall_choices, recall_places, remember_choices, to_choices
from data.imports.reading import load_sheets
from data.imports.reporting import fault_lines, faults_csv, faults_xlsx, summary
from data.imports.sheets import Sheet, UnreadableFileError
from data.register.commands import app as custody_app
from data.register.custody import OUTLASTING
from data.register.database import is_empty, load_state
from data.register.encryption import is_encrypted
from data.register.integrity import find_flaws, row_counts
from data.releases.commands import app as release_app
from data.retention import keep_to_terms
from data.roads.commands import app as roads_app
from data.roads.matrices import forget_matrices
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
    write_private,
)
from data.vocabulary import AuditAction, ExportPurpose

SEED = 2019

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

app.add_typer(account_app, name="account")
app.add_typer(audit_app, name="audit")
app.add_typer(custody_app)
app.add_typer(release_app, name="release")
app.add_typer(roads_app, name="roads")


def _translate(language: str) -> Translate:
    return translate_for(language, settings())


def _open(translate: Translate) -> Engine:
    return open_or_stop(settings(), translate)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A register as CSV or XLSX.", exists=True, dir_okay=False)],
    *,
    write: Annotated[bool, typer.Option("--commit", help="Write the file into the register.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="JSON file that says which column is what.", exists=True)
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write the faults to this .csv or .xlsx file.")] = None,
    language: Language = "",
) -> None:
    """Check a register file, report all faults, and with --commit write it when there is none."""
    translate = _translate(language)
    engine = _open(translate)
    data = file.read_bytes()
    try:
        with progress(translate("Reading")) as advance:
            chosen = choose_sheet(load_sheets(data, file.name, advance), sheet)
    except UnreadableFileError as error:
        raise stop(error.sentence(translate), UNREADABLE) from error
    except KeyError as error:
        raise stop(translate("The workbook has no visible sheet of this name."), UNREADABLE) from error
    if chosen.table is None:
        raise stop(translate("The sheet is blank: there is nothing to import."), UNREADABLE)
    choices = _choices(chosen.table, mapping, translate)
    checked = _check(engine, chosen.sheet, chosen.table, choices, translate)
    if checked.faults:
        _report_faults(checked, engine, report, translate)
        raise typer.Exit(FAULTS)
    if write:
        with progress(translate("Writing")) as advance:
            receipt = commit(engine, checked, fingerprint(data), now(), advance)
        details = {"what": "import", "batch": receipt.batch, "rows": checked.rows, "by": "command"}
        try_record(engine, AuditAction.CHANGE, details, None, now())
        remember_choices(settings().var_dir, chosen.table.headers, choices)
        _echo_all(summary(checked, receipt.plan, translate))
        done = (
            translate("Import {batch} is in the register.")
            if receipt.batch
            else translate("The register has not changed.")
        )
        typer.echo(done.format(batch=receipt.batch))
    else:
        _echo_all(summary(checked, preview(engine, checked.content)[0], translate))
        typer.echo(translate("Nothing has been written. Add --commit to import the file."))


def _choices(table: Table, mapping: Path | None, translate: Translate) -> Choices:
    """Return what each column is: as a file says, as last time, or as the headers say."""
    if mapping is not None:
        try:
            return to_choices(mapping.read_text("utf-8"))
        except ValueError as error:
            raise stop(
                translate("The mapping cannot be read: {why}").format(why=error), UNREADABLE
            ) from error
    proposals = propose(table.headers, recall_choices(settings().var_dir, table.headers))
    for one in proposals:
        found = one.field or one.near
        name = label(found, translate) if found is not None else "—"
        typer.echo(f"  {one.header} → {name} ({reason(one.why, translate)})")
    return decided(proposals)


def _check(engine: Engine, sheet: Sheet, table: Table, choices: Choices, translate: Translate) -> Checked:
    if sheet.name:
        typer.echo(translate("Sheet: {name}").format(name=sheet.name))
    directory = load_directory(engine, recall_places(settings().var_dir))
    with progress(translate("Checking")) as advance:
        return check_table(table, choices, directory, today_of(engine), advance)


def _report_faults(checked: Checked, engine: Engine, report: Path | None, translate: Translate) -> None:
    _echo_all(summary(checked, None, translate))
    if report is None:
        _echo_all(fault_lines(checked.faults, translate))
        return
    facts = ((translate("Faults"), str(len(checked.faults))),)
    cover = Cover(translate("Faults of an import"), facts, load_state(engine).synthetic, translate)
    write = faults_xlsx if report.suffix.lower() == ".xlsx" else faults_csv
    report.write_bytes(write(checked.faults, cover))
    typer.echo(translate("The faults are in {file}.").format(file=report))


def _echo_all(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to write; .csv or .xlsx.", dir_okay=False)],
    purpose: Annotated[ExportPurpose, typer.Option(help="Why; kept in the audit.")] = ExportPurpose.MOVE,
    language: Language = "",
) -> None:
    """Write the whole register as a file that import reads back to the same register."""
    translate = _translate(language)
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        raise stop(translate("The name of the file must end in .csv or .xlsx."), UNREADABLE)
    engine = _open(translate)
    details = {"what": "register", "purpose": purpose.value, "by": "command"}
    record_or_stop(engine, AuditAction.EXPORT, details, translate)
    write = export_xlsx if file.suffix.lower() == ".xlsx" else export_csv
    write_private(file, write(engine, language or settings().language))
    typer.echo(translate("The register is in {file}.").format(file=file))


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="The same seed gives the same register.")] = SEED,
    language: Language = "",
) -> None:
    """Fill an empty register with the synthetic demo register."""
    translate = _translate(language)
    engine = _open(translate)
    if not _holds_nothing(engine):
        raise stop(translate("The register is not empty: nothing has been written."), FAULTS)
    _fill(engine, seed)
    typer.echo(translate("The register now holds synthetic data."))


def _holds_nothing(engine: Engine) -> bool:
    counts = row_counts(engine)
    return not any(count for name, count in counts.items() if name not in {"register_state", *OUTLASTING})


def _fill(engine: Engine, seed: int) -> None:
    from data.demo import fill_demo  # noqa: PLC0415 - loads a good deal that other commands do not need

    fill_demo(engine, seed)


@app.command()
def check(language: Language = "") -> None:
    """Look through the register: counts, references, impossible values, visits without effort."""
    translate = _translate(language)
    engine = _open(translate)
    for name, count in row_counts(engine).items():
        typer.echo(f"{count:>9}  {name}")
    flaws = find_flaws(engine, today_of(engine))
    for flaw in flaws:
        typer.echo(translate(flaw.message).format(count=flaw.count))
    if any(flaw.wrong for flaw in flaws):
        raise typer.Exit(FAULTS)
    typer.echo(translate("The register is sound."))


@app.command()
def prepare(language: Language = "") -> None:
    """Make ready to serve: newest schema, demo register where wanted and empty, basemap."""
    translate = _translate(language)
    engine = _open(translate)
    # A register that somebody emptied stays empty.
    if settings().demo and is_empty(engine):
        typer.echo(translate("Filling the empty register with synthetic data."))
        _fill(engine, SEED)
    if keep_to_terms(engine, settings(), today_of(engine), now()):
        typer.echo(translate("Old records are now kept as long and as exactly as the settings say."))
    prepare_basemap(settings().var_dir)
    if is_encrypted(engine):
        # Those of a register that was plain before: with the roads they lead to its places.
        forget_matrices(settings().var_dir)
    where = make_url(settings().database_url).difference_update_query(["password"])
    shown = where.database if where.get_backend_name() == "sqlite" else where.render_as_string()
    typer.echo(translate("Ready. The register is {where}.").format(where=shown))


if __name__ == "__main__":
    app()
