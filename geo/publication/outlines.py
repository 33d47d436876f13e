"""Outlines and names of publication zones: unions of whole official territories, called by their names."""

import re
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from geo.boundaries import dissolve
from geo.publication.zones import parts_of

LONGEST_NAME = 36
"""Characters that the name of a merged zone may take, so that it fits a table."""

_NUMBERED = re.compile(r"(?P<stem>.*?)[ -]*(?P<number>\d*)")


def outlines_of(labels: Iterable[str], level: str, source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the outlines of merged territories, with names short enough for a table.

    Parameters
    ----------
    labels : iterable of str
        Ids, joint ones among them.
    level : str
        What they are, such as ``zone``.
    source : GeoDataFrame
        The official territories by id, a coverage: ``name_fr`` and ``name_nl``.

    Returns
    -------
    GeoDataFrame
        In the system of *source* by ``id``, sorted: ``level``, ``name_fr``, ``name_nl`` and the outline.
    """
    holder = {part: label for label in labels for part in parts_of(label)}
    own = source.loc[source.index.isin(list(holder))]
    joined = dissolve(own[["geometry"]].assign(label=own.index.map(holder)), "label")
    names = own.groupby(own.index.map(holder))[["name_fr", "name_nl"]].agg(short_name)
    return gpd.GeoDataFrame(
        pd.DataFrame({"level": level}, index=joined.index).join(names),
        geometry=joined.geometry,
        crs=source.crs,
    ).rename_axis("id")


def short_name(names: Iterable[str]) -> str:
    """
    Name what was merged: "Charleroi 1, 4" or "Binche, Mons", and the first ones where there are many.

    Parameters
    ----------
    names : iterable of str
        Official names, some of them numbered.

    Returns
    -------
    str
        At most about `LONGEST_NAME` characters; what did not fit is counted: "Binche, Boussu + 3".
    """
    numbers: dict[str, list[str]] = {}
    for name in sorted(names):
        found = _NUMBERED.fullmatch(name)
        stem, number = (found["stem"], found["number"]) if found else (name, "")
        numbers.setdefault(stem, []).extend([number] if number else [])
    called = [f"{stem} {', '.join(own)}".strip() for stem, own in numbers.items()]
    shown = 1
    while shown < len(called) and len(", ".join(called[: shown + 1])) <= LONGEST_NAME:
        shown += 1
    rest = len(called) - shown
    return ", ".join(called[:shown]) + (f" + {rest}" if rest else "")
