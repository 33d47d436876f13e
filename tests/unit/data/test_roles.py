"""Roles: the table of who may open what, and what follows from it."""

from itertools import combinations

import pytest

from data.access.roles import (
    OF_ALL_SERVICES,
    SCREENS_OF,
    may_edit,
    may_export,
    may_open,
    may_read,
    may_record,
    screens_of,
)
from data.settings import ROOT
from data.vocabulary import AccessRole

R = AccessRole


def test_the_table_is_as_agreed() -> None:
    """Written down twice on purpose: a slip in the table would open a door quietly."""
    assert {role: " ".join(sorted(screens)) for role, screens in SCREENS_OF.items()} == {
        R.FIELD: "limits map overview places record rounds schedule",
        R.COORDINATOR: (
            "displacement imports layers limits map overview places record regulations rounds schedule "
            "teams travel trends"
        ),
        R.ANALYST: "limits",
        R.PUBLISHER: "limits publish",
        R.ADMINISTRATOR: "accounts audit layers limits",
    }


def test_every_screen_has_somebody_and_every_name_is_a_screen() -> None:
    """No screen is out of reach, and no right leads to a screen that is not there."""
    screens = {path.stem for path in (ROOT / "pages").glob("[!_]*.py")}
    assert set().union(*SCREENS_OF.values()) >= screens


@pytest.mark.parametrize("pair", list(combinations(AccessRole, 2)))
def test_two_roles_open_what_either_opens(pair: tuple[AccessRole, AccessRole]) -> None:
    """An account may hold several."""
    assert screens_of(set(pair)) == SCREENS_OF[pair[0]] | SCREENS_OF[pair[1]]


def test_no_role_opens_nothing() -> None:
    """Neither does a screen that does not exist."""
    assert screens_of(set()) == frozenset()
    assert not may_open(set(AccessRole), "nowhere")


def test_one_service_keeps_out_of_what_belongs_to_all() -> None:
    """An import, a release, the accounts and the audit hold the records and people of all services."""
    assert screens_of(set(AccessRole), service=1) == screens_of(set(AccessRole)) - OF_ALL_SERVICES
    assert not may_open({R.COORDINATOR}, "imports", service=1)
    assert may_open({R.COORDINATOR}, "trends", service=1)


@pytest.mark.parametrize(
    ("role", "reads", "edits", "exports"),
    [
        (R.FIELD, True, False, False),
        (R.COORDINATOR, True, True, True),
        (R.ANALYST, False, False, False),
        (R.PUBLISHER, False, False, False),
        (R.ADMINISTRATOR, False, False, False),
    ],
)
def test_who_reads_edits_and_exports(role: AccessRole, *, reads: bool, edits: bool, exports: bool) -> None:
    """Records are for those who work with them."""
    assert (may_read({role}), may_edit({role}), may_export({role})) == (reads, edits, exports)


@pytest.mark.parametrize("role", R)
def test_who_records_visits(role: AccessRole) -> None:
    """Those who go out and those who coordinate; nobody else."""
    assert may_record({role}) is (role in {R.FIELD, R.COORDINATOR})
