"""Shared calendars: a secret that nobody keeps, taken back for good, and what the calendar shows."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.backups import restore_backup, save_backup
from data.i18n import translator
from data.register.database import connect, writing
from data.register.faults import FaultCode
from data.register.planning import CalendarFeed, ScheduledVisit, SchedulePlan, TeamShift
from data.register.tables import Team
from data.retention.plans import count_plans, forget_plans
from data.roadbook.agenda import load_agenda, load_cancelled
from data.roadbook.calendar import Entry
from data.roadbook.feeds import (
    FeedDraft,
    digest_of,
    find_feed,
    keep_feed,
    load_feeds,
    new_secret,
    revoke_feed,
    service_of_feed,
)
from data.vocabulary import PlanAim, PlanState, Skill
from geo.rounds.model import TimeWindow
from tests.roadbook_kit import (
    BAR,
    CAR_PARK,
    EVENING,
    HOURS,
    LABELS,
    NOW,
    OTHER,
    PAIR,
    STREET,
    commit,
    draft_of,
    fill_evening,
)

MONDAY = date(2026, 11, 16)
SECOND_SERVICE = 9
EN = translator("en")


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with two pairs of one service, and one of another."""
    fill_evening(register)
    with writing(register) as session:
        session.add(
            Team(
                id=SECOND_SERVICE,
                code="sud-1",
                service_id=2,
                first_skill=Skill.NURSE,
                second_skill=Skill.EDUCATOR,
            )
        )
    return register


def _schedule(engine: Engine, *visits: tuple[int, int, date, int], state: PlanState) -> None:
    """Keep a schedule of two weeks with visits: pair, place, day, arrival."""
    with writing(engine) as session:
        plan = SchedulePlan(
            first_day=MONDAY,
            weeks=2,
            aim=PlanAim.MOST_REGULAR,
            state=state,
            made_at=NOW,
            weights={},
            revision=3,
        )
        session.add(plan)
        session.flush()
        session.add_all(
            ScheduledVisit(plan_id=plan.id, team_id=team, place_id=place, day=day, arrival_min=at)
            for team, place, day, at in visits
        )


def _agenda(engine: Engine, feed: FeedDraft, today: date = EVENING) -> list[Entry]:
    return load_agenda(engine, feed, today, EN)


def _whose(entries: Collection[Entry]) -> list[tuple[date, str]]:
    return [(entry.day, entry.code) for entry in entries]


# Secrets


def test_the_register_keeps_no_secret(desk: Engine) -> None:
    """Only a digest, from which nobody finds the way back."""
    secret = new_secret()
    assert keep_feed(desk, FeedDraft(team=PAIR), secret, EVENING).id
    with Session(desk) as session:
        kept = session.scalars(select(CalendarFeed)).one()
    assert kept.digest == digest_of(secret)
    assert secret not in repr(vars(kept))
    assert len(secret) == 43
    assert len({new_secret() for _ in range(100)}) == 100


def test_a_calendar_is_found_by_its_secret_alone(desk: Engine) -> None:
    """Not by another one, the digest, or a part of it."""
    secret = new_secret()
    keep_feed(desk, FeedDraft(service=1, names_places=True), secret, EVENING)
    found = find_feed(desk, secret)
    assert found is not None
    assert found.draft == FeedDraft(service=1, names_places=True)
    for wrong in (new_secret(), secret[:-1], secret.swapcase(), digest_of(secret), "", "%"):
        assert find_feed(desk, wrong) is None


def test_what_is_taken_back_is_never_found_again(desk: Engine) -> None:
    """Taking it back twice changes nothing; one that never was is refused."""
    secret = new_secret()
    feed = keep_feed(desk, FeedDraft(team=PAIR), secret, EVENING).id
    assert feed is not None
    assert revoke_feed(desk, feed, EVENING).id == feed
    assert revoke_feed(desk, feed, EVENING + timedelta(days=1)).id == feed
    assert find_feed(desk, secret) is None
    assert load_feeds(desk) == []
    with Session(desk) as session:
        assert session.get_one(CalendarFeed, feed).revoked_on == EVENING
    assert [fault.code for fault in revoke_feed(desk, 999, EVENING).faults] == [FaultCode.GONE]


