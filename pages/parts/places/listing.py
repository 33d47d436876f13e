"""The list of places: its filters, its map and its table."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from data.geography.basemap import load_municipal_boundaries
from data.geography.municipalities import fold
from data.register.place_checks import PlaceStatus, status_on
from data.register.validation import Territories
from data.settings import settings
from data.vocabulary import PlaceKind
from pages.ui import colours
from pages.ui.address import Parameter, a_number, one_of
from pages.ui.cache import ledger, places, revision, services, source, state, today
from pages.ui.datatables import HEIGHT, SHOWN_ROWS, offer_files, table_files
from pages.ui.drawing import disc, show_entries
from pages.ui.filters import KINDS, SERVICES
from pages.ui.maps import Shape
from pages.ui.text import NO_VALUE, _, date_text, language, ngettext, number, term_of
from pages.ui.wording import municipality_name, swatch

ALL = "all"

SEARCH: Parameter[str] = Parameter("search", str, str, lambda: "")
STATUS = one_of("status", lambda: [ALL, *PlaceStatus], lambda: ALL)
PLACE = a_number("place")

FILTERS: tuple[Parameter[Any], ...] = (KINDS, SERVICES, SEARCH, STATUS)

VIEW: tuple[Parameter[Any], ...] = (*FILTERS, PLACE)
"""What the screen of places keeps in its view."""

SPOT_RADIUS = 7
"""Radius of a spot, in pixels."""


def status_label(status: str) -> str:
    """Return the words for whether a place is in use."""
    labels = {
        ALL: _("All"),
        PlaceStatus.ACTIVE: _("Active"),
        PlaceStatus.CLOSED: _("Closed"),
        PlaceStatus.FUTURE: _("Not open yet"),
    }
    return labels[status]


@st.cache_resource(max_entries=1, ttl="10m", show_spinner=False)
def territories() -> Territories:
    """Return where municipalities lie."""
    return Territories(load_municipal_boundaries(settings().var_dir))


@st.cache_data(max_entries=12, show_spinner=False)
def _all_rows(url: str, revision: int, language: str, day: date) -> pd.DataFrame:  # noqa: ARG001 - the key
    table = places()
    # As the overview and the map count: a place that was skipped was not visited.
    made = ledger()[ledger()["looked"]].groupby("place")["day"].agg(["size", "max"]).reindex(table.index)
    codes = services()["code"]
    return pd.DataFrame(
        {
            "label": table["label"],
            "kind": table["kind"].astype(str),
            "kind_label": [term_of(PlaceKind(str(kind))) for kind in table["kind"]],
            "service": table["service"].map(codes),
            "service_label": table["service"].map(services()["label"]),
            "municipality": [municipality_name(nis) for nis in table["municipality"]],
            "status": [
                status_on(_day(first), _day(last), day)
                for first, last in zip(table["active_from"], table["active_to"], strict=True)
            ],
            "target_days": table["target_days"],
            "visits": made["size"].fillna(0).astype(int),
            "last_visit": made["max"],
        },
        index=table.index,
    ).sort_values("label", key=lambda labels: labels.map(fold))


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, pd.Timestamp) else None


def all_rows() -> pd.DataFrame:
    """Return one row a place, by identifier, in the order of their labels."""
    return _all_rows(source(), revision(), language(), today())


def chosen_rows() -> pd.DataFrame:
    """Return the rows that search and filters leave."""
    rows = all_rows()
    keep = pd.Series(data=True, index=rows.index)
    if KINDS.value:
        keep &= rows["kind"].isin(KINDS.value)
    if SERVICES.value:
        keep &= rows["service"].isin(SERVICES.value)
    if STATUS.value != ALL:
        keep &= rows["status"] == STATUS.value
    wanted = fold(SEARCH.value)
    if wanted:
        keep &= (rows["label"] + " " + rows["municipality"]).map(fold).str.contains(wanted, regex=False)
    return rows[keep]


def choose_rows() -> None:
    """Draw search and filters, with one reset."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="filters"):
        st.text_input(
            _("Search by label or municipality"),
            key=SEARCH.key,
            icon=":material/search:",
            placeholder=_("Search by label or municipality"),
            label_visibility="collapsed",
            persist_state="session",
            width=280,
        )
        st.multiselect(
            _("Kinds of place"),
            list(PlaceKind),
            format_func=lambda kind: term_of(PlaceKind(kind)),
            key=KINDS.key,
            placeholder=_("All kinds of place"),
            label_visibility="collapsed",
            persist_state="session",
            width=260,
        )
        labels = services().set_index("code")["label"]
        st.multiselect(
            _("Services"),
            list(services()["code"]),
            format_func=lambda code: str(labels[code]),
            key=SERVICES.key,
            placeholder=_("All services"),
            label_visibility="collapsed",
            persist_state="session",
            width=220,
        )
        st.segmented_control(
            _("In use"),
            [ALL, *PlaceStatus],
            format_func=status_label,
            key=STATUS.key,
            required=True,
            wrap=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        if any(one.write(one.value) for one in FILTERS):
            st.button(
                _("Reset"),
                icon=":material/restart_alt:",
                type="tertiary",
                key="reset_places",
                on_click=_reset,
            )


def _reset() -> None:
    for parameter in FILTERS:
        st.session_state[parameter.key] = parameter.default()


def place_shapes(rows: pd.DataFrame, opened: int | None, *, dimmed: bool) -> list[Shape]:
    """
    Return the places on the map.

    Parameters
    ----------
    rows : DataFrame
        From `chosen_rows`.
    opened : int or None
        The place whose sheet is open, drawn with a thick outline.
    dimmed : bool
        Whether something is being drawn over them.

    Returns
    -------
    list of Shape
        Places without position are not among them; their code is their identifier.
    """
    mapped = rows[places().geometry.reindex(rows.index).notna()]
    return [
        Shape(
            str(place),
            geometry,
            (label, kind, status_label(status)),
            _style(status, is_opened=place == opened, dimmed=dimmed),
        )
        for place, geometry, label, kind, status in zip(
            mapped.index,
            places().geometry.reindex(mapped.index),
            mapped["label"],
            mapped["kind_label"],
            mapped["status"],
            strict=True,
        )
    ]


def _style(status: str, *, is_opened: bool, dimmed: bool) -> dict[str, object]:
    active = status == PlaceStatus.ACTIVE
    style: dict[str, object] = {
        "color": colours.ink() if active else colours.quiet(),
        "weight": 4 if is_opened else 1.5,
        "fillColor": colours.accent() if active else colours.paper(),
        "fillOpacity": (0.15 if dimmed else 0.7) if active else 0.3,
        "opacity": 0.4 if dimmed else 1,
        "radius": SPOT_RADIUS,
    }
    return style if active else {**style, "dashArray": "3 4"}


def show_list_legend(rows: pd.DataFrame) -> None:
    """Draw the legend of the map, and how many places it cannot show."""
    counts = rows["status"].value_counts()
    looks = {
        PlaceStatus.ACTIVE: f"background:{colours.accent()};border:1.5px solid {colours.ink()}",
        PlaceStatus.CLOSED: f"background:{colours.paper()};border:2px dashed {colours.quiet()}",
    }
    show_entries(
        [
            swatch(disc(SPOT_RADIUS, look), f"{status_label(status)} ({number(int(counts.get(status, 0)))})")
            for status, look in looks.items()
        ]
    )
    hidden = int(places().geometry.reindex(rows.index).isna().sum())
    if hidden:
        text = ngettext(
            "{count} place of private flats has no position and stands in the table only.",
            "{count} places of private flats have no position and stand in the table only.",
            hidden,
        )
        st.caption(text.format(count=number(hidden)))


def bounds_of(index: Collection[int]) -> Sequence[float] | None:
    """Return west, south, east and north of the places that the map shows first."""
    geometries = places().geometry.reindex(list(index))
    geometries = geometries[geometries.notna()]
    return None if geometries.empty else [float(side) for side in np.asarray(geometries.total_bounds)]


def show_list_table(rows: pd.DataFrame, open_row: Callable[[int], None]) -> None:
    """Draw the table; choosing a row opens its sheet."""
    labels = {
        "label": _("Place"),
        "kind_label": _("Kind"),
        "service_label": _("Service"),
        "municipality": _("Municipality"),
        "status_label": _("In use"),
        "target_days": _("Target (days)"),
        "visits": _("Visits"),
        "last_visit": _("Last visit"),
    }
    shown = rows.assign(
        status_label=[status_label(status) for status in rows["status"]],
        target_days=rows["target_days"].astype("Int64"),
    )
    shown = shown[list(labels)].rename(columns=labels)
    order = rows.index.tolist()

    def open_chosen() -> None:
        chosen = st.session_state["places_table"]["selection"]["rows"]
        if chosen:
            open_row(int(order[chosen[0]]))

    summary = ngettext("{count} place", "{count} places", len(rows)).format(count=number(len(rows)))
    st.dataframe(
        shown,
        hide_index=True,
        column_config={labels["last_visit"]: st.column_config.DateColumn(format="DD/MM/YYYY")},
        height=HEIGHT * (min(len(shown), SHOWN_ROWS) + 1) + 2,
        key="places_table",
        on_select=open_chosen,
        selection_mode="single-row",
        placeholder=NO_VALUE,
        alt=summary,
    )
    st.caption(summary)
    exact_from = state().exact_from
    if exact_from is not None and (rows["last_visit"] < pd.Timestamp(exact_from)).any():
        st.caption(
            _("Before {day}, the first of a month stands for any day of it.").format(
                day=date_text(exact_from)
            )
        )
    offer_files(table_files(shown, _("Places"), summary, key="places"), key="places")
