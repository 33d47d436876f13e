"""What the user decided for earlier files: columns by their headers, and other names of places."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypedDict

from data.geography.municipalities import fold
from data.identifiers import find_identifiers
from data.imports.fields import Field
from data.imports.mapping import Choices, DateMeaning

_FILE = "import_mappings.json"
_MOST_REMEMBERED = 100


class _Stored(TypedDict):
    columns: dict[str, str | None]
    dates: str
    hours: bool


class _Memory(TypedDict):
    files: dict[str, _Stored]
    places: dict[str, str]


def _key(headers: Iterable[str]) -> str:
    return " | ".join(sorted(map(fold, headers)))


def _load(folder: Path) -> _Memory:
    try:
        found = json.loads((folder / _FILE).read_text("utf-8"))
        return {"files": dict(found["files"]), "places": dict(found["places"])}
    except (OSError, ValueError, KeyError, TypeError):
        # A damaged memory costs a few clicks; it must never stop an import.
        return {"files": {}, "places": {}}


def _save(folder: Path, memory: _Memory) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{_FILE}")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(memory, file, ensure_ascii=False, indent=1)
    Path(name).replace(folder / _FILE)


def recall_choices(folder: Path, headers: Iterable[str]) -> Choices | None:
    """
    Return what the user chose for a file with these headers.

    Parameters
    ----------
    folder : Path
        Where the product keeps its files.
    headers : iterable of str
        In any order.

    Returns
    -------
    Choices or None
        None for headers never seen, or a memory that cannot be read.
    """
    stored = _load(folder)["files"].get(_key(headers))
    try:
        return None if stored is None else _choices(stored)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _choices(stored: _Stored) -> Choices:
    columns = {header: None if found is None else Field(found) for header, found in stored["columns"].items()}
    dates = DateMeaning(stored.get("dates", DateMeaning.OPERATIONAL))
    return Choices(columns, dates, hours=bool(stored.get("hours", False)))


def to_choices(text: str) -> Choices:
    """
    Read choices that somebody wrote down.

    Parameters
    ----------
    text : str
        JSON such as ``{"columns": {"Lieu": "place", "Météo": null}, "dates": "operational"}``.

    Returns
    -------
    Choices
        What each column is.

    Raises
    ------
    ValueError
        If the text is no such JSON.
    """
    try:
        return _choices(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        message = f"not a mapping of columns: {error!r}"
        raise ValueError(message) from error


def remember_choices(folder: Path, headers: Iterable[str], choices: Choices) -> None:
    """
    Keep the choices for the next file with the same headers; no cell of the file is kept.

    Parameters
    ----------
    folder : Path
        Where the product keeps its files.
    headers : iterable of str
        All headers of the file.
    choices : Choices
        As the user confirmed them.
    """
    memory = _load(folder)
    key = _key(headers)
    memory["files"].pop(key, None)
    memory["files"][key] = {
        "columns": {header: found and found.value for header, found in choices.columns.items()},
        "dates": choices.dates.value,
        "hours": choices.hours,
    }
    memory["files"] = dict(list(memory["files"].items())[-_MOST_REMEMBERED:])
    _save(folder, memory)


def recall_places(folder: Path) -> Mapping[str, str]:
    """
    Return other names of places that the user chose, with the register's own.

    Parameters
    ----------
    folder : Path
        Where the product keeps its files.

    Returns
    -------
    mapping of str to str
        Label of the place by folded other name.
    """
    return {str(other): str(label) for other, label in _load(folder)["places"].items()}


def remember_place(folder: Path, other: str, label: str) -> None:
    """
    Keep *other* as another name of a place.

    Parameters
    ----------
    folder : Path
        Where the product keeps its files.
    other : str
        As files write it.
    label : str
        As the register writes it.

    Raises
    ------
    ValueError
        If *other* seems to hold something about a person.
    """
    if find_identifiers(other):
        message = "this name cannot be kept: it seems to hold something about a person"
        raise ValueError(message)
    memory = _load(folder)
    memory["places"][fold(other)] = label
    _save(folder, memory)


def forget_places(folder: Path) -> None:
    """
    Forget all other names of places, as when a register is emptied.

    Parameters
    ----------
    folder : Path
        Where the product keeps its files.
    """
    memory = _load(folder)
    if memory["places"]:
        _save(folder, {**memory, "places": {}})
