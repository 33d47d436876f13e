"""Where things stand: what is public today, what waits, and the one step that comes next for each tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from data.releases.calendar import last_quarter_end
from data.releases.keeping import ReleaseRow
from data.settings import settings
from data.vocabulary import ReleaseState, Tier
from pages.parts.publish.handover import SHORT, offer_handover
from pages.parts.publish.session import open_release
from pages.ui.cache import today
from pages.ui.text import _, as_plain, date_text, short_date

TIERS = (Tier.POLICY, Tier.PUBLIC)


@dataclass(frozen=True)
class Standing:
    """
    Where one tier stands.

    Attributes
    ----------
    tier : Tier
        Policy or public.
    latest : ReleaseRow or None
        The last one that was published.
    waiting : ReleaseRow or None
        One that waits for its second person.
    through : date or None
        Last day that the next one would cover; None where it would bring nothing new, or cannot be made.
    """

    tier: Tier
    latest: ReleaseRow | None
    waiting: ReleaseRow | None
    through: date | None


def standings(rows: list[ReleaseRow]) -> list[Standing]:
    """
    Return where each tier stands.

    Parameters
    ----------
    rows : list of ReleaseRow
        All releases, the newest first.

    Returns
    -------
    list of Standing
        Policy first: the public release is made of it.
    """
    policy, public = (
        Standing(
            tier, _newest(rows, tier, ReleaseState.PUBLISHED), _newest(rows, tier, ReleaseState.WAITING), None
        )
        for tier in TIERS
    )
    return [
        _with_next(policy, last_quarter_end(today())),
        _with_next(
            public,
            None
            if policy.latest is None
            else min(last_quarter_end(today(), settings().public_delay_months), policy.latest.through),
        ),
    ]


def _newest(rows: list[ReleaseRow], tier: Tier, state: ReleaseState) -> ReleaseRow | None:
    return next((row for row in rows if row.tier is tier and row.state is state), None)


def _with_next(standing: Standing, through: date | None) -> Standing:
    latest = standing.latest
    if through is not None and latest is not None and latest.through >= through:
        through = None
    return Standing(standing.tier, latest, standing.waiting, through)


def tier_label(tier: Tier) -> str:
    """Return the name of a tier as it stands before its release."""
    return {Tier.POLICY: _("Policy"), Tier.PUBLIC: _("Public")}[tier]


def who_text(account: int | None, hints: Mapping[int, str]) -> str:
    """Return who did something: the hint of their account, or that nobody had signed in."""
    return _("somebody without sign-in") if account is None else as_plain(hints.get(account, str(account)))


def show_standing(standing: Standing, hints: Mapping[int, str], *, busy: bool) -> bool:
    """
    Draw where a tier stands.

    Parameters
    ----------
    standing : Standing
        Of the tier.
    hints : Mapping of int to str
        Hints of the accounts, by number.
    busy : bool
        Whether a release is made or read now, so that none is begun.

    Returns
    -------
    bool
        Whether the next release was asked for.
    """
    with st.container(border=True, height="stretch", key=f"standing_{standing.tier.value}"):
        st.markdown(f"**{tier_label(standing.tier)}** · {_readers(standing.tier)}")
        _show_latest(standing.latest, hints)
        if standing.waiting is not None:
            _show_waiting(standing.waiting, hints, busy=busy)
            return False
        return _offer_next(standing, busy=busy)


def _readers(tier: Tier) -> str:
    if tier is Tier.POLICY:
        return _("for analysts, by zone and month")
    return _("for everybody, by area and quarter")


def _show_latest(latest: ReleaseRow | None, hints: Mapping[int, str]) -> None:
    if latest is None:
        st.markdown(_("Nothing has been published yet."))
        return
    st.markdown(
        _("Published up to **{day}**").format(day=date_text(latest.through)),
    )
    by = _("on {day} by {who}").format(
        day=short_date((latest.approved_at or latest.made_at).date()),
        who=who_text(latest.approved_by, hints),
    )
    if latest.approved_by != latest.made_by:
        by = _("made by {maker}, approved {by}").format(maker=who_text(latest.made_by, hints), by=by)
    st.caption(_("{by} · digest {digest}").format(by=by, digest=f"`{latest.digest[:SHORT]}`"))
    offer_handover(latest)


def _show_waiting(waiting: ReleaseRow, hints: Mapping[int, str], *, busy: bool) -> None:
    text = _("One up to {day} waits for a second person. It was made by {who} on {made}.")
    st.info(
        text.format(
            day=date_text(waiting.through),
            who=who_text(waiting.made_by, hints),
            made=short_date(waiting.made_at.date()),
        ),
        icon=":material/hourglass_top:",
    )
    st.button(
        _("Read it and decide"),
        type="secondary" if busy else "primary",
        disabled=busy,
        icon=":material/menu_book:",
        key=f"publish_read_{waiting.id}",
        on_click=open_release,
        args=(waiting.id,),
    )


def _offer_next(standing: Standing, *, busy: bool) -> bool:
    if standing.through is None:
        if standing.tier is Tier.PUBLIC and standing.latest is None:
            st.caption(_("It is made of the policy release alone: publish that one first."))
        elif standing.tier is Tier.PUBLIC:
            st.caption(_("Nothing new until another quarter is old enough, and in the policy release."))
        else:
            st.caption(_("Nothing new until another quarter is over."))
        return False
    return st.button(
        _("Prepare the release up to {day}").format(day=date_text(standing.through)),
        icon=":material/shield:",
        type="secondary" if busy else "primary",
        disabled=busy,
        key=f"publish_prepare_{standing.tier.value}",
    )
