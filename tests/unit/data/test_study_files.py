"""What leaves of a study: a page of groups without any place, and tables that name places and say so."""

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from data.i18n import LANGUAGES
from data.studies.charts import Dated, Hours, Row, draw_dates, draw_forest, draw_hours
from data.studies.keeping import KeptStudy
from data.studies.pages import study_html
from data.studies.tables import study_tables
from geo.displacement.results import Estimate
from geo.displacement.spec_json import read_spec
from tests.study_kit import FINGERPRINT, NOON, SPEC, ZONES, Change, panel_of, paper_of, told_of

MOVED = panel_of(Change(treated=0.3, displaced=2.0))
WIDE = Estimate(1.0, 1e-9, 1e9)


class _Tags(HTMLParser):
    """Collects what a page could ask for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the names."""
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_for_nothing(language: str) -> None:
    """No script, no link, no image, no address: it can be read anywhere, and tells nobody."""
    page = study_html(paper_of(MOVED, language))
    tags = _Tags(page)
    assert tags.names.isdisjoint({"script", "link", "img", "iframe", "a", "object", "use", "image"})
    assert tags.attributes.isdisjoint({"src", "href", "xlink:href", "onload", "srcset"})
    assert "url(" not in page
    assert "http" not in page
    assert f'<html lang="{language}">' in page


def test_the_page_names_no_place_and_has_no_row_of_a_zone() -> None:
    """It is made to be handed on."""
    page = study_html(paper_of(MOVED))
    assert "Secret place" not in page
    assert page.count("<tr>") < 40
    exact = [f"{zone.contacts[0]:.0f}" for zone in told_of(MOVED).result.zones]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    assert set(exact).isdisjoint(cells)


def test_the_hours_of_a_small_group_are_not_told() -> None:
    """Two zones are under the rule: whoever knows one of them would know the other's hours."""
    page = study_html(paper_of(MOVED))
    hours = page[page.index("Our hours, by quarter") : page.index("What could have been seen")]
    assert "Possible destinations" in hours
    assert "Zones under the rule" not in hours


def test_hours_of_different_work_are_told_apart_or_not_at_all() -> None:
    """A kind of place of which there is one zone in a group is neither added to another nor told alone."""
    mixed = replace(MOVED, kinds=tuple("car_park" if zone == 6 else "street" for zone in ZONES))
    paper = replace(paper_of(MOVED), told=told_of(mixed), panel=mixed)
    page = study_html(paper)
    hours = page[page.index("Our hours, by quarter") : page.index("What could have been seen")]
    assert "left out" in hours
    assert "car park" not in hours.lower()
    street = [zone for zone in paper.told.result.zones if zone.zone in {3, 4, 5}]
    told = re.search(r"Possible destinations · [^<]*</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>", hours)
    assert told is not None
    assert told.groups() == tuple(
        paper.told.count(sum(zone.hours[side] for zone in street)) for side in (0, 1)
    )
    assert "left out" not in study_html(paper_of(MOVED)).split("Possible destinations · ")[1]


def test_a_small_group_has_no_figure_at_all() -> None:
    """What two zones lost is nearly what one of them had; a ratio of one or two is not told either."""
    page = study_html(paper_of(MOVED))
    assert "too few for their figures to be told" in page
    assert "Change in contacts" not in page
    assert "Fewer contacts are not fewer people" not in page
    ratios = page[page.index("compared with the comparison zones") : page.index("First visited after")]
    assert "Zones under the rule" not in ratios.split("<h2>")[0]
    three = replace(SPEC, treated=(1, 2, 3), displaced=SPEC.displaced[1:])
    paper = paper_of(MOVED)
    paper = replace(paper, told=told_of(MOVED, spec=three), kept=replace(paper.kept, spec=three))
    assert "Change in contacts" in study_html(paper)


def test_the_page_holds_the_answer_the_doubts_and_the_design() -> None:
    """Sentence, intervals, six caveats, fingerprint, purpose, and the mark of synthetic data."""
    page = study_html(paper_of(MOVED))
    assert page.index("That fits with displacement") < page.index("<section>")
    assert page.count("<li>") == 6
    assert FINGERPRINT in page
    assert "No. 1" in page
    assert "synthetic data" in page
    assert "A test" in page
    assert "Ban &lt;b&gt;on&lt;/b&gt; soliciting" in page
    assert "synthetic data" not in study_html(paper_of(MOVED, synthetic=False))


