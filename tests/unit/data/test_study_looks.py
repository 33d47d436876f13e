"""How often a question was asked is counted, and no way of asking it anew begins from nought."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine

from data.i18n import LANGUAGES
from data.register.regulations import delete_regulation
from data.studies.keeping import count_looks, declare, list_studies, load_study
from tests.study_keeping_kit import BAN, OTHER, save_rule
from tests.study_kit import NOON, SPEC


def test_the_same_specification_is_not_counted_twice(register: Engine) -> None:
    """Neither in one study nor over two; another one is counted."""
    rule = save_rule(register)
    first = declare(register, rule, SPEC, NOON)
    again = declare(register, rule, SPEC, NOON, first.uid)
    assert (again.number, again.is_new, again.looks) == (1, False, 1)
    other = declare(register, rule, OTHER, NOON, first.uid)
    assert (other.number, other.is_new, other.looks) == (2, True, 2)
    second = declare(register, rule, SPEC, NOON + timedelta(days=1))
    assert second.uid != first.uid
    assert (second.number, second.looks, count_looks(register, rule)) == (1, 2, 2)
    assert [study.uid for study in list_studies(register)] == [second.uid, first.uid]


def test_a_rule_entered_again_keeps_its_looks(register: Engine) -> None:
    """Deleting the rule is no way to begin counting anew; the study stays."""
    rule = save_rule(register)
    found = declare(register, rule, SPEC, NOON)
    assert delete_regulation(register, rule) == ()
    study = load_study(register, found.uid)
    assert study is not None
    assert (study.regulation, study.looks) == (None, 1)
    again = save_rule(register)
    assert count_looks(register, again) == 1
    assert declare(register, again, OTHER, NOON).looks == 2
    elsewhere = save_rule(register, replace(BAN, announced=None, in_force=date(2015, 5, 1)))
    assert count_looks(register, elsewhere) == 0


def test_a_rule_entered_otherwise_keeps_its_looks(register: Engine) -> None:
    """Another title, another day, or the first of them deleted: it asks the same of the same places."""
    first = save_rule(register)
    declare(register, first, SPEC, NOON)
    later = replace(SPEC, in_force=SPEC.in_force + 1, post=replace(SPEC.post, first=SPEC.post.first + 1))
    again = save_rule(
        register, replace(BAN, in_force=date(2014, 4, 1), titles=dict.fromkeys(LANGUAGES, "New"))
    )
    assert declare(register, again, later, NOON).looks == 2
    assert count_looks(register, first) == 2
    assert delete_regulation(register, first) == ()
    assert count_looks(register, again) == 2
    assert {study.looks for study in list_studies(register, again)} == {2}


def test_another_question_is_not_counted(sqlite: Engine) -> None:
    """Neither one about other places nor one years later; a shared comparison zone makes no difference."""
    declare(sqlite, save_rule(sqlite), SPEC, NOON)
    elsewhere = replace(SPEC, treated=(21, 22), displaced=(23, 24, 25))
    years = replace(SPEC, announced=SPEC.announced + 24, in_force=SPEC.in_force + 24)
    for day, spec in ((date(2014, 4, 1), elsewhere), (date(2016, 4, 1), years)):
        assert declare(sqlite, save_rule(sqlite, replace(BAN, in_force=day)), spec, NOON).looks == 1


def test_two_who_declare_at_once_get_different_numbers(register: Engine) -> None:
    """Neither is lost, and neither is counted away."""
    rule = save_rule(register)
    uid = declare(register, rule, SPEC, NOON).uid
    designs = [replace(SPEC, control=(7, 8, 9, 20 + number)) for number in range(6)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda spec: declare(register, rule, spec, NOON, uid), designs))
    assert sorted(one.number for one in found) == [2, 3, 4, 5, 6, 7]
    assert count_looks(register, rule) == 7
