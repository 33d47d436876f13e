"""The two secrets of a register's releases: one that seeds the rounding, one that signs the files."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.register.custody import ReleaseSecret
from data.register.database import writing
from data.releases.signing import new_signing_key, public_key_of

SECRET_ID = 1

_SECRET_BYTES = 32
_SEED_BYTES = 8


@dataclass(frozen=True)
class Keys:
    """
    What releases of a register are rounded and signed with.

    Attributes
    ----------
    rounding : bytes
        Secret of the seeds. Whoever knows it, and the figures of all but one contact, could test a guess.
    signing : bytes
        Private key of the signatures.
    """

    rounding: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @property
    def public_key(self) -> str:
        """What the released apps verify with, as base64."""
        return public_key_of(self.signing)

    def seed(self, tier: str, cube: str, measure: str, period: str) -> int:
        """
        Return the seed of one batch; the same for the same batch, unforeseeable for all others.

        Parameters
        ----------
        tier, cube, measure, period : str
            Which batch.

        Returns
        -------
        int
            From 0 to 2**64 - 1.
        """
        message = f"{tier}|{cube}|{measure}|{period}".encode()
        digest = hmac.digest(self.rounding, message, hashlib.sha256)
        return int.from_bytes(digest[:_SEED_BYTES], "big")


def load_keys(engine: Engine) -> Keys:
    """
    Return the keys of a register, made on the first call.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    Keys
        The same from then on.
    """
    with Session(engine) as session:
        found = session.get(ReleaseSecret, SECRET_ID)
        if found is not None:
            return Keys(found.rounding, found.signing)
    with writing(engine) as session:
        # Somebody else may have made them since; the writing transaction waits its turn.
        found = session.get(ReleaseSecret, SECRET_ID)
        if found is None:
            found = ReleaseSecret(
                id=SECRET_ID, rounding=secrets.token_bytes(_SECRET_BYTES), signing=new_signing_key()
            )
            session.add(found)
        return Keys(found.rounding, found.signing)
