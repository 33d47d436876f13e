"""How many people each visit of the demo met: a rate, the time spent, the hour, the season, and luck."""

from typing import cast

import numpy as np
import pandas as pd

from data.demo.apportion import FloatArray, IntArray
from data.demo.dispersal import IN_FORCE
from data.demo.figures import FIELD_CONTACTS
from data.demo.places import load_places
from data.demo.services import Province
from data.vocabulary import HourBand, Outcome, PlaceKind

_FRAILTY = 2.5
"""Shape of the gamma spread between visits: the smaller, the more visits differ beyond chance."""

_HOURS = {
    PlaceKind.STREET: (0.4, 0.6, 1.0, 1.0),
    PlaceKind.BAR: (0.4, 1.0, 0.8, 0.7),
    PlaceKind.REST_AREA: (0.4, 0.7, 1.0, 1.1),
    PlaceKind.CAR_PARK: (0.4, 0.7, 1.0, 1.0),
    PlaceKind.MEDIBUS_STOP: (0.5, 0.7, 1.0, 1.0),
    PlaceKind.HOTEL_CAFE: (0.5, 0.9, 1.0, 1.2),
    PlaceKind.PRIVATE_FLAT: (1.0, 1.0, 1.0, 1.0),
    PlaceKind.OFFICE: (1.0, 1.0, 1.0, 1.0),
}
"""Rate in the morning, afternoon, evening and night against the reference."""

_WEEKDAYS = (0.95, 1.0, 1.0, 1.0, 1.1, 1.1, 0.9)

_MONTHS = (0.85, 0.88, 0.97, 1.02, 1.08, 1.10, 1.05, 0.98, 1.08, 1.05, 1.0, 0.85)


def hour_band(arrival: IntArray) -> IntArray:
    """
    Return the band of the day of each arrival.

    Parameters
    ----------
    arrival : ndarray of int, shape (n,)
        Minutes after midnight of the operational day; beyond 1440 after midnight.

    Returns
    -------
    ndarray of int, shape (n,)
        Values of `HourBand`, from morning to night.
    """
    edges = [12 * 60, 18 * 60, 22 * 60]
    return np.searchsorted(edges, arrival, side="right").astype(np.int64) + HourBand.MORNING


def true_rate(visits: pd.DataFrame, *, dispersal: bool = True) -> FloatArray:
    """
    Return the contacts per hour to expect on each visit before luck.

    Parameters
    ----------
    visits : DataFrame
        From `data.demo.outings.send_out`.
    dispersal : bool
        Whether the ban changes the rates; without, every place keeps that of before.

    Returns
    -------
    ndarray of float, shape (n,)
        The place's rate before or after the ban, times hour, weekday and month.
    """
    places = load_places()
    rates = np.array([[place.before, place.after] for place in places])
    days = pd.DatetimeIndex([pd.Timestamp.fromordinal(day) for day in visits["day"]])
    banned = (visits["day"] >= IN_FORCE.toordinal()).to_numpy() & dispersal
    after = banned.astype(np.int64)
    place = visits["place"].to_numpy() - 1
    hours = np.array([_HOURS[place.kind] for place in places])
    band = hour_band(visits["arrival"].to_numpy())
    season = np.array(_MONTHS)[days.month - 1] * np.array(_WEEKDAYS)[days.day_of_week]
    return cast("FloatArray", rates[place, after] * hours[place, band] * season)


def meet(
    visits: pd.DataFrame, provinces: pd.Series, rng: np.random.Generator, *, dispersal: bool = True
) -> IntArray:
    """
    Draw the number of contacts of each visit.

    Negative binomial by visit. Where the report prints a year's total, the draw is made under the
    condition that the visits of Hainaut sum to it, which leaves their proportions as they are.

    Parameters
    ----------
    visits : DataFrame
        From `data.demo.outings.send_out`.
    provinces : Series
        Province of each visit.
    rng : Generator
        Luck.
    dispersal : bool
        As for `true_rate`.

    Returns
    -------
    ndarray of int, shape (n,)
        Contacts; none where nobody looked or no door opened.
    """
    looked = (visits["outcome"] == Outcome.MET.value).to_numpy()
    luck = rng.gamma(_FRAILTY, 1 / _FRAILTY, len(visits))
    mean = true_rate(visits, dispersal=dispersal) * visits["minutes"].to_numpy() / 60 * luck * looked
    contacts: IntArray = rng.poisson(mean).astype(np.int64)
    for year, total in FIELD_CONTACTS.items():
        counted = ((visits["year"] == year) & (provinces == Province.HAINAUT)).to_numpy()
        contacts[counted] = rng.multinomial(total, mean[counted] / mean[counted].sum())
    return contacts
