"""What a coordinator has chosen to plan by: weights of the score and of the schedule, shares, prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.register.faults import Fault, FaultCode, Saved
from data.register.planning import PlanningChoices
from data.register.validation import attempt, refuse_if
from geo.rounds.model import Aim
from geo.rounds.score import ScoreWeights
from geo.schedules.model import Weights

CHOICES_ID = 1


@dataclass(frozen=True)
class Choice:
    """
    One number that can be chosen.

    Attributes
    ----------
    default : float
        Where nobody has chosen.
    low, high : float
        Its limits, both included.
    """

    default: float
    low: float
    high: float


def _known() -> Iterator[tuple[str, Choice]]:
    for term in fields(ScoreWeights):
        yield f"score.{term.name}", Choice(float(getattr(ScoreWeights(), term.name)), 0.0, 10.0)
    for weight in fields(Weights):
        yield f"schedule.{weight.name}", Choice(float(getattr(Weights(), weight.name)), 0.0, 1000.0)
    yield "share_quiet", Choice(0.15, 0.0, 0.5)
    yield "lambda_duration", Choice(Aim().lambda_duration, 0.0, 1.0)


CHOICES: Mapping[str, Choice] = MappingProxyType(dict(_known()))
"""Everything that can be chosen: ``score.<term>``, ``schedule.<weight>``, ``share_quiet`` (the share of the
time on site for places not seen for long) and ``lambda_duration`` (what a minute out must earn)."""


def load_choices(engine: Engine) -> dict[str, float]:
    """
    Load what was chosen.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    dict of str to float
        One number for each of `CHOICES`; the default where nobody chose, or where what was chosen is no
        longer within its limits.
    """
    with Session(engine) as session:
        row = session.get(PlanningChoices, CHOICES_ID)
        kept = dict(row.choices) if row is not None else {}
    defaults = {name: choice.default for name, choice in CHOICES.items()}
    sound = {name: float(number) for name, number in kept.items() if not list(choice_faults(name, number))}
    return defaults | sound


def save_choices(engine: Engine, changes: Mapping[str, float]) -> Saved:
    """
    Keep what was chosen; choices that are not named stay as they are.

    Parameters
    ----------
    engine : Engine
        The register.
    changes : mapping of str to float
        Some of `CHOICES`.

    Returns
    -------
    Saved
        With every fault at once where one is unknown or out of its limits; its field is the choice's name.
    """

    def change(session: Session) -> int:
        refuse_if([fault for name, number in changes.items() for fault in choice_faults(name, number)])
        row = session.get(PlanningChoices, CHOICES_ID)
        if row is None:
            row = PlanningChoices(id=CHOICES_ID, choices={})
            session.add(row)
        kept = {name: number for name, number in row.choices.items() if name in CHOICES}
        row.choices = kept | {name: float(number) for name, number in changes.items()}
        return CHOICES_ID

    return attempt(engine, change)


def choice_faults(name: str, number: object) -> Iterator[Fault]:
    """
    Find what is wrong with a choice.

    Parameters
    ----------
    name : str
        Its name.
    number : object
        What a screen or the database gave.

    Yields
    ------
    Fault
        At most one.
    """
    choice = CHOICES.get(name)
    if choice is None:
        yield Fault(FaultCode.CHOICE_UNKNOWN, name)
    elif not _is_within(number, choice):
        yield Fault(FaultCode.CHOICE_OUT_OF_RANGE, name, {"low": choice.low, "high": choice.high})


def _is_within(number: object, choice: Choice) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    return choice.low <= number <= choice.high


def score_weights(choices: Mapping[str, float]) -> ScoreWeights:
    """
    Return the weights of the score.

    Parameters
    ----------
    choices : mapping of str to float
        From `load_choices`.

    Returns
    -------
    ScoreWeights
        For `geo.rounds.score.score_places`.
    """
    return ScoreWeights(**{term.name: choices[f"score.{term.name}"] for term in fields(ScoreWeights)})


def schedule_weights(choices: Mapping[str, float]) -> Weights:
    """
    Return the weights of a schedule.

    Parameters
    ----------
    choices : mapping of str to float
        From `load_choices`.

    Returns
    -------
    Weights
        For a `geo.schedules.model.ScheduleProblem`.
    """
    return Weights(**{weight.name: choices[f"schedule.{weight.name}"] for weight in fields(Weights)})


def aim_of(choices: Mapping[str, float]) -> Aim:
    """
    Return what makes one plan of an evening better than another.

    Parameters
    ----------
    choices : mapping of str to float
        From `load_choices`.

    Returns
    -------
    Aim
        For a `geo.rounds.model.Evening`.
    """
    return Aim(lambda_duration=choices["lambda_duration"], share_quiet=choices["share_quiet"])
