"""A small study: a rule, zones whose rates and hours are known, and what is declared of them."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from data.i18n import translator
from data.studies.keeping import KeptSpec
from data.studies.paper import StudyPaper
from data.studies.sentences import Told
from geo.displacement.checks import falsify
from geo.displacement.model import AnalysisSpec, Panel, Window
from geo.displacement.study import analyse

FIRST = 42 * 12
"""January 2012."""

IN_FORCE = FIRST + 26
MONTHS = 60
NOON = datetime.fromisoformat("2020-01-01T12:00:00")

SPEC = AnalysisSpec(
    announced=FIRST + 24,
    in_force=IN_FORCE,
    pre=Window(FIRST, 2),
    post=Window(IN_FORCE + 1, 2),
    treated=(1, 2),
    displaced=(3, 4, 5, 6, 11),
    control=(7, 8, 9, 10),
)
"""Zone 11 was first visited after the rule."""

FINGERPRINT = "5a" * 32
"""What the study is known by outside the register."""

ZONES = range(1, 12)


@dataclass(frozen=True)
class Change:
    """By what factor contacts per hour and hours change when the rule comes."""

    treated: float = 1.0
    displaced: float = 1.0
    hours: float = 1.0


def panel_of(change: Change, rate: float = 4.0, seed: int = 5) -> Panel:
    """Return months of outreach in which the arms change as told."""
    rng = np.random.Generator(np.random.PCG64(seed))
    month = np.arange(MONTHS)
    after = month >= IN_FORCE - FIRST
    hours = rng.uniform(4, 8, (len(ZONES), MONTHS))
    rates = np.full(hours.shape, rate)
    for row, zone in enumerate(ZONES):
        if zone in SPEC.treated:
            rates[row, after] *= change.treated
        if zone in SPEC.displaced:
            rates[row, after] *= change.displaced
            hours[row, after] *= change.hours
    hours[len(ZONES) - 1, ~after] = np.nan
    contacts = np.where(np.isfinite(hours), rng.poisson(rates * np.nan_to_num(hours)), np.nan)
    return Panel(
        zones=np.array(ZONES),
        kinds=("street",) * len(ZONES),
        months=FIRST + month,
        contacts=contacts,
        hours=hours,
        rounds=np.where(np.isfinite(hours), np.rint(np.nan_to_num(hours) / 2), 0.0),
        first_contacts=np.where(np.isfinite(hours), 0.0, np.nan),
    )


def told_of(panel: Panel, language: str = "en", spec: AnalysisSpec = SPEC, looks: int = 1) -> Told:
    """Return the result of a panel, ready to be said."""
    confounders = (("Law of the country", date(2015, 6, 1)),)
    return Told(analyse(panel, spec), date(2014, 3, 1), confounders, looks, language, translator(language))


def paper_of(panel: Panel, language: str = "en", *, synthetic: bool = True) -> StudyPaper:
    """Return a study of a panel, ready to be written."""
    places = pd.DataFrame(
        {"label": [f"Secret place {zone}" for zone in ZONES], "kind": "street"}, index=ZONES
    )
    return StudyPaper(
        told=told_of(panel, language),
        title="Ban <b>on</b> soliciting",
        kept=KeptSpec(1, SPEC.digest, SPEC, NOON),
        fingerprint=FINGERPRINT,
        checks=falsify(panel, SPEC),
        panel=panel,
        places=places,
        data_to=date(2016, 12, 31),
        made_on=date(2020, 1, 1),
        synthetic=synthetic,
        marks=(("Purpose", "A test"),),
    )
