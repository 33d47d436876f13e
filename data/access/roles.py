"""What each role may do: the one table that the menu, every screen and every export ask."""

from collections.abc import Set as AbstractSet

from data.vocabulary import AccessRole

SCREENS_OF: dict[AccessRole, frozenset[str]] = {
    AccessRole.FIELD: frozenset({"overview", "map", "rounds", "record", "schedule", "places", "limits"}),
    AccessRole.COORDINATOR: frozenset(
        {
            "overview",
            "map",
            "trends",
            "displacement",
            "rounds",
            "record",
            "schedule",
            "imports",
            "places",
            "teams",
            "travel",
            "regulations",
            "layers",
            "limits",
        }
    ),
    AccessRole.ANALYST: frozenset({"limits"}),
    AccessRole.PUBLISHER: frozenset({"publish", "limits"}),
    AccessRole.ADMINISTRATOR: frozenset({"accounts", "audit", "layers", "limits"}),
}
"""The screens of each role, as file stems. An analyst's figures are those of the policy app."""

OF_ALL_SERVICES = frozenset({"displacement", "imports", "travel", "publish", "accounts", "audit"})
"""Screens that show or change what belongs to all services; closed to an account with one service."""

ROLES_OF_ALL_SERVICES = frozenset({AccessRole.PUBLISHER, AccessRole.ADMINISTRATOR})
"""Roles that make no sense for one service only."""


def screens_of(roles: AbstractSet[AccessRole], service: int | None = None) -> frozenset[str]:
    """
    Return the screens that *roles* open.

    Parameters
    ----------
    roles : set of AccessRole
        All roles of an account.
    service : int, optional
        The one service whose records the account sees; None for all of them.

    Returns
    -------
    frozenset of str
        File stems.
    """
    screens = frozenset[str]().union(*(SCREENS_OF[role] for role in roles))
    return screens if service is None else screens - OF_ALL_SERVICES


def may_open(roles: AbstractSet[AccessRole], screen: str, service: int | None = None) -> bool:
    """
    Tell whether *roles* open a screen.

    Parameters
    ----------
    roles : set of AccessRole
        All roles of an account.
    screen : str
        File stem of the screen.
    service : int, optional
        The one service whose records the account sees; None for all of them.

    Returns
    -------
    bool
        False also for a screen that does not exist.
    """
    return screen in screens_of(roles, service)


def may_read(roles: AbstractSet[AccessRole]) -> bool:
    """Tell whether *roles* see the places and visits of the register."""
    return not roles.isdisjoint({AccessRole.FIELD, AccessRole.COORDINATOR})


def may_export(roles: AbstractSet[AccessRole]) -> bool:
    """Tell whether *roles* may take figures or records out of the app as a file."""
    return AccessRole.COORDINATOR in roles


def may_edit(roles: AbstractSet[AccessRole]) -> bool:
    """Tell whether *roles* may change places, regulations and records."""
    return AccessRole.COORDINATOR in roles


def may_record(roles: AbstractSet[AccessRole]) -> bool:
    """Tell whether *roles* may record visits of rounds."""
    return not roles.isdisjoint({AccessRole.FIELD, AccessRole.COORDINATOR})
