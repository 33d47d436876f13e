"""Whether those met are new to the team, and at which kind of place they worked before."""

import pandas as pd
import streamlit as st

from data.studies.tallies import load_prior_places
from geo.displacement.model import Arm
from geo.displacement.new_contacts import share_of_new
from geo.displacement.prior import PriorPlaces, prior_places
from geo.displacement.results import Estimate
from pages.parts.displacement.opened import Opened
from pages.parts.displacement.proposals import panel
from pages.parts.displacement.wording import arm_label, kind_of
from pages.ui.cache import engine, places, revision, source
from pages.ui.datatables import show_table
from pages.ui.text import _, number, percent

ARMS = (Arm.TREATED, Arm.DISPLACED, Arm.CONTROL)


def show_newcomers(now: Opened) -> None:
    """Draw the share of new among contacts, and what people told of where they worked before."""
    spec = now.compared
    rows = []
    for arm in ARMS:
        shares = share_of_new(panel(), spec.arms[arm], spec.pre, spec.post)
        rows.append((arm_label(arm), *(_share_text(one) for one in (shares.before, shares.after))))
    frame = pd.DataFrame(rows, columns=["arm", "before", "after"])
    show_table(
        frame,
        {"arm": _("Group"), "before": _("New before"), "after": _("New after")},
        key="displacement_new",
        summary=_("Share of people new to the team among contacts"),
        name=_("Share of new contacts"),
    )
    st.caption(
        _(
            "Share of people new to the team among contacts, with its 95 % interval. People who moved and "
            "people who begin look alike in counts; this share tells them apart a little. No number of "
            "people follows from it."
        )
    )
    _show_prior(now)


@st.cache_resource(max_entries=2, show_spinner=False)
def _prior(url: str, revision: int) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return load_prior_places(engine())


def _show_prior(now: Opened) -> None:
    st.markdown("**{title}**".format(title=_("Where people worked before")))
    kinds = places()["kind"].reindex(list(now.spec.treated)).dropna().unique()
    told = prior_places(_prior(source(), revision()), now.spec, list(kinds))
    asked = told.before.asked + told.after.asked
    if not asked:
        st.caption(_("Nobody noted it in these months. Teams may note it on each visit, as a kind of place."))
        return
    st.markdown(_prior_sentence(told, ", ".join(sorted({kind_of(zone) for zone in now.spec.treated}))))
    st.caption(_("Of those who were asked at the possible destinations; only kinds of place are ever noted."))


def _prior_sentence(told: PriorPlaces, kinds: str) -> str:
    return _(
        "Worked mostly at the kind of place under the rule ({kinds}): {before} before ({asked_before} "
        "answers), {after} after ({asked_after} answers)."
    ).format(
        kinds=kinds,
        before=_share_text(told.before.share),
        asked_before=number(told.before.asked),
        after=_share_text(told.after.share),
        asked_after=number(told.after.asked),
    )


def _share_text(share: Estimate) -> str:
    if not share.is_known:
        return _("too little")
    limits = _("{low} to {high}").format(low=percent(share.low), high=percent(share.high))
    return f"{percent(share.value)} ({limits})"
