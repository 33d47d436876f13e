"""A study and the ledger of rules: its days, what else came meanwhile, and a rule dated otherwise."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from data.i18n import LANGUAGES
from data.ledger import load_places
from data.register.regulations import load_regulations, save_regulation
from data.studies.ledger import day_of, first_day, rule_of
from data.studies.telling import tell
from data.vocabulary import RegulationKind
from geo.displacement.rules import Moment
from geo.displacement.study import analyse
from tests.study_keeping_kit import BAN, save_rule
from tests.study_kit import SPEC, Change, panel_of


def test_a_rule_announced_meanwhile_is_named_with_its_month(sqlite: Engine) -> None:
    """It is not in force before the study ends, and people move before a ban."""
    save_rule(sqlite)
    law = RegulationKind.NATIONAL_LAW
    later = replace(BAN, kind=law, announced=date(2015, 2, 3), in_force=date(2019, 1, 1), municipality=None)
    save_rule(sqlite, replace(later, titles=dict.fromkeys(LANGUAGES, "Law to come")))
    rules = load_regulations(sqlite)
    ban = next(one for one in rules if one.kind is RegulationKind.SOLICITING_BAN)
    told = tell(analyse(panel_of(Change()), SPEC), ban, rules, load_places(sqlite), 1, "en", str)
    assert told.confounders == (("Law to come", date(2015, 2, 1)),)


def test_the_day_of_a_moment_is_that_of_the_ledger(sqlite: Engine) -> None:
    """An announcement that is not known falls on the first day in force."""
    save_rule(sqlite, replace(BAN, ended=date(2016, 5, 4)))
    (record,) = load_regulations(sqlite)
    assert [day_of(record, moment) for moment in Moment] == [
        date(2014, 1, 10),
        date(2014, 3, 1),
        date(2016, 5, 4),
    ]


def test_a_rule_dated_otherwise_since_is_told_as_it_was_declared(sqlite: Engine) -> None:
    """A sentence never names a day that nobody studied."""
    rule = save_rule(sqlite)
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
        save_rule(sqlite, replace(BAN, in_force=day))
        assert rule_of(load_regulations(sqlite)[-1]).settled == settled
