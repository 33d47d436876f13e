"""Studies are declared before they are seen, come back as they were, and move with the register."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session

from data.backups import restore_backup, save_backup
from data.demo import clear_register
from data.register.copying import content_digest, reflect_tables
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.integrity import find_flaws, row_counts
from data.register.place_references import reference_faults
from data.register.studies import StudySpec
from data.studies.keeping import StudyError, count_looks, declare, list_studies, load_study
from data.studies.running import run
from geo.displacement.model import AnalysisSpec
from tests.study_keeping_kit import BAN, OTHER, keep_run, save_rule
from tests.study_kit import NOON, SPEC, Change, panel_of


def test_a_declared_study_comes_back_as_it_was(register: Engine) -> None:
    """Specification, digest, time and count; the register's revision stays."""
    rule = save_rule(register)
    before = load_state(register).revision
    found = declare(register, rule, SPEC, NOON)
    assert (found.number, found.digest, found.is_new, found.looks) == (1, SPEC.digest, True, 1)
    study = load_study(register, found.uid)
    assert study is not None
    assert (study.regulation, study.begun_at, study.runs, study.looks) == (rule, NOON, (), 1)
    assert [(one.number, one.spec, one.declared_at) for one in study.specs] == [(1, SPEC, NOON)]
    assert list_studies(register, rule) == list_studies(register) == [study]
    assert load_state(register).revision == before


def test_a_result_needs_its_declaration(sqlite: Engine) -> None:
    """No study, no such number, or another rule: refused with what to do."""
    rule = save_rule(sqlite)
    found = declare(sqlite, rule, SPEC, NOON)
    panel = panel_of(Change())
    for uid, number in (("0" * 32, 1), (found.uid, 2), (found.uid, 0)):
        with pytest.raises(StudyError, match="not declared"):
            run(sqlite, uid, number, panel)
    with pytest.raises(StudyError, match="no longer in the ledger"):
        declare(sqlite, rule + 1, SPEC, NOON)
    other = save_rule(sqlite, replace(BAN, in_force=date(2015, 1, 1)))
    with pytest.raises(StudyError, match="another rule"):
        declare(sqlite, other, SPEC, NOON, found.uid)
    with pytest.raises(StudyError, match="no such study"):
        declare(sqlite, rule, SPEC, NOON, "0" * 32)
    assert load_study(sqlite, "0" * 32) is None


def test_a_specification_changed_behind_our_back_is_refused(sqlite: Engine) -> None:
    """The digest kept with it no longer fits."""
    found = declare(sqlite, save_rule(sqlite), SPEC, NOON)
    with Session(sqlite) as session, session.begin():
        session.execute(update(StudySpec).values(spec=OTHER.to_json()))
    with pytest.raises(StudyError, match="changed after"):
        run(sqlite, found.uid, 1, panel_of(Change()))


def test_a_register_that_lost_the_months_is_refused(sqlite: Engine) -> None:
    """Such as after a purge: no traceback, but what to do."""
    moved = replace(SPEC, pre=replace(SPEC.pre, first=SPEC.pre.first - 12))
    found = declare(sqlite, save_rule(sqlite), moved, NOON)
    with pytest.raises(StudyError, match="no longer reaches"):
        run(sqlite, found.uid, 1, panel_of(Change()))


def test_many_studies_are_listed_in_as_many_queries_as_one(sqlite: Engine) -> None:
    """The screen lists all of them each time it is drawn."""
    rule, queries = save_rule(sqlite), [0]

    def count(*_: object) -> None:
        queries[0] += 1

    event.listen(sqlite, "before_cursor_execute", count)
    needed = []
    for many in (1, 20):
        for number in range(many):
            declare(sqlite, rule, replace(SPEC, control=(7, 8, 9, 10 + number)), NOON)
        queries[0] = 0
        assert list_studies(sqlite)
        needed.append(queries[0])
    assert needed[0] == needed[1] <= 6


def test_a_place_of_a_study_is_not_deleted(sqlite: Engine) -> None:
    """Another one that took its number would take its part in a design that was declared before."""
    declare(sqlite, save_rule(sqlite), SPEC, NOON)
    with Session(sqlite) as session:
        codes = [fault.code for fault in reference_faults(session, SPEC.control[0], 0)]
        assert codes == [FaultCode.HAS_STUDIES]
        assert [*reference_faults(session, 99, 0)] == []


def _studied(engine: Engine) -> AnalysisSpec:
    found = declare(engine, save_rule(engine), SPEC, NOON)
    keep_run(engine, found.uid, 2, 2.0)
    return SPEC


def test_studies_move_between_databases(sqlite: Engine, postgres: Engine, tmp_path: Path) -> None:
    """JSON, times and references come over as they are, and the numbers go on."""
    spec, other = _studied(sqlite), postgres
    save_backup(sqlite, tmp_path / "studies.backup", None, NOON)
    restore_backup(other, tmp_path / "studies.backup", None)
    contents = []
    for one in (sqlite, other):
        with one.connect() as connection:
            contents.append(content_digest(connection, reflect_tables(connection)))
    assert contents[0] == contents[1]
    [study] = list_studies(other)
    assert (study.specs[0].spec, len(study.runs)) == (spec, 1)
    assert study.regulation is not None
    assert declare(other, study.regulation, OTHER, NOON, study.uid).number == 2


def test_an_emptied_register_holds_no_study(register: Engine) -> None:
    """Whoever begins a register of their own takes no look over; what stood there was sound."""
    _studied(register)
    assert not [flaw for flaw in find_flaws(register, date(2020, 1, 1)) if flaw.wrong]
    clear_register(register)
    counts = row_counts(register)
    assert [counts[name] for name in ("study", "study_spec", "study_run", "regulation")] == [0, 0, 0, 0]


def test_a_write_to_the_register_and_a_declaration_do_not_clash(sqlite: Engine) -> None:
    """Each has a short transaction of its own."""
    rule = save_rule(sqlite)
    with writing(sqlite):
        pass
    declare(sqlite, rule, SPEC, NOON)
    assert count_looks(sqlite, rule) == 1
