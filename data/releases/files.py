"""The release file: one signed ZIP that a released app opens without a register.

Members are stored, not compressed, in a fixed order with a fixed date, so that equal content is equal bytes.
On opening nothing is parsed before the signature over the manifest and the digest of every member are
verified, and the file must be, byte for byte, what this module would have written.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import pyarrow as pa
from pydantic import ValidationError

from data.i18n import mark
from data.releases.content import UNIT_INDEX, cubes_of, require_contract
from data.releases.faults import UntrustedReleaseError
from data.releases.manifest import FORMAT, Attacked, Manifest, Rules, Statement
from data.releases.signing import SIGNATURE, BadKeyError, BadSignatureError, sign, verify
from geo.cubes import PERIODS, SPACES
from geo.released import Published

MAX_FILE = 64 * 2**20
"""Largest file that is opened, in bytes; 600 zones over 20 years take a tenth."""

MAX_MANIFEST = 2**20

_MANIFEST = "manifest.json"
_SIGNATURE = "signature"
_UNITS = "units.parquet"
_TERRITORIES = "territories.parquet"
_EPOCH = (1980, 1, 1, 0, 0, 0)

_FETCH_AGAIN = mark(
    "Fetch the file again from the people who publish it, and check the public key with them."
)
_UPDATE = mark("Update Maraude, then open the file again.")
_ASK = mark("Do not use it. Tell the people who publish it.")


@dataclass(frozen=True)
class Provenance:
    """
    What the manifest says beside the content.

    Attributes
    ----------
    first : date
        First day that the figures cover.
    made_at : datetime
        When it was made, UTC.
    rules : Rules
        What every zone and unit meets.
    previous, policy : str or None
        SHA-256 of the file that it carries on, and of the policy file that a public one was made from.
    attacks : tuple of Attacked
        Results of the attack suite.
    software : dict of str to str
        Versions of the program and of the libraries that made it.
    studies : tuple of Statement
        What displacement studies found.
    """

    first: date
    made_at: datetime
    rules: Rules
    previous: str | None
    policy: str | None
    attacks: tuple[Attacked, ...]
    software: dict[str, str]
    studies: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Opened:
    """
    A release file that was found to be whole and signed.

    Attributes
    ----------
    published : Published
        Its content.
    manifest : Manifest
        What it says of itself.
    digest : str
        SHA-256 of the file.
    """

    published: Published
    manifest: Manifest
    digest: str


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of *content*, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def to_file(published: Published, provenance: Provenance, signing_key: bytes) -> bytes:
    """
    Write a release.

    Parameters
    ----------
    published : Published
        The content.
    provenance : Provenance
        Where it comes from.
    signing_key : bytes
        From `data.releases.signing.new_signing_key`.

    Returns
    -------
    bytes
        The file; the same arguments give the same bytes.

    Raises
    ------
    ValueError
        If the content breaks the contract of a release.
    """
    require_contract(published, provenance.first)
    members = {
        _UNITS: _parquet(published.units.reset_index()),
        _TERRITORIES: _geoparquet(published.territories),
        **{_cube(name): _parquet(cells) for name, cells in sorted(published.cubes.items())},
    }
    manifest = _manifest(published, provenance, members)
    signature = sign(manifest, signing_key)
    return _archive({_MANIFEST: manifest, _SIGNATURE: signature, **members})


def _manifest(published: Published, provenance: Provenance, members: dict[str, bytes]) -> bytes:
    wanted = Manifest(
        format=FORMAT,
        tier="policy" if published.tier == "policy" else "public",
        base=published.base,
        first=provenance.first,
        through=published.through,
        synthetic=published.synthetic,
        made_at=provenance.made_at,
        hierarchy=tuple(space for space in SPACES if space in published.units.reset_index()),
        periods=PERIODS if published.tier == "policy" else PERIODS[1:],
        rules=provenance.rules,
        names=dict(published.names),
        members={name: digest_of(content) for name, content in members.items()},
        previous=provenance.previous,
        policy=provenance.policy,
        attacks=provenance.attacks,
        studies=provenance.studies,
        software=provenance.software,
    )
    document = wanted.model_dump(mode="json")
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _cube(name: str) -> str:
    return f"cubes/{name}.parquet"


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, engine="pyarrow", compression="zstd", index=False)
    return buffer.getvalue()


def _geoparquet(frame: gpd.GeoDataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.reset_index().to_parquet(buffer, compression="zstd", index=False)
    return buffer.getvalue()


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def open_file(content: bytes, public_key: str) -> Opened:
    """
    Open a release file, once it is known to be whole, signed, and true to the contract.

    Parameters
    ----------
    content : bytes
        The file.
    public_key : str
        Base64: the key that whoever serves the app trusts.

    Returns
    -------
    Opened
        Content, manifest and digest.

    Raises
    ------
    UntrustedReleaseError
        That says what is wrong and what to do.
    """
    members = _members(content)
    _verify(members, public_key)
    manifest = _read_manifest(members[_MANIFEST])
    _compare_members(members, manifest)
    published = _read(members, manifest)
    try:
        require_contract(published, manifest.first)
    except ValueError as error:
        problem = mark("The figures of the file break the rules of a release.")
        raise UntrustedReleaseError(problem, _ASK) from error
    return Opened(published, manifest, digest_of(content))


def open_manifest(content: bytes, public_key: str) -> Manifest:
    """
    Read only what a release file says of itself, once it is known to be signed.

    Parameters
    ----------
    content : bytes
        The file.
    public_key : str
        Base64: the key that is trusted.

    Returns
    -------
    Manifest
        Its tables are neither parsed nor compared with it.

    Raises
    ------
    UntrustedReleaseError
        That says what is wrong and what to do.
    """
    members = _members(content)
    _verify(members, public_key)
    return _read_manifest(members[_MANIFEST])


def _members(content: bytes) -> dict[str, bytes]:
    """Return the members by name, of a file that is exactly what `_archive` writes."""
    if len(content) > MAX_FILE:
        raise UntrustedReleaseError(mark("The file is far too large for a release."), _FETCH_AGAIN)
    damaged = UntrustedReleaseError(
        mark("The file is no release file, or it was damaged or changed on its way."), _FETCH_AGAIN
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # Stored members cannot grow when read, so a file is no larger inside than outside.
            if any(one.compress_type != zipfile.ZIP_STORED for one in archive.infolist()):
                raise damaged
            members = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise damaged from error
    if not {_MANIFEST, _SIGNATURE} <= set(members) or _archive(members) != content:
        raise damaged
    return members


def _verify(members: dict[str, bytes], public_key: str) -> None:
    manifest, signature = members[_MANIFEST], members[_SIGNATURE]
    if not public_key.strip():
        problem = mark("No public key is set, so it cannot be known who made the file.")
        remedy = mark("Set MARAUDE_RELEASE_PUBLIC_KEY to the key that the people who publish it gave you.")
        raise UntrustedReleaseError(problem, remedy)
    try:
        verify(manifest, signature, public_key)
    except BadKeyError as error:
        problem = mark("What is set as public key is none.")
        remedy = mark("Set MARAUDE_RELEASE_PUBLIC_KEY to the key that the people who publish it gave you.")
        raise UntrustedReleaseError(problem, remedy) from error
    except BadSignatureError as error:
        problem = mark("The file was not signed with the key that this app trusts, or it was changed since.")
        raise UntrustedReleaseError(problem, _FETCH_AGAIN) from error
    if len(manifest) > MAX_MANIFEST or len(signature) != SIGNATURE:
        raise UntrustedReleaseError(mark("The manifest of the file cannot be read."), _FETCH_AGAIN)


def _read_manifest(content: bytes) -> Manifest:
    try:
        document = json.loads(content)
        version = int(document["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise UntrustedReleaseError(mark("The manifest of the file cannot be read."), _FETCH_AGAIN) from error
    if version > FORMAT:
        raise UntrustedReleaseError(mark("The file was made by a newer Maraude."), _UPDATE)
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise UntrustedReleaseError(mark("The manifest of the file cannot be read."), _FETCH_AGAIN) from error


def _compare_members(members: dict[str, bytes], manifest: Manifest) -> None:
    wanted = {_UNITS, _TERRITORIES, *(_cube(spec.name) for spec in cubes_of(manifest.tier))}
    found = {
        name: digest_of(content) for name, content in members.items() if name not in {_MANIFEST, _SIGNATURE}
    }
    if set(found) != wanted:
        problem = mark("The file does not hold the tables of a release, or holds others beside them.")
        raise UntrustedReleaseError(problem, _FETCH_AGAIN)
    if found != manifest.members:
        problem = mark("A table of the file is not the one that was signed.")
        raise UntrustedReleaseError(problem, _FETCH_AGAIN)


def _read(members: dict[str, bytes], manifest: Manifest) -> Published:
    try:
        units = pd.read_parquet(io.BytesIO(members[_UNITS])).set_index(UNIT_INDEX[manifest.tier])
        territories = gpd.read_parquet(pa.BufferReader(members[_TERRITORIES])).set_index("id")
        cubes = {
            spec.name: pd.read_parquet(io.BytesIO(members[_cube(spec.name)]))
            for spec in cubes_of(manifest.tier)
        }
    except (OSError, ValueError, KeyError) as error:
        raise UntrustedReleaseError(mark("A table of the file cannot be read."), _ASK) from error
    return Published(
        manifest.tier,
        manifest.base,
        manifest.through,
        manifest.synthetic,
        units,
        territories,
        manifest.names,
        cubes,
    )
