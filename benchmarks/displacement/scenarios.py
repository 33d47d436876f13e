"""Registers drawn at random whose truth is known: ten ways in which contacts may vary."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geo.displacement.model import YEAR, AnalysisSpec, Panel, Window

Floats = npt.NDArray[np.float64]

FIRST_MONTH = 480
"""January 2010."""

KIND = "street"

UNEVENNESS = 0.4
"""Standard deviation of the log of how busy zones are."""

SEASON = 0.3
"""Height of the yearly wave, on the log scale."""

PERSISTENCE = 0.5
"""Correlation from month to month of what makes a zone busier for a while."""

HOURS_SHAPE = 8.0
"""Of the gamma distribution of the hours of a month: they vary by a third."""

MOVED_HOURS = (0.5, 1.6, 1.0)
"""Where teams followed people: hours afterwards in treated, displaced and control zones."""


@dataclass(frozen=True)
class Scenario:
    """
    How contacts vary where nothing happens.

    Attributes
    ----------
    name : str
        What it is called in tables.
    mean : float
        Contacts a month in a zone, at the usual hours.
    clumping : float
        Variance of the gamma noise of a zone's month: none makes Poisson counts, else negative binomial.
    wandering : float
        Standard deviation of a zone's autocorrelated log noise.
    drift : float
        Standard deviation of a zone's own log change between the windows.
    years : int
        Of each window.
    displaced, control : int
        Zones.
    beta : float
        True effort exponent.
    has_moved_hours : bool
        Whether hours moved with the regulation.
    busier : float
        By how much the treated zone is busier than it would be as one of the others.
    """

    name: str
    mean: float = 8.0
    clumping: float = 0.2
    wandering: float = 0.0
    drift: float = 0.0
    years: int = 2
    displaced: int = 4
    control: int = 6
    beta: float = 1.0
    has_moved_hours: bool = False
    busier: float = 1.0


SCENARIOS = (
    Scenario("Poisson", clumping=0.0),
    Scenario("negative binomial"),
    Scenario("autocorrelated", clumping=0.1, wandering=0.3),
    Scenario("zones drift", drift=0.2),
    Scenario("2 a month", mean=2.0, clumping=0.3),
    Scenario("2 a month, a year", mean=2.0, clumping=0.3, years=1),
    Scenario("hours moved", has_moved_hours=True),
    Scenario("hours moved, exponent 0.7", has_moved_hours=True, beta=0.7),
    Scenario("2 zones against 3", displaced=2, control=3),
    Scenario("all at once", mean=5.0, wandering=0.2, drift=0.1, has_moved_hours=True, beta=0.85),
)

MODERATE = Scenario("8 a month, drift 0.1", drift=0.1)
BUSIER = Scenario("treated zone 3 times busier", busier=3.0)
SPARSE = Scenario("2 a month", mean=2.0, clumping=0.3)
"""Where planted displacement has to be found, and where the treated zone is unlike the others."""


@dataclass(frozen=True)
class Truth:
    """
    What happened between the windows, as ratios of rates.

    Attributes
    ----------
    treated, displaced, everywhere : float
        In the treated zone and the displaced ones beyond what happened everywhere.
    """

    treated: float = 1.0
    displaced: float = 1.0
    everywhere: float = 1.0


NOTHING = Truth()
PLANTED = Truth(treated=0.4, displaced=1.6, everywhere=0.9)
CLOSED = Truth(treated=0.4)


@dataclass(frozen=True, eq=False)
class Register:
    """
    One register that was drawn, and what a study of it should find.

    Attributes
    ----------
    panel, spec : Panel, AnalysisSpec
        The data and the question.
    lost, gained : float
        Expected contacts lost and gained, at the effort of before.
    """

    panel: Panel
    spec: AnalysisSpec
    lost: float
    gained: float


def spec_of(scenario: Scenario, earlier_years: int = 0) -> AnalysisSpec:
    """Return the question that is asked of a scenario's registers: one treated zone, then the other arms."""
    date = FIRST_MONTH + YEAR * (earlier_years + scenario.years)
    last = 1 + scenario.displaced
    return AnalysisSpec(
        announced=date,
        in_force=date,
        pre=Window(date - YEAR * scenario.years, scenario.years),
        post=Window(date + 1, scenario.years),
        treated=(0,),
        displaced=tuple(range(1, last)),
        control=tuple(range(last, last + scenario.control)),
    )


def draw(scenario: Scenario, truth: Truth, rng: np.random.Generator, earlier_years: int = 0) -> Register:
    """Draw a register; *earlier_years* of it lie before the windows."""
    spec = spec_of(scenario, earlier_years)
    months = np.arange(FIRST_MONTH, spec.post.end)
    after = months > spec.in_force
    arm = np.repeat([0, 1, 2], [1, scenario.displaced, scenario.control])
    zones = len(arm)
    busy = scenario.mean * rng.lognormal(-(UNEVENNESS**2) / 2, UNEVENNESS, zones)
    busy[0] *= scenario.busier
    changes = np.array([truth.treated, truth.displaced, 1.0])[arm] * truth.everywhere
    moved = np.array(MOVED_HOURS if scenario.has_moved_hours else (1.0, 1.0, 1.0))[arm]
    hours = rng.gamma(HOURS_SHAPE, 1 / HOURS_SHAPE, (zones, len(months)))
    hours *= np.where(after, moved[:, None], 1.0)
    season = np.exp(SEASON * np.cos(2 * np.pi * months / YEAR))
    expected = busy[:, None] * season * hours**scenario.beta * np.where(after, changes[:, None], 1.0)
    contacts = rng.poisson(expected * _noise(scenario, after, zones, rng))
    before = np.isin(months, spec.pre.months)
    base = expected[:, before].sum(axis=1)
    risen = base * (changes - truth.everywhere)
    panel = Panel(
        zones=np.arange(zones),
        kinds=(KIND,) * zones,
        months=months,
        contacts=contacts.astype(float),
        hours=hours,
        rounds=np.maximum(1.0, np.round(4 * hours)),
        first_contacts=np.zeros_like(hours),
    )
    return Register(panel, spec, lost=float(-risen[0]), gained=float(risen[arm == 1].sum()))


def _noise(scenario: Scenario, after: npt.NDArray[np.bool_], zones: int, rng: np.random.Generator) -> Floats:
    """Return what makes contacts of a zone's month more or fewer than expected, as a factor."""
    shape = (zones, len(after))
    logs = np.where(after, rng.normal(0.0, scenario.drift, (zones, 1)), 0.0)
    if scenario.wandering:
        logs = logs + scenario.wandering * _autocorrelated(shape, rng)
    factor: Floats = np.exp(logs)
    if scenario.clumping:
        factor = factor * rng.gamma(1 / scenario.clumping, scenario.clumping, shape)
    return factor


def _autocorrelated(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Return noise of variance 1 that follows a first-order autoregression along the months."""
    noise = rng.standard_normal(shape)
    for month in range(1, shape[1]):
        noise[:, month] *= np.sqrt(1 - PERSISTENCE**2)
        noise[:, month] += PERSISTENCE * noise[:, month - 1]
    return noise


def with_ratio(ratio: float) -> Truth:
    """Return a truth in which displaced zones alone changed."""
    return replace(NOTHING, displaced=ratio)
