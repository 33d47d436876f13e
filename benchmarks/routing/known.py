"""Best-known values beside instance files."""

import csv
from pathlib import Path


def best_known(path: Path) -> float | None:
    """Return what `best_known.csv` beside a file says of it, if anything."""
    table = path.with_name("best_known.csv")
    if not table.is_file():
        return None
    with table.open(encoding="utf-8", newline="") as file:
        values = {row["instance"]: float(row["best_known"]) for row in csv.DictReader(file)}
    return values.get(path.stem)
