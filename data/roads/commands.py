"""Commands about the roads that travel times are computed on."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from data.audit import try_record
from data.i18n import Translate
from data.roads.importing import import_roads
from data.roads.matrices import forget_matrices, road_legs, shelf_of
from data.roads.positions import load_spots
from data.roads.refusals import RoadsRefusedError
from data.roads.store import CREDIT, Roads, forget_roads, load_roads
from data.roads.travel import load_off_road
from data.settings import settings
from data.terminal import FAULTS, UNREADABLE, Language, now, open_or_stop, progress, stop, translate_for
from data.vocabulary import AuditAction

app = typer.Typer(help="The roads that travel times are computed on.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="An OpenStreetMap extract, such as .osm.pbf.", exists=True, dir_okay=False)
    ],
    language: Language = "",
) -> None:
    """Read the roads of an OpenStreetMap file, in the place of those that were there."""
    translate = translate_for(language, settings())
    engine, var_dir = open_or_stop(settings(), translate), settings().var_dir
    try:
        with progress(translate("Reading the roads")) as advance:
            about = import_roads(engine, var_dir, file, now(), advance)
    except RoadsRefusedError as refusal:
        where = f" ({refusal.where})" if refusal.where else ""
        kept = translate("Nothing has changed.")
        reason = f"{file.name}{where}: {refusal.sentence(translate)} {kept}"
        raise stop(reason, UNREADABLE) from None
    details = {"what": "roads_imported", "digest": about.digest, "edges": about.edges, "by": "command"}
    try_record(engine, AuditAction.CHANGE, details, None, now())
    forget_matrices(var_dir)
    roads = load_roads(var_dir)
    if roads is None:
        raise stop(translate("The roads could not be read back. Is the disk full?"), FAULTS)
    with progress(translate("Following the roads between all places")) as advance:
        # Now, so that nobody waits for it who plans an evening.
        road_legs(roads, load_spots(engine, var_dir), shelf_of(engine, var_dir), advance)
    _describe(engine, roads, translate)


@app.command()
def show(language: Language = "") -> None:
    """Say which roads are there, and how many places they reach."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    roads = load_roads(settings().var_dir)
    if roads is None:
        typer.echo(translate("No roads are imported: travel times are estimates."))
    else:
        _describe(engine, roads, translate)


@app.command()
def forget(language: Language = "") -> None:
    """Delete the imported roads; travel times are estimates from then on."""
    translate = translate_for(language, settings())
    engine = open_or_stop(settings(), translate)
    forget_matrices(settings().var_dir)
    if not forget_roads(settings().var_dir):
        typer.echo(translate("No roads are imported: nothing has changed."))
        return
    try_record(engine, AuditAction.CHANGE, {"what": "roads_forgotten", "by": "command"}, None, now())
    typer.echo(translate("The roads are deleted; travel times are estimates now."))


def _describe(engine: Engine, roads: Roads, translate: Translate) -> None:
    about = roads.about
    as_of = about.as_of.strftime("%d/%m/%Y") if about.as_of else translate("an unknown day")
    said = translate("{km} km of roads, as of {day}; {credit}.")
    typer.echo(said.format(km=about.km, day=as_of, credit=CREDIT))
    every, off = load_off_road(engine, settings().var_dir, roads)
    reached = translate("{reached} of {count} places lie on them.")
    typer.echo(reached.format(reached=len(every) - len(off), count=len(every)))
