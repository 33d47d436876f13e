"""What a study says, by templates: each sentence has an interval, or says that there is too little."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_skeleton

from data.i18n import LOCALES, Translate
from data.numbers import number_text
from data.studies.templates import ARMS, TEMPLATES
from geo.displacement.results import Contrast, Estimate, Gate, Outcome, Shortfall, StudyResult

LEVEL_WITH_CONTROLS = 3
"""Before and after with comparable areas, on the What Works scale of 1 to 5."""

PERCENT = 100

LARGEST = 10_000
"""A ratio beyond this is told as more than this: few zones give intervals that nobody can read."""


@dataclass(frozen=True, eq=False)
class Told:
    """
    A result with all that its sentences name.

    Attributes
    ----------
    result : StudyResult
        What was found.
    in_force : date
        First day of the rule.
    confounders : tuple of (str, date)
        Title and month of what else was announced, began or ended meanwhile, in the reader's language.
    looks : int
        Designs declared for the rule so far, over all studies.
    language : str
        One of `data.i18n.LANGUAGES`.
    translate : Translate
        The look-up of that language.
    is_withheld : bool
        Whether the zones under the rule are too few for the reader to be told of them.
    decimals : int
        Of a ratio; no more than are known.
    """

    result: StudyResult
    in_force: date
    confounders: tuple[tuple[str, date], ...]
    looks: int
    language: str
    translate: Translate
    is_withheld: bool = False
    decimals: int = 2

    def say(self, name: str, **values: object) -> str:
        """Return the sentence *name* with its values."""
        return self.translate(TEMPLATES[name]).format(**values)

    def times(self, value: float) -> str:
        """Return a ratio as this language writes it."""
        if value > LARGEST:
            return f">{number_text(LARGEST, self.language)}"
        return number_text(value, self.language, self.decimals)

    def count(self, value: float) -> str:
        """Return a whole number as this language writes it."""
        return number_text(value, self.language)

    def change(self, value: float) -> str:
        """Return a whole number with its sign as this language writes it."""
        return number_text(value, self.language, signed=True)

    def day(self, day: date) -> str:
        """Return a day as this language writes it."""
        text = str(format_date(day, format="long", locale=LOCALES[self.language]))
        # French counts the first day of a month, which the format does not know.
        return text.replace("1 ", "1er ", 1) if self.language == "fr" and day.day == 1 else text

    def month(self, day: date) -> str:
        """Return the month of a day as this language writes it."""
        return str(format_skeleton("yMMMM", day, locale=LOCALES[self.language]))

    def ratio(self, estimate: Estimate) -> dict[str, str]:
        """Return a ratio with its interval, for a template."""
        return {
            "ratio": self.times(estimate.value),
            "low": self.times(estimate.low),
            "high": self.times(estimate.high),
        }


def verdict(told: Told) -> str:
    """
    Return the answer in a few words, which `headline` puts into figures.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    str
        A sentence without any figure.
    """
    return told.say(f"verdict_{_outcome(told.result)}")


def headline(told: Told) -> str:
    """
    Return the answer with its figures, in one or two sentences.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    str
        With an interval, or saying that there is too little.
    """
    displaced = told.result.displaced
    ratio = {} if displaced is None else told.ratio(displaced.ratio)
    return told.say(_outcome(told.result), date=told.day(told.in_force), **ratio, **_seen(told))


def _outcome(result: StudyResult) -> str:
    """Return which of the templates says the outcome."""
    if result.displaced is None or result.power is None:
        return Outcome.TOO_LITTLE.value
    return "turns" if _turns(result) else result.outcome.value


def _turns(result: StudyResult) -> bool:
    """Tell whether an interval without 1 is no change all the same: with another exponent it is none."""
    if result.outcome is not Outcome.NOT_DETECTED or result.displaced is None:
        return False
    return result.displaced.ratio.low > 1 or result.displaced.ratio.high < 1


def details(told: Told) -> tuple[str, ...]:
    """
    Return what else was found: the zones under the rule, our own rounds, the balance, new zones.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    return (*findings(told), *_movement(told), *newly_lines(told))


