"""Studies are declared before they are seen, counted, kept, compared, and never taken back."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text, update
from sqlalchemy.orm import Session

from data.backups import restore_backup, save_backup
from data.demo import clear_register
from data.i18n import LANGUAGES
from data.ledger import load_places
from data.register.copying import content_digest, reflect_tables
from data.register.database import load_state, writing
from data.register.faults import FaultCode
from data.register.integrity import find_flaws, row_counts
from data.register.place_references import reference_faults
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import delete_regulation, load_regulations, save_regulation
from data.register.studies import StudySpec
from data.studies.alike import telling_together
from data.studies.declared import list_damaged
from data.studies.figures import estimates_in, figures_of
from data.studies.keeping import (
    KeptRun,
    KeptSpec,
    KeptStudy,
    StudyError,
    count_looks,
    declare,
    list_studies,
    load_study,
)
from data.studies.ledger import day_of, first_day, rule_of
from data.studies.running import compare_runs, record_run, run
from data.studies.telling import tell
from data.vocabulary import RegulationKind
from geo.displacement.model import AnalysisSpec, EffortRule
from geo.displacement.results import Estimate, Outcome, Power
from geo.displacement.rules import Moment
from geo.displacement.study import analyse
from tests.study_kit import NOON, SPEC, Change, panel_of

BAN = RegulationDraft(
    kind=RegulationKind.SOLICITING_BAN,
    announced=date(2014, 1, 10),
    in_force=date(2014, 3, 1),
    titles={"fr": "Interdiction", "nl": "Verbod", "en": "Ban"},
    source="Gazette, 2014",
    municipality="52011",
)

OTHER = replace(SPEC, effort=EffortRule.PROPORTIONAL)

TO = date(2016, 12, 31)


def _rule(engine: Engine, draft: RegulationDraft = BAN) -> int:
    outcome = save_regulation(engine, draft)
    assert outcome.id is not None, outcome.faults
    return outcome.id


def _record(engine: Engine, uid: str, revision: int, displaced: float) -> None:
    result = run(engine, uid, 1, panel_of(Change(displaced=displaced)))
    at = NOON + timedelta(days=revision)
    record_run(engine, uid, 1, result, data_to=TO, revision=revision, now=at)


def test_a_declared_study_comes_back_as_it_was(register: Engine) -> None:
    """Specification, digest, time and count; the register's revision stays."""
    rule = _rule(register)
    before = load_state(register).revision
    found = declare(register, rule, SPEC, NOON)
    assert (found.number, found.digest, found.is_new, found.looks) == (1, SPEC.digest, True, 1)
    study = load_study(register, found.uid)
    assert study is not None
    assert (study.regulation, study.begun_at, study.runs, study.looks) == (rule, NOON, (), 1)
    assert [(one.number, one.spec, one.declared_at) for one in study.specs] == [(1, SPEC, NOON)]
    assert list_studies(register, rule) == list_studies(register) == [study]
    assert load_state(register).revision == before


def test_the_same_specification_is_not_counted_twice(register: Engine) -> None:
    """Neither in one study nor over two; another one is counted."""
    rule = _rule(register)
    first = declare(register, rule, SPEC, NOON)
    again = declare(register, rule, SPEC, NOON, first.uid)
    assert (again.number, again.is_new, again.looks) == (1, False, 1)
    other = declare(register, rule, OTHER, NOON, first.uid)
    assert (other.number, other.is_new, other.looks) == (2, True, 2)
    second = declare(register, rule, SPEC, NOON + timedelta(days=1))
    assert second.uid != first.uid
    assert (second.number, second.looks, count_looks(register, rule)) == (1, 2, 2)
    assert [study.uid for study in list_studies(register)] == [second.uid, first.uid]


def test_a_result_needs_its_declaration(sqlite: Engine) -> None:
    """No study, no such number, or another rule: refused with what to do."""
    rule = _rule(sqlite)
    found = declare(sqlite, rule, SPEC, NOON)
    panel = panel_of(Change())
    for uid, number in (("0" * 32, 1), (found.uid, 2), (found.uid, 0)):
        with pytest.raises(StudyError, match="not declared"):
            run(sqlite, uid, number, panel)
    with pytest.raises(StudyError, match="no longer in the ledger"):
        declare(sqlite, rule + 1, SPEC, NOON)
    other = _rule(sqlite, replace(BAN, in_force=date(2015, 1, 1)))
    with pytest.raises(StudyError, match="another rule"):
        declare(sqlite, other, SPEC, NOON, found.uid)
    with pytest.raises(StudyError, match="no such study"):
        declare(sqlite, rule, SPEC, NOON, "0" * 32)
    assert load_study(sqlite, "0" * 32) is None


