"""Rows to visits: rows that share service, place, day, arrival and passage tell about one visit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta

from data.imports.content import Content, Detail, Visit, VisitKey
from data.imports.directory import Directory
from data.imports.faults import Fault, FaultKind, day_hint, shown
from data.imports.fields import Activity, Field
from data.imports.mapping import Choices, DateMeaning
from data.imports.parsing import Parsed
from data.imports.sheets import Advance
from data.vocabulary import (
    DAY_STARTS_AT,
    Acquaintance,
    AgeBand,
    Insurance,
    Nationality,
    Outcome,
    Role,
    Sex,
)

_REPORT_EVERY = 5_000

OF_THE_VISIT = (
    Field.MINUTES,
    Field.OUTCOME,
    Field.TEAM,
    Field.ROUND_START,
    Field.ROUND_END,
    Field.RECORDED_ON,
    Field.POLICE,
    Field.TENSION,
    Field.LIGHT,
)
"""Columns on which all rows of a visit must agree; named as in `Visit`."""

OF_A_CONTACT = (Field.SEX, Field.AGE_BAND, Field.NATIONALITY, Field.ACQUAINTANCE, Field.ROLE, Field.COUNT)
"""Columns of which any tells that somebody was met; named as in `_Row`."""

_NOBODY = (Outcome.NOBODY_SEEN, Outcome.CLOSED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True)
class _Row:
    """The values of one row, by field; None where a cell is empty or wrong."""

    activity: Activity | None
    day: date | None
    arrival: time | None
    place: int | None
    service: int | None
    minutes: int | None
    outcome: str | None
    team: int | None
    passage: int | None
    round_start: time | None
    round_end: time | None
    recorded_on: date | None
    sex: str | None
    age_band: str | None
    nationality: str | None
    acquaintance: str | None
    role: str | None
    count: int | None
    prior: str | None
    prior_count: int | None
    nature: str | None
    mode: str | None
    relay_target: str | None
    intervention_count: int | None
    act: str | None
    act_role: str | None
    act_count: int | None
    material: str | None
    material_count: int | None
    police: bool | None
    tension: str | None
    light: str | None
    half_day: str | None
    insurance: str | None
    event: str | None
    municipality: str | None

    def holds_contact(self) -> bool:
        """Return whether the row tells about somebody met."""
        return any(getattr(self, told.value) is not None for told in OF_A_CONTACT)


@dataclass(slots=True)
class _Gathering:
    """The content while rows are read, with where each value of a visit was first said."""

    misread_rows: frozenset[int]
    content: Content = field(default_factory=Content)
    first_rows: dict[VisitKey, int] = field(default_factory=dict)
    said: dict[tuple[VisitKey, Field], int] = field(default_factory=dict)
    misread: set[VisitKey] = field(default_factory=set)


def assemble(
    parsed: Parsed, choices: Choices, directory: Directory, advance: Advance = lambda _: None
) -> tuple[Content, list[Fault]]:
    """
    Gather the rows of a file into visits and other details.

    Parameters
    ----------
    parsed : Parsed
        A table of values; rows that lack a key are left out, as they carry a fault already.
    choices : Choices
        What the date means, and the headers.
    directory : Directory
        Gives the service of a place where a row names none.
    advance : callable, optional
        Told how far the work has come.

    Returns
    -------
    content : Content
        Visits and details; only to be used where the file has no fault at all.
    faults : list of Fault
        Rows of one visit that disagree, and outcomes that contradict the contacts.
    """
    gathering = _Gathering(_misread_rows(parsed, choices))
    faults: list[Fault] = []
    numbers = [int(number) for number in parsed.cells.index]
    for position, (number, row) in enumerate(zip(numbers, _rows(parsed), strict=True), start=1):
        if position % _REPORT_EVERY == 0:
            advance(position / len(numbers))
        if row.activity in {None, Activity.FIELD}:
            faults.extend(_add_to_visit(gathering, number, row, (parsed, choices, directory)))
        elif row.service is not None and row.day is not None:
            for detail in (*_main_details(row), *_counted(row)):
                gathering.content.add_outside(row.service, row.day, detail)
    faults.extend(_outcome_faults(gathering, parsed, choices, directory))
    faults.extend(_prior_faults(gathering, choices))
    return gathering.content, faults


def _misread_rows(parsed: Parsed, choices: Choices) -> frozenset[int]:
    """Return the rows of which a cell about somebody met is wrong: they may count somebody once mended."""
    headers = {choices.header_of(told) for told in OF_A_CONTACT}
    return frozenset(fault.row for fault in parsed.faults if fault.column in headers)


def _rows(parsed: Parsed) -> Iterator[_Row]:
    nothing = [None] * len(parsed.cells)
    columns = [
        parsed.cells[one.name].tolist() if one.name in parsed.cells else nothing for one in fields(_Row)
    ]
    return (_Row(*values) for values in zip(*columns, strict=True))


def _add_to_visit(
    gathering: _Gathering, number: int, row: _Row, context: tuple[Parsed, Choices, Directory]
) -> Iterator[Fault]:
    parsed, choices, directory = context
    if row.day is None or row.place is None:
        return
    service = row.service if row.service is not None else directory.service_of[row.place]
    key = VisitKey(
        service, row.place, _operational(row.day, row.arrival, choices), row.arrival, row.passage or 1
    )
    since = directory.exact_from
    if since is not None and key.day < since <= row.day:
        # Past midnight after the last day that is kept by month.
        text = shown(str(parsed.texts.at[number, Field.DAY]))
        yield Fault(
            number, choices.header_of(Field.DAY) or "", text, FaultKind.KEPT_BY_MONTH, (day_hint(since),)
        )
        return
    visit = gathering.content.visits.setdefault(key, Visit())
    gathering.first_rows.setdefault(key, number)
    if number in gathering.misread_rows:
        gathering.misread.add(key)
    for said in OF_THE_VISIT:
        value = getattr(row, said.value)
        if value is None:
            continue
        before = getattr(visit, said.value)
        if before is None:
            setattr(visit, said.value, value)
            gathering.said[key, said] = number
        elif before != value:
            text = shown(str(parsed.texts.at[number, said]))
            first = str(gathering.said[key, said])
            yield Fault(number, choices.header_of(said) or "", text, FaultKind.DISAGREES, (first,))
    for detail in (*_contact(row), *_counted(row)):
        visit.details[detail] += 1
    if row.prior is not None:
        _add_prior(visit, row.prior, row.prior_count or 1)
        gathering.said.setdefault((key, Field.PRIOR), number)


def _add_prior(visit: Visit, kind: str, number: int) -> None:
    """Add to the tally of a kind: rows of one visit that name it twice are one number."""
    told = [one for one in visit.details if one.table == "prior_place" and one.attributes == (kind,)]
    for one in told:
        del visit.details[one]
    visit.details[Detail("prior_place", (kind,), number + sum(one.number for one in told))] = 1


def _operational(day: date, arrival: time | None, choices: Choices) -> date:
    if choices.dates is DateMeaning.CALENDAR and arrival is not None and arrival.hour < DAY_STARTS_AT:
        return day - timedelta(days=1)
    return day


def _contact(row: _Row) -> Iterator[Detail]:
    if row.holds_contact():
        values = (
            row.sex or Sex.UNKNOWN,
            row.age_band or AgeBand.UNKNOWN,
            row.nationality or Nationality.UNKNOWN,
            row.acquaintance or Acquaintance.UNKNOWN,
            row.role or Role.PERSON,
        )
        yield Detail("contact", values, row.count or 1)


def _counted(row: _Row) -> Iterator[Detail]:
    if row.nature is not None and row.mode is not None:
        values = (row.nature, row.mode, row.relay_target)
        yield Detail("intervention", values, row.intervention_count or 1)
    if row.act is not None:
        yield Detail("health_act", (row.act, row.act_role or Role.PERSON), row.act_count or 1)
    if row.material is not None:
        yield Detail("material", (row.material,), row.material_count or 1)


_MAIN: dict[Activity, Callable[[_Row], tuple[str, str | None]]] = {
    Activity.DROP_IN: lambda row: ("drop_in_visit", row.half_day),
    Activity.CONSULTATION: lambda row: ("consultation", row.insurance),
    Activity.EVENT: lambda row: ("awareness_event", row.event),
    Activity.ONLINE: lambda row: ("online_contact", row.municipality),
}


def _main_details(row: _Row) -> Iterator[Detail]:
    """Yield what the activity itself counts, unless the row only holds what was done beside it."""
    if row.activity not in _MAIN:
        return
    table, word = _MAIN[row.activity](row)
    only_beside = row.count is None and word is None and any(_counted(row))
    if only_beside:
        return
    if row.activity is Activity.CONSULTATION:
        word = word or Insurance.UNKNOWN
    yield Detail(table, (word,), 1 if row.count is None else row.count)


def _outcome_faults(
    gathering: _Gathering, parsed: Parsed, choices: Choices, directory: Directory
) -> Iterator[Fault]:
    """Complete the outcomes that follow from contacts; report those that are missing or contradicted."""
    header = choices.header_of(Field.OUTCOME) or ""
    # What nobody has decided on may be the column that counts the people.
    undecided = any(fault.kind is FaultKind.UNDECIDED_COLUMN for fault in parsed.faults)
    for key, visit in gathering.content.visits.items():
        row = gathering.said.get((key, Field.OUTCOME), gathering.first_rows[key])
        met = any(detail.table == "contact" for detail in visit.details)
        # A register that was filled before whoever is met had to be counted still comes back from its file.
        excused = undecided or key in gathering.misread or key[:4] in directory.uncounted
        if visit.outcome is None and met:
            visit.outcome = Outcome.MET
        elif visit.outcome is None and not _is_wrong(parsed, row):
            yield Fault(row, header, "", FaultKind.NO_OUTCOME, tuple(Outcome))
        elif visit.outcome is Outcome.MET and not (met or excused):
            text = shown(str(parsed.texts.at[row, Field.OUTCOME]))
            yield Fault(row, header, text, FaultKind.MET_NOBODY)
        elif met and visit.outcome in _NOBODY:
            text = shown(str(parsed.texts.at[row, Field.OUTCOME]))
            yield Fault(row, header, text, FaultKind.MET_DESPITE_OUTCOME, (visit.outcome,))


def _prior_faults(gathering: _Gathering, choices: Choices) -> Iterator[Fault]:
    """Report tallies of more people than could be asked."""
    header = choices.header_of(Field.PRIOR) or ""
    for (key, said), row in gathering.said.items():
        if said is not Field.PRIOR:
            continue
        visit = gathering.content.visits[key]
        told = visit.number_of("prior_place")
        if told > visit.number_of("contact", Role.PERSON):
            yield Fault(row, header, str(told), FaultKind.PRIOR_BEYOND_MET, (str(told),))


def _is_wrong(parsed: Parsed, row: int) -> bool:
    """Return whether the outcome was written but could not be read, which is a fault of its own."""
    return Field.OUTCOME in parsed.texts and str(parsed.texts.at[row, Field.OUTCOME]) != ""
