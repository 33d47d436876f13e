"""The dispersal that the demo register holds: true rates before and after the ban, by zone.

A method that estimates displacement is checked against `KNOWN_DISPERSAL`, never against what the visits
happen to show.
"""

from dataclasses import dataclass
from datetime import date

from data.demo.places import DemoPlace, load_places

ANNOUNCED = date(2014, 11, 1)
"""The sources print November 2014 and no day: the first of the month stands for it."""

IN_FORCE = date(2014, 12, 1)


@dataclass(frozen=True)
class ZoneChange:
    """
    What the ban truly changed in one zone.

    Attributes
    ----------
    code, label : str
        The place in the generator and in the register.
    before, after : float
        Contacts per hour of outreach at the reference hour, weekday and season.
    """

    code: str
    label: str
    before: float
    after: float

    @property
    def ratio(self) -> float:
        """True ratio of the rate after to the rate before; infinite for a zone that opened."""
        return self.after / self.before if self.before else float("inf")


@dataclass(frozen=True)
class Dispersal:
    """
    A dispersal of known size, as a step on one day.

    Attributes
    ----------
    announced, in_force : date
        When the ban was announced and the day on which all rates step.
    treated : tuple of ZoneChange
        Zones under the ban, visited before and after.
    displaced : tuple of ZoneChange
        Places that gain, visited before and after.
    opened : tuple of ZoneChange
        Places that nobody visited before and where people are found afterwards.
    closed : tuple of ZoneChange
        Bars that the ban closed.
    controls : tuple of ZoneChange
        Places that the ban does not touch: the same rate before and after.
    """

    announced: date
    in_force: date
    treated: tuple[ZoneChange, ...]
    displaced: tuple[ZoneChange, ...]
    opened: tuple[ZoneChange, ...]
    closed: tuple[ZoneChange, ...]
    controls: tuple[ZoneChange, ...]

    @property
    def lost(self) -> float:
        """Contacts per hour lost, summed over the treated zones (one hour in each)."""
        return sum(zone.before - zone.after for zone in self.treated)

    @property
    def gained(self) -> float:
        """Contacts per hour gained, summed over the displaced zones (one hour in each)."""
        return sum(zone.after - zone.before for zone in self.displaced)

    @property
    def net(self) -> float:
        """Gained less lost: below zero where people were lost from view."""
        return self.gained - self.lost


def _zones(group: str) -> tuple[ZoneChange, ...]:
    return tuple(_change(place) for place in load_places() if place.group == group)


def _change(place: DemoPlace) -> ZoneChange:
    return ZoneChange(place.code, place.label, place.before, place.after)


KNOWN_DISPERSAL = Dispersal(
    announced=ANNOUNCED,
    in_force=IN_FORCE,
    treated=_zones("treated"),
    displaced=_zones("displaced"),
    opened=_zones("opened"),
    closed=_zones("closed"),
    controls=_zones("control"),
)
"""What the generator does to the rates on 1 December 2014."""
