"""The travel of one pair, asked for by place."""

from dataclasses import dataclass
from functools import cached_property

from geo.rounds.model import Travel


@dataclass(frozen=True, eq=False)
class Ways:
    """
    Minutes between places, as plain numbers: a schedule asks for thousands of single legs.

    Attributes
    ----------
    travel : Travel
        All of them.
    """

    travel: Travel

    @cached_property
    def _row(self) -> dict[int, int]:
        return {place: row for row, place in enumerate(self.travel.places)}

    @cached_property
    def _usual(self) -> list[list[float]]:
        legs: list[list[float]] = self.travel.expected_min.tolist()
        return legs

    @cached_property
    def _worst(self) -> list[list[float]]:
        legs: list[list[float]] = self.travel.upper_min.tolist()
        return legs

    def usual_min(self, start: int, end: int) -> float:
        """Return the usual minutes from one place to another."""
        return self._usual[self._row[start]][self._row[end]]

    def worst_min(self, start: int, end: int) -> float:
        """Return the cautious minutes from one place to another."""
        return self._worst[self._row[start]][self._row[end]]
