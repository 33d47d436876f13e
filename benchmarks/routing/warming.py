"""Machine code made or loaded beforehand, so that none of the seconds that count go to that."""

from geo.engine.problem import EngineProblem
from geo.engine.search import search


def warm_up(problem: EngineProblem) -> None:
    """Run the compiled search on a problem for one chunk."""
    asked = iter((False, True))
    search(problem, seed=0, stop=lambda: next(asked))
