"""The audit: who did what, in lines that follow from one another and are never changed."""

from data.audit.chain import (
    GENESIS,
    Details,
    Head,
    UnrecordedError,
    append,
    load_head,
    record,
    to_head,
    try_record,
)
from data.audit.verdict import Fault, Verdict, verify

__all__ = [
    "GENESIS",
    "Details",
    "Fault",
    "Head",
    "UnrecordedError",
    "Verdict",
    "append",
    "load_head",
    "record",
    "to_head",
    "try_record",
    "verify",
]
