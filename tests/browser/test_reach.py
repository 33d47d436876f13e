"""What somebody signed in reaches by an address of their own making, and what a page of another site does."""

import time

import pytest
from websockets.exceptions import InvalidStatus

from data.access.accounts import find_account
from data.access.identity import identify
from data.audit.lines import Choice, load_lines
from data.vocabulary import AccessRole, AuditAction
from tests.access_kit import Caller, Guarded, ask, rerun

R = AccessRole

PATIENCE_S = 10
"""Looking is noted beside the screen, a little later."""


@pytest.fixture(scope="module")
def curious(guarded: Guarded) -> Caller:
    """Somebody who may look, and signed in once: sign-ins are counted."""
    return guarded.person("curious@example.org", R.FIELD)


def test_a_screen_that_is_not_theirs_leaves_a_line(guarded: Guarded, curious: Caller) -> None:
    """Once for each that was asked for, and none for those that are theirs or do not exist."""
    with curious.socket() as socket:
        for page in ("audit", "audit", "map", "nowhere", "publish"):
            ask(socket, rerun(page))
    account = find_account(guarded.engine, identify("curious@example.org").digest)
    assert account is not None
    refused = Choice(actions=frozenset({AuditAction.REFUSED}), account=account.id)
    late = time.monotonic() + PATIENCE_S
    while len(load_lines(guarded.engine, refused)) < 2 and time.monotonic() < late:
        time.sleep(0.1)
    screens = [details["screen"] for details in load_lines(guarded.engine, refused)["details"]]
    assert sorted(screens) == ["audit", "publish"]


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_a_page_of_another_site_opens_no_screen(guarded: Guarded, curious: Caller, origin: str) -> None:
    """Even with the cookie of somebody signed in, which a browser may add."""
    with pytest.raises(InvalidStatus), curious.socket(origin):
        pass
    with curious.socket(guarded.address):
        pass
