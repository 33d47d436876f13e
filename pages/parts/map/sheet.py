"""The sheet of one place: when it was last visited, what was met there, and when."""

from dataclasses import replace
from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from data.vocabulary import HourBand, Outcome, PlaceKind
from geo.comparison import compare_rates
from geo.figures import describe
from geo.measures import Measure, Presence, summarise
from geo.periods import months_before, previous_period
from geo.profiles import outcomes, week_profile
from geo.selection import Selection, select
from geo.series import Step, series
from geo.visit_coverage import visit_coverage
from pages.ui import colours
from pages.ui.cache import ledger, places, services, state, today
from pages.ui.text import (
    _,
    as_plain,
    date_text,
    month_text,
    ngettext,
    number,
    percent,
    term_of,
    weekday_names,
)
from pages.ui.wording import change_label, coverage_label, presence_label, value_text

RECENT_DAYS = 30

TREND_MONTHS = 36
"""Months over which the sheet draws the trend, in quarters."""

BANDS = [band for band in HourBand if band is not HourBand.UNKNOWN]


def show_sheet(place: int, selection: Selection) -> None:
    """
    Draw the sheet of a place.

    Parameters
    ----------
    place : int
        A place of the register.
    selection : Selection
        The period and the times of day of rate, profile and outcomes.
    """
    table = places()
    row = table.loc[place]
    service = str(services()["label"].loc[row["service"]])
    visits = ledger()[ledger()["place"] == place]
    shown = select(visits, replace(selection, kinds=frozenset(), services=frozenset()))
    with st.container(border=True):
        st.subheader(as_plain(str(row["label"])), anchor=False)
        st.caption(f"{term_of(PlaceKind(str(row['kind'])))} · {as_plain(service)}")
        if row["invented"]:
            st.caption(_("The position of this place is invented or approximate."))
        _last_visit(place, visits)
        _rate(place, selection)
        _trend(visits)
        _profile(shown)
        _outcomes(shown)


def _last_visit(place: int, visits: pd.DataFrame) -> None:
    now = today()
    coverage = visit_coverage(places().loc[[place]], visits, now)
    looked = visits[visits["looked"]]
    last = None if looked.empty else looked["day"].max().date()
    recent = int((looked["day"] > pd.Timestamp(now - timedelta(days=RECENT_DAYS))).sum())
    st.markdown("**{title}**".format(title=_("Last visit")))
    st.markdown(_("Never") if last is None else _last_text(last, now))
    st.caption(
        ngettext("{count} visit in the last 30 days", "{count} visits in the last 30 days", recent).format(
            count=number(recent)
        )
    )
    if place in coverage.index:
        target = coverage["target_days"].astype(float).loc[place]
        text = coverage_label(str(coverage["status"].loc[place]))
        if target > 0:
            goal = ngettext("one visit every {count} day", "one visit every {count} days", int(target))
            text = f"{text} ({goal.format(count=number(target))})"
        st.caption(text)
    else:
        st.caption(_("This place is closed."))


def _last_text(last: date, now: date) -> str:
    exact_from = state().exact_from
    if exact_from is not None and last < exact_from:
        return month_text(last)
    return f"{date_text(last)} ({_days_ago((now - last).days)})"


def _days_ago(days: int) -> str:
    return ngettext("{count} day ago", "{count} days ago", days).format(count=number(days))


def _rate(place: int, selection: Selection) -> None:
    # The places of a kind share how much visits vary: alone, a place would not have the interval of the map.
    kinds = places()["kind"]
    kinds = kinds[(kinds != PlaceKind.OFFICE) | (kinds.index == place)]
    start, end = previous_period(selection.start, selection.end)
    now, before = (
        _by_place(period, kinds.index) for period in (selection, replace(selection, start=start, end=end))
    )
    figures = describe(now, Measure.CONTACTS_PER_HOUR, kinds)
    st.markdown("**{title}**".format(title=_("Contacts per hour of outreach")))
    st.markdown(value_text(figures.loc[[place]].iloc[0], Measure.CONTACTS_PER_HOUR))
    change = compare_rates(before, now, kinds).loc[[place]].iloc[0]
    st.caption(
        _("Compared with the period just before: {change}").format(
            change=change_label(change["change"]).lower()
        )
    )


