"""How contacts grow with hours of outreach, learnt from how both vary from month to month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.displacement.model import EffortRule, Floats
from geo.displacement.results import EffortExponent
from geo.displacement.zone_ratios import Flags, Side, Sides
from geo.rates import MINIMUM_FREEDOM

BOUNDS = (0.2, 1.5)
"""Limits of a believable exponent."""

ENVELOPE = (0.5, 0.75, 1.0)
"""Exponents shown where the data cannot tell."""

DEFAULT = EffortExponent(ENVELOPE[1], (ENVELOPE[2] - ENVELOPE[0]) / 2, is_estimated=False)
"""The middle of the envelope, with half its width as standard error."""

PROPORTIONAL = EffortExponent(1.0, 0.0, is_estimated=False)

ZONES_OF_A_KIND = 3
"""From so many zones on, a kind of place has month effects and a dispersion of its own."""

STEPS = 25
CLOSE = 1e-9
TINY = 1e-12
LONGEST_STEP = 1.5


@dataclass(frozen=True, eq=False)
class Block:
    """Months that share their effects: one kind of place on one side; without empty zones or months."""

    stratum: int
    looked: Flags
    contacts: Floats
    log_hours: Floats


@dataclass(frozen=True, eq=False)
class Score:
    """Score and information of one block, once its zones are conditioned on."""

    months: Floats
    beta: float
    month_information: Floats
    shared_information: Floats
    beta_information: float


def exponent_of(sides: Sides, rule: EffortRule) -> EffortExponent:
    r"""
    Estimate the exponent :math:`\beta` in contacts :math:`\propto` hours\ :sup:`β`.

    Quasi-Poisson regression of the contacts of a month on its log hours, with an effect for each zone on
    each side and for each month, the months by kind of place. Zones are conditioned on, so that a step at
    the date, which is what the study asks about, cannot leak into the exponent; then their effects need
    not be estimated, and a few Newton steps on the months do.

    Parameters
    ----------
    sides : Sides
        Both windows.
    rule : EffortRule
        Whether to estimate at all.

    Returns
    -------
    EffortExponent
        Clipped to `BOUNDS`; one for all kinds of place, with an error that is the larger the more they
        disagree. Where the error would be larger than that of the envelope, or there is no variation, the
        envelope's middle, not estimated.

    Notes
    -----
    Months in which a team stays longer *because* more people are there make contacts and hours rise
    together: the exponent is then too high.

    References
    ----------
    P. McCullagh and J. A. Nelder, "Generalized Linear Models", 2nd ed., 1989, sections 6.4 (the Poisson
    log-linear model as a multinomial one) and 9.2 (quasi-likelihood). R. T. Birge, "The calculation of
    errors by the method of least squares", Physical Review 40, 1932, pp. 207-227 (kinds that disagree).
    """
    if rule is EffortRule.PROPORTIONAL:
        return PROPORTIONAL
    blocks = list(_blocks(sides))
    beta, error = _estimated(blocks)
    # Not so for NaN, which is what an exponent has about which nothing is known.
    if not error <= DEFAULT.se:
        return DEFAULT
    error *= _disagreement(blocks, beta)
    return EffortExponent(float(np.clip(beta, *BOUNDS)), error, is_estimated=True)


def _estimated(blocks: list[Block]) -> tuple[float, float]:
    """Return exponent and standard error, NaN where nothing tells."""
    if not blocks:
        return float("nan"), float("nan")
    beta, effects = _fitted(blocks)
    return beta, _standard_error(blocks, beta, effects)


def _disagreement(blocks: list[Block], beta: float) -> float:
    """Return by how much kinds of place differ in their exponents, over what chance would do; at least 1."""
    strata = sorted({block.stratum for block in blocks})
    if len(strata) == 1:
        return 1.0
    own = np.array(
        [_estimated([block for block in blocks if block.stratum == stratum]) for stratum in strata]
    )
    own = own[own[:, 1] <= DEFAULT.se]
    if len(own) == 1 or not len(own):
        return 1.0
    squares = ((own[:, 0] - beta) / own[:, 1]) ** 2
    return max(1.0, float(np.sqrt(squares.sum() / (len(own) - 1))))


def _blocks(sides: Sides) -> Iterator[Block]:
    """Yield what can tell something: at least two zones and months with contacts, by kind and side."""
    kinds, of_kind, zones = np.unique(np.array(sides.kinds), return_inverse=True, return_counts=True)
    # Kinds of few zones share their months: a month effect for one zone would explain all of it.
    strata = np.where(zones >= ZONES_OF_A_KIND, np.arange(len(kinds)), len(kinds))[of_kind]
    for side in (sides.before, sides.after):
        for stratum in np.unique(strata):
            block = _informative(side, strata == stratum, int(stratum))
            if min(block.contacts.shape) > 1:
                yield block


def _informative(side: Side, chosen: Flags, stratum: int) -> Block:
    contacts = side.contacts[chosen]
    rows, columns = contacts.any(axis=1), contacts.any(axis=0)
    cells = np.ix_(np.flatnonzero(chosen)[rows], np.flatnonzero(columns))
    return Block(stratum, side.looked[cells], side.contacts[cells], side.log_hours[cells])


def _fitted(blocks: list[Block]) -> tuple[float, list[Floats]]:
    """Return the exponent and the month effects of each block where the score is nought."""
    beta, effects = ENVELOPE[1], [np.zeros(block.contacts.shape[1]) for block in blocks]
    for _ in range(STEPS):
        scores = [_score(block, beta, effect) for block, effect in zip(blocks, effects, strict=True)]
        solved = [_solved(score) for score in scores]
        information = sum(_profiled(score, shared) for score, (_, shared) in zip(scores, solved, strict=True))
        if information <= CLOSE:
            break
        gradient = sum(
            score.beta - float(score.shared_information @ months)
            for score, (months, _) in zip(scores, solved, strict=True)
        )
        step = float(np.clip(gradient / information, -LONGEST_STEP, LONGEST_STEP))
        moves = [np.clip(months - step * shared, -LONGEST_STEP, LONGEST_STEP) for months, shared in solved]
        beta += step
        effects = [effect + move for effect, move in zip(effects, moves, strict=True)]
        if max(abs(step), *(np.abs(move).max() for move in moves)) < CLOSE:
            break
    return beta, effects


def _expected(block: Block, beta: float, effect: Floats) -> Floats:
    """Return the expected contacts of each cell, given all those of the zone."""
    powers = np.where(block.looked, beta * block.log_hours + effect, -np.inf)
    weights = np.exp(powers - powers.max(axis=1, keepdims=True))
    totals = block.contacts.sum(axis=1, keepdims=True)
    return np.asarray(weights * (totals / weights.sum(axis=1, keepdims=True)))


def _score(block: Block, beta: float, effect: Floats) -> Score:
    expected = _expected(block, beta, effect)
    totals = block.contacts.sum(axis=1, keepdims=True)
    residual = block.contacts - expected
    centred = block.log_hours - (expected * block.log_hours).sum(axis=1, keepdims=True) / totals
    weighted = expected * centred
    return Score(
        months=residual.sum(axis=0),
        beta=float((residual * block.log_hours).sum()),
        month_information=np.diag(expected.sum(axis=0)) - expected.T @ (expected / totals),
        shared_information=weighted.sum(axis=0),
        beta_information=float((weighted * centred).sum()),
    )


def _solved(score: Score) -> tuple[Floats, Floats]:
    """Return what the months' score and their information shared with the exponent are worth in months."""
    information = score.month_information
    size = max(float(np.trace(information)) / len(information), TINY)
    # A month effect common to all is the zones' own: any will do, and the smallest is taken.
    anchored = information + size * (1 / len(information) + CLOSE * np.eye(len(information)))
    both = np.asarray(
        np.linalg.solve(anchored, np.column_stack((score.months, score.shared_information))), np.float64
    )
    return both[:, 0], both[:, 1]


