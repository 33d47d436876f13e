"""One rule of the ledger with all that can be done to it, and the form of a new one."""

from collections.abc import Sequence

import streamlit as st

from data.register.faults import Fault
from data.register.national_changes import add_national_changes, missing_national_changes
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import (
    RegulationRecord,
    close_regulation,
    delete_regulation,
    load_regulations,
    save_regulation,
)
from data.register.validation import FIRST_DAY, LAST_DAY
from data.vocabulary import RegulationKind
from pages.parts.regulations.changes import LAST, RuleChange
from pages.parts.regulations.form import area_pencil, edit_rule, rule_field_labels
from pages.parts.regulations.listing import RULE, dates_text, where_text
from pages.parts.regulations.session import FAULTS, begin, edition, is_new, open_rule
from pages.ui.access import may_edit
from pages.ui.auditing import note_change
from pages.ui.cache import engine, engine_to_edit, places, today
from pages.ui.corners import Pencil
from pages.ui.faults_view import show_faults
from pages.ui.text import _, as_plain, date_text, language, ngettext, number, term_of

NEW_RULE = RegulationDraft(kind=RegulationKind.SOLICITING_BAN)
"""What a new rule starts from."""


def _key() -> str:
    return f"rule_form_{edition()}_{RULE.value or 'new'}"


def _seen(rule: RegulationRecord) -> RegulationDraft:
    """Return what the fields started from: what somebody else changes meanwhile must not be lost."""
    draft: RegulationDraft = st.session_state.setdefault(f"{_key()}_seen", rule.to_draft())
    return draft


def is_editing() -> bool:
    """Tell whether the fields of the open rule are shown."""
    return bool(st.session_state.get(f"{_key()}_edits"))


def open_pencil(rule: RegulationRecord | None) -> Pencil | None:
    """Return the drawing of the form that is open now, if it draws."""
    if is_new():
        return area_pencil(_key(), NEW_RULE)
    return area_pencil(_key(), _seen(rule)) if rule is not None and is_editing() else None


def show_back() -> None:
    """Draw the way back to the ledger."""
    st.button(_("All rules"), icon=":material/arrow_back:", type="tertiary", key="all_rules", on_click=begin)


def _done(
    what: str,
    faults: tuple[Fault, ...],
    sentence: str,
    *,
    before: RegulationRecord | None = None,
    opened: int | None = None,
) -> None:
    """Keep either the faults or what was done, and open the rule it was done to."""
    st.session_state[FAULTS] = faults
    if faults:
        return
    note_change(what, rule=before.id if before else opened)
    open_rule(opened)
    after = [rule for rule in load_regulations(engine()) if rule.id == opened]
    LAST.remember(RuleChange(sentence, before=[before] if before else [], after=after))
    st.rerun()


def _show_faults() -> None:
    show_faults(st.session_state.get(FAULTS, ()), rule_field_labels())


def choose_rule(rules: Sequence[RegulationRecord]) -> None:
    """Draw the way to a rule, and to a new one."""
    if rules:
        titles = {rule.id: rule.title(language()) for rule in rules}
        st.selectbox(
            _("Open a rule"),
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            key="open_rule",
            placeholder=_("Choose a rule"),
            on_change=_open_chosen,
        )
    st.button(
        _("New rule"),
        icon=":material/add:",
        key="new_rule",
        on_click=begin,
        kwargs={"new": True},
    )


def _open_chosen() -> None:
    begin(st.session_state["open_rule"])


def offer_national_changes(rules: Sequence[RegulationRecord]) -> None:
    """Draw the way to the national changes that the ledger lacks, where it lacks any and may be edited."""
    missing = missing_national_changes(rules)
    if not missing or not may_edit():
        return
    count = len(missing)
    names = ", ".join(change.titles[language()] for change in missing)
    st.button(
        _("Add the national changes we know of"),
        icon=":material/playlist_add:",
        key="add_national",
        help=names,
        on_click=_add_national_changes,
    )
    st.caption(
        ngettext(
            "{count} national change since 2020 is not in the ledger. With it, studies name it beside their "
            "results.",
            "{count} national changes since 2020 are not in the ledger. With them, studies name them beside "
            "their results.",
            count,
        ).format(count=number(count))
    )


