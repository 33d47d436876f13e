"""Signatures of release files."""

import base64

import pytest

from data.releases.signing import (
    KEY,
    SIGNATURE,
    BadKeyError,
    BadSignatureError,
    new_signing_key,
    public_key_of,
    sign,
    verify,
)

# RFC 8032, section 7.1, test 3.
SECRET = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
MESSAGE = bytes.fromhex("af82")
SIGNED = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_the_signature_is_that_of_the_standard() -> None:
    """Key, message and signature of RFC 8032."""
    assert public_key_of(SECRET) == base64.b64encode(PUBLIC).decode()
    assert sign(MESSAGE, SECRET) == SIGNED
    verify(MESSAGE, SIGNED, public_key_of(SECRET))


def test_each_key_is_new() -> None:
    """And of the right length."""
    keys = {new_signing_key() for _ in range(3)}
    assert {len(key) for key in keys} == {KEY}
    assert len(keys) == 3
    assert len(sign(b"", keys.pop())) == SIGNATURE


@pytest.mark.parametrize(
    ("message", "signature"),
    [(b"other", SIGNED), (MESSAGE, SIGNED[:-1] + b"\x00"), (MESSAGE, b""), (b"", SIGNED)],
)
def test_anything_else_is_refused(message: bytes, signature: bytes) -> None:
    """Another message, another signature, or none."""
    with pytest.raises(BadSignatureError):
        verify(message, signature, public_key_of(SECRET))


@pytest.mark.parametrize(
    "key", ["", "no key", "AAAA", public_key_of(SECRET)[:-4], "é", public_key_of(SECRET) * 2]
)
def test_what_is_no_key_says_so(key: str) -> None:
    """And what one looks like."""
    with pytest.raises(BadKeyError, match="32 bytes, written as base64"):
        verify(MESSAGE, SIGNED, key)


def test_a_key_may_stand_between_blanks() -> None:
    """As it comes from a file or a letter."""
    verify(MESSAGE, SIGNED, f" {public_key_of(SECRET)}\n")
