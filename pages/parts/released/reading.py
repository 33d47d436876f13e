"""The limits screen: how the figures were made, what they hide and do not hide, and who signed them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.settings import settings
from geo.cubes import BASES_OF_A_RATIO
from geo.released import most_behind_zero
from pages.parts.released.opening import is_public, published, release
from pages.parts.released.wording import zero_text
from pages.ui.attack_words import attack_name, nothing_to_attack
from pages.ui.datatables import offer_files, show_table
from pages.ui.exports import File
from pages.ui.purpose import show_lines
from pages.ui.text import NO_VALUE, _, date_text, number, percent


def show_making() -> None:
    """Draw how the figures were made."""
    base, rules = published().base, release().manifest.rules
    st.subheader(_("How they were made"), anchor=False)
    show_lines(
        _(
            "Each cell of the tables was moved, once and at random, to a multiple of {base} next to it."
        ).format(base=number(base)),
        *_rounding(base),
        _("Every other figure is a sum of these cells: totals agree everywhere, and no filter tells more."),
        _(
            "A rate or a share is made of rounded figures, and hidden where there are fewer than {least}."
        ).format(least=number(BASES_OF_A_RATIO * base)),
        _("Every group shown has {places} places or more, none with over {share} of the contacts.").format(
            places=number(rules.min_places), share=percent(rules.max_share)
        ),
        _("What was published stays as it is: a later release adds quarters and changes none."),
    )


def _rounding(base: int) -> Sequence[str]:
    """Return how far a figure may be from the truth; a public one was rounded twice."""
    if is_public():
        return (
            _("They are made from the policy figures, which are rounded already, never from the register."),
            _("They appear months after the fact, by quarter and by area, and never by hour."),
        )
    return (
        _(
            "“{zero}” is a rounded zero. One cell is at most {room} off the truth; a sum, a little more."
        ).format(zero=zero_text(), room=number(most_behind_zero(base))),
    )


def show_hidden() -> None:
    """Draw what the figures hide, and what they do not."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(_("What they hide"), anchor=False)
        show_lines(
            _("Whether a cell counts nobody, one or a few."),
            _("Single places: bars, hotels, rest areas and private flats are never shown alone."),
            _("Who: no person is in the register, and characteristics are never told with a zone."),
        )
    with right:
        st.subheader(_("What they do not hide"), anchor=False)
        show_lines(
            _("Presence: a figure above zero says that somebody was met there."),
            _("Large counts: they are accurate to a few contacts."),
            _("This is not differential privacy: who knows exact figures from elsewhere learns more."),
        )


def show_attacks() -> None:
    """Draw which attacks were tried before the release was signed, and what they found."""
    attacks = release().manifest.attacks
    st.subheader(_("How they were tested"), anchor=False)
    if not attacks:
        st.warning(_("No attack was tried on this release before it was signed."), icon=":material/warning:")
        return
    tried = sum(one.tried > 0 for one in attacks)
    passed = sum(one.passed for one in attacks if one.tried)
    summary = _("{count} attacks were tried, and {passed} of them found no true small count.").format(
        passed=number(passed), count=number(tried)
    )
    if passed == tried:
        summary = _("{count} attacks were tried, and none found a true small count.").format(
            count=number(tried)
        )
    st.markdown(f"{summary} {nothing_to_attack(len(attacks) - tried)}")
    st.caption(_("Each attack is also tried on tables with simpler protection, to show that it works there."))
    frame = pd.DataFrame(
        {
            "attack": [attack_name(one.attack) for one in attacks],
            "tried": [one.tried for one in attacks],
            "recovered": [one.recovered for one in attacks],
            "width": [number(one.narrowest) for one in attacks],
            "naive": [NO_VALUE if one.naive_share is None else percent(one.naive_share) for one in attacks],
        }
    )
    with st.expander(_("Attack by attack"), icon=":material/shield:", key="attacks"):
        show_table(
            frame,
            {
                "attack": _("Attack"),
                "recovered": _("Found here"),
                "tried": _("Tried"),
                "width": _("Narrowest range left"),
                "naive": _("Found with simpler protection"),
            },
            key="attack_table",
            summary=summary,
            name="maraude_attacks",
        )


def show_signature() -> None:
    """Draw when the release was made, what it follows, and how to tell that it is whole."""
    manifest = release().manifest
    st.subheader(_("Which release this is"), anchor=False)
    show_lines(
        _("Figures from {first} to {last}, made on {day}.").format(
            first=date_text(manifest.first),
            last=date_text(manifest.through),
            day=date_text(manifest.made_at.date()),
        ),
        _("It carries on an earlier release.") if manifest.previous else _("It is the first of its kind."),
        _("Its signature was verified when this app opened it."),
    )
    with st.expander(_("Digest and public key"), icon=":material/key:", key="signature"):
        st.caption(_("SHA-256 of the file: compare it with the one that the publisher gave you."))
        st.code(release().digest, language=None, wrap_lines=True)
        st.caption(_("Public key that it was verified with"))
        st.code(settings().release_public_key, language=None, wrap_lines=True)
    path = settings().release_file
    if path is not None:
        file = File(
            _("Download the release file"),
            f"{published().tier}_{release().digest[:12]}",
            ".zip",
            lambda _marks: path.read_bytes(),
            "release_file",
        )
        offer_files([file], key="release")
        st.caption(_("The file holds all tables as Parquet, with its manifest and its signature."))
