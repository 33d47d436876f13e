"""What the browser draws from: a document, and a mark that changes with it."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class BasemapFile:
    """
    A document as the browser gets it.

    Attributes
    ----------
    content : bytes
        JSON in UTF-8.
    etag : str
        Changes whenever the content does; without the quotes that the header adds.
    """

    content: bytes
    etag: str


def to_document(content: bytes) -> BasemapFile:
    """
    Return *content* with its mark.

    Parameters
    ----------
    content : bytes
        JSON in UTF-8.

    Returns
    -------
    BasemapFile
        The same, with the first half of its SHA-256 checksum.
    """
    return BasemapFile(content, hashlib.sha256(content).hexdigest()[:32])
