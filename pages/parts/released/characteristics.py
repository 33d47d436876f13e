"""The people screen: one characteristic at a time, by year, never with a zone."""

from typing import Any

import pandas as pd
import streamlit as st

from data import vocabulary as v
from geo.cubes import FACES
from geo.measures import Measure
from geo.released import ratio
from pages.parts.released.charts import draw_bars
from pages.parts.released.figures import EVERYWHERE, figures, periods_of, territories_of, within
from pages.parts.released.opening import is_public, published
from pages.parts.released.over_time import territory_label
from pages.parts.released.wording import count_text, figure_text, figure_values, name_of_group, zero_text
from pages.ui.address import Parameter, one_of
from pages.ui.datatables import show_table
from pages.ui.release_words import measure_name
from pages.ui.text import _, labelled, number, percent

_ORDER = {
    "sex": tuple(one.value for one in v.Sex),
    "age": tuple(one.value for one in v.AgeBand),
    "nationality": tuple(one.value for one in v.Nationality),
}


def _years() -> list[str]:
    return list(reversed(periods_of(FACES[0], "year")))


def _arrondissements() -> list[str]:
    return [EVERYWHERE] if is_public() else territories_of("arrondissement")


FACE = one_of("face", lambda: FACES, lambda: FACES[0])
YEAR = one_of("year", _years, lambda: next(iter(_years()), ""))
WHERE = one_of("arrondissement", _arrondissements, lambda: EVERYWHERE)

VIEW: tuple[Parameter[Any], ...] = (FACE, YEAR, WHERE)
"""What the people screen keeps in its view."""


def face_label(face: str) -> str:
    """Return the name of a characteristic."""
    return {"sex": _("Sex"), "age": _("Age"), "nationality": _("Nationality")}[face]


def choose_face() -> None:
    """Draw the choices: which characteristic, which year, and where."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="view"):
        st.segmented_control(
            _("Characteristic"),
            FACES,
            format_func=face_label,
            key=FACE.key,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        st.selectbox(
            _("Year"),
            _years(),
            key=YEAR.key,
            persist_state="session",
            label_visibility="collapsed",
            width=110,
        )
        if not is_public():
            st.selectbox(
                _("Where"),
                _arrondissements(),
                format_func=territory_label,
                key=WHERE.key,
                persist_state="session",
                label_visibility="collapsed",
                width=280,
            )


def show_people() -> None:
    """Draw sentence, bars and table of the characteristic."""
    face, year = FACE.value, YEAR.value
    if not year:
        st.info(_("This release holds no whole year yet."), icon=":material/schedule:")
        return
    table = figures(face, [face, "year"], within(WHERE.value))
    table = table.reindex([code for code in _ORDER[face] if code in table.index.unique(0)], level=0)
    now = table.xs(year, level="year")
    total = figures(face, (), within(WHERE.value) | {"year": [year]}).iloc[0]
    # The same denominator for each row, so that the shares of a year add up.
    shares = ratio(now["contacts"], pd.Series(total["contacts"], index=now.index), published().base)
    sentence = labelled(
        _("Contacts in {year}").format(year=year), count_text(total["contacts"], int(total["parts"]))
    )
    st.markdown(f"**{sentence}**")
    bars = pd.DataFrame(
        {
            "name": [name_of_group(face, str(code)) for code in now.index],
            "figure": now["contacts"].to_numpy(),
            "told": [
                _share_text(row["contacts"], int(row["parts"]), share)
                for (_code, row), share in zip(now.iterrows(), shares, strict=True)
            ],
        }
    )
    st.altair_chart(draw_bars(bars, measure_name(Measure.CONTACTS), list(bars["name"])), alt=sentence)
    st.caption(
        _("One person met five times counts five times. A zero is written “{zero}”.").format(
            zero=zero_text(int(now["parts"].max()))
        )
    )
    _show_years(table, face, sentence)


def _share_text(contacts: float, parts: int, share: float) -> str:
    """Return a count with its share of all; a zero, and a share of too few, is told without one."""
    text = count_text(contacts, parts)
    return text if contacts == 0 or pd.isna(share) else f"{text} ({percent(share)})"


def _show_years(table: pd.DataFrame, face: str, sentence: str) -> None:
    st.subheader(_("Year by year"), anchor=False)
    rows = [
        {"year": year}
        | {
            str(code): figure_text(row, Measure.CONTACTS)
            for code, row in table.xs(year, level="year").iterrows()
        }
        for year in _years()
    ]
    columns = {"year": _("Year")} | {
        str(code): name_of_group(face, str(code)) for code in table.index.unique(0)
    }
    show_table(
        pd.DataFrame(rows),
        columns,
        key="years",
        summary=sentence,
        name=f"maraude_{face_label(face)}",
        figures={
            str(code): figure_values(table.loc[code].loc[_years()], Measure.CONTACTS)
            for code in table.index.unique(0)
        },
    )
    st.caption(
        _("Rows are rounded one by one: every figure is a multiple of {base}.").format(
            base=number(published().base)
        )
    )
