"""Services and teams of the demo register, and which of them work in which province."""

from dataclasses import dataclass
from enum import StrEnum

from data.vocabulary import Skill


class Province(StrEnum):
    """The two provinces that the annual report keeps apart."""

    HAINAUT = "hainaut"
    WALLOON_BRABANT = "walloon_brabant"


@dataclass(frozen=True)
class DemoService:
    """
    A service of the demo.

    Attributes
    ----------
    code, label : str
        As in the register.
    province : Province
        Where all its work counts, in places and elsewhere.
    desk : float
        Share of its province's work that is done at a desk or by telephone and not on a visit.
    """

    code: str
    label: str
    province: Province
    desk: float


@dataclass(frozen=True)
class DemoTeam:
    """
    A pair of the demo, by skills.

    Attributes
    ----------
    code, service : str
        Codes of the pair and of its service.
    first, second : Skill
        The two skills.
    """

    code: str
    service: str
    first: Skill
    second: Skill


SERVICES = (
    DemoService("charleroi", "Charleroi", Province.HAINAUT, desk=0.72),
    DemoService("extra_ring", "Extra Ring", Province.HAINAUT, desk=0.10),
    DemoService("la_louviere", "La Louvière", Province.HAINAUT, desk=0.18),
    DemoService("louvain_la_neuve", "Louvain-la-Neuve", Province.WALLOON_BRABANT, desk=0.80),
    DemoService("genappe", "Genappe", Province.WALLOON_BRABANT, desk=0.20),
    DemoService("medibus", "Médibus", Province.HAINAUT, desk=0.0),
)
"""Services in the order of their identifiers, counted from one."""

TEAMS = (
    DemoTeam("charleroi-1", "charleroi", Skill.SOCIAL_WORKER, Skill.NURSE),
    DemoTeam("charleroi-2", "charleroi", Skill.SOCIAL_WORKER, Skill.EDUCATOR),
    DemoTeam("extra-ring-1", "extra_ring", Skill.SOCIAL_WORKER, Skill.NURSE),
    DemoTeam("la-louviere-1", "la_louviere", Skill.SOCIAL_WORKER, Skill.PARTNER),
    DemoTeam("louvain-la-neuve-1", "louvain_la_neuve", Skill.SOCIAL_WORKER, Skill.NURSE),
    DemoTeam("genappe-1", "genappe", Skill.SOCIAL_WORKER, Skill.NURSE),
    DemoTeam("medibus-1", "medibus", Skill.NURSE, Skill.EDUCATOR),
    DemoTeam("medibus-2", "medibus", Skill.SOCIAL_WORKER, Skill.PARTNER),
)
"""Pairs in the order of their identifiers, counted from one."""

SERVICE_IDS = {service.code: number for number, service in enumerate(SERVICES, start=1)}

TEAM_IDS = {team.code: number for number, team in enumerate(TEAMS, start=1)}

PROVINCES = {service.code: service.province for service in SERVICES}


def services_of(province: Province) -> tuple[DemoService, ...]:
    """
    Return the services whose work counts in *province*.

    Parameters
    ----------
    province : Province
        One of the two.

    Returns
    -------
    tuple of DemoService
        In the order of their identifiers.
    """
    return tuple(service for service in SERVICES if service.province is province)
