"""Lines of the audit in words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from data.access.accounts import load_accounts
from data.audit import Fault, Verdict
from data.vocabulary import AccessRole, AuditAction, ExportPurpose, ReleaseState, Tier
from pages.ui.access import may_read
from pages.ui.cache import engine, places
from pages.ui.text import _, labelled, ngettext, number, term_of
from pages.ui.wording import title_of

SHORT = 12
"""Digits of a digest that are shown."""


def moment_text(at: datetime) -> str:
    """Return a moment of the audit, which is in UTC, as the clock of the server shows it."""
    return f"{at.replace(tzinfo=UTC).astimezone():%d/%m/%Y %H:%M:%S}"


def verdict_text(verdict: Verdict) -> str:
    """Return what was found, in a sentence."""
    if verdict.fault is None:
        text = ngettext(
            "The record is whole: {count} line, and it is as it was written.",
            "The record is whole: {count} lines, and all are as they were written.",
            verdict.lines,
        )
        return text.format(count=number(verdict.lines))
    sentences = {
        Fault.MISSING: _("The record is broken: line {line} is missing."),
        Fault.CHANGED: _("The record is broken: line {line} is not what was written there."),
        Fault.UNLINKED: _("The record is broken: line {line} does not follow from the line before it."),
        Fault.CUT: _("The record is broken: what you noted of line {line} is no longer in it."),
    }
    return sentences[verdict.fault].format(line=number(verdict.line))


def author_text(account: int | None, hint: str) -> str:
    """Return who wrote a line."""
    if account is None:
        return _("Nobody signed in")
    return hint or _("Account {number}, since removed").format(number=number(account))


def _change_name(what: object) -> str:
    """Return what was changed; what has no words of its own keeps its code."""
    names = {
        "place_saved": _("Place saved"),
        "place_closed": _("Place closed"),
        "place_reopened": _("Place opened again"),
        "place_deleted": _("Place deleted"),
        "place_change_undone": _("Change of a place undone"),
        "places_from_file": _("Places added from a file"),
        "rule_saved": _("Rule saved"),
        "rule_ended": _("Rule ended"),
        "rule_deleted": _("Rule deleted"),
        "rule_change_undone": _("Change of a rule undone"),
        "national_changes_added": _("National changes added to the ledger"),
        "study_declared": _("Study declared"),
        "study_looked": _("Result of a study kept"),
        "service_added": _("Service added"),
        "layer_kept": _("Map layer kept"),
        "layer_removed": _("Map layer removed"),
        "import": _("Import"),
        "import_undone": _("Import undone"),
        "register_cleared": _("Register emptied"),
        "visit_recorded": _("Visit recorded"),
        "visit_corrected": _("Visit corrected"),
        "visit_taken_out": _("Visit taken out"),
        "round_finished": _("Round finished"),
        "recording_undone": _("Recording undone"),
        "pair_saved": _("Pair saved"),
        "pair_deleted": _("Pair deleted"),
        "pair_change_undone": _("Change of a pair undone"),
        "schedule_kept": _("Proposed schedule kept"),
        "schedule_discarded": _("Proposed schedule deleted"),
        "schedule_postponed": _("Proposed schedule moved by weeks"),
        "schedule_in_force": _("Schedule put in force"),
        "schedule_changed": _("Schedule changed"),
        "schedule_change_undone": _("Change of the schedule undone"),
        "schedule_change_redone": _("Change of the schedule made again"),
        "appointment_saved": _("Appointment saved"),
        "appointment_deleted": _("Appointment deleted"),
        "partner_file_kept": _("Partner's calendar kept"),
        "partner_file_taken_back": _("Partner's calendar taken back"),
        "choices_saved": _("Weights of planning saved"),
        "calendar_made": _("Address of a calendar made"),
        "calendar_taken_back": _("Address of a calendar taken back"),
        "calendar_read": _("Calendar read for the first time that day"),
        "register": _("Whole register"),
        "audit": _("Audit"),
    }
    return names.get(str(what), str(what))


def _step_name(step: object) -> str:
    """Return what was done with a release."""
    names = {
        "prepare": _("prepared and attacked"),
        "publish": _("published"),
        "propose": _("handed to a second person"),
        "read": _("read by a second person"),
        "approve": _("approved"),
        "withdraw": _("withdrawn"),
        "fetch": _("file taken"),
    }
    return names.get(str(step), str(step))


def _place_name(place: object) -> str:
    """Return the name of a place to those who may see places, and its number to others."""
    if not may_read():
        return _("place {number}").format(number=place)
    table = places()
    if isinstance(place, int) and place in table.index:
        return str(table.loc[place, "label"])
    return _("place {number}, since removed").format(number=place)


def _place_names(numbers: object) -> str:
    return ", ".join(_place_name(one) for one in numbers) if isinstance(numbers, list) else str(numbers)


def _purpose(purpose: object) -> str:
    try:
        return term_of(ExportPurpose(str(purpose)))
    except ValueError:
        return str(purpose)


def _account_name(account: object) -> str:
    """Return what tells an account from others, as the list of accounts has it."""
    hints = {one.id: one.hint for one in load_accounts(engine())}
    return hints.get(account, str(account)) if isinstance(account, int) else str(account)


def _label(key: str) -> str:
    """Return what a detail is called; what has no words of its own keeps its code."""
    names = {
        "roles": _("Roles"),
        "service": _("Service"),
        "release": _("Release"),
        "tier": _("For"),
        "digest": _("Digest"),
    }
    return names.get(key, key)


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "screen": title_of,
    "account": _account_name,
    "active": lambda active: _("May sign in") if active else _("Let go"),
    "what": _change_name,
    "step": _step_name,
    "place": _place_name,
    "places": _place_names,
    "purpose": _purpose,
    "format": lambda suffix: str(suffix).upper(),
    "rows": lambda rows: ngettext("{count} row", "{count} rows", rows).format(count=number(rows)),
}
"""Details that speak for themselves; the others keep their code in front."""


def what_text(action: AuditAction, details: Mapping[str, object]) -> str:
    """Return what was done, in the order that a reader asks: what, where, then the rest."""
    first = [key for key in _TEXTS if details.get(key) not in (None, "", [])]
    texts = [_TEXTS[key](details[key]) for key in first]
    rest = [key for key in details if key not in _TEXTS and details[key] is not None]
    texts += [labelled(_label(key), _short(details[key])) for key in rest]
    return labelled(term_of(action), " · ".join(texts)) if texts else term_of(action)


_LISTS = (AccessRole, Tier, ReleaseState)
"""Closed lists whose words stand in the details of some lines."""


def _word(code: object) -> str:
    for words in _LISTS:
        if code in {word.value for word in words}:
            return term_of(words(code))
    return str(code)


def _short(value: object) -> str:
    text = ", ".join(_word(one) for one in value) if isinstance(value, list) else _word(value)
    is_digest = len(text) > SHORT and all(sign in "0123456789abcdef" for sign in text)
    return f"{text[:SHORT]}…" if is_digest else text