def test_a_specification_changed_behind_our_back_is_refused(sqlite: Engine) -> None:
    """The digest kept with it no longer fits."""
    found = declare(sqlite, _rule(sqlite), SPEC, NOON)
    with Session(sqlite) as session, session.begin():
        session.execute(update(StudySpec).values(spec=OTHER.to_json()))
    with pytest.raises(StudyError, match="changed after"):
        run(sqlite, found.uid, 1, panel_of(Change()))


def test_a_register_that_lost_the_months_is_refused(sqlite: Engine) -> None:
    """Such as after a purge: no traceback, but what to do."""
    moved = replace(SPEC, pre=replace(SPEC.pre, first=SPEC.pre.first - 12))
    found = declare(sqlite, _rule(sqlite), moved, NOON)
    with pytest.raises(StudyError, match="no longer reaches"):
        run(sqlite, found.uid, 1, panel_of(Change()))


def test_runs_are_kept_once_for_the_same_data_and_compared(register: Engine) -> None:
    """On newer data a second one stands beside the first, with the difference."""
    found = declare(register, _rule(register), SPEC, NOON)
    for revision, displaced in ((3, 2.0), (3, 2.0), (4, 1.0)):
        _record(register, found.uid, revision, displaced)
    study = load_study(register, found.uid)
    assert study is not None
    first, second = study.runs_of(1)
    assert [(one.revision, one.data_to) for one in (first, second)] == [(3, TO), (4, TO)]
    assert first.figures["outcome"] == Outcome.SIGNAL
    differences = {one.name: one for one in compare_runs(first, second)}
    assert set(differences) >= {"displaced", "treated"}
    assert differences["displaced"].before.value > 1.5 > differences["displaced"].after.value
    assert not differences["displaced"].overlaps
    assert differences["treated"].overlaps


def test_kept_figures_tell_of_no_zone(sqlite: Engine) -> None:
    """Estimates with intervals, and how many zones an arm has."""
    found = declare(sqlite, _rule(sqlite), SPEC, NOON)
    _record(sqlite, found.uid, 1, 2.0)
    study = load_study(sqlite, found.uid)
    assert study is not None
    figures = study.runs[0].figures
    assert set(figures) - {"outcome", "estimates", "power", "shortfalls"} == {
        "zones",
        "compared",
        "newly_visited",
    }
    assert figures["compared"] == {"treated": [1, 2], "displaced": [3, 4, 5, 6], "control": [7, 8, 9, 10]}
    assert figures["zones"] == {"treated": 2, "displaced": 4, "control": 4}
    assert figures["newly_visited"] == 1
    assert all(one.low <= one.value <= one.high for one in estimates_in(figures).values())


def test_an_interval_without_end_is_not_kept() -> None:
    """Databases hold no endless number."""
    result = analyse(panel_of(Change()), SPEC)
    assert result.displaced is not None
    endless = replace(result.displaced, ratio=Estimate(1.0, 0.0, float("inf")))
    figures = figures_of(replace(result, displaced=endless, power=Power(float("inf"), 0.0)))
    assert "displaced" not in estimates_in(figures)
    assert figures["power"] is None
    assert json.dumps(figures, allow_nan=False)


def test_broken_figures_are_passed_over() -> None:
    """What somebody put into the database by hand breaks no screen."""
    assert estimates_in({}) == {}
    assert estimates_in({"estimates": {"displaced": [1, 2], "treated": [1, 0, 2]}}).keys() == {"treated"}


DAMAGED = ('{"announced": 1}', '{"announced": 5', "null", "[1, 2]", '"text"')
"""What a row of the database may hold that is no specification."""


def _damage(engine: Engine, number: int, content: str) -> None:
    with engine.begin() as connection:
        words = text("UPDATE study_spec SET spec = :spec WHERE number = :number")
        connection.execute(words, {"spec": content, "number": number})


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_row_hides_no_other(sqlite: Engine, content: str) -> None:
    """The others are listed and answered; the damaged one is named, and still counted."""
    rule = _rule(sqlite)
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
    rule = _rule(sqlite)
    uid = declare(sqlite, rule, SPEC, NOON).uid
    assert list_damaged(sqlite) == []
    _damage(sqlite, 1, "{}")
    assert (load_study(sqlite, uid), list_studies(sqlite)) == (None, [])
    assert [row.uid for row in list_damaged(sqlite)] == [uid]
    assert count_looks(sqlite, rule) == 1
    assert delete_regulation(sqlite, rule) == ()
    assert count_looks(sqlite, _rule(sqlite)) == 0


