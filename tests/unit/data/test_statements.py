"""What a release tells of a displacement study: little, rounded outwards, and only where it was offered."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.audit import load_head
from data.i18n import LANGUAGES, translator
from data.register.custody import AuditEntry
from data.register.database import writing
from data.register.rules import Regulation
from data.releases.files import open_file
from data.releases.manifest import Interval, Statement
from data.releases.signing import new_signing_key, public_key_of
from data.releases.statement_words import told_of
from data.releases.statements import load_statements, narrowed
from data.studies.keeping import KeptRun, StudyError, declare, keep_run
from data.studies.ledger import month_number
from data.studies.offering import offer, offered_studies
from data.studies.sentences import details, headline, power_line
from data.vocabulary import AuditAction, RegulationKind
from geo.displacement.model import AnalysisSpec, Window
from geo.displacement.results import Outcome
from tests.release_kit import make_file, make_published

NOON = datetime(2020, 1, 2, 12, tzinfo=UTC).replace(tzinfo=None)

END = date(2015, 12, 31)

SPEC = AnalysisSpec(
    announced=month_number(date(2014, 11, 1)),
    in_force=month_number(date(2014, 12, 1)),
    pre=Window(month_number(date(2013, 1, 1)), 1),
    post=Window(month_number(date(2015, 1, 1)), 1),
    treated=(1, 2, 3),
    displaced=(4, 5, 6, 7, 8),
    control=(9, 10, 11, 12, 13, 14),
)

FIGURES: dict[str, Any] = {
    "outcome": "signal",
    "estimates": {
        "displaced": [1.849, 1.31, 2.501],
        "treated": [0.37, 0.21, 0.64],
        "lost": [812.0, 1.0, 2.0],
    },
    "power": [1.61, 0.62],
    "zones": {"treated": 3, "displaced": 5, "control": 6},
    "hours": [203.4, 388.0],
    "newly_visited": 2,
    "shortfalls": [],
}


def rule(title: str, in_force: date) -> Regulation:
    """Return a rule of the ledger."""
    titles = dict.fromkeys(("title_fr", "title_nl", "title_en"), title)
    return Regulation(kind=RegulationKind.NATIONAL_LAW, in_force=in_force, source="a law", **titles)


def studied(engine: Engine, figures: dict[str, Any] | None = None) -> str:
    """Keep the rule, another one within the windows, and a study with a result; return its address."""
    with writing(engine) as session:
        session.add_all([rule("Ban", date(2014, 12, 1)), rule("Other", date(2015, 6, 1))])
    declared = declare(engine, 1, SPEC, NOON)
    keep_run(engine, declared.uid, KeptRun(1, NOON, END, 7, {**FIGURES, **(figures or {})}))
    return declared.uid


def offered(engine: Engine, figures: dict[str, Any] | None = None) -> tuple[Statement, ...]:
    """Offer such a study and return what a policy release up to the end of its months tells."""
    offer(engine, studied(engine, figures), offered=True, by=None, now=NOON)
    return load_statements(engine, END, 3)


def test_nothing_is_told_of_a_study_that_nobody_offered(register: Engine) -> None:
    """A result stays inside until a publisher says otherwise, and again once it is taken back."""
    uid = studied(register)
    assert load_statements(register, END, 3) == ()
    offer(register, uid, offered=True, by=None, now=NOON)
    assert [study.uid for study in offered_studies(register)] == [uid]
    offer(register, uid, offered=False, by=None, now=NOON)
    assert load_statements(register, END, 3) == ()
    with register.connect() as connection:
        steps = connection.scalars(
            select(AuditEntry.details).where(AuditEntry.action == AuditAction.RELEASE)
        ).all()
    assert [line["step"] for line in steps] == ["offer", "take_back"]


def test_offering_what_is_not_there_is_refused_and_leaves_no_line(register: Engine) -> None:
    """The refusal says what to do."""
    with pytest.raises(StudyError, match=r".") as refused:
        offer(register, "0" * 32, offered=True, by=None, now=NOON)
    assert refused.value.remedy
    assert load_head(register).lines == 0


def test_ratios_are_rounded_away_from_each_other(sqlite: Engine) -> None:
    """An interval is never told narrower than it is, nor a change that would be seen smaller than it is."""
    (told,) = offered(sqlite)
    assert told.displaced == Interval(value=1.8, low=1.3, high=2.6)
    assert told.treated == Interval(value=0.4, low=0.2, high=0.7)
    assert told.smallest == (1.7, 0.6)
    assert told.hours == (200, 390)
    assert told.before == (date(2013, 1, 1), date(2013, 12, 31))
    assert told.after == (date(2015, 1, 1), END)
    assert [other.titles["en"] for other in told.others] == ["Other"]


def test_no_count_of_contacts_leaves(register: Engine) -> None:
    """Lost and gained are counts and stay; so do places."""
    (told,) = offered(register)
    text = told.model_dump_json(exclude={"digest"})
    assert "812" not in text
    assert {"digest"} | set(json.loads(text)) == set(Statement.model_fields)


@pytest.mark.parametrize("group", ["displaced", "control"])
def test_a_group_of_few_zones_silences_the_figures(sqlite: Engine, group: str) -> None:
    """What is told is then that there is too little."""
    (told,) = offered(sqlite, {"zones": {**FIGURES["zones"], group: 2}})
    assert told.outcome is Outcome.TOO_LITTLE
    assert (told.displaced, told.treated, told.smallest, told.hours, told.zones) == (None,) * 4 + ({},)


def test_few_treated_zones_silence_only_themselves(sqlite: Engine) -> None:
    """The contrast of the other groups says nothing of the closed zone."""
    (told,) = offered(sqlite, {"zones": {**FIGURES["zones"], "treated": 1}})
    assert told.treated is None
    assert "treated" not in told.zones
    assert told.displaced is not None


def test_too_little_data_tells_no_figure(sqlite: Engine) -> None:
    """A study whose gates are closed has nothing to round."""
    (told,) = offered(sqlite, {"outcome": "too_little", "estimates": {}, "power": None})
    assert told.displaced is None
    assert told.zones == {}


def test_months_that_are_not_released_are_not_studied_in_public(sqlite: Engine) -> None:
    """A day before the end of the study's months, the release does not tell of it."""
    offer(sqlite, studied(sqlite), offered=True, by=None, now=NOON)
    assert load_statements(sqlite, date(2015, 12, 30), 3) == ()