def _add_national_changes() -> None:
    before = {rule.id for rule in load_regulations(engine())}
    count = add_national_changes(engine_to_edit())
    note_change("national_changes_added", rules=count)
    open_rule(None)
    sentence = ngettext(
        "{count} rule was added to the ledger.", "{count} rules were added to the ledger.", count
    ).format(count=number(count))
    LAST.remember(
        RuleChange(sentence, after=[rule for rule in load_regulations(engine()) if rule.id not in before])
    )


def show_new_rule() -> None:
    """Draw the form of a new rule."""
    st.subheader(_("New rule"), anchor=False)
    draft = edit_rule(_key(), NEW_RULE)
    # Not a callback: a field left by clicking the button has its new value in this run only.
    if st.button(_("Save the rule"), type="primary", icon=":material/save:", key="save_rule"):
        outcome = save_regulation(engine_to_edit(), draft)
        _done("rule_saved", outcome.faults, _("The rule was added to the ledger."), opened=outcome.id)
    _show_faults()


def show_rule(rule: RegulationRecord) -> None:
    """Draw a rule of the ledger."""
    _seen(rule)
    st.subheader(as_plain(rule.title(language())), anchor=False)
    st.caption(f"{term_of(rule.kind)} · {where_text(rule)}")
    st.markdown(dates_text(rule))
    if rule.announced:
        st.caption(_("Announced on {day}.").format(day=date_text(rule.announced)))
    if rule.place_kinds:
        kinds = ", ".join(term_of(kind) for kind in rule.place_kinds)
        st.caption(_("Touches: {kinds}").format(kinds=kinds))
    if rule.exceptions:
        st.caption(_("Spares: {places}").format(places=_labels(rule.exceptions)))
    st.caption(_("Source: {source}").format(source=as_plain(rule.source)))
    st.toggle(_("Edit this rule"), key=f"{_key()}_edits")
    if is_editing():
        edited = edit_rule(_key(), _seen(rule))
        if st.button(_("Save the changes"), type="primary", icon=":material/save:", key="save_rule"):
            outcome = save_regulation(engine_to_edit(), edited, rule.id, seen=_seen(rule))
            sentence = _("The changes were saved.")
            _done("rule_saved", outcome.faults, sentence, before=rule, opened=rule.id)
    else:
        with st.container(horizontal=True, gap="small"):
            _offer_end(rule)
            _offer_delete(rule)
    _show_faults()


def _labels(chosen: Sequence[int]) -> str:
    """Return the labels of places, those that may be seen."""
    seen = places()["label"].reindex(list(chosen)).dropna()
    return ", ".join(as_plain(str(label)) for label in seen) or number(len(chosen))


def _offer_end(rule: RegulationRecord) -> None:
    if rule.ended is not None:
        return
    with st.popover(_("End on a date"), icon=":material/event_busy:", key="end_popover"):
        st.markdown(_("The rule stays in the ledger and on all charts, up to its last day."))
        day = st.date_input(
            _("Last day in force"),
            value=max(today(), rule.in_force),
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="DD/MM/YYYY",
            key=f"{_key()}_end_day",
        )
        if st.button(_("End this rule"), type="primary", key="end_rule") and day is not None:
            sentence = _("The rule ended on {day}.").format(day=date_text(day))
            faults = close_regulation(engine_to_edit(), rule.id, day)
            _done("rule_ended", faults, sentence, before=rule, opened=rule.id)


def _offer_delete(rule: RegulationRecord) -> None:
    with st.popover(_("Delete"), icon=":material/delete:", key="delete_popover"):
        st.markdown(_("Only for a rule entered by mistake: a rule that is over is ended, not deleted."))
        if st.button(_("Delete this rule"), type="primary", key="delete_rule"):
            faults = delete_regulation(engine_to_edit(), rule.id)
            _done("rule_deleted", faults, _("The rule was deleted."), before=rule)
