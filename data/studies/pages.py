"""A study as one page to hand on: its sentences, charts and caveats, of groups of zones and never of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from data.studies.charts import MONTHS, Dated, Hours, Row, draw_dates, draw_forest, draw_hours
from data.studies.paper import ARMS, StudyPaper
from data.studies.sentences import (
    Told,
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
from geo.displacement.model import Arm
from geo.displacement.results import Check, Contrast, Estimate, ZoneChange

FEWEST_OF_A_RANGE = 2
"""Looks from which on they are told as a range."""

FEWEST_ZONES = 3
"""Zones of a group from which on its figures are told: those of one or two would be told apart."""

_Lane = tuple[Arm, str]
"""A group and a kind of place."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True)
class _Section:
    """A part of the page: sentences, perhaps a chart, and figures as a table that may hold all of them."""

    title: str
    lines: tuple[str, ...] = ()
    chart: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_all_in_rows: bool = False


def study_html(paper: StudyPaper) -> str:
    """
    Write a study as one HTML page that asks for nothing from anywhere.

    Parameters
    ----------
    paper : StudyPaper
        The study.

    Returns
    -------
    str
        Of groups of zones only: no place is named, there is no row of a zone, and of groups of one or two
        zones no figure.
    """
    paper = replace(paper, told=_of_groups(paper.told))
    told = paper.told
    _ = told.translate
    words = {
        "caveats": _("What to keep in mind"),
        "made": _("How it was made"),
        "groups": _(
            "This page names groups of zones and no place. Its design was kept before its result was seen."
        ),
    }
    return _TEMPLATES.get_template("study.html").render(
        language=told.language,
        cover=paper.cover,
        title=paper.title,
        verdict=verdict(told),
        headline=headline(told),
        shortfalls=shortfalls(told),
        details=details(told),
        sections=[*_sections(paper)],
        caveats=caveats(told),
        words=words,
    )


def _of_groups(told: Told) -> Told:
    """Return a result without the figures of groups of one or two zones, which would be those of a zone."""
    result = told.result
    few = {arm for arm in ARMS if sum(zone.arm is arm for zone in result.zones) < FEWEST_ZONES}
    is_withheld = Arm.TREATED in few and result.treated is not None
    if is_withheld:
        result = replace(result, treated=None, movement=None)
    if Arm.DISPLACED in few or Arm.CONTROL in few:
        result = replace(result, indicative=None)
    return replace(told, result=result, is_withheld=is_withheld)


def _sections(paper: StudyPaper) -> Iterator[_Section]:
    told = paper.told
    _ = told.translate
    rows = [*_main_rows(told)]
    if rows:
        title = _("Contacts per hour, after against before, compared with the comparison zones")
        yield _forest(told, title, rows)
    yield _zones(paper)
    yield _hours(paper)
    yield _Section(_("What could have been seen"), (power_line(told), evidence_line(told), looks_line(told)))
    dates = [*_dates(paper)]
    if len(dates) > 1:
        title = _("The same question at dates when nothing happened")
        lines = (_placebo_line(told, dates),)
        yield _Section(title, lines, Markup(draw_dates(dates, told.times, title)))  # noqa: S704 - escaped there
    yield from _sensitivity(paper)


def _forest(told: Told, title: str, rows: Sequence[Row], lines: tuple[str, ...] = ()) -> _Section:
    _ = told.translate
    return _Section(
        title,
        lines,
        Markup(draw_forest(rows, told.times, title)),  # noqa: S704 - its texts are escaped
        ("", _("Ratio"), _("Lower limit"), _("Upper limit")),
        tuple(
            (row.label, *(told.times(side) for side in (row.ratio.value, row.ratio.low, row.ratio.high)))
            for row in rows
        ),
        is_all_in_rows=True,
    )


def _main_rows(told: Told) -> Iterator[Row]:
    result, _ = told.result, told.translate
    named: list[tuple[str, Contrast | None, bool]] = [
        (_("Possible destinations"), result.displaced, True),
        *((_in_a_row(told, kind), contrast, False) for kind, contrast in result.by_kind.items()),
        (_("Zones under the rule"), result.treated, False),
        (_("Our own visits to the destinations"), result.effort, False),
    ]
    for label, contrast, is_main in named:
        if contrast is not None and contrast.ratio.is_known:
            yield Row(label, contrast.ratio, is_main)


def _in_a_row(told: Told, kind: str) -> str:
    """Return a kind of place as a line below the whole."""
    return told.translate("of these: {kind}").format(kind=term(PlaceKind(kind), told.translate))


def _zones(paper: StudyPaper) -> _Section:
    told, result = paper.told, paper.told.result
    _ = told.translate
    rows = []
    for arm in ARMS:
        compared = _compared(paper, arm)
        newly = sum(result.spec.arm_of(zone) is arm for zone in result.newly_visited)
        rows.append((_group(told, arm), told.count(compared), told.count(newly)))
    headings = (_("Group"), _("Zones compared"), _("First visited after the announcement"))
    return _Section(_("Zones"), headings=headings, rows=tuple(rows))


def _group(told: Told, arm: Arm) -> str:
    name = told.translate(ARM_NAMES[arm])
    return name[:1].upper() + name[1:]


