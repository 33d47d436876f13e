"""A file in a real browser: asked for, recorded before it leaves, at an address that nobody can compute."""

import hashlib
from pathlib import Path

from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from data.audit import verify
from data.audit.lines import Choice, load_lines
from data.register.database import connect
from data.vocabulary import AuditAction
from tests.browser.kit import Visit


def test_a_file_has_a_purpose_a_line_and_an_address_of_its_own(visit: Visit, demo_folder: Path) -> None:
    """The purpose is asked once; the audit has the digest of the file that came; its address has a nonce."""
    screen = visit("places")
    page = screen.page
    assert page.get_by_test_id("stDownloadButton").count() == 0
    page.locator(".st-key-places_purpose button").first.click()
    page.locator(".st-key-places_purpose_choice button").first.click()
    screen.settle()
    with page.expect_download() as download:
        page.locator(".st-key-places_csv button").first.click()
    content = download.value.path().read_bytes()
    engine = connect(f"sqlite:///{demo_folder / 'register.sqlite'}")
    line = load_lines(engine, Choice(actions=frozenset({AuditAction.EXPORT})), limit=1)["details"][0]
    assert (line["what"], line["purpose"]) == ("places_csv", "team")
    assert line["digest"] == hashlib.sha256(content).hexdigest()
    assert verify(engine).is_whole
    engine.dispose()

    name = download.value.suggested_filename
    assert _calculate_file_id(content, "text/csv", name) in download.value.url
    guessed = [None, "places.csv", name.rsplit("_", 1)[0] + ".csv"]
    for guess in guessed:
        address = f"{screen.server}/media/{_calculate_file_id(content, 'text/csv', guess)}.csv"
        assert page.request.get(address).status in {403, 404}
