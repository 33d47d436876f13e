"""Signatures of release files: Ed25519, with keys as short texts that can be read out and compared.

Imports nothing of the register: the released app verifies with it.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY = 32
"""Length of a private and of a public key, in bytes."""

SIGNATURE = 64
"""Length of a signature, in bytes."""


class BadKeyError(ValueError):
    """A text is no public key."""


class BadSignatureError(ValueError):
    """A message was not signed with the private half of a key, or was changed since."""


def new_signing_key() -> bytes:
    """Return a new private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key_of(signing_key: bytes) -> str:
    """Return the public half of a private key, as base64."""
    public = Ed25519PrivateKey.from_private_bytes(signing_key).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode("ascii")


def sign(message: bytes, signing_key: bytes) -> bytes:
    """Return the signature of *message*."""
    return Ed25519PrivateKey.from_private_bytes(signing_key).sign(message)


def verify(message: bytes, signature: bytes, public_key: str) -> None:
    """
    Refuse a message that was not signed with the private half of *public_key*.

    Parameters
    ----------
    message : bytes
        What was signed.
    signature : bytes
        From `sign`.
    public_key : str
        Base64, from `public_key_of`.

    Raises
    ------
    BadKeyError
        If *public_key* is no key.
    BadSignatureError
        If the message or the signature is another one.
    """
    try:
        raw = base64.b64decode(public_key.strip(), validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError) as error:
        message_to_user = f"{public_key[:60]!r} is no public key: one has {KEY} bytes, written as base64"
        raise BadKeyError(message_to_user) from error
    try:
        key.verify(signature, message)
    except InvalidSignature as error:
        wrong = "the signature does not fit the public key and the content"
        raise BadSignatureError(wrong) from error
