"""A study as a folder of tables, for those who may see the register: they name places."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from data.export import to_csv
from data.studies.figures import estimates_in, figures_of
from data.studies.ledger import month_start
from data.studies.paper import ARMS, StudyPaper
from data.studies.sentences import (
    caveats,
    details,
    evidence_line,
    headline,
    looks_line,
    power_line,
    shortfalls,
    verdict,
)
from data.studies.templates import ARMS as ARM_NAMES
from data.terms import term
from data.vocabulary import PlaceKind
from geo.displacement.results import Check, Checked

_ZONE_CHECKS = frozenset({Check.WITHOUT_ONE_ZONE, Check.PSEUDO_DISPLACED})

DECIMALS = 4
"""Of all figures in the tables."""

_STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of each file within the folder: the same study gives the same bytes."""


def study_tables(paper: StudyPaper) -> bytes:
    """
    Write a study as a folder of tables.

    Parameters
    ----------
    paper : StudyPaper
        The study.

    Returns
    -------
    bytes
        A ZIP file: ``read-me.txt``, ``design.json``, and as CSV ``estimates``, ``zones``, ``months`` and
        ``checks``. For internal use: places are named, and figures of single zones are exact.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in _files(paper):
            folder.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(paper: StudyPaper) -> Iterator[tuple[str, bytes]]:
    yield "read-me.txt", _read_me(paper).encode()
    design = {"digest": paper.kept.digest, "number": paper.kept.number, "spec": paper.kept.spec.to_json()}
    yield "design.json", json.dumps(design, indent=2, sort_keys=True).encode()
    headings = _headings(paper)
    for name, frame in (
        ("estimates", _estimates(paper)),
        ("zones", _zones(paper)),
        ("months", _months(paper)),
        ("checks", _checks(paper)),
    ):
        yield f"{name}.csv", to_csv(frame.round(DECIMALS), headings, paper.cover)


def _read_me(paper: StudyPaper) -> str:
    told, cover = paper.told, paper.cover
    internal = told.translate("Internal: these tables name places. Do not pass them on.")
    facts = [f"{heading}: {value}" for heading, value in cover.facts]
    told_lines = [
        verdict(told),
        headline(told),
        *shortfalls(told),
        *details(told),
        power_line(told),
        evidence_line(told),
        looks_line(told),
        *caveats(told),
    ]
    lines = [cover.title, *([cover.mark] if cover.mark else []), internal, "", *facts, "", *told_lines]
    return "\r\n".join(lines) + "\r\n"


def _headings(paper: StudyPaper) -> Mapping[str, str]:
    _ = paper.told.translate
    return {
        "figure": _("Figure"),
        "value": _("Value"),
        "low": _("Lower limit"),
        "high": _("Upper limit"),
        "place": _("Place"),
        "kind": _("Kind"),
        "group": _("Group"),
        "contacts_before": _("Contacts before"),
        "contacts_after": _("Contacts after"),
        "hours_before": _("Hours before"),
        "hours_after": _("Hours after"),
        "log_ratio": _("Log of the ratio of rates"),
        "newly": _("First visited after the announcement"),
        "month": _("Month"),
        "contacts": _("Contacts"),
        "hours": _("Hours"),
        "visits": _("Visits"),
        "check": _("Check"),
        "changed": _("What was changed"),
    }


def _estimates(paper: StudyPaper) -> pd.DataFrame:
    found = estimates_in(figures_of(paper.told.result))
    rows = [(name, one.value, one.low, one.high) for name, one in found.items()]
    power = paper.told.result.power
    if power is not None:
        rows += [("smallest_rise", power.smallest_rise, np.nan, np.nan)]
        rows += [("smallest_fall", power.smallest_fall, np.nan, np.nan)]
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high"])


def _zones(paper: StudyPaper) -> pd.DataFrame:
    result, spec = paper.told.result, paper.kept.spec
    changes = {zone.zone: zone for zone in result.zones}
    rows = []
    for arm, zones in spec.arms.items():
        for zone in zones:
            change = changes.get(zone)
            numbers = (np.nan,) * 5 if change is None else (*change.contacts, *change.hours, change.log_ratio)
            group = paper.told.translate(ARM_NAMES[arm])
            rows.append(
                (_label(paper, zone), _kind(paper, zone), group, zone in result.newly_visited, *numbers)
            )
    columns = ["place", "kind", "group", "newly", "contacts_before", "contacts_after"]
    return pd.DataFrame(rows, columns=[*columns, "hours_before", "hours_after", "log_ratio"])


def _months(paper: StudyPaper) -> pd.DataFrame:
    """Return what was met in each month by each group; a month without effort is empty."""
    panel, rows = paper.panel, []
    for arm in ARMS:
        chosen = paper.rows_of(paper.kept.spec.arms[arm])
        if not chosen:
            continue
        for column, month in enumerate(panel.months.tolist()):
            looked = panel.looked[chosen, column]
            contacts = float(panel.contacts[chosen, column][looked].sum()) if looked.any() else np.nan
            hours = float(panel.hours[chosen, column][looked].sum()) if looked.any() else np.nan
            visits = float(panel.rounds[chosen, column].sum())
            group = paper.told.translate(ARM_NAMES[arm])
            rows.append((group, month_start(month), contacts, hours, visits))
    return pd.DataFrame(rows, columns=["group", "month", "contacts", "hours", "visits"])


def _checks(paper: StudyPaper) -> pd.DataFrame:
    rows = []
    for one in paper.checks:
        ratio = None if one.contrast is None else one.contrast.ratio
        numbers = (np.nan,) * 3 if ratio is None else (ratio.value, ratio.low, ratio.high)
        rows.append((one.check.value, _changed(paper, one), *numbers))
    return pd.DataFrame(rows, columns=["check", "changed", "value", "low", "high"])


def _changed(paper: StudyPaper, one: Checked) -> str:
    if one.check in _ZONE_CHECKS:
        return _label(paper, int(one.label))
    if one.check is Check.PLACEBO_DATE:
        return month_start(int(one.label)).isoformat()
    return str(one.label)


def _label(paper: StudyPaper, zone: int) -> str:
    return str(paper.places.loc[zone, "label"]) if zone in paper.places.index else str(zone)


def _kind(paper: StudyPaper, zone: int) -> str:
    if zone not in paper.places.index:
        return ""
    return term(PlaceKind(str(paper.places.loc[zone, "kind"])), paper.told.translate)