def test_the_public_reads_what_the_policy_release_said(sqlite: Engine) -> None:
    """Later, and with more zones a group."""
    told = offered(sqlite)
    assert narrowed(told, date(2015, 9, 30), 5) == ()
    (public,) = narrowed(told, END, 5)
    assert (public.displaced, public.treated) == (told[0].displaced, None)
    (silent,) = narrowed(told, END, 6)
    assert silent.outcome is Outcome.TOO_LITTLE


def test_the_signed_file_carries_it(sqlite: Engine) -> None:
    """Word for word, and it opens again without the sqlite."""
    told = offered(sqlite)
    key = new_signing_key()
    content = make_file(make_published("policy"), key, studies=told)
    assert open_file(content, public_key_of(key)).manifest.studies == told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.TOO_LITTLE])
def test_each_outcome_is_said_with_its_interval(sqlite: Engine, language: str, outcome: Outcome) -> None:
    """The same sentences as inside; none lacks a value, and none says nought hours."""
    (told,) = offered(sqlite, {"outcome": outcome.value})
    spoken = told_of(told, language, translator(language))
    sentence = headline(spoken)
    point = "." if language == "en" else ","
    assert f"1{point}30" in sentence
    assert f"2{point}60" in sentence
    assert "nan" not in " ".join([sentence, *details(spoken), power_line(spoken)])


def test_a_statement_without_figures_says_too_little(sqlite: Engine) -> None:
    """No figure, no interval, no claim."""
    (told,) = offered(sqlite, {"outcome": "too_little", "estimates": {}, "power": None})
    spoken = told_of(as_read_back(told), "en", str)
    assert "Too little data" in headline(spoken)


def as_read_back(statement: Statement) -> Statement:
    """Return a copy, as a file gives it back."""
    return Statement.model_validate_json(statement.model_dump_json())
