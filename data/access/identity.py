"""Who signed in, without keeping who it is: the digest of an address, and a hint."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

HINT_LENGTH = 60
"""Longest hint, in characters."""

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class UnusableAddressError(ValueError):
    """What should be an e-mail address is none, or nobody vouches for it."""


@dataclass(frozen=True)
class Identity:
    """
    Somebody whom the sign-in provider vouches for.

    Attributes
    ----------
    digest : str
        SHA-256 of the normalised address, in hexadecimal digits.
    hint : str
        What tells one from the next without naming them, such as ``c…@example.org``.
    """

    digest: str
    hint: str


def identify(address: str) -> Identity:
    """
    Return the digest and the hint of an e-mail address; the address itself is kept nowhere.

    Parameters
    ----------
    address : str
        As typed or as the provider sends it; case and surrounding blanks do not count.

    Returns
    -------
    Identity
        The same for each way to write the address.

    Raises
    ------
    UnusableAddressError
        If it is no e-mail address.
    """
    normal = unicodedata.normalize("NFKC", address).strip().casefold()
    if not _ADDRESS.fullmatch(normal):
        message = "this is not an e-mail address"
        raise UnusableAddressError(message)
    name, domain = normal.rsplit("@", 1)
    hint = f"{name[0]}…@{domain}"
    if len(hint) > HINT_LENGTH:
        hint = f"{hint[: HINT_LENGTH - 1]}…"
    return Identity(hashlib.sha256(normal.encode()).hexdigest(), hint)


def identify_claims(claims: Mapping[str, object], *, unverified: bool = False) -> Identity:
    """
    Return who signed in, from the claims of an ID token.

    Parameters
    ----------
    claims : mapping of str to object
        From the provider, with a signature that was checked.
    unverified : bool
        Whether to take an address of which the provider does not say whether it was verified.

    Returns
    -------
    Identity
        From ``email``.

    Raises
    ------
    UnusableAddressError
        If there is no address, or the provider says that it is not verified.

    References
    ----------
    OpenID Connect Core 1.0, section 5.1.
    """
    verified = claims.get("email_verified")
    # Some providers write the word instead of the truth value.
    vouched_for = verified is True or str(verified).lower() == "true" or (verified is None and unverified)
    if not vouched_for:
        message = "the provider does not vouch for the address"
        raise UnusableAddressError(message)
    return identify(str(claims.get("email", "")))


def same_person(claims: Mapping[str, object], told: Mapping[str, object]) -> dict[str, object]:
    """
    Return the claims of an ID token with what the provider told beside it.

    Parameters
    ----------
    claims : mapping of str to object
        Of the ID token.
    told : mapping of str to object
        From the provider's UserInfo address.

    Returns
    -------
    dict of str to object
        Both.

    Raises
    ------
    UnusableAddressError
        If they speak of two people.

    References
    ----------
    OpenID Connect Core 1.0, section 5.3.2.
    """
    if not claims.get("sub") or claims["sub"] != told.get("sub"):
        message = "the provider told of somebody else"
        raise UnusableAddressError(message)
    return {**claims, **told}