def test_a_row_that_postgres_kept_and_we_cannot_read(register: Engine) -> None:
    """JSON is read as text in both databases."""
    rule = _rule(register)
    uid = declare(register, rule, SPEC, NOON).uid
    declare(register, rule, OTHER, NOON, uid)
    _damage(register, 1, '{"pre": {"first": "x"}}')
    assert [one.number for one in list_studies(register)[0].specs] == [2]
    assert [row.number for row in list_damaged(register)] == [1]


def _apart(engine: Engine, spec: AnalysisSpec, kinds: Mapping[int, str] | None = None) -> list[int]:
    """Return the numbers of the designs that a page must not stand beside."""
    of = kinds or dict.fromkeys(range(1, 12), "street")
    found = telling_together(analyse(panel_of(Change()), spec), list_studies(engine), of)
    return [one.number for one in found]


def test_pages_of_designs_that_differ_by_a_zone_are_named(sqlite: Engine) -> None:
    """The same design, and one that differs by three zones, may be handed on beside it."""
    rule = _rule(sqlite)
    _record(sqlite, declare(sqlite, rule, SPEC, NOON).uid, 1, 1.0)
    assert _apart(sqlite, SPEC) == []
    assert _apart(sqlite, OTHER) == []
    assert _apart(sqlite, replace(SPEC, displaced=(3, 4, 5, 11))) == [1]
    assert _apart(sqlite, replace(SPEC, control=(8, 9, 10))) == [1]
    assert _apart(sqlite, replace(SPEC, treated=(1,))) == []


def test_a_design_that_nobody_looked_at_has_no_page(sqlite: Engine) -> None:
    """There is nothing to put beside it."""
    declare(sqlite, _rule(sqlite), SPEC, NOON)
    assert _apart(sqlite, replace(SPEC, displaced=(3, 4, 5, 11))) == []


def test_hours_of_a_kind_that_differ_by_a_zone_are_named(sqlite: Engine) -> None:
    """A page tells hours by kind: whole groups may differ by enough and those of a kind by one."""
    kinds = dict.fromkeys(range(1, 12), "street") | {3: "car_park"}
    wide = replace(SPEC, displaced=(3, 4, 5, 6, 7, 8, 9), control=(10,), treated=())
    found = run_of(wide)
    one = KeptStudy("a" * 32, 1, NOON, (KeptSpec(1, wide.digest, wide, NOON),), (found,), 1)
    narrow = analyse(panel_of(Change()), replace(wide, displaced=(3, 4, 5, 6)))
    assert telling_together(narrow, [one], dict.fromkeys(range(1, 12), "street")) == ()
    mixed = kinds | {7: "car_park", 8: "car_park"}
    assert telling_together(narrow, [one], mixed) == (one.specs[0],)


def run_of(spec: AnalysisSpec) -> KeptRun:
    """Return what a design found, as it would be kept."""
    return KeptRun(1, NOON, TO, 1, figures_of(analyse(panel_of(Change()), spec)))


def test_a_rule_announced_meanwhile_is_named_with_its_month(sqlite: Engine) -> None:
    """It is not in force before the study ends, and people move before a ban."""
    _rule(sqlite)
    law = RegulationKind.NATIONAL_LAW
    later = replace(BAN, kind=law, announced=date(2015, 2, 3), in_force=date(2019, 1, 1), municipality=None)
    _rule(sqlite, replace(later, titles=dict.fromkeys(LANGUAGES, "Law to come")))
    rules = load_regulations(sqlite)
    ban = next(one for one in rules if one.kind is RegulationKind.SOLICITING_BAN)
    told = tell(analyse(panel_of(Change()), SPEC), ban, rules, load_places(sqlite), 1, "en", str)
    assert told.confounders == (("Law to come", date(2015, 2, 1)),)


def test_the_day_of_a_moment_is_that_of_the_ledger(sqlite: Engine) -> None:
    """An announcement that is not known falls on the first day in force."""
    _rule(sqlite, replace(BAN, ended=date(2016, 5, 4)))
    (record,) = load_regulations(sqlite)
    assert [day_of(record, moment) for moment in Moment] == [
        date(2014, 1, 10),
        date(2014, 3, 1),
        date(2016, 5, 4),
    ]


def test_a_rule_entered_again_keeps_its_looks(register: Engine) -> None:
    """Deleting the rule is no way to begin counting anew; the study stays."""
    rule = _rule(register)
    found = declare(register, rule, SPEC, NOON)
    assert delete_regulation(register, rule) == ()
    study = load_study(register, found.uid)
    assert study is not None
    assert (study.regulation, study.looks) == (None, 1)
    again = _rule(register)
    assert count_looks(register, again) == 1
    assert declare(register, again, OTHER, NOON).looks == 2
    elsewhere = _rule(register, replace(BAN, announced=None, in_force=date(2015, 5, 1)))
    assert count_looks(register, elsewhere) == 0


