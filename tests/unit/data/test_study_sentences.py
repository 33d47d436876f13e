"""What a study says: an interval in every sentence or too little, no cause, no people counted."""

import itertools
import re
from dataclasses import replace

import pytest

from data.i18n import LANGUAGES, translator
from data.studies.sentences import (
    Told,
    caveats,
    details,
    evidence_line,
    findings,
    headline,
    looks_line,
    newly_lines,
    power_line,
    shortfalls,
    verdict,
)
from data.studies.templates import ARMS, TEMPLATES
from geo.displacement.model import Panel
from geo.displacement.results import Estimate, Outcome
from tests.study_kit import SPEC, Change, panel_of, told_of

CAUSE = re.compile(
    r"\b(?:prove[sdn]?|proof|caused?|causes|because|due to|thanks to|led to|leads to"
    r"|result(?:s|ed)? (?:in|of)"
    r"|eliminat\w*|eradicat\w*|success\w*|effective\w*"
    r"|prouv\w+|caus(?:e|é|ée|és|ées|ant)|à cause de|grâce à|dû à|due à|en raison de|élimin\w+|éradiqu\w+"
    r"|réussi\w*|efficac\w+"
    r"|bewij\w+|veroorza\w+|omdat|dankzij|door het verbod|te wijten aan|geëlimineerd|uitgeroeid|geslaagd"
    r"|doeltreffend\w*)\b",
    re.IGNORECASE,
)
"""Words that claim a cause or a success."""

NEGATED = re.compile(
    r"\b(?:does|do) not prove\b|\bne prouve(?:nt)? pas\b|\bn['’]est pas une preuve\b"
    r"|\bbewijst (?:dus )?niet\b|\bbewijst (?:dat )?niets?\b|\bis geen bewijs\b",
    re.IGNORECASE,
)
"""What is said of proof: that there is none."""

COUNT = re.compile(
    r"number of (?:people|persons|prostitutes|sex workers)|how many (?:people|persons)"
    r"|nombre de (?:personnes|prostitué\w*|travailleu\w+)|combien de personnes"
    r"|aantal (?:mensen|personen|prostituees|sekswerkers)|hoeveel mensen"
    r"|\{\w+\} (?:people|persons?|prostitutes|personnes?|prostitué\w*|mensen|personen|prostituees)",
    re.IGNORECASE,
)
"""Counts of people."""

NUMBER = r"\d[\d.,]*"

SAID = [
    (name, language, translator(language)(text))
    for name, text in {**TEMPLATES, **{arm.value: text for arm, text in ARMS.items()}}.items()
    for language in LANGUAGES
]


@pytest.mark.parametrize(("name", "language", "text"), SAID, ids=[f"{name}-{code}" for name, code, _ in SAID])
def test_no_template_claims_a_cause_or_counts_people(name: str, language: str, text: str) -> None:
    """In every language; of proof it may only be said that there is none."""
    assert CAUSE.search(NEGATED.sub("", text)) is None, (name, language)
    assert COUNT.search(text) is None, (name, language)


@pytest.mark.parametrize(
    "claim",
    [
        "This proves that the ban worked",
        "La hausse est causée par le règlement",
        "Dankzij het verbod",
        "The number of people fell",
        "{count} prostituées",
    ],
)
def test_the_lint_finds_what_it_looks_for(claim: str) -> None:
    """A lint that lets everything through would be green as well."""
    assert CAUSE.search(NEGATED.sub("", claim)) or COUNT.search(claim)


@pytest.mark.parametrize(("name", "language", "text"), SAID, ids=[f"{name}-{code}" for name, code, _ in SAID])
def test_a_translation_names_what_its_source_names(name: str, language: str, text: str) -> None:
    """No interval is lost on the way into another language."""
    source = TEMPLATES.get(name, "")
    assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", source)), (name, language)


def _with(panel: Panel, outcome: Outcome) -> Told:
    told = told_of(panel)
    return replace(told, result=replace(told.result, outcome=outcome))


