"""The whole synthetic register as tables of plain columns, before any database."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.care import treat
from data.demo.handouts import hand_out
from data.demo.meetings import meet
from data.demo.observations import observe
from data.demo.occasions import Occasions
from data.demo.office import consult, drop_in, go_online, raise_awareness, screen
from data.demo.outings import send_out
from data.demo.people import describe
from data.demo.prior_work import tell
from data.demo.services import PROVINCES, SERVICE_IDS
from data.demo.support import intervene
from data.vocabulary import Outcome

_PROVINCE_OF_SERVICE = {SERVICE_IDS[code]: province.value for code, province in PROVINCES.items()}


@dataclass(frozen=True)
class EightYears:
    """
    The generated tables; days are ordinals, a visit of 0 stands for none.

    Attributes
    ----------
    rounds, visits : DataFrame
        From `data.demo.outings.send_out`; visits with their true minutes, ``contacts`` and outcome.
    contacts, prior_places, interventions, health_acts, material, observations : DataFrame
        What happened on the visits, and at desks.
    drop_in, consultations, events, online : DataFrame
        What happened elsewhere.
    """

    rounds: pd.DataFrame
    visits: pd.DataFrame
    contacts: pd.DataFrame
    prior_places: pd.DataFrame
    interventions: pd.DataFrame
    health_acts: pd.DataFrame
    material: pd.DataFrame
    observations: pd.DataFrame
    drop_in: pd.DataFrame
    consultations: pd.DataFrame
    events: pd.DataFrame
    online: pd.DataFrame


def imagine(seed: int, *, dispersal: bool = True) -> EightYears:
    """
    Generate the synthetic register of 2012 to 2019.

    Parameters
    ----------
    seed : int
        The same seed gives the same tables; each topic has a stream of its own.
    dispersal : bool
        Whether the ban of 2014 moved people; teams change where they go in any case.

    Returns
    -------
    EightYears
        All tables.
    """
    streams = [
        np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(seed).spawn(10)
    ]
    rounds, visits = send_out(streams[0])
    visits["province"] = visits["service"].map(_PROVINCE_OF_SERVICE)
    visits["contacts"] = meet(visits, visits["province"], streams[1], dispersal=dispersal)
    visits.loc[(visits["outcome"] == Outcome.MET) & (visits["contacts"] == 0), "outcome"] = (
        Outcome.NOBODY_SEEN
    )
    contacts = describe(visits, streams[2])
    return EightYears(
        rounds=rounds,
        visits=visits,
        contacts=contacts,
        prior_places=tell(visits, contacts, streams[9], dispersal=dispersal),
        interventions=intervene(Occasions(visits, streams[3])),
        health_acts=treat(Occasions(visits, streams[4]), screen()),
        material=hand_out(Occasions(visits, streams[5])),
        observations=observe(visits, streams[6]),
        drop_in=drop_in(streams[7]),
        consultations=consult(streams[7]),
        events=raise_awareness(streams[8]),
        online=go_online(streams[8]),
    )
