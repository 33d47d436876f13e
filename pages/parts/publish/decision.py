"""The last step: somebody answers for a release, or takes it back."""

import streamlit as st

from data.releases.dossier import Dossier, Proposal
from data.releases.faults import ReleaseRefusedError, UntrustedReleaseError
from data.releases.keeping import ReleaseRow, approve_release, save_release, withdraw_release
from data.releases.making import seal
from data.vocabulary import Tier
from pages.parts.publish.session import clear, end_with, now, show_refusal
from pages.ui.access import actor
from pages.ui.cache import engine_to_publish, state
from pages.ui.confirm import ask_button, close_question, show_question
from pages.ui.text import _

_WITHDRAW = "publish_withdraw"


def decide_proposal(proposal: Proposal, dossier: Dossier) -> None:
    """
    Draw the decision on a release that was just made.

    Parameters
    ----------
    proposal : Proposal
        What would be signed.
    dossier : Dossier
        What was read of it.
    """
    st.subheader(_("6. Decide"), anchor=False)
    tier = Tier(dossier.published.tier)
    if not dossier.is_safe:
        st.error(
            _("This release is refused; nothing was kept. Tell the people who maintain Maraude."),
            icon=":material/block:",
        )
    elif tier is Tier.POLICY:
        st.markdown(_("What is published cannot be taken back: whoever has the file, has it."))
        if _answered(_("Publish"), ":material/publish:"):
            _keep(proposal, _("The policy release is published. Give its file to the administrator."))
    else:
        st.markdown(_two_people())
        if _has_a_first_person() and _answered(_("Hand to a second person"), ":material/forward_to_inbox:"):
            _keep(proposal, _("The public release waits for a second person. Nothing is public yet."))
    st.button(_("Drop it"), icon=":material/delete:", type="tertiary", key="publish_drop", on_click=clear)


def _answered(label: str, icon: str) -> bool:
    """Draw the button that does it, open only to whoever says to have read."""
    read = st.checkbox(_("I have read what it shows, and it may leave the register."), key="publish_has_read")
    return st.button(label, type="primary", icon=icon, disabled=not read, key="publish_do") and read


def _has_a_first_person() -> bool:
    """Tell whether this user can answer for a public release; the register asks again before it is kept."""
    return state().synthetic or actor().account is not None


def _two_people() -> str:
    if state().synthetic and actor().account is None:
        return _(
            "A public release needs two people. This register is invented and nobody signs in here, so you "
            "may be both of them."
        )
    if state().synthetic:
        return _("A public release needs two people. On an invented register, one may be both of them.")
    if actor().account is None:
        return _(
            "A public release needs two people who sign in, and sign-in is not set up here. You may look at "
            "it; nothing of it is kept."
        )
    return _("A public release needs two people: another publisher reads the same and approves it.")


def _keep(proposal: Proposal, sentence: str) -> None:
    engine, at = engine_to_publish(), now()
    try:
        content = seal(engine, proposal.candidate, proposal.results, at)
        save_release(engine, content, proposal.candidate.truth, actor().account, at)
    except (ReleaseRefusedError, UntrustedReleaseError) as error:
        show_refusal(error)
        return
    end_with(sentence)


def decide_waiting(row: ReleaseRow, dossier: Dossier) -> None:
    """
    Draw the decision of the second person.

    Parameters
    ----------
    row : ReleaseRow
        The release that waits.
    dossier : Dossier
        What was read of it.
    """
    st.subheader(_("6. Decide"), anchor=False)
    if not dossier.is_safe:
        st.error(_("This release may not be approved. Withdraw it."), icon=":material/block:")
    elif not _may_approve(row):
        st.info(_missing(row), icon=":material/group:")
    else:
        if row.made_by == actor().account:
            st.caption(_two_people())
        st.markdown(_("What is published cannot be taken back: whoever has the file, has it."))
        if _answered(_("Approve and publish"), ":material/publish:"):
            _approve(row)
    with st.container(horizontal=True):
        ask_button(_("Withdraw it"), key=_WITHDRAW, icon=":material/undo:")
        st.button(_("Close"), type="tertiary", key="publish_close", on_click=clear)
    show_question(_("Withdraw this release?"), lambda: _confirm_withdrawal(row), key=_WITHDRAW)


def _may_approve(row: ReleaseRow) -> bool:
    """Tell whether this user is a second person; the register asks again before it is published."""
    if state().synthetic and row.synthetic:
        return True
    return actor().account is not None and row.made_by not in {None, actor().account}


def _missing(row: ReleaseRow) -> str:
    if actor().account is None:
        return _("Two people who sign in must answer for a public release, and sign-in is not set up here.")
    if row.made_by is None:
        return _("Nobody who signed in made this release. Withdraw it, and make it again on this screen.")
    return _("You made this release, so another publisher must read and approve it. You may withdraw it.")


def _approve(row: ReleaseRow) -> None:
    try:
        approve_release(engine_to_publish(), row.id, actor().account, now())
    except (ReleaseRefusedError, UntrustedReleaseError) as error:
        show_refusal(error)
        return
    end_with(_("The public release is published. Give its file to the administrator."))


def _confirm_withdrawal(row: ReleaseRow) -> None:
    st.markdown(_("It will not be published. The audit keeps that it was made and withdrawn."))
    if st.button(_("Withdraw the release"), type="primary", key="publish_withdraw_sure"):
        try:
            withdraw_release(engine_to_publish(), row.id, actor().account, now())
        except ReleaseRefusedError as error:
            show_refusal(error)
            return
        close_question(_WITHDRAW)
        end_with(_("The release is withdrawn. Nothing of it was published."))
