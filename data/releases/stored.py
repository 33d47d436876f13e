"""The true cells behind a release, as the register keeps them; they never leave it."""

import io
import zipfile

import pandas as pd

from data.releases.grids import Cells


def to_blob(cells: Cells) -> bytes:
    """Return *cells* as bytes for the register."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, frame in sorted(cells.items()):
            archive.writestr(name, frame.to_parquet(engine="pyarrow", compression="zstd", index=False))
    return buffer.getvalue()


def from_blob(content: bytes) -> Cells:
    """Return the cells that `to_blob` wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: pd.read_parquet(io.BytesIO(archive.read(name))) for name in archive.namelist()}
