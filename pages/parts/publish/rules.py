"""The place rules, and what they did to this release."""

import streamlit as st

from geo.publication.evidence import PlaceEvidence
from geo.publication.families import TOGETHER
from geo.publication.zones import PlaceRules, parts_of
from geo.release_reading import finest_level
from geo.released import Published
from pages.ui.release_words import territory_name
from pages.ui.text import _, as_plain, ngettext, number, percent


def show_rules(published: Published, rules: PlaceRules, evidence: PlaceEvidence | None) -> None:
    """
    Draw the rules, how near the weakest group comes to breaking them, and what was merged.

    Parameters
    ----------
    published : Published
        The release.
    rules : PlaceRules
        What everything that is shown meets.
    evidence : PlaceEvidence or None
        Of what is shown; None where the register was not asked.
    """
    promise = _(
        "Whatever is shown stands for at least {count} places, none of which has more than {share} of the "
        "contacts of all years."
    )
    lines = [promise.format(count=number(rules.min_places), share=percent(rules.max_share))]
    if evidence is not None:
        lines.append(
            _("Here the fewest places are {count}, and the largest share is {share}.").format(
                count=number(evidence.fewest), share=percent(evidence.largest_share)
            )
        )
    st.markdown("\n".join(f"- {line}" for line in [*lines, _merged(published), *_kinds(published)]))


def _merged(published: Published) -> str:
    level = finest_level(published)
    codes = [code for code in published.units.reset_index()[level].unique() if len(parts_of(code)) > 1]
    names = [as_plain(territory_name(published, level, code)) for code in codes]
    if not names:
        return _("No territories had to be merged.")
    text = ngettext(
        "{count} territory is a union of smaller ones, which alone would break these rules: {names}.",
        "{count} territories are unions of smaller ones, which alone would break these rules: {names}.",
        len(names),
    )
    return text.format(count=number(len(names)), names="; ".join(names))


def _kinds(published: Published) -> list[str]:
    if "kind" not in published.units:
        return []
    units = published.units
    together = units.loc[units["kind"].isin(TOGETHER), "zone"].nunique()
    text = ngettext(
        "In {count} zone, kinds of place with too few places are shown together.",
        "In {count} zones, kinds of place with too few places are shown together.",
        together,
    )
    return [text.format(count=number(together))] if together else []