STILL = panel_of(Change())
MOVED = panel_of(Change(treated=0.3, displaced=2.0, hours=1.5))


def test_a_signal_says_its_interval_and_that_it_may_be_something_else() -> None:
    """The figure, both limits, and the doubt."""
    text = headline(told_of(MOVED))
    assert re.search(rf"brought {NUMBER} times .* \(between {NUMBER} and {NUMBER}\)", text)
    assert "1 March 2014" in text
    assert "other explanations remain possible" in text


def test_not_detected_always_says_what_could_have_been_seen() -> None:
    """And that it is no proof."""
    told = told_of(STILL)
    assert told.result.outcome is Outcome.NOT_DETECTED
    text = headline(told)
    power = told.result.power
    assert power is not None
    assert f"{power.smallest_rise:.2f} times or more" in text
    assert f"{power.smallest_fall:.2f} times or less" in text
    assert "does not prove that there was no displacement" in text


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_can_be_said_in_every_language(outcome: Outcome, language: str) -> None:
    """With an interval, or as too little; no field is left open."""
    told = replace(_with(MOVED, outcome), language=language, translate=translator(language))
    text = headline(told)
    assert "{" not in text
    intervals = len(re.findall(NUMBER, text))
    assert intervals >= 3 or outcome is Outcome.TOO_LITTLE


