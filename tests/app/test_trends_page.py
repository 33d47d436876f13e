"""The trends screen: charts over time, the report's tables, and the files."""

import io
import re
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from streamlit.testing.v1 import AppTest

from data.export import Cover, to_geopackage
from data.settings import settings
from data.workbook import HEADER_ROW, MISSING
from geo.measures import Measure
from geo.selection import Selection
from pages.parts.trends import view as trends_view
from pages.parts.trends.choices import Grouping
from pages.parts.trends.report import measured_places
from pages.ui import datatables
from pages.ui.datatables import csv_maker, xlsx_maker
from tests.app.conftest import OpenScreen, for_the_team

JOINED = """
    FROM contact
    JOIN visit ON visit.id = contact.visit_id
    JOIN place ON place.id = visit.place_id
    JOIN round ON round.id = visit.round_id AND round.status = 'done'
"""


def ask(register: Path, query: str) -> int:
    """Return the one number that a query gives."""
    with create_engine(f"sqlite:///{register}").connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def contacts(register: Path, where: str) -> int:
    """Contacts by plain SQL."""
    return ask(register, f"SELECT COALESCE(SUM(contact.count), 0) {JOINED} WHERE {where}")


def alts(app: AppTest) -> list[str]:
    """What screen readers say of the charts."""
    return [str(chart.proto.alt) for chart in app.get("vega_lite_chart")]


def metrics(app: AppTest) -> dict[str, str]:
    """The figures of the report by name."""
    return {one.label: one.value for one in app.metric}


def plain(number: str) -> int:
    """A number on screen as a number."""
    return int("".join(sign for sign in number if sign.isdigit()))


# Over time

SELECTIONS = [
    ({}, "1 = 1"),
    ({"span": "period", "period": "last_year"}, "visit.day BETWEEN '2019-01-01' AND '2019-12-31'"),
    ({"kinds": "street", "step": "quarter"}, "place.kind = 'street'"),
    (
        {"services": "genappe", "step": "year"},
        "round.service_id = (SELECT id FROM service WHERE code = 'genappe')",
    ),
    (
        {"span": "period", "period": "custom", "from": "2014-06-01", "to": "2015-05-31", "kinds": "bar"},
        "visit.day BETWEEN '2014-06-01' AND '2015-05-31' AND place.kind = 'bar'",
    ),
]


@pytest.mark.parametrize(("address", "where"), SELECTIONS)
@pytest.mark.parametrize("by", ["all", "kind", "service"])
def test_the_table_agrees_with_the_database(
    shared_demo: Path, open_screen: OpenScreen, address: dict[str, str], where: str, by: str
) -> None:
    """Every filter, span, step and split adds up to what plain SQL counts."""
    app = open_screen("trends", measure="contacts", by=by, **address)
    assert app.dataframe[0].value["Contacts"].sum() == contacts(shared_demo, where)


