"""What can be wrong with a change to the register, said with what to do about it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import Enum

from data.i18n import Translate
from data.identifiers import IdentifierKind, identifier_term
from data.refusals import Flaw
from data.register.fault_codes import FaultCode
from data.register.fault_words import TEXTS

__all__ = ["Fault", "FaultCode", "RefusedError", "Saved"]


@dataclasses.dataclass(frozen=True)
class Fault(Flaw):
    """
    One reason to refuse a change.

    Attributes
    ----------
    code : FaultCode
        What is wrong.
    field : str
        Name of the field of the draft that is wrong; empty where it is the whole.
    values : mapping
        What the message names: numbers, dates, words of closed lists. Never a text that somebody typed,
        so that a message can be shown anywhere.
    """

    code: FaultCode
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def sentences(self) -> tuple[str, str]:
        """English sources of what is wrong and of what to do about it."""
        return TEXTS[self.code]

    def named(self, translate: Translate) -> Mapping[str, object]:
        """Return its values as a message shows them."""
        return {name: _shown(value, translate) for name, value in self.values.items()}


@dataclasses.dataclass(frozen=True)
class Saved:
    """
    The outcome of a change.

    Attributes
    ----------
    id : int or None
        The record that was written; None where the change was refused.
    faults : tuple of Fault
        Every reason for which it was refused; empty where it was made.
    """

    id: int | None = None
    faults: tuple[Fault, ...] = ()


class RefusedError(Exception):
    """A change that is not made; raised inside a transaction, so that nothing of it is kept."""

    def __init__(self, *faults: Fault) -> None:
        """Keep the reasons."""
        super().__init__(", ".join(f"{fault.code} ({fault.field})" for fault in faults))
        self.faults = faults


def _shown(value: object, translate: Translate) -> object:
    if isinstance(value, IdentifierKind):
        return identifier_term(value, translate)
    if isinstance(value, Enum):
        message = f"{value!r} has no name on screen"
        raise TypeError(message)
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value
