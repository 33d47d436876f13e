"""The last change of this session to the ledger, and how to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.register.faults import Fault
from data.register.regulations import RegulationRecord, restore_regulations
from pages.parts.regulations.session import begin
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_edit
from pages.ui.last_change import LastChange


@dataclass(frozen=True)
class RuleChange:
    """
    A change that was made.

    Attributes
    ----------
    sentence : str
        What was done, translated.
    before : sequence of RegulationRecord
        The rules that were changed or deleted, as they were.
    after : sequence of RegulationRecord
        The rules that were changed or added, as they stand.
    """

    sentence: str
    before: Sequence[RegulationRecord] = ()
    after: Sequence[RegulationRecord] = ()


def _take_back(change: RuleChange) -> tuple[Fault, ...]:
    restored = restore_regulations(engine_to_edit(), change.before, change.after)
    if not restored.faults:
        begin(restored.id)
    return restored.faults


def _note(change: RuleChange) -> None:
    touched = {rule.id for rule in (*change.before, *change.after)}
    note_change("rule_change_undone", rules=sorted(touched))


LAST = LastChange[RuleChange]("rules", lambda change: change.sentence, _take_back, _note)