def _hours(paper: StudyPaper) -> _Section:
    """Tell the hours by group and kind of place: those of different work are never added up."""
    told, spec = paper.told, paper.kept.spec
    _ = told.translate
    quarters = -(-(spec.post.end - spec.pre.first) // MONTHS)
    first = spec.post.end - MONTHS * quarters
    lanes = _zones_by_lane(told)
    large = {lane: zones for lane, zones in lanes.items() if len(zones) >= FEWEST_ZONES}
    title = _("Our hours, by quarter")
    if not large:
        return _Section(title, (_("The groups have too few zones to tell their hours."),))
    lines = [_("Hours of outreach at the zones compared; the dashed line marks the month of the rule.")]
    if len(large) < len(lanes):
        lines.append(_("Kinds of place with fewer than three zones in a group are left out."))
    groups = [
        Hours(_lane_name(told, lane), _by_quarter(paper, zones, first, quarters))
        for lane, zones in large.items()
    ]
    chart = draw_hours(groups, first, spec.in_force, told.count, title)
    rows = tuple(
        (_lane_name(told, lane), *(told.count(sum(zone.hours[side] for zone in zones)) for side in (0, 1)))
        for lane, zones in large.items()
    )
    headings = (_("Hours"), _("Before"), _("After"))
    return _Section(title, tuple(lines), Markup(chart), headings, rows)  # noqa: S704 - its texts are escaped


def _zones_by_lane(told: Told) -> dict[_Lane, list[ZoneChange]]:
    """Return the zones compared by group and kind of place, in the order in which they are told."""
    lanes: dict[_Lane, list[ZoneChange]] = {}
    for zone in sorted(told.result.zones, key=lambda zone: (ARMS.index(zone.arm), zone.kind)):
        lanes.setdefault((zone.arm, zone.kind), []).append(zone)
    return lanes


def _lane_name(told: Told, lane: _Lane) -> str:
    arm, kind = lane
    return f"{_group(told, arm)} · {term(PlaceKind(kind), told.translate)}"


def _compared(paper: StudyPaper, arm: Arm) -> int:
    return sum(zone.arm is arm for zone in paper.told.result.zones)


def _by_quarter(
    paper: StudyPaper, zones: Sequence[ZoneChange], first: int, quarters: int
) -> tuple[float, ...]:
    hours = np.nansum(paper.panel.hours[paper.rows_of([zone.zone for zone in zones])], axis=0)
    quarter = (paper.panel.months - first) // MONTHS
    return tuple(float(hours[quarter == number].sum()) for number in range(quarters))


def _dates(paper: StudyPaper) -> Iterator[Dated]:
    real = paper.told.result.displaced
    if real is None:
        return
    yield Dated(paper.kept.spec.in_force, real.ratio, is_real=True)
    for one in paper.looks(Check.PLACEBO_DATE):
        if one.contrast is not None:
            yield Dated(int(one.label), one.contrast.ratio, is_real=False)


def _placebo_line(told: Told, dates: Sequence[Dated]) -> str:
    real = next(abs(np.log(one.ratio.value)) for one in dates if one.is_real)
    placebos = [abs(np.log(one.ratio.value)) for one in dates if not one.is_real]
    text = told.translate("Dates tried: {count}; with a change as large as that of the rule: {large}.")
    return text.format(
        count=told.count(len(placebos)), large=told.count(sum(size >= real for size in placebos))
    )


def _sensitivity(paper: StudyPaper) -> Iterator[_Section]:
    told = paper.told
    rows = [
        Row(_look_label(told, one.check, one.label), one.contrast.ratio)
        for one in paper.looks(Check.OTHER_WINDOW, Check.OTHER_EXPONENT, Check.UNTOUCHED_KIND)
        if one.contrast is not None
    ]
    lines = tuple(_ranges(paper))
    title = told.translate("What the answer hangs on")
    if rows:
        yield _forest(told, title, rows, lines)
    elif lines:
        yield _Section(title, lines)


def _look_label(told: Told, check: Check, label: float | str) -> str:
    _ = told.translate
    if check is Check.OTHER_WINDOW:
        return _("Years on each side: {years}").format(years=told.count(float(label)))
    if check is Check.OTHER_EXPONENT:
        return _("Contacts as hours to the power of {exponent}").format(exponent=told.times(float(label)))
    return _("Untouched by the rule: {kind}").format(kind=term(PlaceKind(str(label)), _))


def _ranges(paper: StudyPaper) -> Iterator[str]:
    """Yield what looks of which there is one a zone say together: none of them is told apart."""
    told = paper.told
    _ = told.translate
    without = [one.contrast.ratio for one in paper.looks(Check.WITHOUT_ONE_ZONE) if one.contrast is not None]
    if len(without) >= FEWEST_OF_A_RANGE:
        values = [one.value for one in without]
        text = _("With any one zone left out, the ratio stays between {low} and {high}.")
        yield text.format(low=told.times(min(values)), high=told.times(max(values)))
    pseudo = [one.contrast.ratio for one in paper.looks(Check.PSEUDO_DISPLACED) if one.contrast is not None]
    if len(pseudo) >= FEWEST_OF_A_RANGE:
        text = _(
            "Comparison zones taken for a destination, one at a time: {count}; of these, {sure} show a clear "
            "change."
        )
        yield text.format(count=told.count(len(pseudo)), sure=told.count(sum(map(_is_clear, pseudo))))


def _is_clear(ratio: Estimate) -> bool:
    return ratio.low > 1 or ratio.high < 1