def _by_place(selection: Selection, index: pd.Index) -> pd.DataFrame:
    """Return what was done and met at each place, whatever kinds and services are chosen."""
    visits = select(ledger(), replace(selection, kinds=frozenset(), services=frozenset()))
    return summarise(visits, "place", index)


def _trend(visits: pd.DataFrame) -> None:
    """Draw the rate by quarter; a quarter in which nobody looked is a gap."""
    now = today()
    start = months_before(now.replace(day=1), TREND_MONTHS)
    by_quarter = series(
        visits[visits["day"] >= pd.Timestamp(start)], start, now - timedelta(days=1), Step.QUARTER
    ).reset_index()
    rates = by_quarter[["period", "contacts_per_hour", "low", "high"]].assign(
        quarter=[month_text(period) for period in by_quarter["period"]],
        text=[number(rate, 2) for rate in by_quarter["contacts_per_hour"]],
    )
    if rates["contacts_per_hour"].isna().all():
        return
    base = alt.Chart(rates).encode(
        x=alt.X("period:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
    )
    band = base.mark_area(opacity=0.2, color=colours.accent()).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(color=colours.accent(), point={"color": colours.accent()}).encode(
        y=alt.Y("contacts_per_hour:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(tickCount=3)),
        tooltip=[
            alt.Tooltip("quarter:N", title=_("Quarter from")),
            alt.Tooltip("text:N", title=_("Contacts per hour of outreach")),
        ],
    )
    st.altair_chart(
        alt.layer(band, line).properties(height=90),
        alt=_("Contacts per hour by quarter, with the 95 % interval"),
        key="sheet_trend",
    )


def _band_name(band: HourBand) -> str:
    return term_of(band).split(",")[0]


def _profile(shown: pd.DataFrame) -> None:
    """Draw day by hour band; a cross where nobody looked."""
    profile = week_profile(shown, [band.value for band in BANDS]).reset_index()
    names = weekday_names("wide")
    cells = pd.DataFrame(
        {
            "day": [names[day] for day in profile["weekday"]],
            "band": [_band_name(HourBand(band)) for band in profile["band"]],
            "rate": profile["contacts_per_hour"],
            "text": [number(rate, 2) for rate in profile["contacts_per_hour"]],
            "looked": profile["presence"] != Presence.NOT_LOOKED,
            "known": [presence_label(word) for word in profile["presence"]],
        }
    )
    base = alt.Chart(cells).encode(
        x=alt.X(
            "day:N", sort=names, title=None, axis=alt.Axis(labelExpr="slice(datum.label, 0, 2)", labelAngle=0)
        ),
        y=alt.Y("band:N", sort=[_band_name(band) for band in BANDS], title=None),
        tooltip=[
            alt.Tooltip("day:N", title=_("Day")),
            alt.Tooltip("band:N", title=_("Time of day")),
            alt.Tooltip("known:N", title=_("What is known")),
            alt.Tooltip("text:N", title=_("Contacts per hour of outreach")),
        ],
    )
    seen = base.transform_filter("datum.looked").mark_rect(
        cornerRadius=3, stroke=colours.ink(), strokeWidth=0.4
    )
    unseen = base.transform_filter("!datum.looked").mark_text(text="×", color=colours.quiet())
    ramp = alt.Scale(range=[colours.paper(), *colours.ramp(5)], domainMin=0)
    st.markdown("**" + _("When people are met") + "**")
    st.altair_chart(
        alt.layer(seen.encode(color=alt.Color("rate:Q", scale=ramp, legend=None)), unseen).properties(
            height=130
        ),
        alt=_("Contacts per hour by day of the week and time of day; a cross where nobody looked"),
        key="sheet_profile",
    )
    st.caption(_("The stronger the colour, the more people per hour; a cross where nobody looked."))
    if (shown["weekday"] < 0).any():
        st.caption(_("Visits whose day is kept by month only are left out here."))


def _outcomes(shown: pd.DataFrame) -> None:
    table = outcomes(shown)
    parts = [
        f"{term_of(Outcome(str(word)))} {percent(share)}"
        for word, share in table["share"].items()
        if share > 0
    ]
    st.markdown("**" + _("How visits ended") + "**")
    st.caption(" · ".join(parts) if parts else _("No visit in this period."))
