"""A generated register of contacts, as the cube of a policy release and as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

ZONES, KINDS, YEARS = 60, 6, 10
CONTACTS = 28_600
FIRST_YEAR = 2012
HALF = 0.5

Counts = npt.NDArray[np.int64]
Masks = npt.NDArray[np.bool_]


def make_contacts(rng: np.random.Generator) -> pd.DataFrame:
    """
    Return one row a contact, with the columns and measures of the cube of places.

    Few units have most of the contacts, in every month: a unit's size is drawn from a gamma distribution of
    shape 0.5.
    """
    zone = np.repeat(np.arange(ZONES), KINDS)
    kind = np.tile(np.arange(KINDS), ZONES)
    size = rng.gamma(0.5, 1, ZONES * KINDS)
    unit = rng.choice(ZONES * KINDS, CONTACTS, p=size / size.sum())
    month = rng.integers(0, 12 * YEARS, CONTACTS)
    frame = named(zone[unit], kind[unit], month)
    return frame.assign(
        contacts=1,
        first_contacts=rng.binomial(1, 0.3, CONTACTS),
        visits=rng.binomial(1, 0.6, CONTACTS),
        hours=rng.integers(0, 60, CONTACTS) / 60,
        record_key=rng.integers(0, 256, CONTACTS),
    )


def named(zone: Counts, kind: Counts, month: Counts) -> pd.DataFrame:
    """Return the codes of cells and of all that is coarser: areas of three zones, arrondissements of 15."""
    year, in_year = FIRST_YEAR + month // 12, month % 12
    zone_codes, kind_codes = codes("z", zone), codes("k", kind)
    return pd.DataFrame(
        {
            "unit": zone_codes + "-" + kind_codes,
            "month": year.astype(str).astype(object) + "-" + codes("", in_year + 1),
            "zone": zone_codes,
            "kind": kind_codes,
            "area": codes("a", zone // 3),
            "arrondissement": codes("r", zone // 15),
            "quarter": year.astype(str).astype(object) + "-Q" + (in_year // 3 + 1).astype(str).astype(object),
            "year": year.astype(str).astype(object),
        }
    )


def codes(letter: str, numbers: Counts) -> npt.NDArray[np.object_]:
    """Return numbers as codes of two digits."""
    return np.array([f"{letter}{number:02}" for number in numbers], dtype=object)


def make_grid(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the full grid with the sums of all measures, in the order of zone, kind and month."""
    zone, kind, month = (
        axis.ravel() for axis in np.meshgrid(*map(np.arange, (ZONES, KINDS, 12 * YEARS)), indexing="ij")
    )
    sums = contacts.groupby(["unit", "month"])[["contacts", "first_contacts", "visits", "hours"]].sum()
    grid = (
        named(zone, kind, month)
        .merge(sums.reset_index(), how="left", on=["unit", "month"])
        .fillna({"contacts": 0, "first_contacts": 0, "visits": 0, "hours": 0.0})
    )
    return grid.astype({"contacts": "int64", "first_contacts": "int64", "visits": "int64"})


def as_cube(values: pd.Series) -> Counts:
    """Return one measure of the grid as an array of zones, kinds and months."""
    return values.to_numpy(np.int64).reshape(ZONES, KINDS, 12 * YEARS)


@dataclass(frozen=True)
class Filters:
    """
    What somebody might select: any zones, any kinds, any range of months.

    Attributes
    ----------
    zones, kinds, months : ndarray of bool
        A row for each filter.
    """

    zones: Masks
    kinds: Masks
    months: Masks

    @classmethod
    def random(cls, count: int, rng: np.random.Generator) -> "Filters":
        """Draw filters: from one to all zones, from one month to all, half of them with some kinds only."""
        ends = np.sort(rng.integers(0, 12 * YEARS, (count, 2)), axis=1)
        at = np.arange(12 * YEARS)
        share = rng.random((count, 1)) ** 3
        zones = rng.random((count, ZONES)) < share
        zones[np.arange(count), rng.integers(0, ZONES, count)] = True
        kinds = rng.random((count, KINDS)) < HALF
        kinds[np.arange(count), rng.integers(0, KINDS, count)] = True
        kinds[rng.random(count) < HALF] = True
        return cls(zones, kinds, (at >= ends[:, :1]) & (at <= ends[:, 1:]))

    def of(self, chosen: Masks | Counts) -> "Filters":
        """Return some of the filters."""
        return Filters(self.zones[chosen], self.kinds[chosen], self.months[chosen])

    def sums(self, cube: Counts) -> Counts:
        """Return the sum of each filter over an array of zones, kinds and months."""
        found = np.empty(len(self.zones), dtype=np.int64)
        for at, (zones, kinds, months) in enumerate(zip(self.zones, self.kinds, self.months, strict=True)):
            found[at] = (cube[zones][:, kinds].sum(axis=(0, 1)) * months).sum()
        return found