def _profiled(score: Score, shared: Floats) -> float:
    """Return the information on the exponent that the months leave."""
    return score.beta_information - float(score.shared_information @ shared)


def _standard_error(blocks: list[Block], beta: float, effects: list[Floats]) -> float:
    """Return the error of the exponent, with a dispersion of at least 1 for each kind of place."""
    strata = sorted({block.stratum for block in blocks})
    square, freedom, informed = np.zeros((3, len(strata)))
    for block, effect in zip(blocks, effects, strict=True):
        expected = _expected(block, beta, effect)
        score = _score(block, beta, effect)
        row = strata.index(block.stratum)
        # A cell of which nothing is expected holds nothing: it adds nothing.
        square[row] += ((block.contacts - expected) ** 2 / np.maximum(expected, TINY)).sum()
        freedom[row] += block.looked.sum() - sum(block.contacts.shape) + 1
        informed[row] += _profiled(score, _solved(score)[1])
    information = informed.sum()
    if information <= CLOSE or freedom.sum() <= 1:
        return float("nan")
    # The exponent's own degree of freedom is taken from the strata as they inform it.
    freedom -= informed / information
    of_all = square.sum() / freedom.sum()
    enough = freedom >= MINIMUM_FREEDOM
    own = np.divide(square, freedom, out=np.full(len(strata), of_all), where=enough)
    return float(np.sqrt((np.maximum(own, 1.0) * informed).sum()) / information)
