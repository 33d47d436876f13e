"""A row that is no design any more hides no other, is named, and is still counted."""

import pytest
from sqlalchemy import Engine, text

from data.register.regulations import delete_regulation
from data.studies.declared import list_damaged
from data.studies.keeping import StudyError, count_looks, declare, list_studies, load_study
from data.studies.running import record_run, run
from tests.study_keeping_kit import OTHER, TO, save_rule
from tests.study_kit import NOON, SPEC, Change, panel_of

DAMAGED = ('{"announced": 1}', '{"announced": 5', "null", "[1, 2]", '"text"')
"""What a row of the database may hold that is no specification."""


def _damage(engine: Engine, number: int, content: str) -> None:
    with engine.begin() as connection:
        words = text("UPDATE study_spec SET spec = :spec WHERE number = :number")
        connection.execute(words, {"spec": content, "number": number})


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_row_hides_no_other(sqlite: Engine, content: str) -> None:
    """The others are listed and answered; the damaged one is named, and still counted."""
    rule = save_rule(sqlite)
    uid = declare(sqlite, rule, SPEC, NOON).uid
    declare(sqlite, rule, OTHER, NOON, uid)
    for number in (1, 2):
        result = run(sqlite, uid, number, panel_of(Change()))
        record_run(sqlite, uid, number, result, data_to=TO, revision=1, now=NOON)
    _damage(sqlite, 2, content)
    [study] = list_studies(sqlite)
    assert [one.number for one in study.specs] == [one.number for one in study.runs] == [1]
    assert (study.looks, count_looks(sqlite, rule)) == (2, 2)
    [row] = list_damaged(sqlite)
    assert (row.uid, row.number, row.regulation, row.digest) == (uid, 2, rule, OTHER.digest)
    assert run(sqlite, uid, 1, panel_of(Change())).displaced is not None
    with pytest.raises(StudyError, match="not declared"):
        run(sqlite, uid, 2, panel_of(Change()))
    again = declare(sqlite, rule, OTHER, NOON, uid)
    assert (again.number, again.looks) == (3, 2)


def test_a_study_of_which_nothing_can_be_read_is_named_alone(sqlite: Engine) -> None:
    """Neither its address nor the list stops; an orphan without months belongs to no other rule."""
    rule = save_rule(sqlite)
    uid = declare(sqlite, rule, SPEC, NOON).uid
    assert list_damaged(sqlite) == []
    _damage(sqlite, 1, "{}")
    assert (load_study(sqlite, uid), list_studies(sqlite)) == (None, [])
    assert [row.uid for row in list_damaged(sqlite)] == [uid]
    assert count_looks(sqlite, rule) == 1
    assert delete_regulation(sqlite, rule) == ()
    assert count_looks(sqlite, save_rule(sqlite)) == 0


def test_a_row_that_postgres_kept_and_we_cannot_read(register: Engine) -> None:
    """JSON is read as text in both databases."""
    rule = save_rule(register)
    uid = declare(register, rule, SPEC, NOON).uid
    declare(register, rule, OTHER, NOON, uid)
    _damage(register, 1, '{"pre": {"first": "x"}}')
    assert [one.number for one in list_studies(register)[0].specs] == [2]
    assert [row.number for row in list_damaged(register)] == [1]