def test_a_rule_entered_otherwise_keeps_its_looks(register: Engine) -> None:
    """Another title, another day, or the first of them deleted: it asks the same of the same places."""
    first = _rule(register)
    declare(register, first, SPEC, NOON)
    later = replace(SPEC, in_force=SPEC.in_force + 1, post=replace(SPEC.post, first=SPEC.post.first + 1))
    again = _rule(register, replace(BAN, in_force=date(2014, 4, 1), titles=dict.fromkeys(LANGUAGES, "New")))
    assert declare(register, again, later, NOON).looks == 2
    assert count_looks(register, first) == 2
    assert delete_regulation(register, first) == ()
    assert count_looks(register, again) == 2
    assert {study.looks for study in list_studies(register, again)} == {2}


def test_another_question_is_not_counted(sqlite: Engine) -> None:
    """Neither one about other places nor one years later; a shared comparison zone makes no difference."""
    declare(sqlite, _rule(sqlite), SPEC, NOON)
    elsewhere = replace(SPEC, treated=(21, 22), displaced=(23, 24, 25))
    years = replace(SPEC, announced=SPEC.announced + 24, in_force=SPEC.in_force + 24)
    for day, spec in ((date(2014, 4, 1), elsewhere), (date(2016, 4, 1), years)):
        assert declare(sqlite, _rule(sqlite, replace(BAN, in_force=day)), spec, NOON).looks == 1


def test_a_result_of_another_design_is_not_kept(sqlite: Engine) -> None:
    """What is kept under a number is what that number declared."""
    found = declare(sqlite, _rule(sqlite), SPEC, NOON)
    result = analyse(panel_of(Change()), OTHER)
    with pytest.raises(StudyError, match="not declared"):
        record_run(sqlite, found.uid, 1, result, data_to=TO, revision=1, now=NOON)


def test_many_studies_are_listed_in_as_many_queries_as_one(sqlite: Engine) -> None:
    """The screen lists all of them each time it is drawn."""
    rule, queries = _rule(sqlite), [0]

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


def test_two_who_declare_at_once_get_different_numbers(register: Engine) -> None:
    """Neither is lost, and neither is counted away."""
    rule = _rule(register)
    uid = declare(register, rule, SPEC, NOON).uid
    designs = [replace(SPEC, control=(7, 8, 9, 20 + number)) for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda spec: declare(register, rule, spec, NOON, uid), designs))
    assert sorted(one.number for one in found) == [2, 3, 4, 5, 6, 7]
    assert count_looks(register, rule) == 7


def test_a_rule_dated_otherwise_since_is_told_as_it_was_declared(sqlite: Engine) -> None:
    """A sentence never names a day that nobody studied."""
    rule = _rule(sqlite)
    (record,) = load_regulations(sqlite)
    assert first_day(record, SPEC) == BAN.in_force
    assert save_regulation(sqlite, replace(BAN, in_force=date(2014, 6, 15)), rule).faults == ()
    (changed,) = load_regulations(sqlite)
    assert first_day(changed, SPEC) == date(2014, 3, 1)
    told = tell(analyse(panel_of(Change()), SPEC), changed, [changed], load_places(sqlite), 1, "en", str)
    assert told.in_force == date(2014, 3, 1)


def test_a_rule_in_force_within_a_month_is_settled_a_month_later(sqlite: Engine) -> None:
    """From the fifteenth on, the first whole month in force ends in the month after."""
    for day, settled in ((date(2014, 3, 1), SPEC.in_force), (date(2014, 3, 15), SPEC.in_force + 1)):
        _rule(sqlite, replace(BAN, in_force=day))
        assert rule_of(load_regulations(sqlite)[-1]).settled == settled


def test_a_place_of_a_study_is_not_deleted(sqlite: Engine) -> None:
    """Another one that took its number would take its part in a design that was declared before."""
    declare(sqlite, _rule(sqlite), SPEC, NOON)
    with Session(sqlite) as session:
        codes = [fault.code for fault in reference_faults(session, SPEC.control[0], 0)]
        assert codes == [FaultCode.HAS_STUDIES]
        assert [*reference_faults(session, 99, 0)] == []


def _studied(engine: Engine) -> AnalysisSpec:
    found = declare(engine, _rule(engine), SPEC, NOON)
    _record(engine, found.uid, 2, 2.0)
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
    rule = _rule(sqlite)
    with writing(sqlite):
        pass
    declare(sqlite, rule, SPEC, NOON)
    assert count_looks(sqlite, rule) == 1
