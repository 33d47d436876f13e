"""A public release of real data needs two people who sign in, on the screen and on the command line."""

from data.i18n import mark
from data.releases.faults import ReleaseRefusedError


def require_maker(account: int | None) -> None:
    """
    Refuse to keep a public release that nobody answers for as the first.

    Else whoever made it on the command line could approve it with the one account they have.

    Parameters
    ----------
    account : int or None
        Who made it; None without sign-in and on the command line.

    Raises
    ------
    ReleaseRefusedError
        If nobody who signed in made it.
    """
    if account is None:
        raise ReleaseRefusedError(
            mark("A public release needs two people who sign in, and nobody who signed in made this one."),
            mark("Sign in and make it on the screen “Publish”; another publisher then approves it."),
        )


def require_second_person(maker: int | None, account: int | None) -> None:
    """
    Refuse to publish a public release that its maker approves.

    Parameters
    ----------
    maker : int or None
        Account that made it.
    account : int or None
        Account that approves it; None without sign-in and on the command line.

    Raises
    ------
    ReleaseRefusedError
        If they are not two accounts.
    """
    require_maker(maker)
    if account in {None, maker}:
        raise ReleaseRefusedError(
            mark("A public release needs two people: this one was made by the same account."),
            mark("Ask another publisher to sign in, look at it, and approve it."),
        )
