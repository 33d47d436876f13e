"""What the teams of the demo noted about the places themselves."""

import numpy as np
import pandas as pd

from data.demo.dispersal import IN_FORCE
from data.demo.meetings import hour_band
from data.demo.occasions import place_group
from data.demo.places import load_places
from data.vocabulary import HourBand, Light, Outcome, Tension

_NOTED = {"street": 0.25, "car_parks": 0.2, "bars": 0.05, "elsewhere": 0.03}
_POLICE = 0.06
_POLICE_AFTER_BAN = 0.22
_LEFT_OPEN = 0.1
"""Share of the fields of an observation that stay empty."""


def observe(visits: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """
    Return the observations: more police in the zones under the ban, less light at night.

    Parameters
    ----------
    visits : DataFrame
        Index is the identifier; ``place``, ``kind``, ``day``, ``arrival``, ``outcome``.
    rng : Generator
        Luck.

    Returns
    -------
    DataFrame
        ``visit``, ``police_presence`` (bool or None), ``tension`` and ``light`` (words or None).
    """
    looked = visits[visits["outcome"] != Outcome.SKIPPED]
    noted = rng.random(len(looked)) < place_group(looked["kind"]).map(_NOTED)
    seen = looked[noted]
    treated = [number for number, place in enumerate(load_places(), start=1) if place.group == "treated"]
    banned = seen["place"].isin(treated) & (seen["day"] >= IN_FORCE.toordinal())
    dark = hour_band(seen["arrival"].to_numpy()) >= HourBand.EVENING
    police = rng.random(len(seen)) < np.where(banned, _POLICE_AFTER_BAN, _POLICE)
    tension = rng.choice([word.value for word in Tension], size=len(seen), p=[0.86, 0.12, 0.02])
    by_day = rng.choice([word.value for word in Light], size=len(seen), p=[0.97, 0.03, 0.0])
    by_night = rng.choice([word.value for word in Light], size=len(seen), p=[0.4, 0.45, 0.15])
    answers = pd.DataFrame(
        {"police_presence": police, "tension": tension, "light": np.where(dark, by_night, by_day)},
        index=seen.index,
        dtype=object,
    )
    kept = answers.where(rng.random(answers.shape) >= _LEFT_OPEN, None)
    return kept.rename_axis("visit").reset_index()
