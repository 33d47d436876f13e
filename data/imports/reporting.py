"""The report of a checked file in words and tables: the same on screen and on the command line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from enum import StrEnum
from itertools import islice

import pandas as pd

from data.export import Cover, to_csv
from data.i18n import Translate, mark
from data.imports.checking import Checked
from data.imports.columns import label
from data.imports.comparing import Difference, Plan, differences
from data.imports.content import DETAILS, Content, DayKey, Detail, VisitKey
from data.imports.directory import Directory
from data.imports.faults import FAULT_HEADINGS, Fault, fault_table
from data.imports.fields import Field
from data.imports.layout import skip_reason
from data.imports.words import NO_WORD, YES_WORD, written_word
from data.vocabulary import Outcome
from data.workbook import Sheet, to_xlsx

_ROWS_NAMED = 8

_COUNTED = {
    "contact": mark("Contacts"),
    "prior_place": mark("People asked where they worked before"),
    "intervention": mark("Interventions"),
    "health_act": mark("Health acts"),
    "material": mark("Material"),
    "drop_in_visit": mark("Drop-in visits"),
    "consultation": mark("Consultations"),
    "awareness_event": mark("Awareness events"),
    "online_contact": mark("Online contacts"),
}

DIFFERENCE_HEADINGS = {
    "day": mark("Day"),
    "place": mark("Place"),
    "what": mark("What"),
    "before": mark("In the register"),
    "after": mark("In the file"),
}
"""English sources of the headings of `difference_table`."""


def summary(checked: Checked, plan: Plan | None, translate: Translate) -> list[str]:
    """
    Say in sentences what was read and what would change.

    Parameters
    ----------
    checked : Checked
        A checked file.
    plan : Plan or None
        What it would change; None where it has faults.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    list of str
        One sentence each.
    """
    lines = [translate("Rows read: {count}.").format(count=checked.rows), *_skipped(checked, translate)]
    if checked.faults:
        lines.append(
            translate("Faults: {count}. Nothing is imported until all are mended.").format(
                count=len(checked.faults)
            )
        )
        return lines
    if plan is not None:
        lines += _changes(checked, plan, translate)
    return lines


def _skipped(checked: Checked, translate: Translate) -> Iterator[str]:
    for skip in dict.fromkeys(checked.skipped.values()):
        rows = [str(row) for row, found in checked.skipped.items() if found is skip]
        more = ", …" if len(rows) > _ROWS_NAMED else ""
        yield translate("Rows left out, {reason}: {rows}.").format(
            reason=skip_reason(skip, translate), rows=", ".join(rows[:_ROWS_NAMED]) + more
        )


def _changes(checked: Checked, plan: Plan, translate: Translate) -> Iterator[str]:
    yield translate("Visits: {new} new, {replaced} replaced, {unchanged} unchanged.").format(
        new=len(plan.new), replaced=len(plan.replaced), unchanged=len(plan.unchanged)
    )
    if plan.new_days or plan.replaced_days or plan.unchanged_days:
        yield translate(
            "Days of a service outside visits: {new} new, {replaced} replaced, {unchanged} unchanged."
        ).format(new=len(plan.new_days), replaced=len(plan.replaced_days), unchanged=len(plan.unchanged_days))
    for name, count in totals(checked.content).items():
        yield translate("{what} in the file: {count}.").format(what=translate(_COUNTED[name]), count=count)
    if checked.without_effort:
        yield translate("Visits without minutes: {count}. No rate per hour can count them.").format(
            count=checked.without_effort
        )
    if not checked.rows:
        yield translate("The file has no row of data: there is nothing to import.")
    elif plan.changes_nothing:
        yield translate("The register holds all of this already: there is nothing to import.")


def totals(content: Content) -> dict[str, int]:
    """
    Return how much of each kind a file holds.

    Parameters
    ----------
    content : Content
        Of the file.

    Returns
    -------
    dict of str to int
        Sum of the counts by table; tables without any are left out. Awareness events are counted, not
        their participants.
    """
    found: Counter[str] = Counter()
    for details in (*(visit.details for visit in content.visits.values()), *content.days.values()):
        for detail, times in details.items():
            found[detail.table] += times * (1 if detail.table == "awareness_event" else detail.number)
    return {name: found[name] for name in DETAILS if found[name]}


def difference_table(
    plan: Plan, file: Content, register: Content, directory: Directory, translate: Translate, most: int = 500
) -> pd.DataFrame:
    """
    Return what the file says otherwise than the register.

    Parameters
    ----------
    plan : Plan
        What would change.
    file, register : Content
        What was compared.
    directory : Directory
        Names of places and services.
    translate : Translate
        The look-up of the language.
    most : int
        Most differences to list.

    Returns
    -------
    DataFrame
        Columns of `DIFFERENCE_HEADINGS`, all texts but the day.
    """
    rows = [
        (one.key.day, _where(one.key, directory), *_told(one, directory, translate))
        for one in islice(differences(plan, file, register), most)
    ]
    return pd.DataFrame(rows, columns=pd.Index(DIFFERENCE_HEADINGS))


def visit_table(
    keys: Iterable[VisitKey], content: Content, directory: Directory, translate: Translate
) -> pd.DataFrame:
    """
    Return visits as examples of what a file holds.

    Parameters
    ----------
    keys : iterable of VisitKey
        Which visits.
    content : Content
        The file.
    directory : Directory
        Names of places and services.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    DataFrame
        Columns day, arrival, place, minutes, outcome and contacts.
    """
    visits = [(key, content.visits[key]) for key in keys]
    return pd.DataFrame(
        {
            "day": [key.day for key, _ in visits],
            "arrival": [_value(key.arrival, translate) for key, _ in visits],
            "place": [directory.labels[key.place] for key, _ in visits],
            "minutes": pd.array([visit.minutes for _, visit in visits], dtype="Int64"),
            "outcome": [written_word(Outcome(visit.outcome or ""), translate) for _, visit in visits],
            "contacts": [
                sum(one.number * times for one, times in visit.details.items() if one.table == "contact")
                for _, visit in visits
            ],
        }
    )


def _where(key: VisitKey | DayKey, directory: Directory) -> str:
    if isinstance(key, VisitKey):
        return directory.labels[key.place]
    return directory.service_labels[key.service]


def _told(one: Difference, directory: Directory, translate: Translate) -> tuple[str, str, str]:
    found = one.after if one.before is None and not one.attribute else one.before
    if isinstance(found, Detail) and not one.attribute:
        text = _detail(found, one.times, translate)
        what = translate(_COUNTED[found.table])
        return (what, "—", text) if one.before is None else (what, text, "—")
    if one.attribute == "team":
        codes = [
            directory.team_codes.get(team, "—") if isinstance(team, int) else "—"
            for team in (one.before, one.after)
        ]
        return label(Field.TEAM, translate), codes[0], codes[1]
    return label(Field(one.attribute), translate), _value(one.before, translate), _value(one.after, translate)


def _detail(detail: Detail, times: int, translate: Translate) -> str:
    words = [_value(part, translate) for part in detail.attributes if part is not None]
    return f"{detail.number * times} × {', '.join(words)}"


def _value(value: object, translate: Translate) -> str:
    if isinstance(value, StrEnum):
        return written_word(value, translate)
    if isinstance(value, bool):
        return translate(YES_WORD if value else NO_WORD)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "—" if value is None else str(value)


def fault_lines(faults: Sequence[Fault], translate: Translate) -> Iterator[str]:
    """
    Say each fault in one line.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    translate : Translate
        The look-up of the language.

    Yields
    ------
    str
        Row, column, value, problem and remedy.
    """
    for row, column, value, problem, remedy in fault_table(faults, translate).itertuples(
        index=False, name=None
    ):
        place = translate("Row {row}").format(row=row)
        where = " · ".join(part for part in (place, column, f"«{value}»" if value else "") if part)
        yield f"{where}: {problem} {remedy}"


def faults_csv(faults: Sequence[Fault], cover: Cover) -> bytes:
    """
    Write the report of faults as CSV.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    cover : Cover
        What the file says about itself.

    Returns
    -------
    bytes
        One row a fault.
    """
    translate = cover.translate
    return to_csv(fault_table(faults, translate), _headings(FAULT_HEADINGS, translate), cover)


def faults_xlsx(faults: Sequence[Fault], cover: Cover) -> bytes:
    """
    Write the report of faults as an Excel workbook.

    Parameters
    ----------
    faults : sequence of Fault
        What was found.
    cover : Cover
        What the file says about itself.

    Returns
    -------
    bytes
        One row a fault, behind a cover.
    """
    translate = cover.translate
    table = fault_table(faults, translate)
    return to_xlsx([Sheet(translate("Faults"), table, _headings(FAULT_HEADINGS, translate))], cover)


def _headings(sources: dict[str, str], translate: Translate) -> dict[str, str]:
    return {name: translate(source) for name, source in sources.items()}
