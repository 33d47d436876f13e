"""The national changes that the ledger ships with: sound, added once, never over somebody's own entry."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from data.demo import laws
from data.i18n import LANGUAGES
from data.register.database import load_state
from data.register.national_changes import (
    NATIONAL_CHANGES,
    add_national_changes,
    missing_national_changes,
)
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import load_regulations, save_regulation
from data.vocabulary import RegulationKind


@pytest.mark.parametrize("change", NATIONAL_CHANGES, ids=lambda one: str(one.in_force))
def test_each_change_could_have_been_entered_by_hand(sqlite: Engine, change: RegulationDraft) -> None:
    """It passes the checks of the form, has three titles, and a source without a web address."""
    assert save_regulation(sqlite, change).faults == ()
    assert change.kind is RegulationKind.NATIONAL_LAW
    assert len({change.titles[language] for language in LANGUAGES}) == len(LANGUAGES)
    assert "://" not in change.source


def test_they_cover_what_confounds_later_windows() -> None:
    """The closures of 2020 and 2021, the reform of 2022, the law of 2024."""
    days = [change.in_force for change in NATIONAL_CHANGES if change.in_force]
    assert days == sorted(days)
    assert {date(2022, 6, 1), date(2024, 12, 1)} < set(days)
    ends = [change.ended.year for change in NATIONAL_CHANGES if change.ended]
    assert ([day.year for day in days[:2]], ends) == ([2020, 2020], [2020, 2021])


def test_they_are_added_once(register: Engine) -> None:
    """In one transaction; a second time nothing happens."""
    assert add_national_changes(register) == len(NATIONAL_CHANGES)
    assert load_state(register).revision == 1
    rules = load_regulations(register)
    assert [rule.to_draft() for rule in rules] == list(NATIONAL_CHANGES)
    assert missing_national_changes(rules) == ()
    assert add_national_changes(register) == 0
    assert len(load_regulations(register)) == len(NATIONAL_CHANGES)


def test_what_somebody_entered_is_not_doubled(sqlite: Engine) -> None:
    """A national law of the same day is the same, whatever it is called; a local rule is not."""
    reform = next(one for one in NATIONAL_CHANGES if one.in_force == date(2022, 6, 1))
    own = replace(reform, titles=dict.fromkeys(LANGUAGES, "Own title"))
    local = replace(NATIONAL_CHANGES[-1], kind=RegulationKind.CHECKS, municipality="52011")
    for draft in (own, local):
        assert save_regulation(sqlite, draft).faults == ()
    assert reform not in missing_national_changes(load_regulations(sqlite))
    assert add_national_changes(sqlite) == len(NATIONAL_CHANGES) - 1


def test_the_demo_says_that_it_has_them() -> None:
    """Its ledger once left them out, and said so."""
    assert "national" in (laws.__doc__ or "")
    assert "left out" not in (laws.write_ledger.__doc__ or "")