def test_no_backup_brings_back_what_was_taken_back_since(desk: Engine, tmp_path: Path) -> None:
    """An address that answers goes on answering, in the same register; in a new one none does."""
    lost, kept = new_secret(), new_secret()
    feed = keep_feed(desk, FeedDraft(team=PAIR), lost, EVENING).id
    keep_feed(desk, FeedDraft(team=PAIR), kept, EVENING)
    save_backup(desk, tmp_path / "before.backup", None, NOW)
    revoke_feed(desk, feed or 0, EVENING)
    restore_backup(desk, tmp_path / "before.backup", None, replace=True)
    assert find_feed(desk, lost) is None
    assert find_feed(desk, kept) is not None
    new = connect(f"sqlite:///{tmp_path / 'new.sqlite'}")
    restore_backup(new, tmp_path / "before.backup", None)
    assert load_feeds(new) == []
    new.dispose()


def test_calendars_are_listed_for_the_service_whose_they_are(desk: Engine) -> None:
    """The newest first; pairs count with their service."""
    drafts = [FeedDraft(team=PAIR), FeedDraft(service=2), FeedDraft(team=SECOND_SERVICE)]
    ids = [keep_feed(desk, draft, new_secret(), EVENING).id for draft in drafts]
    assert [feed.id for feed in load_feeds(desk)] == ids[::-1]
    assert [feed.draft for feed in load_feeds(desk, 1)] == [FeedDraft(team=PAIR)]
    assert [service_of_feed(desk, feed or 0) for feed in ids] == [1, 2, 2]
    assert service_of_feed(desk, 999) is None


@pytest.mark.parametrize("draft", [FeedDraft(), FeedDraft(team=PAIR, service=1)])
def test_a_calendar_is_of_one_pair_or_one_service(desk: Engine, draft: FeedDraft) -> None:
    """Neither of nobody nor of both."""
    with pytest.raises(ValueError, match="one pair or of one service"):
        keep_feed(desk, draft, new_secret(), EVENING)
    assert load_feeds(desk) == []


@pytest.mark.parametrize("draft", [FeedDraft(team=99), FeedDraft(service=99)])
def test_whose_calendar_is_no_longer_there_is_refused(desk: Engine, draft: FeedDraft) -> None:
    """Somebody may have deleted the pair meanwhile."""
    outcome = keep_feed(desk, draft, new_secret(), EVENING)
    assert [fault.code for fault in outcome.faults] == [FaultCode.GONE]


# What it shows


def test_a_calendar_shows_committed_rounds_from_two_weeks_back(desk: Engine) -> None:
    """Of its own pair, or of all pairs of its service."""
    days = [EVENING - timedelta(days=14), EVENING - timedelta(days=15), EVENING]
    for day in days:
        commit(desk, draft_of(PAIR, BAR), day=day)
    commit(desk, draft_of(OTHER, STREET))
    assert _whose(_agenda(desk, FeedDraft(team=PAIR))) == [(days[0], "nord-1"), (EVENING, "nord-1")]
    assert _whose(_agenda(desk, FeedDraft(service=1)))[1:] == [(EVENING, "nord-1"), (EVENING, "nord-2")]
    assert _agenda(desk, FeedDraft(service=2)) == []


def test_places_are_named_where_somebody_said_so(desk: Engine) -> None:
    """Else the entry tells numbers and hours."""
    commit(desk, draft_of(PAIR, BAR, CAR_PARK))
    [neutral] = _agenda(desk, FeedDraft(team=PAIR))
    assert neutral.lines == ("19:10–19:25 Visit 1", "19:50–20:05 Visit 2")
    assert neutral.hours == HOURS
    [named] = _agenda(desk, FeedDraft(team=PAIR, names_places=True))
    assert named.lines[0] == f"19:10–19:25 {LABELS[BAR]}"
    assert named.uid == neutral.uid


def test_scheduled_visits_stand_as_one_entry_a_pair_and_day(desk: Engine) -> None:
    """From today on, with the hours of the shift that holds them, else their own."""
    tomorrow = EVENING + timedelta(days=1)
    with writing(desk) as session:
        session.add(TeamShift(team_id=PAIR, weekday=tomorrow.weekday(), starts=time(20), ends=time(1)))
    visits = [
        (PAIR, STREET, tomorrow, 1270),
        (PAIR, BAR, tomorrow, 1230),
        (OTHER, CAR_PARK, tomorrow, 1500),
        (PAIR, BAR, EVENING - timedelta(days=1), 1230),
    ]
    _schedule(desk, *visits, state=PlanState.IN_FORCE)
    first, second = _agenda(desk, FeedDraft(service=1))
    assert (first.code, first.day, first.hours) == ("nord-1", tomorrow, TimeWindow(1200, 1500))
    assert first.lines == ("20:30 Visit 1", "21:10 Visit 2")
    assert (second.code, second.hours) == ("nord-2", TimeWindow(1500, 1520))
    assert second.lines == ("01:00 Visit 1",)
    assert first.uid != second.uid
    assert first.changed_at == datetime(2026, 11, 20, 15, 0, 3)  # noqa: DTZ001 - kept in UTC without zone


