"""The people met: counted by sex with one tap each, and described further where somebody wants to."""

from collections import Counter
from collections.abc import Sequence
from enum import Enum

import streamlit as st

from data.recording.visit_drafts import Met
from data.vocabulary import Acquaintance, AgeBand, Nationality, Role, Sex
from pages.parts.record.taps import show_counter
from pages.ui.text import _, ngettext, number, term_of

SEXES = (Sex.FEMALE, Sex.MALE, Sex.TRANS, Sex.UNKNOWN)


def count_people(key: str, start: tuple[Met, ...]) -> tuple[Met, ...]:
    """
    Draw the people met.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : tuple of Met
        What it starts from.

    Returns
    -------
    tuple of Met
        Groups of people who are alike in all that is said of them.
    """
    groups: Counter[Met] = st.session_state.setdefault(f"{key}_groups", _groups(start))
    for sex in SEXES:
        st.session_state.setdefault(f"{key}_{sex}", 0)
        st.session_state[f"{key}_{sex}"] = sum(count for one, count in groups.items() if one.sex is sex)
        label = _("Not said") if sex is Sex.UNKNOWN else term_of(sex)
        show_counter(label, f"{key}_{sex}", change=_change)
    if groups.total():
        _describe(key, groups)
    return tuple(Met(*one.alike, count=count) for one, count in sorted(groups.items()) if count)


def _groups(met: tuple[Met, ...]) -> Counter[Met]:
    groups = Counter[Met]()
    for group in met:
        groups[Met(*group.alike)] += group.count
    return groups


def _change(key: str, difference: int) -> None:
    """Add or take away somebody of one sex; those of whom nothing more is said go first."""
    prefix, _underscore, word = key.rpartition("_")
    groups: Counter[Met] = st.session_state[f"{prefix}_groups"]
    plain = Met(Sex(word))
    if difference > 0:
        groups[plain] += difference
        return
    alike = sorted(one for one, count in groups.items() if one.sex is plain.sex and count)
    if alike:
        _drop(groups, plain if groups[plain] else alike[-1])


def _drop(groups: Counter[Met], one: Met) -> None:
    groups[one] -= 1
    if groups[one] <= 0:
        del groups[one]


def _describe(key: str, groups: Counter[Met]) -> None:
    """Draw what may be said of those who were counted; nobody has to."""
    plain = [sex for sex in SEXES if groups[Met(sex)]]
    told = sorted(one for one in groups if one != Met(one.sex))
    with st.expander(_("Say more about them"), icon=":material/tune:", key=f"{key}_more"):
        for position, one in enumerate(told):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"{number(groups[one])} × {description(one)}", width="stretch")
                st.button(
                    _("Take back"),
                    key=f"{key}_told_{position}",
                    type="tertiary",
                    on_click=_untell,
                    args=(key, one),
                )
        left = sum(groups[Met(sex)] for sex in plain)
        if not left:
            st.caption(_("Everybody is described."))
            return
        text = ngettext("{count} person is not described.", "{count} people are not described.", left)
        st.caption(text.format(count=number(left)))
        _choices(key, plain)


def _choices(key: str, plain: list[Sex]) -> None:
    if len(plain) > 1:
        _pills(_("Sex"), f"{key}_tell_sex", plain)
    _pills(_("Age"), f"{key}_tell_age", [band for band in AgeBand if band is not AgeBand.UNKNOWN])
    _pills(
        _("Nationality"),
        f"{key}_tell_nationality",
        [one for one in Nationality if one is not Nationality.UNKNOWN],
    )
    _pills(_("Met before?"), f"{key}_tell_known", [Acquaintance.FIRST, Acquaintance.KNOWN])
    _pills(_("Who"), f"{key}_tell_role", list(Role))
    chosen = plain[0] if len(plain) == 1 else st.session_state.get(f"{key}_tell_sex")
    st.button(
        _("Describe one person so"),
        icon=":material/person_add:",
        key=f"{key}_tell",
        width="stretch",
        disabled=chosen is None,
        on_click=_tell,
        args=(key, chosen),
    )


def _pills(label: str, key: str, words: Sequence[Enum]) -> None:
    st.pills(label, words, format_func=term_of, key=key)


def _tell(key: str, sex: Sex) -> None:
    state = st.session_state
    groups: Counter[Met] = state[f"{key}_groups"]
    one = Met(
        sex,
        state.get(f"{key}_tell_age") or AgeBand.UNKNOWN,
        state.get(f"{key}_tell_nationality") or Nationality.UNKNOWN,
        state.get(f"{key}_tell_known") or Acquaintance.UNKNOWN,
        state.get(f"{key}_tell_role") or Role.PERSON,
    )
    if groups[Met(sex)]:
        _drop(groups, Met(sex))
        groups[one] += 1


def _untell(key: str, one: Met) -> None:
    groups: Counter[Met] = st.session_state[f"{key}_groups"]
    if groups[one]:
        _drop(groups, one)
        groups[Met(one.sex)] += 1


def description(one: Met) -> str:
    """Return what is said of somebody, in words."""
    unknown = {AgeBand.UNKNOWN, Nationality.UNKNOWN, Acquaintance.UNKNOWN, Role.PERSON}
    words = (one.age_band, one.nationality, one.acquaintance, one.role)
    sex = _("Sex not said") if one.sex is Sex.UNKNOWN else term_of(one.sex)
    return " · ".join([sex, *(term_of(word) for word in words if word not in unknown)])
