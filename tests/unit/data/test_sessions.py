"""Sessions and throttle: what ends, ends; what is too often, waits."""

from data.access.identity import identify
from data.access.sessions import TOLD, Sessions
from data.access.throttle import Throttle

CLAIRE = identify("claire@example.org")


class Clock:
    """A clock that the test turns."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_a_secret_finds_its_sign_in_and_no_other_does() -> None:
    """Each sign-in has a secret of its own, also of the same person."""
    sessions = Sessions(60)
    first, second = sessions.begin(CLAIRE, "token"), sessions.begin(CLAIRE)
    assert first != second
    found = sessions.find(first)
    assert found is not None
    assert (found.identity, found.id_token) == (CLAIRE, "token")
    assert [sessions.find(wrong) for wrong in (None, "", "x", first[:-1], first + "a")] == [None] * 5


def test_a_secret_cannot_be_guessed() -> None:
    """256 bits, from the system's source."""
    secrets = {Sessions(60).begin(CLAIRE) for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(secret) >= 43 for secret in secrets)


def test_a_sign_in_ends_by_itself() -> None:
    """Used or not: its time is up."""
    clock = Clock()
    sessions = Sessions(60, clock)
    secret = sessions.begin(CLAIRE)
    clock.now = 59.5
    found = sessions.find(secret)
    assert found is not None
    assert sessions.left_s(found) == 0.5
    clock.now = 60
    assert sessions.find(secret) is None
    assert sessions.left_s(found) == 0
    assert sessions.end(secret) is None


def test_a_sign_out_is_one() -> None:
    """The cookie may have been copied: its secret is worth nothing any more."""
    sessions = Sessions(60)
    secret, other = sessions.begin(CLAIRE), sessions.begin(CLAIRE)
    ended = sessions.end(secret)
    assert ended is not None
    assert ended.identity == CLAIRE
    assert sessions.find(secret) is None
    assert sessions.find(other) is not None
    assert sessions.end(secret) is None
    assert sessions.end(None) is None


def test_sign_ins_that_are_over_are_forgotten() -> None:
    """The memory of the server holds those that are open."""
    clock = Clock()
    sessions = Sessions(60, clock)
    for moment in range(100):
        clock.now = moment * 100
        sessions.begin(CLAIRE)
    assert len(sessions._open) == 1


def test_a_file_is_known_to_the_session_that_was_told() -> None:
    """And to that one only; the oldest is forgotten first, one that is told again is not old."""
    sessions = Sessions(60)
    mine, theirs = (sessions.find(sessions.begin(CLAIRE)) for _ in range(2))
    assert mine is not None
    assert theirs is not None
    mine.tell("/media/a")
    mine.tell("/media/b")
    assert mine.knows("/media/a")
    assert not theirs.knows("/media/a")
    mine.tell("/media/a")
    for number in range(TOLD - 1):
        mine.tell(str(number))
    assert mine.knows("/media/a")
    assert not mine.knows("/media/b")


def test_a_try_too_many_waits() -> None:
    """For each address on its own, and only as long as needed."""
    clock = Clock()
    throttle = Throttle(3, 60, clock)
    assert [throttle.allows("a") for _ in range(4)] == [True, True, True, False]
    assert throttle.allows("b")
    clock.now = 59.9
    assert not throttle.allows("a")
    clock.now = 60
    assert throttle.allows("a")


def test_addresses_that_stay_away_are_forgotten() -> None:
    """Somebody with many addresses must not fill the memory for ever."""
    clock = Clock()
    throttle = Throttle(3, 60, clock)
    for number in range(1000):
        throttle.allows(str(number))
    clock.now = 61
    throttle.allows("last")
    assert len(throttle._past) == 1