def test_a_scheduled_entry_keeps_its_identifier_and_gives_way_to_the_round(desk: Engine) -> None:
    """Whatever schedule is in force; once the round is committed there is no second entry."""
    _schedule(desk, (PAIR, BAR, EVENING, 1230), state=PlanState.IN_FORCE)
    _schedule(desk, (PAIR, STREET, EVENING, 1230), state=PlanState.PROPOSED)
    [before] = _agenda(desk, FeedDraft(team=PAIR))
    assert before.lines == ("20:30 Visit 1",)
    assert _agenda(desk, FeedDraft(team=PAIR, names_places=True))[0].uid == before.uid
    commit(desk, draft_of(PAIR, BAR, STREET))
    [after] = _agenda(desk, FeedDraft(team=PAIR))
    assert len(after.lines) == 2


def test_a_schedule_promises_nothing_for_a_closed_pair_or_a_round_that_was_taken_back(desk: Engine) -> None:
    """Nobody is sent out by a calendar on an evening that the coordinator called off."""
    later = EVENING + timedelta(days=1)
    _schedule(desk, (PAIR, BAR, EVENING, 1230), (PAIR, BAR, later, 1230), state=PlanState.IN_FORCE)
    commit(desk, draft_of(PAIR, BAR))
    commit(desk, draft_of(PAIR), at=NOW + timedelta(minutes=1))
    shown = _agenda(desk, FeedDraft(team=PAIR))
    assert [(entry.day, entry.cancelled) for entry in shown] == [(EVENING, True), (later, False)]
    with writing(desk) as session:
        session.get_one(Team, PAIR).active = False
    assert [(entry.day, entry.cancelled) for entry in _agenda(desk, FeedDraft(team=PAIR))] == [
        (EVENING, True)
    ]


def test_a_round_that_is_taken_back_is_shown_as_cancelled_until_there_is_another(desk: Engine) -> None:
    """Under the same identifier, each change with a later date; elsewhere nothing is cancelled."""
    commit(desk, draft_of(PAIR, BAR))
    commit(desk, draft_of(OTHER, STREET))
    [planned] = _agenda(desk, FeedDraft(team=PAIR))
    commit(desk, draft_of(PAIR), at=NOW + timedelta(minutes=1))
    [cancelled] = _agenda(desk, FeedDraft(team=PAIR))
    assert (cancelled.uid, cancelled.cancelled) == (planned.uid, True)
    assert (cancelled.hours, cancelled.lines) == (HOURS, ())
    assert [entry.cancelled for entry in _agenda(desk, FeedDraft(service=1))] == [True, False]
    assert load_cancelled(desk, {PAIR: "nord-1"}, EVENING, EVENING) == [cancelled]
    assert load_cancelled(desk, {OTHER: "nord-2"}, EVENING) == []
    assert load_cancelled(desk, {PAIR: "nord-1"}, EVENING + timedelta(days=1)) == []
    commit(desk, draft_of(PAIR, CAR_PARK), at=NOW + timedelta(minutes=2))
    [again] = _agenda(desk, FeedDraft(team=PAIR))
    assert (again.uid, again.cancelled) == (planned.uid, False)
    assert planned.changed_at < cancelled.changed_at < again.changed_at


def test_old_cancellations_go_with_the_other_plans(desk: Engine) -> None:
    """They would tell the day."""
    commit(desk, draft_of(PAIR, BAR))
    commit(desk, draft_of(PAIR), at=NOW + timedelta(minutes=1))
    with writing(desk) as session:
        assert count_plans(session, EVENING) == {}
        assert count_plans(session, EVENING + timedelta(days=1)) == {"cancelled_round": 1}
        forget_plans(session, EVENING + timedelta(days=1))
    assert _agenda(desk, FeedDraft(team=PAIR)) == []
