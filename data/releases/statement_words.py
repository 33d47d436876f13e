"""What a release tells of a study, in the same sentences as inside the register."""

import math

from data.i18n import LANGUAGES, Translate
from data.releases.manifest import Interval, Statement
from data.studies.sentences import Told
from geo.displacement.model import AnalysisSpec, Window
from geo.displacement.results import Contrast, EffortExponent, Estimate, Power, StudyResult

_UNTOLD = math.nan

RATIO_DECIMALS = 1
"""A release tells ratios to a tenth."""

_SOME = AnalysisSpec(0, 0, Window(0, 1), Window(0, 1), (), (), ())
"""Stands where a result names its specification: a release tells its digest, not its places."""


def told_of(statement: Statement, language: str, translate: Translate) -> Told:
    """
    Return a statement as the sentences of studies read it.

    Parameters
    ----------
    statement : Statement
        From a release.
    language : str
        One of `data.i18n.LANGUAGES`.
    translate : Translate
        The look-up of that language.

    Returns
    -------
    Told
        Without anything that the release does not tell.
    """
    result = StudyResult(
        spec=_SOME,
        shortfalls=(),
        exponent=EffortExponent(_UNTOLD, _UNTOLD, is_estimated=True),
        zones=(),
        newly_visited=(),
        displaced=_contrast(statement.displaced),
        treated=_contrast(statement.treated),
        by_kind={},
        movement=None,
        power=None if statement.smallest is None else Power(*statement.smallest),
        effort=None,
        outcome=statement.outcome,
    )
    others = tuple((title_in(other.titles, language), other.day) for other in statement.others)
    is_withheld = bool(statement.zones) and "treated" not in statement.zones
    return Told(
        result,
        statement.in_force,
        others,
        statement.designs,
        language,
        translate,
        is_withheld,
        decimals=RATIO_DECIMALS,
    )


def title_in(titles: dict[str, str], language: str) -> str:
    """Return a title in a language, or in the field's first."""
    return titles.get(language) or titles[LANGUAGES[0]]


def _contrast(told: Interval | None) -> Contrast | None:
    if told is None:
        return None
    return Contrast(_UNTOLD, _UNTOLD, _UNTOLD, _UNTOLD, Estimate(told.value, told.low, told.high))
