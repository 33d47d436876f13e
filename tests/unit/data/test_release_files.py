"""The release file: the same bytes for the same content, and nothing shown of a file that was touched."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from data.releases import files
from data.releases.faults import UntrustedReleaseError
from data.releases.files import digest_of, open_file
from data.releases.manifest import FORMAT
from data.releases.signing import new_signing_key, public_key_of, sign
from data.settings import ROOT
from geo.crs import WGS84
from geo.released import Published
from tests.release_kit import make_file, make_published

KEY = new_signing_key()
PUBLIC_KEY = public_key_of(KEY)
TIERS = ("policy", "public")

Document = dict[str, object]
Members = dict[str, bytes]


@pytest.fixture(scope="module", params=TIERS)
def published(request: pytest.FixtureRequest) -> Published:
    return make_published(request.param)


@pytest.fixture(scope="module")
def content(published: Published) -> bytes:
    return make_file(published, KEY)


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Members) -> bytes:
    """Return the archive as the program would write it, whatever is in it."""
    return files._archive(members)


def signed_anew(
    content: bytes, change: Callable[[Document], object], key: bytes = KEY, **others: bytes
) -> bytes:
    """Return the file with another manifest, and with it a signature that fits."""
    members = {**members_of(content), **others}
    document = json.loads(members["manifest.json"])
    document["members"].update({name: digest_of(other) for name, other in others.items()})
    change(document)
    manifest = json.dumps(document).encode()
    return packed({**members, "manifest.json": manifest, "signature": sign(manifest, key)})


def unchanged(_document: Document) -> None:
    """Leave a manifest as it is."""


def as_parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def refused(content: bytes, key: str = PUBLIC_KEY) -> str:
    """Return why a file is refused."""
    with pytest.raises(UntrustedReleaseError) as error:
        open_file(content, key)
    assert error.value.remedy
    return error.value.problem


def test_what_is_opened_is_what_was_written(published: Published, content: bytes) -> None:
    """Every table, every fact."""
    opened = open_file(content, PUBLIC_KEY)
    assert_frame_equal(opened.published.units, published.units, check_dtype=False, check_index_type=False)
    assert opened.published.territories.geometry.geom_equals(published.territories.geometry).all()
    assert opened.published.territories.crs == published.territories.crs
    for name, cells in published.cubes.items():
        assert_frame_equal(opened.published.cubes[name], cells, check_dtype=False)
    for fact in ("tier", "base", "through", "synthetic", "names"):
        assert getattr(opened.published, fact) == getattr(published, fact)
    assert opened.digest == digest_of(content)
    assert opened.manifest.rules.min_places == 3


def test_equal_content_is_equal_bytes(published: Published, content: bytes) -> None:
    """So that two people can compare digests; the order of cubes does not matter."""
    turned = replace(published, cubes=dict(reversed(list(published.cubes.items()))))
    assert make_file(turned, KEY) == content


def test_every_member_that_is_touched_is_found(content: bytes) -> None:
    """One bit, in the middle of each of them."""
    for name, member in members_of(content).items():
        touched = bytearray(member)
        touched[len(touched) // 2] ^= 1
        assert refused(packed({**members_of(content), name: bytes(touched)})), name


def test_every_member_that_is_missing_is_found(content: bytes) -> None:
    """Nothing is opened in part."""
    for name in members_of(content):
        rest = {other: member for other, member in members_of(content).items() if other != name}
        assert refused(packed(rest)), name


def test_any_touched_byte_is_found(content: bytes) -> None:
    """Two hundred bytes all over the file, headers and directory included."""
    for position in np.random.default_rng(7).integers(0, len(content), 200):
        touched = bytearray(content)
        touched[position] ^= 0x20
        assert refused(bytes(touched)), position


def test_a_file_that_was_cut_or_extended_is_refused(content: bytes) -> None:
    """Also where the ZIP itself would not mind."""
    assert refused(b"")
    assert refused(content[: len(content) // 2])
    assert refused(b"#!" + content)
    assert refused(content + b"more")
    assert refused(b"PK\x05\x06" + bytes(18))


def test_a_member_too_many_is_refused(content: bytes) -> None:
    """Signed or not."""
    more = {**members_of(content), "places.parquet": b"secret"}
    assert refused(packed(more))
    everything = signed_anew(content, unchanged, **{"places.parquet": b"secret"})
    assert "others beside" in refused(everything)


def test_a_member_that_stands_twice_is_refused(content: bytes) -> None:
    """Of two tables of one name another reader might take the other one."""
    buffer = io.BytesIO(content)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("units.parquet", b"other")
    assert refused(buffer.getvalue())


def test_a_bomb_is_refused_unread(content: bytes) -> None:
    """Compressed members are not read at all, and neither is what is far too large."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(300_000_000))
    assert len(buffer.getvalue()) < 1_000_000
    assert "no release file" in refused(buffer.getvalue())
    assert "too large" in refused(bytes(files.MAX_FILE + 1))


