"""How the register is kept here and now: each fact from the settings or the register itself."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from data.audit.lines import Choice, load_lines
from data.settings import settings
from data.vocabulary import AuditAction
from pages.ui.cache import engine, state, today
from pages.ui.gate_session import provider
from pages.ui.text import _, date_text, labelled, ngettext, number

STALE_DAYS = 31
"""Days after which a backup is called old."""


@dataclass(frozen=True)
class Fact:
    """
    How one thing is kept.

    Attributes
    ----------
    name : str
        What it is about, translated.
    text : str
        How it is, translated.
    good : bool
        Whether nobody needs to do anything about it.
    """

    name: str
    text: str
    good: bool = True

    def show(self) -> None:
        """Draw it in one line."""
        icon = ":green[:material/check_circle:]" if self.good else ":orange[:material/warning:]"
        st.markdown(f"{icon} {labelled(f'**{self.name}**', self.text)}")


def facts() -> list[Fact]:
    """Return how the register is kept."""
    return [_people(), _space(), _time(), _length(), _access(), _audit(), _storage(), _backup()]


def _people() -> Fact:
    return Fact(
        _("People"),
        _(
            "sex, age band, nationality group and how many. No name, no number, no story: there is no field "
            "for them, and an import that brings them is refused."
        ),
    )


def _space() -> Fact:
    return Fact(_("Places"), _("zones and spots as drawn; private flats by their municipality only."))


def _time() -> Fact:
    days, since = settings().exact_days, state().exact_from
    if days is None:
        return Fact(
            _("Time"), _("the exact day and hour of each visit, for as long as it is kept."), good=False
        )
    text = _("exact days for {days} days; after that the month and the part of the day.")
    text = text.format(days=number(days))
    if since is not None:
        text += " " + _("Before {day} all is by month.").format(day=date_text(since))
    return Fact(_("Time"), text)


def _length() -> Fact:
    years = settings().keep_years
    if years is None:
        return Fact(_("How long"), _("no limit is set: nothing is ever removed by itself."), good=False)
    text = ngettext("{count} year, then removed for good.", "{count} years, then removed for good.", years)
    return Fact(_("How long"), text.format(count=number(years)))


def _access() -> Fact:
    if provider() is None:
        return Fact(
            _("Who may see it"),
            _("whoever sits at this computer: sign-in is not set up, and no other computer is answered."),
            good=False,
        )
    return Fact(_("Who may see it"), _("people with an account, each what their role opens."))


def _audit() -> Fact:
    return Fact(
        _("Audit"),
        _("who opened which screen or place, chose which filter, took which file or changed what."),
    )


def _storage() -> Fact:
    found = settings()
    if engine().dialect.name != "sqlite":
        return Fact(
            _("Storage"), _("a database server; its disk must be encrypted by whoever runs it."), good=False
        )
    if found.database_key is None and found.database_key_file is None:
        return Fact(
            _("Storage"),
            _("a file that Maraude does not encrypt: the whole disk must be encrypted."),
            good=False,
        )
    return Fact(_("Storage"), _("an encrypted file; without its key nobody can read it."))


def last_backup() -> date | None:
    """Return the day of the last backup that the audit knows of."""
    lines = load_lines(engine(), Choice(actions=frozenset({AuditAction.BACKUP})))
    made = lines["at"][[details.get("step") == "made" for details in lines["details"]]]
    return None if made.empty else made.max().date()


def _backup() -> Fact:
    day = last_backup()
    if state().synthetic:
        return Fact(_("Last backup"), _("not needed: this register is synthetic."))
    if day is None:
        return Fact(_("Last backup"), _("none is known."), good=False)
    age = (today() - day).days
    return Fact(_("Last backup"), date_text(day) + ".", good=age <= STALE_DAYS)
