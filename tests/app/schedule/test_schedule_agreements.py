"""What a schedule keeps to on its screen: calendars of partners, and appointments."""

from pathlib import Path

import pytest

from data.geography.basemap import load_areas
from data.partners.keeping import load_partner_batches, read_partner_file, save_partner_file
from data.partners.zone_names import ZoneNames
from data.planning.appointments import load_appointments
from data.settings import settings
from data.vocabulary import AccessRole
from pages.ui.access import NotAllowedError
from pages.ui.cache import engine_to_edit_all
from tests.app.conftest import OpenScreen
from tests.schedule_page_kit import MONDAY, act_as, texts
from tests.screen_kit import engine_of, press, run

pytestmark = pytest.mark.usefixtures("same_language")


def test_partners_stand_beside_ours_and_go(planned: Path, open_screen: OpenScreen) -> None:
    """A kept calendar shows overlaps and blank zones, and can be taken back."""
    engine = engine_of(planned)
    table = "zone;date;moment\n6000;10/01/2020;soir\n6000;13/01/2020;soir\n6000;07/01/2020;soir\n"
    zones = ZoneNames(load_areas(settings().var_dir))
    reading = read_partner_file(table.encode(), "a.csv", MONDAY, zones)
    save_partner_file(engine, reading)
    app = open_screen("schedule")
    app.session_state["schedule_partners"] = True
    run(app)
    columns = [set(one.value.columns) for one in app.dataframe]
    assert any("Our place" in names for names in columns)
    assert any("Days without anybody" in names for names in columns)
    press(app, f"partner_back_{reading.digest[:12]}")
    assert load_partner_batches(engine) == []


def test_one_service_neither_brings_nor_takes_the_calendars_of_all(
    planned: Path, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partner's calendar belongs to no service, and whoever looks after one cannot take it away."""
    engine = engine_of(planned)
    zones = ZoneNames(load_areas(settings().var_dir))
    save_partner_file(
        engine, read_partner_file(b"zone;date;moment\n6000;10/01/2020;soir\n", "a.csv", MONDAY, zones)
    )
    act_as(monkeypatch, AccessRole.COORDINATOR, service=2)
    app = open_screen("schedule")
    app.session_state["schedule_partners"] = True
    run(app)
    assert not any(str(one.key).startswith("partner_back") for one in app.button)
    with pytest.raises(NotAllowedError):
        engine_to_edit_all()


def test_an_appointment_is_added_with_all_faults_at_once(planned: Path, open_screen: OpenScreen) -> None:
    """Without a pair nothing is saved; with one it is."""
    app, engine = open_screen("schedule"), engine_of(planned)
    count = len(load_appointments(engine))
    press(app, "appointment_new")
    press(app, "appointment_save")
    assert "Nothing was saved" in texts(app)
    [pair] = [
        one for one in app.selectbox if str(one.key).endswith("_team") and "appointment" in str(one.key)
    ]
    pair.select_index(0)
    run(app)
    press(app, "appointment_save")
    assert len(load_appointments(engine)) == count + 1
