"""Ways from a filter to a map: ours in three parts, DuckDB for the sums alone, and the plain way."""

import duckdb
import folium
import pandas as pd
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from benchmarks.drawing import HEXAGON_M, View
from data.settings import ROOT
from geo.measures import COUNTS, summarise
from geo.periods import Preset
from geo.selection import select
from pages.parts.map.view import LAYER, MEASURE, SIZE
from pages.ui.cache import ledger, places, services
from pages.ui.filters import BANDS, DAYS, END, HOURS, KINDS, PERIOD, SERVICES, START

MARKERS = 5000
"""Most markers that the plain way draws; beyond that it takes minutes and browsers give up."""


def sum_up(view: View) -> pd.DataFrame:
    """Filter and sum by place, nothing else."""
    return summarise(select(ledger(), view.selection), "place")


class Page:
    """The whole map screen, from the click to the last table, as the server runs it."""

    def __init__(self) -> None:
        self._app = AppTest.from_file(str(ROOT / "pages" / "ui" / "shell.py"), default_timeout=60).run()
        self._app.switch_page("../map.py").run()

    def draw(self, view: View) -> None:
        """
        Set all controls and run the screen.

        Raises
        ------
        RuntimeError
            If the screen shows an error.
        """
        wanted = view.selection
        codes = services()["code"]
        controls = {
            PERIOD.key: Preset.CUSTOM,
            START.key: wanted.start,
            END.key: wanted.end,
            KINDS.key: sorted(wanted.kinds),
            SERVICES.key: [codes[service] for service in wanted.services],
            DAYS.key: [str(day) for day in wanted.weekdays],
            HOURS.key: [band.name.lower() for band in BANDS if band in wanted.bands],
            MEASURE.key: view.measure,
            LAYER.key: view.layer,
            SIZE.key: str(HEXAGON_M),
        }
        for key, value in controls.items():
            self._app.session_state[key] = value
        self._app.run()
        if self._app.exception:
            raise RuntimeError(self._app.exception[0].message)


class Duck:
    """The same filter and the same sums over the same rows in DuckDB, in memory."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        visits = ledger().assign(kind=ledger()["kind"].astype(str)).drop(columns="outcome")
        self._connection.register("frame", visits)
        self._connection.execute("CREATE TABLE visits AS SELECT * FROM frame")

    def sum_up(self, view: View) -> list[tuple[object, ...]]:
        """Return place, contacts, and all other columns of a summary."""
        wanted = view.selection
        conditions, values = ["day BETWEEN ? AND ?"], [wanted.start, wanted.end]
        for column in ("kind", "service", "weekday", "band"):
            chosen = getattr(wanted, f"{column}s")
            if chosen:
                conditions.append(f"{column} IN ({', '.join('?' * len(chosen))})")
                values.extend(chosen)
        sums = ", ".join(f"sum({column})" for column in COUNTS)
        query = (
            f"SELECT place, {sums}, count(*), count(*) FILTER (looked), "  # noqa: S608 - names of ours
            "sum(minutes) FILTER (minutes > 0), count(*) FILTER (minutes > 0), "
            "sum(contacts) FILTER (minutes > 0), sum(contacts * contacts / minutes) FILTER (minutes > 0) "
            f"FROM visits WHERE {' AND '.join(conditions)} GROUP BY place"
        )
        rows: list[tuple[object, ...]] = self._connection.execute(query, values).fetchall()
        return rows


class Plain:
    """One frame with a row for each contact, a mask for each filter, a marker for each row."""

    def __init__(self, engine: Engine) -> None:
        query = text("SELECT visit_id AS visit, acquaintance, count FROM contact")
        with engine.connect() as connection:
            contacts = pd.read_sql_query(query, connection)
        columns = ["visit", "place", "kind", "service", "day", "weekday", "band"]
        rows = contacts.merge(ledger()[columns].astype({"kind": str}), on="visit")
        spots = places().geometry.representative_point()
        where = pd.DataFrame({"latitude": spots.y, "longitude": spots.x})
        self.rows = rows.merge(where, left_on="place", right_index=True)

    def draw(self, view: View) -> str:
        """Filter all rows, sum them by place, and draw a page with a marker each."""
        wanted, rows = view.selection, self.rows
        inside = (rows["day"] >= pd.Timestamp(wanted.start)) & (rows["day"] <= pd.Timestamp(wanted.end))
        for column in ("kind", "service", "weekday", "band"):
            chosen = getattr(wanted, f"{column}s")
            if chosen:
                inside &= rows[column].isin(list(chosen))
        found = rows[inside]
        sums = found.groupby("place")["count"].sum()
        page = folium.Map(location=(50.49, 4.42), zoom_start=10)
        marked = found.dropna(subset=["latitude"]).head(MARKERS)
        tips = marked["place"].map(sums).astype(str)
        for spot in zip(marked["latitude"], marked["longitude"], tips, strict=True):
            folium.Marker(spot[:2], tooltip=spot[2]).add_to(page)
        return str(page.get_root().render())
