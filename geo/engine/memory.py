"""What the search remembers between two iterations, and room to work in."""

from typing import NamedTuple

import numpy as np

from geo.engine.problem import Flags, Floats, Ints
from geo.engine.tables import Tables


class Options(NamedTuple):
    """
    Spots of the site at hand, by round.

    Attributes
    ----------
    price, hour : ndarray of float, shape (rounds, spots)
        What a visit there costs, and when it would begin.
    spot : ndarray of int, shape (rounds, spots)
        Stop after which it comes.
    listed : ndarray of int, shape (rounds,)
        Number of spots.
    key : ndarray of int, shape (rounds, 2)
        Site and version that the row was computed for.
    """

    price: Floats
    hour: Floats
    spot: Ints
    listed: Ints
    key: Ints


def options_for(tables: Tables) -> Options:
    """Return room for the spots of any round."""
    rounds, spots = len(tables.period), (len(tables.fixed) + 1 if tables.is_regular else 1)
    return Options(
        price=np.zeros((rounds, spots)),
        hour=np.zeros((rounds, spots)),
        spot=np.zeros((rounds, spots), dtype=np.int64),
        listed=np.zeros(rounds, dtype=np.int64),
        key=np.full((rounds, 2), -1, dtype=np.int64),
    )


class Memory(NamedTuple):
    """
    What the search remembers, and room to work in.

    Attributes
    ----------
    gain : ndarray of float, shape (sites, rounds)
        Extra minutes on the road at the cheapest spot, as of version *seen*.
    spot, seen : ndarray of int, shape (sites, rounds)
        The spot, and the version of the round it was found for.
    offer : ndarray of float, shape (rounds,)
        Price of the site at hand in each round.
    chosen, kept : ndarray of int, shape (periods, 2)
        Round and spot of each visit of a pattern, for the pattern at hand and the best so far.
    route : ndarray of int, shape (sites,)
        Room for the stops of a round.
    burden : ndarray of float, shape (teams,)
        Room for the burdens of teams.
    mean : ndarray of float, shape (rounds,)
        Minutes on site of each round if all of its team were evenly filled.
    slope : ndarray of float, shape (teams,)
        By how many minutes teams are beyond their parts, and rounds beyond their means, for each minute on
        site that a team gets, apart from the round that it goes to.
    removed : ndarray of int, shape (sites,)
        Sites, or visits of *counters[DAY]*, that are to be put in again.
    key : ndarray of float, shape (sites,)
        By which they are ordered.
    is_ruined : ndarray of bool, shape (rounds,)
        Rounds that a removal has been through.
    is_out : ndarray of bool, shape (sites,)
        Sites that a removal has taken out, while the list of those to be put in again is made.
    is_closed : ndarray of bool, shape (rounds,)
        Rounds that nothing may be put into for now.
    counters : ndarray of int, shape (4,)
        See the constants below.
    excess_price : ndarray of float, shape (2,)
        Price of each unit above the capacity and of each minute above the longest work.
    bias : ndarray of float, shape (2,)
        Factors by which the repair at hand misjudges the way to a round that is still empty, and an uneven
        filling.
    options : Options
        Spots with their hours, for the site at hand.
    """

    gain: Floats
    spot: Ints
    seen: Ints
    offer: Floats
    chosen: Ints
    kept: Ints
    route: Ints
    burden: Floats
    mean: Floats
    slope: Floats
    removed: Ints
    key: Floats
    is_ruined: Flags
    is_out: Flags
    is_closed: Flags
    counters: Ints
    excess_price: Floats
    bias: Floats
    options: Options


VERSION, REMOVED, DAY = 0, 1, 2
"""Places in *counters*: last version given, number of removed sites, and the period or `ALL_PERIODS`."""

ALL_PERIODS = -1
"""Sites are removed with all their visits, not only those of one period."""

LOAD, WORK = 0, 1
"""Places in *excess_price*."""

OPENING, FILLING = 0, 1
"""Places in *bias*."""


def new_memory(tables: Tables) -> Memory:
    """Return an empty memory."""
    rounds, (sites, periods) = len(tables.period), tables.demand.shape
    return Memory(
        gain=np.zeros((sites, rounds)),
        spot=np.zeros((sites, rounds), dtype=np.int64),
        seen=np.full((sites, rounds), -1, dtype=np.int64),
        offer=np.zeros(rounds),
        chosen=np.zeros((periods, 2), dtype=np.int64),
        kept=np.zeros((periods, 2), dtype=np.int64),
        route=np.zeros(sites, dtype=np.int64),
        burden=np.zeros(len(tables.allowance)),
        mean=np.zeros(rounds),
        slope=np.zeros(len(tables.allowance)),
        removed=np.zeros(sites, dtype=np.int64),
        key=np.zeros(sites),
        is_ruined=np.zeros(rounds, dtype=np.bool_),
        is_out=np.zeros(sites, dtype=np.bool_),
        is_closed=np.zeros(rounds, dtype=np.bool_),
        counters=np.zeros(4, dtype=np.int64),
        excess_price=np.array([np.inf, np.inf]),
        bias=np.ones(2),
        options=options_for(tables),
    )
