"""Classes of a map: few, readable, the same ones for every place, with zero on its own.

See docs/methods/classes.md.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

CLASSES = 5
"""Classes above zero; with zero that makes six, all that one legend can tell apart."""

MISSING = -1

FloatArray = npt.NDArray[np.float64]


class Scheme(StrEnum):
    """
    How the edges between classes are found.

    ``ROUND`` takes quantiles and rounds them, so that edges are short to read and stay put when the filter
    moves a little; ``QUANTILES`` gives each class as many places; ``EQUAL`` has round steps of equal width.
    """

    ROUND = "round"
    QUANTILES = "quantiles"
    EQUAL = "equal"


@dataclass(frozen=True)
class Breaks:
    """
    Classes of a map: 0 holds the zeros, class *i* what lies above edge *i* - 1 up to edge *i*.

    Attributes
    ----------
    edges : tuple of float
        Upper edges of the classes above zero, ascending; empty where all is zero or missing.
    counts : tuple of int
        How many of the values that made the classes lie in each, the zeros first.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]

    def class_of(self, values: npt.ArrayLike) -> npt.NDArray[np.int8]:
        """
        Return the class of each value.

        Parameters
        ----------
        values : array_like of float, shape (n,)
            Not negative; what lies above the last edge belongs to the last class.

        Returns
        -------
        ndarray of int8, shape (n,)
            From 0 to ``len(edges)``; `MISSING` for NaN and infinities.
        """
        found = np.asarray(values, dtype=float)
        classes = np.searchsorted(self.edges, found, side="left") + 1
        classes = np.minimum(classes, max(len(self.edges), 1))
        classes[found <= 0] = 0
        classes[~np.isfinite(found)] = MISSING
        return classes.astype(np.int8)


def find_breaks(values: npt.ArrayLike, scheme: Scheme = Scheme.ROUND, classes: int = CLASSES) -> Breaks:
    """
    Return the classes for a map of *values*.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Not negative. NaN and infinities are left out. For two maps that are to be compared, the values of
        both, so that they share one legend.
    scheme : Scheme
        How the edges are found.
    classes : int
        Most classes above zero. Where there are no more distinct values than that, each is its own class.

    Returns
    -------
    Breaks
        The edges, and how many values each class holds.

    Raises
    ------
    ValueError
        If a value is negative or no class is wanted.
    """
    found = np.asarray(values, dtype=float)
    found = found[np.isfinite(found)]
    if classes < 1 or (found < 0).any():
        message = "a map needs at least one class, and values that are not negative"
        raise ValueError(message)
    above = found[found > 0]
    distinct = np.unique(above)
    edges = distinct if len(distinct) <= classes else _edges(above, scheme, classes)
    breaks = Breaks(tuple(edges.tolist()), ())
    filled = np.bincount(breaks.class_of(found), minlength=len(edges) + 1)
    # An empty class would only lengthen the legend.
    kept = [edge for edge, count in zip(breaks.edges, filled[1:], strict=True) if count]
    return Breaks(tuple(kept), (int(filled[0]), *(int(count) for count in filled[1:] if count)))


def _edges(above: FloatArray, scheme: Scheme, classes: int) -> FloatArray:
    """Return upper edges for values that are all above zero and more than the classes."""
    import mapclassify  # noqa: PLC0415 - takes two seconds, and whoever only reads a release does without

    if scheme is Scheme.EQUAL:
        # The classifier takes the number of classes as a wish and may make more.
        for wish in range(classes, 1, -1):
            steps = _bins(mapclassify.PrettyBreaks(above, k=wish).bins)
            if len(steps) <= classes:
                return steps
        return _bins(mapclassify.EqualInterval(above, k=classes).bins)
    # Percentiles, because the classifier of quantiles warns wherever many places have the same value.
    percents = np.linspace(0, 100, classes + 1)[1:].tolist()
    quantiles = _bins(mapclassify.Percentiles(above, pct=percents).bins)
    return quantiles if scheme is Scheme.QUANTILES else _rounded(quantiles)


def _bins(edges: npt.ArrayLike) -> FloatArray:
    return np.unique(np.asarray(edges, dtype=float))


def _rounded(edges: FloatArray) -> FloatArray:
    """Return *edges* with as few digits as still tell them apart, the last one rounded up."""
    rounded = edges
    for digits in (1, 2, 3):
        decimals = digits - 1 - np.floor(np.log10(edges)).astype(int)
        scale = 10.0**decimals
        whole = np.append(np.round(edges[:-1] * scale[:-1]), np.ceil(edges[-1] * scale[-1] - 1e-9))
        rounded = np.unique(
            [round(float(n / s), int(d)) for n, s, d in zip(whole, scale, decimals, strict=True)]
        )
        if len(rounded) >= len(edges) - 1:
            return rounded
    return rounded