def test_another_key_is_refused(content: bytes) -> None:
    """The signature must be that of the people whom the app trusts."""
    assert "not signed with the key" in refused(content, public_key_of(new_signing_key()))
    forged = signed_anew(content, unchanged, key=new_signing_key())
    assert "not signed with the key" in refused(forged)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "No public key"),
        ("  ", "No public key"),
        ("abc", "is none"),
        ("é" * 44, "is none"),
        ("A" * 44, "is none"),
    ],
)
def test_a_missing_or_wrong_key_says_so(content: bytes, key: str, says: str) -> None:
    """And names the setting."""
    assert says in refused(content, key)


def test_a_newer_format_asks_for_a_newer_program(content: bytes) -> None:
    """And is not guessed at."""
    newer = signed_anew(content, lambda document: document.update(format=FORMAT + 1, novelty=True))
    with pytest.raises(UntrustedReleaseError, match="Update Maraude"):
        open_file(newer, PUBLIC_KEY)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("base"),
        lambda document: document.pop("format"),
        lambda document: document.update(format="one"),
        lambda document: document.update(tier="internal"),
        lambda document: document.update(extra=1),
        lambda document: document.update(through="soon"),
        lambda document: document.update(first="0001-01-01"),
        lambda document: document.update(base=1),
    ],
)
def test_a_manifest_with_anything_else_is_refused(
    content: bytes, change: Callable[[Document], object]
) -> None:
    """Although it is signed."""
    assert "manifest" in refused(signed_anew(content, change))


def test_a_manifest_that_is_no_manifest_is_refused(content: bytes) -> None:
    """Signed nonsense is nonsense."""
    for nonsense in (b"", b"[]", b"\xff\xfe", b'{"format": 1}', b"null"):
        members = {**members_of(content), "manifest.json": nonsense, "signature": sign(nonsense, KEY)}
        assert "manifest" in refused(packed(members))


def test_signed_figures_that_break_the_promise_are_refused() -> None:
    """Whoever signed them: the app shows nothing but multiples of the base it prints."""
    published = make_published("policy")
    content = make_file(published, KEY)
    cells = published.cubes["places"].copy()
    cells["contacts"] += cells.index == 3
    signed = signed_anew(content, unchanged, **{"cubes/places.parquet": as_parquet(cells)})
    assert "break the rules" in refused(signed)
    extra = published.cubes["places"].assign(label="Chez Jeanne")
    signed = signed_anew(content, unchanged, **{"cubes/places.parquet": as_parquet(extra)})
    assert "break the rules" in refused(signed)


@pytest.mark.parametrize("nonsense", [b"", b"PAR1", as_parquet(pd.DataFrame({"x": [1]}))])
def test_signed_tables_that_cannot_be_read_are_refused(nonsense: bytes) -> None:
    """With a reason instead of a stack of errors."""
    content = make_file(make_published("public"), KEY)
    for name in ("units.parquet", "territories.parquet", "cubes/areas.parquet"):
        signed = signed_anew(content, unchanged, **{name: nonsense})
        assert refused(signed), name


def test_content_that_breaks_the_promise_is_never_written(published: Published) -> None:
    """The last check before the signature."""
    name, cells = next(iter(published.cubes.items()))
    broken = replace(published, cubes={**published.cubes, name: cells.iloc[1:]})
    with pytest.raises(ValueError, match="gaps"):
        make_file(broken, KEY)


def test_a_file_of_another_tier_says_its_own(content: bytes, published: Published) -> None:
    """The manifest decides how the tables are read; the app compares it with its own tier."""
    other = "public" if published.tier == "policy" else "policy"
    assert refused(signed_anew(content, lambda document: document.update(tier=other)))
    assert open_file(content, PUBLIC_KEY).manifest.tier == published.tier


def test_other_days_than_those_of_the_figures_are_refused(content: bytes) -> None:
    """A manifest cannot make a release look newer than it is."""
    later = signed_anew(content, lambda document: document.update(through=date(2024, 3, 31).isoformat()))
    assert "break the rules" in refused(later)


def test_the_outlines_are_a_file_that_a_geographer_can_read(content: bytes) -> None:
    """GeoParquet with its coordinate system."""
    territories = gpd.read_parquet(pa.BufferReader(members_of(content)["territories.parquet"]))
    assert territories.crs == WGS84


def test_reading_a_release_loads_nothing_that_could_open_a_register() -> None:
    """In a process of its own."""
    code = (
        "import sys, data.releases.files\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'sqlalchemy', 'alembic', 'sqlcipher3'}"
        " or name.startswith(('data.register', 'data.ledger', 'data.demo', 'data.imports'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