def test_the_page_holds_no_digest_that_could_be_tried_out() -> None:
    """There are not that many ways to pick a few zones: its fingerprint has the secret of the study."""
    assert SPEC.digest[:12] not in study_html(paper_of(MOVED))
    [kept, other] = (KeptStudy(uid, 1, NOON, (), (), 1) for uid in ("a" * 32, "b" * 32))
    assert kept.fingerprint(SPEC.digest) == kept.fingerprint(SPEC.digest) != SPEC.digest
    assert kept.fingerprint(SPEC.digest) != other.fingerprint(SPEC.digest)


def test_a_phone_reads_tables_without_scrolling_sideways() -> None:
    """Each cell names its column, which the page shows where columns do not fit."""
    page = study_html(paper_of(MOVED))
    cells = re.findall(r'<td data-heading="([^"]*)">', page)
    assert len(cells) == page.count("<td") > 0
    assert {"Ratio", "Lower limit", "Upper limit"} <= set(cells)
    assert "td::before { content: attr(data-heading)" in page
    figures = re.findall(r"<figure[^>]*>", page)
    assert 0 < figures.count('<figure class="again">') < len(figures)


def test_charts_are_well_formed_and_say_what_they_show() -> None:
    """Each has a name for who does not see it."""
    page = study_html(paper_of(MOVED))
    charts = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(charts) >= 3
    for chart in charts:
        assert ET.fromstring(chart).attrib["aria-label"]  # noqa: S314 - our own text


def test_a_study_with_too_little_still_makes_a_page() -> None:
    """It says what is missing; there is no chart of ratios."""
    paper = paper_of(panel_of(Change(), rate=0.01))
    page = study_html(replace(paper, checks=()))
    assert "Too little data" in page
    assert "needed" in page


def test_charts_bear_what_is_extreme() -> None:
    """An endless interval stops at the edge; a single date and empty hours are drawn; texts are escaped."""
    forest = draw_forest([Row("<&>", WIDE)], str, 'a "title"')
    assert "&lt;&amp;&gt;" in forest
    assert all(float(x) <= 680 for x in re.findall(r'x[12]="([-\d.]+)"', forest))
    assert all(float(x) >= 0 for x in re.findall(r'x[12]="([-\d.]+)"', forest))
    assert draw_dates([Dated(500, WIDE, is_real=True)], str, "t").count("<circle") == 1
    assert draw_hours([Hours("none", (0.0, 0.0))], 480, 483, str, "t").count("<rect") == 2


def _files(content: bytes) -> Mapping[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}


def test_the_tables_hold_all_of_the_study_and_say_that_they_are_internal() -> None:
    """Places by label, every check, the design as it was declared."""
    found = _files(study_tables(paper_of(MOVED)))
    tables = {"estimates.csv", "zones.csv", "months.csv", "checks.csv"}
    assert set(found) == {"read-me.txt", "design.json"} | tables
    assert "Internal" in found["read-me.txt"]
    assert "That fits with displacement" in found["read-me.txt"]
    assert "More contacts an hour than expected" in found["read-me.txt"]
    design = json.loads(found["design.json"])
    assert read_spec(design["spec"]).digest == design["digest"] == SPEC.digest
    assert found["zones.csv"].count("Secret place") == len(ZONES)
    assert found["checks.csv"].count("placebo_date") == 0
    assert "without_one_zone;Secret place 3" in found["checks.csv"]
    assert all("synthetic data" in found[name] for name in (*tables, "read-me.txt"))
    months = found["months.csv"].splitlines()
    assert len(months) == 1 + 3 * MOVED.months.size


def test_the_same_study_gives_the_same_bytes() -> None:
    """No clock and no chance in either file."""
    first, second = (paper_of(MOVED) for _ in range(2))
    assert study_tables(first) == study_tables(second)
    assert study_html(first) == study_html(second)
