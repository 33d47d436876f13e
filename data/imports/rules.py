"""What a row must hold and must not hold, by its activity."""

from collections.abc import Iterator, Mapping

import pandas as pd

from data.imports.columns import COLUMNS
from data.imports.faults import Fault, FaultKind, shown
from data.imports.fields import Activity, Field
from data.imports.mapping import Choices
from data.imports.parsing import Parsed
from data.vocabulary import Mode

_ALWAYS = {Field.ACTIVITY, Field.DAY, Field.SERVICE, Field.REGISTER}
_COUNTED = {
    Field.NATURE,
    Field.MODE,
    Field.RELAY_TARGET,
    Field.INTERVENTION_COUNT,
    Field.ACT,
    Field.ACT_ROLE,
    Field.ACT_COUNT,
    Field.MATERIAL,
    Field.MATERIAL_COUNT,
}
_OFFICE = {Field.HALF_DAY, Field.INSURANCE, Field.EVENT, Field.MUNICIPALITY}

ACCEPTED: Mapping[Activity, frozenset[Field]] = {
    Activity.FIELD: frozenset(set(Field) - _OFFICE),
    Activity.DROP_IN: frozenset(_ALWAYS | _COUNTED | {Field.HALF_DAY, Field.COUNT}),
    Activity.CONSULTATION: frozenset(_ALWAYS | _COUNTED | {Field.INSURANCE, Field.COUNT}),
    Activity.EVENT: frozenset(_ALWAYS | _COUNTED | {Field.EVENT, Field.COUNT}),
    Activity.ONLINE: frozenset(_ALWAYS | _COUNTED | {Field.MUNICIPALITY, Field.COUNT}),
    Activity.OTHER: frozenset(_ALWAYS | _COUNTED),
}
"""The columns that a row of each activity may fill."""

# A value in one of the columns on the right needs the column on the left.
_NEEDS: Mapping[Field, tuple[Field, ...]] = {
    Field.NATURE: (Field.MODE, Field.RELAY_TARGET, Field.INTERVENTION_COUNT),
    Field.MODE: (Field.NATURE,),
    Field.PRIOR: (Field.PRIOR_COUNT,),
    Field.ACT: (Field.ACT_ROLE, Field.ACT_COUNT),
    Field.MATERIAL: (Field.MATERIAL_COUNT,),
}


def activities(parsed: Parsed) -> pd.Series:
    """
    Return the activity of each row.

    Parameters
    ----------
    parsed : Parsed
        A table of values.

    Returns
    -------
    Series
        Field work where no column or cell says otherwise.
    """
    if Field.ACTIVITY not in parsed.cells:
        return pd.Series(Activity.FIELD, index=parsed.cells.index, dtype=object)
    found = parsed.cells[Field.ACTIVITY]
    return found.where(found.notna(), Activity.FIELD)


def row_faults(parsed: Parsed, choices: Choices, header_row: int) -> Iterator[Fault]:
    """
    Check what each row holds as a whole.

    Parameters
    ----------
    parsed : Parsed
        A table of values.
    choices : Choices
        What each column is; gives its header.
    header_row : int
        Where a column that is missing is reported.

    Yields
    ------
    Fault
        Missing cells and columns, cells that make no sense for the activity, counts of nothing.
    """
    activity = activities(parsed)
    yield from _missing(parsed, choices, header_row, activity)
    yield from _out_of_place(parsed, choices, activity)
    yield from _empty_counts(parsed, choices, activity)
    if Field.RELAY_TARGET in parsed.cells and Field.MODE in parsed.cells:
        wrong = _filled(parsed, Field.RELAY_TARGET) & parsed.cells[Field.MODE].notna()
        wrong &= parsed.cells[Field.MODE] != Mode.RELAIS
        yield from _cells(parsed, choices, Field.RELAY_TARGET, wrong, FaultKind.TARGET_WITHOUT_RELAIS)


def _filled(parsed: Parsed, *fields: Field) -> pd.Series:
    """Return the rows in which any of *fields* holds something, be it wrong."""
    found = pd.Series(data=False, index=parsed.texts.index)
    for field in fields:
        if field in parsed.texts:
            found |= parsed.texts[field] != ""
    return found


def _missing(parsed: Parsed, choices: Choices, header_row: int, activity: pd.Series) -> Iterator[Fault]:
    every = pd.Series(data=True, index=parsed.cells.index)
    is_field = activity == Activity.FIELD
    # A row of the office may hold nothing but an intervention, an act or material.
    main = ~_filled(parsed, *_COUNTED) | _filled(parsed, Field.COUNT)
    required = {
        Field.DAY: every,
        Field.PLACE: is_field,
        Field.SERVICE: ~is_field,
        Field.HALF_DAY: (activity == Activity.DROP_IN) & main,
        Field.EVENT: (activity == Activity.EVENT) & main,
    }
    for needed, causes in _NEEDS.items():
        required[needed] = _filled(parsed, *causes)
    for field, rows in required.items():
        if not rows.any() and field is not Field.DAY:
            continue
        if field not in parsed.texts:
            yield Fault(header_row, "", "", FaultKind.MISSING_COLUMN, (field,))
        else:
            yield from _cells(
                parsed, choices, field, rows & ~_filled(parsed, field), FaultKind.MISSING_VALUE, (field,)
            )
    only_counted = (activity == Activity.OTHER) & ~_filled(parsed, *_COUNTED)
    yield from _rows(only_counted, FaultKind.MISSING_VALUE, (Field.NATURE, Field.ACT, Field.MATERIAL))


def _out_of_place(parsed: Parsed, choices: Choices, activity: pd.Series) -> Iterator[Fault]:
    for one, accepted in ACCEPTED.items():
        rows = activity == one
        if not rows.any():
            continue
        for field in (Field(str(name)) for name in parsed.texts):
            if field not in accepted:
                wrong = rows & _filled(parsed, field)
                yield from _cells(parsed, choices, field, wrong, FaultKind.OUT_OF_PLACE, (one,))


def _empty_counts(parsed: Parsed, choices: Choices, activity: pd.Series) -> Iterator[Fault]:
    if Field.COUNT in parsed.cells:
        nothing = (parsed.cells[Field.COUNT] == 0) & (activity != Activity.EVENT)
        yield from _cells(parsed, choices, Field.COUNT, nothing, FaultKind.NOT_A_NUMBER)


def _cells(
    parsed: Parsed,
    choices: Choices,
    field: Field,
    wrong: pd.Series,
    kind: FaultKind,
    hint: tuple[str, ...] = (),
) -> Iterator[Fault]:
    header = choices.header_of(field) or ""
    if COLUMNS[field].words is not None and kind is FaultKind.MISSING_VALUE:
        hint = tuple(COLUMNS[field].words or ())
    for row, text in parsed.texts.loc[wrong, field].items():
        yield Fault(_number(row), header, shown(text), kind, hint)


def _rows(wrong: pd.Series, kind: FaultKind, hint: tuple[str, ...]) -> Iterator[Fault]:
    for row in wrong.index[wrong]:
        yield Fault(_number(row), "", "", kind, hint)


def _number(row: object) -> int:
    return int(str(row))
