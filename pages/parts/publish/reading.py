"""What a release will show, read aloud: a few sentences, as somebody who opens it would sum it up."""

import pandas as pd
import streamlit as st

from geo.cubes import BASES_OF_A_RATIO
from geo.release_reading import Reading, read_release
from geo.released import Published
from pages.ui.release_words import (
    count_text,
    kind_name,
    period_name,
    territory_name,
    unit_text,
    zero_text,
)
from pages.ui.text import _, as_plain, ngettext, number, percent


def show_reading(published: Published) -> None:
    """Draw what a release shows, in sentences."""
    st.markdown("\n".join(f"- {line}" for line in sentences(published)))


def sentences(published: Published) -> list[str]:
    """
    Return what a release shows, as Markdown.

    Parameters
    ----------
    published : Published
        The release.

    Returns
    -------
    list of str
        Four to six sentences; every figure is one that its readers can see or add up.
    """
    reading = read_release(published)
    presence = _(
        "Presence is not hidden: a figure above zero says that somebody was met there. {zero} stands for "
        "nobody, or for a few."
    )
    return [
        _totals(published, reading),
        *_years(published, reading),
        *_largest_of_a_year(published, reading),
        _largest_figure(published, reading),
        _people_and_kinds(reading),
        presence.format(zero=zero_text(published.base)),
    ]


def _totals(published: Published, reading: Reading) -> str:
    words = {
        str(measure): count_text(int(value), published.base) for measure, value in reading.totals.items()
    }
    return _(
        "From {first} to {last} it shows {contacts} contacts, {first_contacts} of them first contacts, in "
        "{visits} visits and {hours} hours of outreach."
    ).format(first=period_name(reading.first), last=period_name(reading.last), **words)


def _years(published: Published, reading: Reading) -> list[str]:
    if len(reading.years) < 2:  # noqa: PLR2004 - one year compares with none
        return []
    (before, then), (year, now) = list(reading.years.tail(2).items())
    return [
        _("In {year} there were {now} contacts, after {then} in {before}.").format(
            year=year,
            now=count_text(now, published.base),
            before=before,
            then=count_text(then, published.base),
        )
    ]


def _largest_of_a_year(published: Published, reading: Reading) -> list[str]:
    peak = reading.peak_of_a_year
    if peak is None or peak.contacts == 0:
        return []
    text = (
        ngettext("It shows {count} zone.", "It tells {count} zones apart.", reading.territories)
        if reading.level == "zone"
        else ngettext("It shows {count} area.", "It tells {count} areas apart.", reading.territories)
    )
    everything = int(reading.years[peak.period])
    largest = _("The largest in {year} is **{name}**, with {contacts} contacts").format(
        year=peak.period,
        name=as_plain(territory_name(published, reading.level, peak.place)),
        contacts=number(peak.contacts),
    )
    share = _share(peak.contacts, everything, published.base)
    return [f"{text.format(count=number(reading.territories))} {largest}{share}."]


def _share(part: int, everything: int, base: int) -> str:
    if everything < BASES_OF_A_RATIO * base:
        return ""
    return _(", {share} of all").format(share=percent(part / everything))


def _largest_figure(published: Published, reading: Reading) -> str:
    peak = reading.peak
    return _("The largest single figure is {contacts} contacts: **{where}**, {when}.").format(
        contacts=count_text(peak.contacts, published.base),
        where=as_plain(unit_text(published, peak.place)),
        when=period_name(peak.period),
    )


def _people_and_kinds(reading: Reading) -> str:
    if reading.level == "area":
        return _(
            "Kinds of place, services, and the sex, age and nationality of people are told for all areas "
            "together, never for one."
        )
    people = _("Sex, age and nationality are told by arrondissement and year, never by zone.")
    if reading.alone.empty:
        none = _("No kind of place is shown by itself.")
        return f"{none} {people}"
    kinds = _("Kinds of place shown by themselves: {kinds}; the others stand together.").format(
        kinds=_kinds(reading.alone)
    )
    return f"{kinds} {people}"


def _kinds(alone: "pd.Series[int]") -> str:
    texts = []
    for kind, zones in alone.items():
        text = ngettext("{kind} in {count} zone", "{kind} in {count} zones", int(zones))
        texts.append(text.format(kind=kind_name(str(kind)).lower(), count=number(int(zones))))
    return ", ".join(texts)
