"""The aim that all families share: what we give back keeps the rules."""

from collections.abc import Sequence

from benchmarks.routing.table import OURS, Aim, Row


def soundness(rows: Sequence[Row]) -> Aim:
    """Return the aim that all of our solutions keep the rules of their instances."""
    sound = sum(row.answers[OURS].value is not None for row in rows)
    return Aim("all of our solutions keep the rules", f"{sound} of {len(rows)}", sound == len(rows))