def findings(told: Told) -> tuple[str, ...]:
    """
    Return what else was found, other than the balance and new zones: a screen draws these as figures.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    result = told.result
    found = [_treated(told, result.treated)]
    if result.indicative is not None:
        found.insert(0, told.say("indicative", **told.ratio(result.indicative.ratio)))
    if result.effort is not None:
        found.append(told.say("own_rounds", **told.ratio(result.effort.ratio)))
    return tuple(found)


def newly_lines(told: Told) -> tuple[str, ...]:
    """
    Return how many zones were first visited after the announcement, and that they count nowhere.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    tuple of str
        A sentence where there is any.
    """
    newly = told.result.newly_visited
    return (told.say("newly_visited", count=told.count(len(newly))),) if newly else ()


def shortfalls(told: Told) -> tuple[str, ...]:
    """
    Return what is missing for a test.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    tuple of str
        A sentence a gate that is not passed; of contacts only that there are too few.
    """
    return tuple(_shortfall(told, one) for one in told.result.shortfalls)


def power_line(told: Told) -> str:
    """
    Return how small a change would have been seen.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    str
        A sentence, whatever was found.
    """
    return told.say("power", **_seen(told)) if told.result.power else told.say("power_too_little")


def caveats(told: Told) -> tuple[str, ...]:
    """
    Return the six caveats that stand beside every result.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    tuple of str
        Six; the last one names what else the ledger has in these years.
    """
    rules = "; ".join(f"{title} ({told.month(day)})" for title, day in told.confounders)
    return (
        told.say("caveat_contacts"),
        told.say("caveat_effort"),
        told.say("caveat_association", level=_level(told)),
        told.say("caveat_power", **_seen(told)) if told.result.power else told.say("caveat_power_too_little"),
        told.say("caveat_unmeasured"),
        told.say("caveat_rules", rules=rules) if rules else told.say("caveat_no_rules"),
    )


def evidence_line(told: Told) -> str:
    """
    Return how strong evidence of this kind is.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    str
        A sentence with the level on the What Works scale.
    """
    name = "evidence" if told.result.displaced is not None else "evidence_low"
    return told.say(name, level=_level(told))


def looks_line(told: Told) -> str:
    """
    Return how many designs were tried.

    Parameters
    ----------
    told : Told
        The result.

    Returns
    -------
    str
        A sentence.
    """
    return told.say("looks", count=told.count(told.looks)) if told.looks > 1 else told.say("looks_one")


def _level(told: Told) -> str:
    return str(LEVEL_WITH_CONTROLS) if told.result.displaced is not None else "1–2"


def _seen(told: Told) -> dict[str, str]:
    power = told.result.power
    if power is None:
        return {}
    return {"rise": told.times(power.smallest_rise), "fall": told.times(power.smallest_fall)}


def _treated(told: Told, treated: Contrast | None) -> str:
    if told.is_withheld:
        return told.say("treated_withheld")
    if treated is None:
        return told.say("treated_too_little")
    name = "treated_unclear"
    if told.result.treated_fell:
        name = "treated_fall"
    elif treated.ratio.low > 1:
        name = "treated_rise"
    return told.say(name, **told.ratio(treated.ratio))


def _movement(told: Told) -> Iterator[str]:
    movement = told.result.movement
    if movement is None:
        return
    # What was lost is a fall, whatever its sign.
    changes = {"lost": _negative(movement.lost), "gained": movement.gained, "net": movement.net}
    values: dict[str, str] = {}
    for name, change in changes.items():
        sides = (("", change.value), ("_low", change.low), ("_high", change.high))
        values |= {f"{name}{side}": told.change(value) for side, value in sides}
    yield told.say("movement", **values)
    if movement.share.is_known:
        share = movement.share
        parts = {"share": share.value, "low": share.low, "high": share.high}
        yield told.say("share", **{name: told.change(PERCENT * part) for name, part in parts.items()})


def _negative(estimate: Estimate) -> Estimate:
    return Estimate(-estimate.value, -estimate.high, -estimate.low)


def _shortfall(told: Told, one: Shortfall) -> str:
    scale = PERCENT if one.gate is Gate.EFFORT_RECORDED else 1
    return told.say(
        f"short_{one.gate.value}",
        found=told.count(scale * one.found),
        needed=told.count(scale * one.needed),
        arm=told.translate(ARMS[one.arm]) if one.arm else "",
    )
