"""Identity: the same person is the same digest, and nobody is named."""

import pytest

from data.access.identity import HINT_LENGTH, UnusableAddressError, identify, identify_claims, same_person


@pytest.mark.parametrize("same", ["Claire@Example.ORG", "  claire@example.org\n", "ｃlaire@example.org"])
def test_one_person_is_one_digest(same: str) -> None:
    """Case, blanks and wide letters do not make somebody else."""
    assert identify(same) == identify("claire@example.org")


def test_two_people_are_two() -> None:
    """Dots and plus signs may tell people apart, so they stay."""
    digests = {identify(f"{name}@example.org").digest for name in ("claire", "cl.aire", "claire+a")}
    assert len(digests) == 3


@pytest.mark.parametrize(
    "address", ["", "claire", "claire@", "@example.org", "a b@example.org", "a@b", "a@b@c.d"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """An empty claim must not become the digest of everybody without an address."""
    with pytest.raises(UnusableAddressError):
        identify(address)


def test_a_hint_does_not_name_and_fits_its_column() -> None:
    """The first letter and the domain, cut where the domain is long."""
    assert identify("claire@example.org").hint == "c…@example.org"
    long = identify(f"claire@{'example.' * 12}org").hint
    assert len(long) == HINT_LENGTH
    assert long.startswith("c…@example.")
    assert long.endswith("…")


@pytest.mark.parametrize("verified", [True, "true", "True"])
def test_a_verified_address_is_taken(verified: object) -> None:
    """Some providers write the truth value as a word."""
    claims = {"email": "claire@example.org", "email_verified": verified}
    assert identify_claims(claims) == identify("claire@example.org")


@pytest.mark.parametrize("verified", [False, "false", None, 0, "", "yes"])
def test_an_address_that_is_not_verified_is_refused(verified: object) -> None:
    """Else anybody could register with the provider under somebody else's address."""
    with pytest.raises(UnusableAddressError):
        identify_claims({"email": "claire@example.org", "email_verified": verified})


def test_a_silent_provider_is_trusted_only_where_set() -> None:
    """A setting takes silence for a yes; it never takes a no for one."""
    silent: dict[str, object] = {"email": "claire@example.org"}
    with pytest.raises(UnusableAddressError):
        identify_claims(silent)
    assert identify_claims(silent, unverified=True) == identify("claire@example.org")
    with pytest.raises(UnusableAddressError):
        identify_claims(silent | {"email_verified": False}, unverified=True)


def test_claims_without_an_address_are_refused() -> None:
    """The provider may not have been asked for it, or the person may have none."""
    with pytest.raises(UnusableAddressError):
        identify_claims({"email_verified": True})


@pytest.mark.parametrize(
    "told", [{"sub": "2", "email": "boss@example.org"}, {"email": "boss@example.org"}, {}]
)
def test_nobody_is_told_to_be_somebody_else(told: dict[str, object]) -> None:
    """An address that comes beside the token must be that of the one whom the token names."""
    assert same_person({"sub": "1"}, {"sub": "1", "email": "a@example.org"})["email"] == "a@example.org"
    for claims in ({"sub": "1"}, {}, {"sub": ""}):
        with pytest.raises(UnusableAddressError, match="somebody else"):
            same_person(claims, told)
