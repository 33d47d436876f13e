"""Customers of one depot to be routed, in whole numbers, as all solvers of this benchmark are given them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.routing.clock import Budget
from geo.rounds.vrp import UNLIMITED, Problem, Tuning, Vehicle, Visit, search

Ints = npt.NDArray[np.int64]

Routes = tuple[tuple[int, ...], ...]
"""Customers of each vehicle in order, from 1."""


@dataclass(frozen=True, eq=False)
class Task:
    """
    What is to be routed; rows are the depot and then the customers.

    Attributes
    ----------
    legs : ndarray of int, shape (n, n)
        Distance, which is also the time it takes, from row to column.
    opens, closes, service : ndarray of int, shape (n,)
        When service may begin, and how long it takes; at the depot when vehicles may leave and are back.
    demand : ndarray of int, shape (n,)
        What is delivered.
    vehicles, capacity : int
        How many there are, and what each carries.
    prize : ndarray of int, shape (n,), or None
        What it costs to leave a customer out; None where none may be.
    leg_price : int
        Price of a unit of distance.
    """

    legs: Ints
    opens: Ints
    closes: Ints
    service: Ints
    demand: Ints
    vehicles: int
    capacity: int
    prize: Ints | None = None
    leg_price: int = 1

    @property
    def customers(self) -> range:
        """Numbers of the customers."""
        return range(1, len(self.legs))


def route_by_maraude(
    task: Task, seconds: float, seed: int, tuning: Tuning | None = None
) -> tuple[Routes, float]:
    """Return the routes of the product's own adapter, and the CPU seconds used."""
    problem = Problem(
        visits=tuple(_visit(task, customer) for customer in task.customers),
        vehicles=(
            Vehicle(
                depot=0,
                opens=int(task.opens[0]),
                closes=int(task.closes[0]),
                capacity=task.capacity,
                count=task.vehicles,
            ),
        ),
        durations=(task.legs,),
        distances=(task.legs,),
        distance_cost=task.leg_price,
    )
    budget = Budget(seconds)
    orders = search(problem, seed=seed, stop=lambda _: budget.is_spent(), tuning=tuning)
    used = budget.used
    return tuple(tuple(visit + 1 for visit in order) for order in orders or () if order), used


def _visit(task: Task, customer: int) -> Visit:
    return Visit(
        customer=customer,
        location=customer,
        opens=int(task.opens[customer]),
        closes=min(int(task.closes[customer]), UNLIMITED),
        service=int(task.service[customer]),
        prize=0 if task.prize is None else int(task.prize[customer]),
        required=task.prize is None,
        demand=int(task.demand[customer]),
    )
