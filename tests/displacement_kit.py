"""Panels of a known truth, for tests of displacement studies."""

from dataclasses import dataclass

import numpy as np

from geo.displacement.model import YEAR, AnalysisSpec, Floats, Panel, Window

FIRST = 500
"""Number of the first month; any will do."""

HOURS_SPREAD = 0.35


@dataclass(frozen=True)
class World:
    """
    What happens in a world where the truth is known: one treated zone, some displaced, some controls.

    *effect* multiplies the rates of displaced zones and *closure* that of the treated zone; *hours* multiply
    the hours after, in the treated, the displaced and the control zones; *clumping* is the variance of
    monthly gamma noise, *tau* the standard deviation of a zone's own change.
    """

    monthly: float = 8.0
    years: int = 2
    displaced: int = 4
    control: int = 6
    clumping: float = 0.2
    tau: float = 0.1
    exponent: float = 1.0
    effect: float = 1.0
    closure: float = 0.4
    hours: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @property
    def zones(self) -> int:
        """How many zones there are."""
        return 1 + self.displaced + self.control

    @property
    def spec(self) -> AnalysisSpec:
        """The study that fits: whole years around one month of washout."""
        announced = FIRST + YEAR * self.years
        arms = np.split(np.arange(1, self.zones + 1), [1, 1 + self.displaced])
        treated, displaced, control = (tuple(arm.tolist()) for arm in arms)
        return AnalysisSpec(
            announced=announced,
            in_force=announced,
            pre=Window(FIRST, self.years),
            post=Window(announced + 1, self.years),
            treated=treated,
            displaced=displaced,
            control=control,
        )

    def panel(self, seed: int) -> Panel:
        """Return what outreach would meet in it."""
        rng = np.random.default_rng(seed)
        washout = YEAR * self.years
        shape = (self.zones, 2 * washout + 1)
        after = np.arange(shape[1]) > washout
        level = self.monthly * np.exp(rng.normal(0, 0.5, (self.zones, 1)))
        season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(shape[1]) / YEAR)
        change = np.exp(rng.normal(0, self.tau, (self.zones, 1))) * self._by_arm(
            (self.closure, self.effect, 1.0)
        )
        noise = rng.gamma(1 / self.clumping, self.clumping, shape) if self.clumping else 1.0
        hours = np.exp(rng.normal(0, HOURS_SPREAD, shape)) * np.where(after, self._by_arm(self.hours), 1.0)
        expected = level * season * np.where(after, change, 1.0) * noise * hours**self.exponent
        return panel_from(rng.poisson(expected).astype(float), hours)

    def _by_arm(self, values: tuple[float, float, float]) -> Floats:
        return np.repeat(values, (1, self.displaced, self.control))[:, None]


def panel_from(contacts: Floats, hours: Floats, kinds: tuple[str, ...] = ()) -> Panel:
    """Return a panel of zones numbered from 1, one round a month wherever there are hours."""
    zones, months = contacts.shape
    looked = np.isfinite(hours) & (hours > 0)
    return Panel(
        zones=np.arange(1, zones + 1),
        kinds=kinds or ("street",) * zones,
        months=np.arange(FIRST, FIRST + months),
        contacts=np.where(looked, contacts, np.nan),
        hours=np.where(looked, hours, np.nan),
        rounds=looked.astype(float),
        first_contacts=np.where(looked, 0.0, np.nan),
    )
