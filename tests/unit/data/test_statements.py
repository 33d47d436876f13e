"""What a release tells of a displacement study: little, rounded outwards, and only where it was offered."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.audit import load_head
from data.i18n import LANGUAGES, translator
from data.register.custody import AuditEntry, Release
from data.register.database import writing
from data.register.rules import Regulation
from data.releases.files import digest_of, open_file
from data.releases.keys import load_keys
from data.releases.manifest import Interval, Statement
from data.releases.signing import new_signing_key, public_key_of
from data.releases.statement_words import told_of
from data.releases.statements import load_public_statements, load_statements, narrowed, require_tellable
from data.releases.told import smallest_part
from data.studies.keeping import KeptRun, StudyError, declare, keep_run
from data.studies.ledger import month_number
from data.studies.offering import offer, offered_studies
from data.studies.sentences import details, headline, power_line, verdict
from data.vocabulary import AuditAction, RegulationKind, ReleaseState, Tier
from geo.displacement.model import AnalysisSpec, EffortRule, Window
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
        "net": [-612.4, -900.0, -301.2],
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


def looked_at(
    engine: Engine,
    spec: AnalysisSpec,
    figures: dict[str, Any] | None = None,
    *,
    rule: int = 1,
    revision: int = 8,
) -> str:
    """Declare another design in a study of its own, keep what it found, and offer it; return its address."""
    declared = declare(engine, rule, spec, NOON)
    zones = {arm.value: len(places) for arm, places in spec.arms.items()}
    found = {**FIGURES, "zones": zones, **(figures or {})}
    keep_run(engine, declared.uid, KeptRun(1, NOON, END, revision, found))
    offer(engine, declared.uid, offered=True, by=None, now=NOON)
    return declared.uid


def publish(engine: Engine, told: tuple[Statement, ...], tier: Tier = Tier.POLICY) -> None:
    """Keep a published release that says this of studies."""
    published = make_published(tier.value, years=range(2019, 2020))
    content = make_file(published, load_keys(engine).signing, told)
    with writing(engine) as session:
        session.add(
            Release(
                tier=tier,
                state=ReleaseState.PUBLISHED,
                made_at=NOON,
                through=published.through,
                digest=digest_of(content),
                synthetic=False,
                content=content,
                truth=b"",
            )
        )


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
    assert told.hours is None
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
    assert f"1{point}3" in sentence
    assert f"2{point}6" in sentence
    assert "nan" not in " ".join([verdict(spoken), sentence, *details(spoken), power_line(spoken)])


def test_a_statement_without_figures_says_too_little(sqlite: Engine) -> None:
    """No figure, no interval, no claim."""
    (told,) = offered(sqlite, {"outcome": "too_little", "estimates": {}, "power": None})
    spoken = told_of(as_read_back(told), "en", str)
    assert "Too little data" in verdict(spoken)


def as_read_back(statement: Statement) -> Statement:
    """Return a copy, as a file gives it back."""
    return Statement.model_validate_json(statement.model_dump_json())


def test_the_fingerprint_cannot_be_tried_out(sqlite: Engine) -> None:
    """It is not the digest of a design, which whoever knows the windows could guess zone by zone."""
    (told,) = offered(sqlite)
    assert told.digest != SPEC.digest
    assert load_statements(sqlite, END, 3) == (told,)


def test_what_was_told_is_told_word_for_word(register: Engine) -> None:
    """Another run of the same design on later records changes nothing: the difference would be those."""
    uid = studied(register)
    offer(register, uid, offered=True, by=None, now=NOON)
    told = load_statements(register, END, 3)
    publish(register, told)
    later = {**FIGURES, "estimates": {"displaced": [3.3, 2.2, 4.4]}}
    keep_run(register, uid, KeptRun(1, NOON + timedelta(days=1), END, 8, later))
    assert load_statements(register, END, 3) == told
    looked_at(register, SPEC, later, revision=9)
    assert load_statements(register, END, 3) == told


@pytest.mark.parametrize(
    "arms",
    [
        {"displaced": (4, 5, 6, 7)},
        {"displaced": (4, 5, 6, 7, 8, 20)},
        {"displaced": (4, 5, 6, 7, 20)},
        {"control": (9, 10, 11, 12, 13)},
        {"displaced": (1, 4, 5, 6, 7, 8)},
    ],
)
def test_two_releases_do_not_tell_of_a_zone(sqlite: Engine, arms: dict[str, Any]) -> None:
    """Neither by a zone that was left out since, put in, exchanged, or moved between groups."""
    publish(sqlite, offered(sqlite))
    uid = looked_at(sqlite, replace(SPEC, **arms))
    assert load_statements(sqlite, END, 3) == ()
    with pytest.raises(StudyError, match="few zones by themselves"):
        require_tellable(sqlite, uid, 3)


@pytest.mark.parametrize(
    "arms",
    [
        {"displaced": (4, 5, 6, 7, 8, 20, 21, 22)},
        {"displaced": (20, 21, 22)},
        {"effort": EffortRule.PROPORTIONAL},
    ],
)
def test_a_study_of_the_same_groups_may_follow(sqlite: Engine, arms: dict[str, Any]) -> None:
    """Or one that differs by as many zones as a group must have: nothing smaller can be computed."""
    before = offered(sqlite)
    publish(sqlite, before)
    require_tellable(sqlite, looked_at(sqlite, replace(SPEC, **arms)), 3)
    (told,) = load_statements(sqlite, END, 3)
    assert told.digest != before[0].digest


def test_what_was_compared_counts_and_not_what_was_declared(sqlite: Engine) -> None:
    """Of three zones more, two were first visited later: one is left to be told apart."""
    publish(sqlite, offered(sqlite))
    compared = {arm.value: [*places] for arm, places in SPEC.arms.items()}
    compared["displaced"].append(20)
    looked_at(sqlite, replace(SPEC, displaced=(*SPEC.displaced, 20, 21, 22)), {"compared": compared})
    assert load_statements(sqlite, END, 3) == ()


def test_taking_back_is_not_forgetting(sqlite: Engine) -> None:
    """What was read cannot be unread: a design that differs by a zone is refused all the same."""
    publish(sqlite, offered(sqlite))
    publish(sqlite, ())
    looked_at(sqlite, replace(SPEC, displaced=SPEC.displaced[1:]))
    assert load_statements(sqlite, END, 3) == ()


def test_a_release_tells_of_one_study_a_rule(register: Engine) -> None:
    """Offering another one takes the first back; each step has its line."""
    (first,) = offered(register)
    uid = looked_at(register, replace(SPEC, displaced=(20, 21, 22)))
    assert [study.uid for study in offered_studies(register)] == [uid]
    (second,) = load_statements(register, END, 3)
    assert second.digest != first.digest
    with register.connect() as connection:
        lines = connection.scalars(
            select(AuditEntry.details).where(AuditEntry.action == AuditAction.RELEASE)
        ).all()
    assert [(line["step"], line["study"]) for line in lines] == [("offer", 1), ("offer", 2), ("take_back", 1)]


def test_two_rules_of_one_release_do_not_tell_of_a_zone(sqlite: Engine) -> None:
    """The same rule entered twice would be a way around; the study that was begun last is told."""
    offered(sqlite)
    looked_at(sqlite, replace(SPEC, in_force=month_number(date(2015, 6, 1)), displaced=(4, 5, 6, 7)), rule=2)
    assert [one.titles["en"] for one in load_statements(sqlite, END, 3)] == ["Other"]


def test_groups_that_nobody_knows_any_more_let_nothing_new_be_told(sqlite: Engine) -> None:
    """Such as where the register was put back to before the study."""
    told = offered(sqlite)
    publish(sqlite, (told[0].model_copy(update={"digest": "0" * 64}),))
    assert load_statements(sqlite, END, 3) == ()


def test_a_statement_without_figures_binds_nobody(sqlite: Engine) -> None:
    """Too little data today may be enough tomorrow."""
    uid = studied(sqlite, {"outcome": "too_little", "estimates": {}, "power": None})
    offer(sqlite, uid, offered=True, by=None, now=NOON)
    publish(sqlite, load_statements(sqlite, END, 3))
    keep_run(sqlite, uid, KeptRun(1, NOON + timedelta(days=1), END, 8, FIGURES))
    (told,) = load_statements(sqlite, END, 3)
    assert told.displaced is not None


def test_the_public_is_not_told_of_few_zones_by_difference(sqlite: Engine) -> None:
    """Three zones more or less are enough for policy staff, and not for the public."""
    first = offered(sqlite)
    looked_at(sqlite, replace(SPEC, displaced=(4, 5, 6, 7, 8, 20, 21, 22)))
    second = load_statements(sqlite, END, 3)
    assert load_public_statements(sqlite, second, END, 5) != ()
    publish(sqlite, load_public_statements(sqlite, first, END, 5), Tier.PUBLIC)
    assert load_public_statements(sqlite, second, END, 5) == ()
    assert load_public_statements(sqlite, first, END, 5) == narrowed(first, END, 5)


def test_a_rule_dated_otherwise_since_is_not_what_was_studied(sqlite: Engine) -> None:
    """A sentence that names the new day would tell of other months."""
    offer(sqlite, studied(sqlite), offered=True, by=None, now=NOON)
    with writing(sqlite) as session:
        session.get_one(Regulation, 1).in_force = date(2014, 6, 1)
    assert load_statements(sqlite, END, 3) == ()


def test_other_rules_that_concern_no_zone_of_the_study_stay_inside(sqlite: Engine) -> None:
    """The ledger may hold works at a car park far away; that the rule itself ended is told."""
    uid = studied(sqlite)
    offer(sqlite, uid, offered=True, by=None, now=NOON)
    with writing(sqlite) as session:
        works = rule("Works far away", date(2015, 2, 1))
        works.kind, works.municipality = RegulationKind.CHECKS, "11002"
        session.add(works)
        session.get_one(Regulation, 1).ended = date(2015, 3, 31)
    (told,) = load_statements(sqlite, END, 3)
    assert [(other.titles["en"], other.day) for other in told.others] == [
        ("Ban", date(2015, 3, 31)),
        ("Other", date(2015, 6, 1)),
    ]


def test_a_ratio_without_end_is_too_little(sqlite: Engine) -> None:
    """An outcome never stands without its interval."""
    (told,) = offered(sqlite, {"estimates": {}})
    assert (told.outcome, told.zones) == (Outcome.TOO_LITTLE, {})


@pytest.mark.parametrize(
    ("groups", "smallest"),
    [
        ([], 0),
        ([{1, 2, 3}], 3),
        ([{1, 2, 3}, {1, 2, 3}], 3),
        ([{1, 2, 3}, {1, 2}], 1),
        ([{1, 2, 3, 4, 5, 6}, {1, 2, 3}, {4, 5, 6}], 3),
        ([{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4}, {3, 4, 5, 6}], 2),
    ],
)
def test_zones_in_the_same_groups_cannot_be_told_apart(groups: list[set[int]], smallest: int) -> None:
    """However many groups are combined."""
    assert smallest_part([frozenset(group) for group in groups]) == smallest
