"""
How long a large register file takes to come in, and how much memory.

A file of 100,000 rows is read, checked and committed into an empty register, beside the plain way of loading
a table (`pandas.read_csv` and `DataFrame.to_sql`, which checks nothing and compares nothing) in the same run.
Each way runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Engine, create_engine

from data.imports.checking import check_table, fingerprint
from data.imports.committing import commit
from data.imports.directory import load_directory
from data.imports.intake import choose_sheet
from data.imports.mapping import decided, propose
from data.imports.reading import load_sheets
from data.register import tables as t
from data.register.database import connect, writing
from data.vocabulary import PlaceKind

ROWS = 100_000
PLACES = 60
SEED = 2019
TODAY = date(2020, 1, 1)
LIMIT_S, LIMIT_MB = 60, 600

RESULTS = Path(__file__).parent / "results" / "import_register.md"

WAYS = ("maraude csv", "maraude csv again", "maraude xlsx", "pandas csv", "pandas xlsx")


def make_rows(rows: int) -> pd.DataFrame:
    """Return a register as a small organisation keeps it: about four rows a visit."""
    rng = np.random.default_rng(SEED)
    visits = max(1, rows // 4)
    visit = np.sort(rng.integers(0, visits, rows))
    days = np.array([f"{date(2012, 1, 1) + timedelta(days=int(day)):%d/%m/%Y}" for day in range(2920)])
    hour, minute = rng.integers(18, 24, visits), rng.integers(0, 60, visits)
    arrivals = np.array([f"{h:02d}h{m:02d}" for h, m in zip(hour, minute, strict=True)])
    places = np.array([f"Lieu {number}" for number in range(PLACES)])
    return pd.DataFrame(
        {
            "Date": days[(np.arange(visits) * 2920 // visits)][visit],
            "Heure d'arrivée": arrivals[visit],
            # Neighbouring visits are at different places, so that no two are the same one.
            "Lieu": places[np.arange(visits) % PLACES][visit],
            "Durée (min)": (10 + np.arange(visits) % 80)[visit],
            "Résultat": "rencontre",
            "Sexe": rng.choice(["F", "H", "trans"], rows),
            "Tranche d'âge": rng.choice(["18-24", "25-34", "35-44", "?"], rows),
            "Nationalité": rng.choice(["belge", "UE", "hors UE"], rows),
            "Premier contact": rng.choice(["oui", "non"], rows),
            "Nombre": rng.integers(1, 4, rows),
            "Nature": rng.choice(["", "logement", "santé"], rows),
            "Mode": "relais",
            "Matériel": rng.choice(["", "préservatifs"], rows),
        }
    ).assign(Mode=lambda frame: frame["Mode"].where(frame["Nature"] != "", ""))


def open_register(folder: Path, name: str) -> Engine:
    """Return a register with the places of the file."""
    engine = connect(f"sqlite:///{folder / name}")
    with writing(engine) as session:
        if session.get(t.Service, 1) is None:
            session.add(t.Service(id=1, code="a", label="Antenne"))
            session.flush()
            spot = shapely.Point(4.44, 50.41)
            session.add_all(
                t.Place(
                    kind=PlaceKind.BAR,
                    label=f"Lieu {number}",
                    geometry=spot,
                    municipality="52011",
                    service_id=1,
                )
                for number in range(PLACES)
            )
    return engine


def bring_in(folder: Path, file: Path) -> str:
    """Read, check and commit one file; return what happened."""
    data = file.read_bytes()
    engine = open_register(folder, f"register_{file.suffix[1:]}.sqlite")
    table = choose_sheet(load_sheets(data, file.name)).table
    if table is None:
        message = "the file of the benchmark has no table"
        raise ValueError(message)
    checked = check_table(table, decided(propose(table.headers)), load_directory(engine), TODAY)
    receipt = commit(engine, checked, fingerprint(data), datetime(2020, 1, 1))  # noqa: DTZ001 - no zone kept
    plan = receipt.plan
    return f"{checked.rows} rows, {len(plan.new)} visits new, {len(plan.unchanged)} unchanged"


def load_plainly(folder: Path, file: Path) -> str:
    """Load one file as it is."""
    is_workbook = file.suffix == ".xlsx"
    frame = pd.read_excel(file) if is_workbook else pd.read_csv(file, sep=";", encoding="cp1252")
    engine = create_engine(f"sqlite:///{folder / 'plain.sqlite'}")
    frame.to_sql("register", engine, if_exists="replace", index=False)
    return f"{len(frame)} rows"


def run_one(way: str, folder: Path) -> None:
    """Do one way in this process, and print its time, peak memory and result."""
    who, kind, *_ = way.split()
    start = time.perf_counter()
    result = (bring_in if who == "maraude" else load_plainly)(folder, folder / f"register.{kind}")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.2f};{peak:.0f};{result}")


def make_files(rows: int, folder: Path) -> None:
    """Write the file in both forms."""
    frame = make_rows(rows)
    frame.to_csv(folder / "register.csv", sep=";", index=False, encoding="cp1252")
    frame.to_excel(folder / "register.xlsx", index=False)


def in_own_process(arguments: list[str], folder: Path) -> str:
    """Run this file with *arguments*; a process hands its peak memory on to those it starts: stay small."""
    command = [sys.executable, "-m", "benchmarks.import_register", *arguments, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    return done.stdout.strip()


def compare(rows: int) -> str:
    """Run every way in a process of its own and return them side by side as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_own_process(["--make", "--rows", str(rows)], folder)
        found: dict[str, tuple[float, float, str]] = {}
        for way in WAYS:
            took, peaked, result = in_own_process(["--way", way], folder).split(";")
            found[way] = (float(took), float(peaked), result)
    lines = [
        "# A large register comes in",
        "",
        (
            f"{rows:,} rows, measured on {datetime.now(UTC):%d %B %Y} with {os.cpu_count()} cores and Python "
            f"{platform.python_version()} by `python -m benchmarks.import_register`."
        ),
        f"Aims: at most {LIMIT_S} s and {LIMIT_MB} MB. The plain way loads the table and checks nothing.",
        "",
        "| way | seconds | peak MB | seconds / pandas | result |",
        "|---|--:|--:|--:|---|",
    ]
    for way, (seconds, peak, result) in found.items():
        ratio = seconds / found[f"pandas {way.split()[1]}"][0]
        lines.append(f"| {way} | {seconds:.1f} | {peak:.0f} | {ratio:.1f} | {result} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.make:
        make_files(arguments.rows, arguments.folder)
    elif arguments.way:
        run_one(arguments.way, arguments.folder)
    else:
        text = compare(arguments.rows)
        RESULTS.write_text(text)
        print(text)