def test_effort_that_explains_adds_up_no_hours() -> None:
    """An hour at a street and one at the bus are no two hours of one thing; the strip shows each kind."""
    told = _with(MOVED, Outcome.EFFORT_EXPLAINS)
    assert "more of our own hours" in headline(told)
    assert not re.search(rf"{NUMBER} h\b", headline(told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_of_each_outcome_is_short_and_without_a_figure(language: str) -> None:
    """A councillor reads one line; the figures stand in the sentence below it."""
    said = set()
    for panel, outcome in itertools.product((STILL, MOVED), Outcome):
        told = replace(_with(panel, outcome), language=language, translate=translator(language))
        said.add(verdict(told))
    assert len(said) == len(Outcome) + 1
    assert all(len(text) < 110 and not re.search(r"[\d{}]", text) for text in said)


def test_the_screen_tells_nothing_twice_that_it_draws() -> None:
    """What was lost and gained stands there as figures, and new zones with their names."""
    told = told_of(MOVED)
    short, whole = findings(told), details(told)
    assert set(short) < set(whole)
    assert set(whole) - set(short) - set(newly_lines(told)) == {
        line for line in whole if "Change in contacts" in line or "100 contacts" in line
    }


def test_a_fall_under_the_rule_is_told_as_fewer_contacts() -> None:
    """It may be the displacement itself."""
    first, *others = details(told_of(MOVED))
    assert "Fewer contacts are not fewer people" in first
    assert any("on balance" in line for line in others)
    assert any("First visited" in line or "first visited" in line for line in others)


def test_all_that_is_found_has_an_interval_or_is_a_count_of_zones() -> None:
    """Nothing stands there as a bare figure."""
    for panel in (MOVED, STILL, panel_of(Change(treated=2.0))):
        for line in details(told_of(panel)):
            assert "between" in line or "first visited" in line, line


def test_a_balance_keeps_its_signs() -> None:
    """What is lost is below nought, whatever the destinations gained."""
    line = next(line for line in details(told_of(MOVED)) if line.startswith("Change in contacts"))
    lost, gained = re.findall(r"([−+])\d", line)[0], re.findall(r"\), ([−+])\d", line)[0]
    assert (lost, gained) == ("−", "+")


def test_too_little_says_what_is_missing() -> None:
    """Of each gate how much there should be, and of contacts only that there are too few."""
    poor = replace(SPEC, displaced=(3,))
    told = told_of(panel_of(Change(), rate=0.01), spec=poor)
    assert verdict(told).startswith("Too little data")
    assert headline(told).startswith("It cannot be said")
    lines = shortfalls(told)
    assert any("at least 3 are needed" in line for line in lines)
    assert any(line.startswith("Contacts in one of the two periods") and "20" in line for line in lines)
    assert "too little" in details(told)[0].lower()
    assert evidence_line(told).startswith("Evidence level 1–2")


def test_power_is_said_whatever_was_found() -> None:
    """Where it is not known, that is said."""
    assert re.search(rf"to {NUMBER} times or more", power_line(told_of(MOVED)))
    unknown = replace(told_of(MOVED), result=replace(told_of(MOVED).result, power=None))
    assert power_line(unknown).startswith("Too little data")
    assert caveats(unknown)[3].startswith("There is too little data")
    assert verdict(unknown).startswith("Too little data")


def test_six_caveats_stand_beside_each_result() -> None:
    """The last one names what else the ledger has, or says that it has nothing."""
    told = told_of(MOVED)
    found = caveats(told)
    assert len(found) == len(set(found)) == 6
    assert "level 3 of 5" in found[2]
    assert "Law of the country (June 2015)" in found[5]
    assert "No other rule" in caveats(replace(told, confounders=()))[5]


def test_the_looks_are_counted_aloud() -> None:
    """One is said as one."""
    assert "Only one design" in looks_line(told_of(MOVED))
    assert "Designs declared for this rule: 12." in looks_line(told_of(MOVED, looks=12))


def test_numbers_and_days_are_those_of_the_language() -> None:
    """A comma in French and Dutch, and the first day of a month as French says it."""
    told = told_of(MOVED, "fr")
    assert told.day(told.in_force) == "1er mars 2014"
    assert told.times(1234.5) == "1\u202f234,50"
    assert told.ratio(Estimate(0.5, 0.25, 1)) == {"ratio": "0,50", "low": "0,25", "high": "1,00"}


def test_a_share_keeps_its_sign() -> None:
    """Where contacts fell at the destinations as well, nothing is said to be more."""
    told = told_of(MOVED)
    assert told.result.movement is not None
    for value, sign in ((0.84, "+84"), (-0.2, "−20"), (1.4, "+140")):
        share = Estimate(value, value - 0.1, value + 0.1)
        moved = replace(told.result.movement, share=share)
        line = next(
            one for one in details(replace(told, result=replace(told.result, movement=moved))) if "100" in one
        )
        assert f"changed by {sign} (between" in line


def test_an_interval_without_1_that_hangs_on_the_hours_is_not_called_unclear_data() -> None:
    """It cannot be said that only a larger change would have been seen."""
    told = _with(MOVED, Outcome.NOT_DETECTED)
    text = headline(told)
    assert "not clear" in verdict(told)
    assert "would have been" not in text
    assert "does not prove" in text
    assert verdict(told_of(STILL)).startswith("No clear change")


def test_few_zones_under_the_rule_are_withheld_and_not_called_too_little() -> None:
    """There is data; it is that of a zone."""
    told = replace(told_of(MOVED), is_withheld=True)
    assert details(told)[0].startswith("The zones under the rule are too few")


@pytest.mark.parametrize("value", [float("inf"), 1e154, 50_000.0])
def test_an_interval_beyond_all_sense_is_said_as_such(value: float) -> None:
    """A zone emptied among three leaves intervals of hundreds of digits; none of them stops the screen."""
    told = told_of(MOVED)
    assert told.times(value) == ">10,000"
    assert told.change(1e300) == "+∞"
    assert told.count(-0.2) == "0"


def test_a_zone_that_fell_silent_among_three_can_be_told() -> None:
    """One degree of freedom and nothing met after: the smallest change seen is beyond any number."""
    panel = panel_of(Change(treated=0.0))
    panel.contacts[7, 25:] = 0.0
    panel.contacts[8, :25] = 0.0
    told = told_of(panel, "fr", replace(SPEC, displaced=(3,), control=(8, 9)))
    assert told.result.power is not None
    assert ">10\u202f000" in power_line(told)
    assert "nan" not in " ".join((headline(told), *details(told), *shortfalls(told), *caveats(told)))
