"""The last thing that was recorded in this session, and how to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.recording.finishing import Finished, take_back_finish
from data.recording.recording import Recorded, take_back
from data.register.faults import Fault
from pages.parts.record.session import place_name
from pages.ui.auditing import note_change
from pages.ui.cache import engine_to_record
from pages.ui.evening import evening_now
from pages.ui.last_change import LastChange
from pages.ui.text import _


@dataclass(frozen=True)
class RecordChange:
    """
    A change that was made.

    Attributes
    ----------
    what : str
        Its code, as in the audit.
    service : int
        The service of the round.
    places : tuple of int
        Where.
    done : Recorded or Finished
        What it takes to take it back.
    """

    what: str
    service: int
    places: tuple[int, ...]
    done: Recorded | Finished


def _sentence(change: RecordChange) -> str:
    sentences = {
        "visit_recorded": _("Recorded: {place}."),
        "visit_corrected": _("Corrected: {place}."),
        "visit_taken_out": _("Taken out: {place}."),
        "round_finished": _("The round is finished."),
    }
    names = ", ".join(place_name(place) for place in change.places)
    return sentences[change.what].format(place=names)


def _take_back(change: RecordChange) -> Sequence[Fault]:
    own = engine_to_record(change.service)
    if isinstance(change.done, Finished):
        return take_back_finish(own, change.done)
    return take_back(own, change.done, evening_now())


def _note(change: RecordChange) -> None:
    note_change("recording_undone", places=list(change.places))


LAST = LastChange[RecordChange](
    "record",
    _sentence,
    _take_back,
    _note,
    can_be_undone=lambda change: change.what != "visit_taken_out",
)
