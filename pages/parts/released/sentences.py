"""The overview: what a release says, in a few sentences made of its own figures."""

from collections.abc import Iterator, Sequence

import pandas as pd
import streamlit as st

from geo.cubes import BASES_OF_A_RATIO, SPACES
from geo.measures import Measure
from geo.publication.families import SEVERAL, TOGETHER
from geo.released import ratio
from pages.parts.released.charts import draw_hours, draw_line, points_of
from pages.parts.released.figures import cube_of, effort_cube, figures, periods_of
from pages.parts.released.opening import is_public, published, release
from pages.parts.released.over_time import AXIS, two_years
from pages.parts.released.wording import count_text, figure_text, name_of_group, zero_text
from pages.ui.release_words import measure_name
from pages.ui.text import _, as_plain, date_text, number, percent

TREND_QUARTERS = 16
"""Quarters that the small trend goes back."""

HEIGHT = 170
"""Height of the small trend, in pixels."""


def show_sentences() -> None:
    """Draw what the last whole year says, one sentence a line."""
    years = periods_of(effort_cube(), "year")
    if not years:
        st.info(_("This release holds no whole year yet."), icon=":material/schedule:")
        return
    with st.container(border=True, gap="small"):
        for sentence in sentences(years[-1]):
            st.markdown(sentence)


def sentences(year: str) -> Iterator[str]:
    """
    Yield what a year says.

    Parameters
    ----------
    year : str
        A whole year of the release.

    Yields
    ------
    str
        A sentence, translated, as Markdown.
    """
    now = figures(effort_cube(), (), {"year": [year]}).iloc[0]
    yield "#### " + _("In {year}, the teams made {contacts} contacts in {hours} hours of outreach.").format(
        year=year,
        contacts=figure_text(now, Measure.CONTACTS),
        hours=figure_text(now, Measure.HOURS),
    )
    yield from _rate_in_words()
    share = ratio(pd.Series([now["first_contacts"]]), pd.Series([now["contacts"]]), published().base).iloc[0]
    if pd.notna(share):
        yield _("**{share}** of the contacts were with somebody met for the first time.").format(
            share=percent(share)
        )
    yield from _largest(("kind", "family", "arrondissement"), Measure.CONTACTS, year)
    yield from _largest(("nature",), Measure.INTERVENTIONS, year)


def _largest(splits: Sequence[str], measure: Measure, year: str) -> Iterator[str]:
    """Yield which two groups a year counts most of, by the first split that tells them apart."""
    least = BASES_OF_A_RATIO * published().base
    messages = {
        Measure.CONTACTS: _("Most contacts: {first} ({most}), then {second} ({next_most})."),
        Measure.INTERVENTIONS: _("Most interventions: {first} ({most}), then {second} ({next_most})."),
    }
    for split in splits:
        table = figures(cube_of(split, measure), [split], {"year": [year]})
        two = table[measure].nlargest(2)
        # Several kinds together are no answer to "which kind".
        mixed = {"kind": TOGETHER, "family": (SEVERAL,)}.get(split, ())
        if two.index.isin(mixed).any() or len(two) == 1 or two.iloc[-1] < least:
            continue
        (first, most), (second, next_most) = two.items()
        yield messages[measure].format(
            first=_within_a_sentence(split, str(first)),
            most=count_text(most),
            second=_within_a_sentence(split, str(second)),
            next_most=count_text(next_most),
        )
        return


def _within_a_sentence(split: str, code: str) -> str:
    """Return the name of a group as it stands within a sentence: the words of lists in small letters."""
    name = name_of_group(split, code)
    return as_plain(name if split in SPACES else name.lower())


def _rate_in_words() -> Iterator[str]:
    """Yield the contacts per hour of the last whole year, against the year before."""
    rate = Measure.CONTACTS_PER_HOUR
    table = two_years(effort_cube(), rate, {})
    now = table.iloc[-1]
    if pd.isna(now[rate]):
        return
    messages = {
        1: _("That is **{rate} contacts per hour**, more than in {year} ({before})."),
        -1: _("That is **{rate} contacts per hour**, fewer than in {year} ({before})."),
        0: _("That is **{rate} contacts per hour**, about as many as in {year} ({before})."),
    }
    alone = _("That is **{rate} contacts per hour**.")
    message = alone if pd.isna(now["direction"]) else messages[int(now["direction"])]
    yield message.format(
        rate=figure_text(now, rate), year=table.index[0], before=figure_text(table.iloc[0], rate)
    )


def show_small_trend() -> None:
    """Draw the contacts and hours of the last years by quarter."""
    st.subheader(_("Contacts by quarter"), anchor=False)
    cube = effort_cube()
    quarters = periods_of(cube, "quarter")[-TREND_QUARTERS:]
    table = figures(cube, ["quarter"], {"quarter": quarters})
    points = points_of(table, Measure.CONTACTS)
    with st.container(gap=None):
        st.altair_chart(draw_line(points, Measure.CONTACTS, HEIGHT), alt=measure_name(Measure.CONTACTS))
        st.altair_chart(draw_hours(points, HEIGHT // 3 + AXIS), alt=measure_name(Measure.HOURS))


def show_reading() -> None:
    """Draw what the figures cover, and how to read them."""
    manifest, base = release().manifest, published().base
    st.subheader(_("What this covers"), anchor=False)
    st.markdown(
        _("Outreach from {first} to {last}, published on {day}.").format(
            first=date_text(manifest.first),
            last=date_text(manifest.through),
            day=date_text(manifest.made_at.date()),
        )
    )
    st.markdown(
        _("By area and quarter.")
        if is_public()
        else _("By zone and month; people by arrondissement and year.")
    )
    st.subheader(_("How to read it"), anchor=False)
    st.markdown(
        _("Every count is a multiple of {base}. **{zero}** stands for nobody or a few.").format(
            base=number(base), zero=zero_text()
        )
    )
    st.markdown(_("A contact is a meeting, not a person: somebody met five times counts five times."))
    st.page_link("purpose.py", label=_("What these figures are and are not"), icon=":material/info:")
