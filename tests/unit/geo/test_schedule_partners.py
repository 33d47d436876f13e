"""Where we and other organisations meet, and where nobody goes."""

from geo.schedules.model import PlannedVisit
from geo.schedules.partners import Blank, PartnerSlot, blanks, overlaps
from tests.schedule_kit import AFTERNOON, EVENING

ZONES = {1: "north", 2: "south"}

VISITS = [
    PlannedVisit(1, 1, 3, EVENING, 1200),
    PlannedVisit(2, 1, 3, AFTERNOON, 840),
    PlannedVisit(3, 1, 3, AFTERNOON, 900),
]


def test_overlaps_need_the_same_zone_and_day() -> None:
    """Another part of the same day counts, less; another zone, another day and no zone do not."""
    partners = [
        PartnerSlot("north", 3, AFTERNOON),
        PartnerSlot("north", 3, EVENING),
        PartnerSlot("north", 3, EVENING),
        PartnerSlot("south", 4, AFTERNOON),
        PartnerSlot("west", 3, AFTERNOON),
    ]
    assert [(one.partner.slot, one.same_slot) for one in overlaps(VISITS, ZONES, partners)] == [
        (EVENING, True),
        (AFTERNOON, False),
    ]
    assert overlaps([], ZONES, partners) == overlaps(VISITS, ZONES, []) == ()


def test_blanks_are_the_longest_stretch_without_anybody() -> None:
    """Theirs and ours both end a stretch, zones that only partners know are looked at too."""
    partners = [PartnerSlot("south", 9, EVENING), PartnerSlot("west", 0, EVENING), PartnerSlot("west", 40, 1)]
    assert blanks(VISITS, ZONES, partners, 14) == (
        Blank("west", 1, 13),
        Blank("north", 4, 10),
        Blank("south", 4, 5),
    )


def test_a_zone_without_anybody_is_blank_throughout() -> None:
    """And one with somebody every day is not blank at all."""
    assert blanks([], {1: "north"}, [], 7) == (Blank("north", 0, 7),)
    assert blanks([], {}, [PartnerSlot("east", day, EVENING) for day in range(7)], 7) == ()