def test_areas_add_up_too(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Every place of the demo lies in an area, private flats by their municipality."""
    app = open_screen("trends", measure="contacts", by="area", step="year")
    assert app.dataframe[0].value["Contacts"].sum() == contacts(shared_demo, "1 = 1")


def test_one_month_is_that_month(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A row of the table is a month of the register, in contacts and in hours."""
    app = open_screen("trends", measure="contacts")
    row = app.dataframe[0].value.set_index("Period").loc["December 2014"]
    assert row["Contacts"] == contacts(shared_demo, "visit.day BETWEEN '2014-12-01' AND '2014-12-31'")
    minutes = ask(
        shared_demo,
        "SELECT SUM(minutes) FROM visit JOIN round ON round.id = round_id WHERE round.status = 'done' "
        "AND outcome <> 'skipped' AND visit.day BETWEEN '2014-12-01' AND '2014-12-31'",
    )
    assert row["Hours of outreach"] == pytest.approx(minutes / 60, rel=1e-6)


def test_months_without_effort_are_gaps(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A kind of place that was not visited yet has no value, never a zero."""
    frame = open_screen("trends", by="kind").dataframe[0].value
    early = frame[(frame["Group"] == "Médibus stop") & frame["Period"].str.endswith("2012")]
    assert len(early) == 12
    assert early["Contacts per hour of outreach"].isna().all()
    assert (early["What is known"] == "Not looked").all()


def test_the_first_sight_is_one_chart_with_its_rules(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Rules, line and effort, each with a text for who cannot see it, and a sentence."""
    app = open_screen("trends")
    rules, line, effort = alts(app)
    assert rules.startswith("Regulations in force")
    assert line.startswith("Contacts per hour of outreach over time")
    assert effort.startswith("Hours of outreach over time")
    assert any("hours of outreach," in one.value for one in app.markdown)


@pytest.mark.usefixtures("shared_demo")
def test_the_sentence_can_be_divided(open_screen: OpenScreen) -> None:
    """Where some visits lack their hours, it says how many contacts the rate counts."""
    app = open_screen("trends", period="last_year")
    sentence = next(one.value for one in app.markdown if "hours of outreach" in one.value).replace("\\", "")
    found = re.search(r"in ([\d,]+) h", sentence)
    rate = re.search(r"outreach, ([\d.]+)", sentence)
    counted = re.search(r"counts the ([\d,]+) of visits", sentence)
    assert found
    assert rate
    assert counted
    hours = float(found[1].replace(",", ""))
    assert float(counted[1].replace(",", "")) / hours == pytest.approx(float(rate[1]), rel=0.01)


def test_many_groups_fold_away(demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first groups are drawn; the table holds them all."""
    monkeypatch.setattr(trends_view, "MOST_CHARTS", 3)
    app = open_screen("trends", by="area")
    groups = app.dataframe[0].value["Group"].nunique()
    assert groups > 3
    assert len(alts(app)) == 2 * 3
    assert any(one.label == f"{groups - 3} more" for one in app.expander)


@pytest.mark.parametrize("measure", [Measure.CONTACTS_PER_HOUR, Measure.HOURS, Measure.INTERVENTIONS_LEGAL])
def test_every_kind_of_measure_can_be_drawn(
    shared_demo: Path, open_screen: OpenScreen, measure: Measure
) -> None:
    """Rates, hours and counts give charts and a table; only the rate has an interval."""
    app = open_screen("trends", measure=measure.value, by="kind", step="year")
    assert ("at least" in app.dataframe[0].value) is measure.is_rate
    assert alts(app)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("view", ["time", "report"])
def test_every_language(shared_demo: Path, open_screen: OpenScreen, language: str, view: str) -> None:
    """The screen opens in each language of the product."""
    app = open_screen("trends", language, view=view)
    assert app.title[0].value
    assert app.dataframe


@pytest.mark.parametrize("view", ["time", "report"])
def test_an_empty_register_says_what_to_do(empty: Path, open_screen: OpenScreen, view: str) -> None:
    """No chart, no table, no error."""
    app = open_screen("trends", view=view)
    assert not app.dataframe
    assert not alts(app)
    assert any("Import a register" in one.value for one in app.markdown)


def test_a_selection_without_visits_says_so(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Filters that nothing matches give a sentence, not an empty chart."""
    app = open_screen("trends", services="genappe", kinds="street")
    assert any("No visit matches" in one.value for one in app.markdown)


def test_a_link_reopens_the_view(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Measure, split, step and span come back from the address, and go into it when chosen."""
    # AppTest asks for the labels of options outside the session, where the language is the default one.
    app = open_screen("trends", "fr", by="kind", step="quarter", span="period", period="last_year")
    assert app.session_state["by"] == Grouping.KIND
    assert app.dataframe[0].value.iloc[:, 0].nunique() == 4
    next(one for one in app.selectbox if one.key == "step").set_value("year").run()
    assert app.query_params["step"] == "year"


def test_nonsense_in_the_address_is_ignored(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A broken link opens the screen as it is by default."""
    app = open_screen("trends", by="moon", step="'", span="", measure="<b>", report="1850", chapter="99")
    assert app.session_state["by"] == Grouping.ALL
    app = open_screen("trends", season="maybe", levels="1", compared="-1,,<b>")
    assert (app.session_state["season"], app.session_state["levels"]) == (False, True)
    assert app.session_state["compared"] == []


# The level of a line


def labels_of(app: AppTest) -> set[str]:
    """The switches beneath the charts."""
    return {one.label for one in app.toggle}


def test_months_in_which_the_level_changed_are_marked(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The month of the ban is found without knowing it, in a table too, with what it is not."""
    app = open_screen("trends")
    changes = app.dataframe[1].value
    assert changes["From this month on"].tolist()[0] == "December 2014"
    assert changes["New level to old one"].tolist()[0] == pytest.approx(0.73, abs=0.03)
    assert any("A hint, not a proof." in one.value for one in app.caption)


def test_a_line_without_its_season_is_a_switch(
    demo: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It adds a line with an interval to chart and table, and the address keeps it."""
    # Outside the session too: there AppTest writes the choices of a list.
    monkeypatch.setenv("MARAUDE_LANGUAGE", "en")
    settings.cache_clear()
    app = open_screen("trends")
    assert "Without the season" not in app.dataframe[0].value
    next(one for one in app.toggle if one.key == "season").set_value(True).run()
    frame = app.dataframe[0].value
    assert (frame["without the season, at least"] < frame["Without the season"]).all()
    assert (frame["Without the season"] < frame["without the season, at most"]).all()
    assert app.query_params["season"] == "on"


def test_changes_of_level_can_be_put_away(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A link without them draws none and does not speak of them."""
    app = open_screen("trends", levels="off")
    assert not any("A hint, not a proof." in one.value for one in app.caption)
    assert not any("diamond" in str(chart.proto.spec) for chart in app.get("vega_lite_chart"))


@pytest.mark.parametrize("address", [{"measure": "contacts"}, {"step": "quarter"}])
def test_counts_and_long_steps_have_no_level(
    shared_demo: Path, open_screen: OpenScreen, address: dict[str, str]
) -> None:
    """Counts follow our hours; quarters hide a season."""
    app = open_screen("trends", season="on", **address)
    assert labels_of(app) == set()
    assert "Without the season" not in app.dataframe[0].value


def test_a_rule_after_the_last_day_changes_no_chart(demo: Path, open_screen: OpenScreen) -> None:
    """A law of years that the register does not reach neither stretches an axis nor draws a line."""
    before = [str(chart.proto.spec) for chart in open_screen("trends", by="kind").get("vega_lite_chart")]
    with create_engine(f"sqlite:///{demo}").begin() as connection:
        connection.execute(
            text(
                "INSERT INTO regulation (kind, in_force, title_fr, title_nl, title_en, source) "
                "VALUES ('national_law', '2031-06-01', 'Loi', 'Wet', 'Law', 'Gazette')"
            )
        )
        connection.execute(text("UPDATE register_state SET revision = revision + 1"))
    after = [str(chart.proto.spec) for chart in open_screen("trends", by="kind").get("vega_lite_chart")]
    assert after == before


# Places


def test_places_side_by_side_are_those_with_most_contacts(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Before anybody chooses; each has its line and its hours, rates on one scale."""
    app = open_screen("trends", by="place")
    assert app.dataframe[0].value["Group"].nunique() == 6
    assert len(alts(app)) == 2 * 6
    assert app.multiselect(key="compared").value == []


def test_chosen_places_agree_with_the_database(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Two places by their numbers in the address; what is no place is left out."""
    app = open_screen("trends", by="place", measure="contacts", compared="1,3,9999,moon")
    assert app.multiselect(key="compared").value == ["1", "3"]
    frame = app.dataframe[0].value
    assert frame["Group"].nunique() == 2
    assert frame["Contacts"].sum() == contacts(shared_demo, "visit.place_id IN (1, 3)")


def test_no_more_places_than_can_be_compared(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A link with more of them opens with the first eight."""
    app = open_screen("trends", by="place", step="year", compared=",".join(map(str, range(1, 15))))
    assert app.multiselect(key="compared").value == [str(number) for number in range(1, 9)]
    assert app.dataframe[0].value["Group"].nunique() == 8


def test_places_without_a_visit_say_so(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A place that opened later has nothing to draw in the first year."""
    address = {"span": "period", "period": "custom", "from": "2012-01-01", "to": "2012-12-31"}
    app = open_screen("trends", by="place", compared="20", **address)
    assert any("No visit to these places" in one.value for one in app.markdown)


def test_rules_are_drawn_at_the_places_they_touch(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The ban crosses the line of a street in Charleroi, and not that of a bar in Genappe."""
    bar = ask(shared_demo, "SELECT min(id) FROM place WHERE label LIKE 'Bar 1, axe de Baisy%'")
    app = open_screen("trends", by="place", compared=f"1,{bar}", levels="off")
    lines = [str(chart.proto.spec) for chart in app.get("vega_lite_chart")][::2]
    assert ["strokeDash" in spec for spec in lines] == [spec is lines[0] for spec in lines]


def test_what_appeared_is_told_apart_from_what_we_began(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Places seen to fall silent in one table, places newly visited in another, with the count outside."""
    app = open_screen("trends")
    seen, ours = app.dataframe[2].value, app.dataframe[3].value
    assert any(one.label == f"Places that appeared or fell silent · {len(seen)}" for one in app.expander)
    assert set(seen["What changed"]) <= {"People appeared", "Fell silent"}
    assert set(ours["What changed"]) == {"Newly visited", "Visited again", "No longer visited"}
    lodelinsart = ours[ours["Place"].str.contains("Lodelinsart")]
    assert lodelinsart[["What changed", "Month"]].to_numpy().tolist() == [["Newly visited", "February 2015"]]


def test_the_list_of_places_follows_kinds_and_span_but_not_weekdays(
    shared_demo: Path, open_screen: OpenScreen
) -> None:
    """Looking at Mondays alone must not make every place fall silent."""
    whole = open_screen("trends", kinds="street").dataframe
    mondays = open_screen("trends", kinds="street", days="0").dataframe
    assert whole[-1].value.equals(mondays[-1].value)
    assert set(whole[-1].value["Kind of place"]) == {"Street zone"}
    year = open_screen("trends", kinds="street", span="period", period="last_year").dataframe[-1].value
    assert year["Month"].str.endswith("2019").all()


# The report


def test_the_report_agrees_with_the_database(shared_demo: Path, open_screen: OpenScreen) -> None:
    """The figures of 2019 are those of the records, and of the last row of the first table."""
    app = open_screen("trends", view="report", report="2019")
    year = "visit.day BETWEEN '2019-01-01' AND '2019-12-31'"
    expected = contacts(shared_demo, year)
    assert plain(metrics(app)["Field contacts"]) == expected
    first = app.dataframe[0].value
    assert first["2019"].iloc[-1] == expected == first["2019"].iloc[:-1].sum()
    assert first["2018"].iloc[-1] == contacts(shared_demo, "visit.day BETWEEN '2018-01-01' AND '2018-12-31'")
    drop_in = ask(
        shared_demo, "SELECT SUM(count) FROM drop_in_visit WHERE day BETWEEN '2019-01-01' AND '2019-12-31'"
    )
    assert plain(metrics(app)["Visits to the drop-in"]) == drop_in == 1920


def test_the_report_heeds_services_and_period(shared_demo: Path, open_screen: OpenScreen) -> None:
    """A period of one service is counted as such, and the address keeps both."""
    address = {"period": "custom", "from": "2014-01-01", "to": "2014-06-30", "services": "genappe"}
    app = open_screen("trends", view="report", report="period", **address)
    where = (
        "visit.day BETWEEN '2014-01-01' AND '2014-06-30' "
        "AND round.service_id = (SELECT id FROM service WHERE code = 'genappe')"
    )
    assert plain(metrics(app)["Field contacts"]) == contacts(shared_demo, where) > 0
    assert app.query_params["report"] == "period"


def test_the_first_year_is_not_compared(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Before the register began there is nothing, which is not the same as zero."""
    app = open_screen("trends", view="report", report="2012")
    assert any("Not compared" in one.value for one in app.caption)
    assert app.dataframe[0].value["2011"].isna().all()


@pytest.mark.parametrize("chapter", range(6))
def test_every_chapter_has_tables_that_add_up(
    shared_demo: Path, open_screen: OpenScreen, chapter: int
) -> None:
    """The last row on screen is the sum of the others, and the shares are a hundred."""
    app = open_screen("trends", view="report", report="2019", chapter=str(chapter))
    assert app.dataframe
    for one in app.dataframe:
        body, total = one.value.iloc[:-1], one.value.iloc[-1]
        assert body["2019"].sum() == total["2019"]
        assert round(float(body["Share (%)"].sum()), 1) == 100.0


def test_the_whole_report_is_one_click(shared_demo: Path, open_screen: OpenScreen) -> None:
    """Workbook, page and places can be downloaded as soon as their purpose is known."""
    app = for_the_team(open_screen("trends", view="report"))
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels[:3] == ["Whole report (XLSX)", "Page to print (HTML)", "Places (GeoPackage)"]


def test_tables_leave_as_csv_and_as_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both files say that the data are synthetic, and neither runs what somebody typed as a label."""
    monkeypatch.setattr(datatables, "is_synthetic", lambda: True)
    monkeypatch.setattr(datatables, "reference_day", lambda: date(2020, 1, 1))
    frame = pd.DataFrame({"Lieu": ["=1+1", "B"], "Taux": [1.5, None]})
    rows = csv_maker(frame)(()).decode("utf-8-sig").splitlines()
    mark = rows[1].split(";")[0]
    assert rows[1:] == [f"{mark};'=1+1;1,5", f"{mark};B;"]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_maker(frame, "lieux", "Deux lieux.")(())))
    values = [[cell.value for cell in row] for row in book["lieux"].iter_rows(min_row=HEADER_ROW)]
    assert values == [["Lieu", "Taux"], ["=1+1", 1.5], ["B", MISSING]]
    assert book["lieux"].cell(HEADER_ROW + 1, 1).data_type == "s"
    assert str(book["lieux"].cell(2, 1).value)


def test_the_geopackage_holds_the_places_and_their_sums(shared_demo: Path, tmp_path: Path) -> None:
    """The file read back by another library has every place once and the database's contacts."""
    selection = Selection(date(2019, 1, 1), date(2019, 12, 31))
    cover = Cover("Places", (("Period", "2019"),), synthetic=True, translate=str)
    path = tmp_path / "places.gpkg"
    path.write_bytes(to_geopackage(measured_places(selection), "places", cover))
    found = gpd.read_file(path, layer="places")
    assert str(found.crs) == "EPSG:4326"
    assert found["place"].is_unique
    assert found["contacts"].sum() == contacts(shared_demo, "visit.day BETWEEN '2019-01-01' AND '2019-12-31'")
    assert (found["register"] == "synthetic data").all()
    assert found.loc[found["kind"] == "private_flat", "geometry"].isna().all()
