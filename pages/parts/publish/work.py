"""The lower half of the screen: a release in the making, or one that is read before it is decided on."""

from datetime import date
from functools import partial

import streamlit as st

from data.audit import try_record
from data.releases.dossier import Dossier, Proposal, dossier_of, load_dossier, propose
from data.releases.faults import ReleaseRefusedError
from data.releases.keeping import ReleaseRow
from data.settings import settings
from data.vocabulary import AuditAction, ReleaseState, Tier
from pages.parts.publish.decision import decide_proposal, decide_waiting
from pages.parts.publish.preparation import CancelledError, Preparation
from pages.parts.publish.preview import show_dossier
from pages.parts.publish.progress import watch
from pages.parts.publish.session import (
    clear,
    end_with,
    keep_preparation,
    now,
    preparation,
    read_release,
)
from pages.ui.access import actor
from pages.ui.cache import engine_to_publish, revision, today
from pages.ui.text import _, date_text

_DOSSIER = "publish_dossier"


def is_busy() -> bool:
    """Return whether a release is made or read in this session."""
    return preparation() is not None or read_release() is not None


def prepare(tier: Tier) -> None:
    """Begin to make the next release of a tier."""
    make = partial(propose, engine_to_publish(), tier, today(), settings(), by=actor().account, at=now())
    keep_preparation(Preparation(make))
    st.rerun()


def show_work(rows: list[ReleaseRow]) -> None:
    """
    Draw what is being made, or read.

    Parameters
    ----------
    rows : list of ReleaseRow
        All releases.
    """
    made = preparation()
    if made is not None and made.is_running:
        watch(made)
    elif made is not None:
        _show_proposal(made)
    elif (number := read_release()) is not None:
        _show_waiting(next((row for row in rows if row.id == number), None))


def _show_proposal(made: Preparation[Proposal]) -> None:
    proposal = _result(made)
    if proposal is None:
        return
    dossier = dossier_of(proposal)
    _head(Tier(dossier.published.tier), dossier.published.through)
    show_dossier(dossier, "publish_proposal")
    decide_proposal(proposal, dossier)


def _result(made: Preparation[Proposal]) -> Proposal | None:
    """Return what was made; where there is nothing, say why on the next run, which begins afresh."""
    try:
        return made.result()
    except CancelledError:
        end_with(_("Stopped. Nothing was kept."), done=False)
    except ReleaseRefusedError as error:
        end_with(error)
    except Exception:
        # Nobody foresaw it, so Streamlit shows it, once.
        clear()
        raise
    return None


def _show_waiting(row: ReleaseRow | None) -> None:
    if row is None or row.state is not ReleaseState.WAITING:
        end_with(_("This release no longer waits: somebody else has decided."), done=False)
        return
    dossier = _dossier(row)
    if dossier is None:
        return
    _head(row.tier, row.through)
    show_dossier(dossier, "publish_waiting")
    decide_waiting(row, dossier)


def _dossier(row: ReleaseRow) -> Dossier | None:
    """Open the file once for each state of the register; where it cannot be trusted, say so and close it."""
    asked = (row.digest, revision())
    known: tuple[tuple[str, int], Dossier] | None = st.session_state.get(_DOSSIER)
    if known is not None and known[0] == asked:
        return known[1]
    try:
        with st.spinner(_("Opening the signed file and making it again …")):
            dossier = load_dossier(engine_to_publish(), row, today(), settings())
    except ReleaseRefusedError as error:
        end_with(error)
        return None
    details = {"step": "read", "release": row.id, "tier": row.tier.value, "digest": row.digest}
    try_record(engine_to_publish(), AuditAction.RELEASE, details, actor().account, now())
    st.session_state[_DOSSIER] = (asked, dossier)
    return dossier


def _head(tier: Tier, through: date) -> None:
    st.divider()
    name = {
        Tier.POLICY: _("Policy release up to {day}"),
        Tier.PUBLIC: _("Public release up to {day}"),
    }[tier]
    st.header(name.format(day=date_text(through)), anchor=False)
