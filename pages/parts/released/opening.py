"""The release that this process shows: opened, verified once, or refused with what to do about it."""

import pandas as pd
import streamlit as st

from data.i18n import mark
from data.refusals import RefusedError
from data.releases.faults import UntrustedReleaseError
from data.releases.files import Opened, digest_of, open_file
from data.settings import settings
from geo.cubes import CubeSpec
from geo.released import Published, cells_of, spec_of

_RELEASE = "_release"


class NoReleaseError(RefusedError):
    """There is no release that may be shown."""


_NO_FILE_SET = (
    mark("This app was started without a release file."),
    mark("Set MARAUDE_RELEASE_FILE to a file that the Publish screen made, and start the app again."),
)
_NO_FILE = (
    mark("The release file is not there, or this app may not read it."),
    mark("Put the file where MARAUDE_RELEASE_FILE points, readable for this app. Then reload the page."),
)
_OTHER_TIER = (
    mark("The release file was made for other readers than those of this app."),
    mark("Give this app a release of its own tier. Then reload the page."),
)


@st.cache_resource(max_entries=2, show_spinner=False)
def _verified(digest: str, public_key: str, _content: bytes) -> Opened:  # noqa: ARG001 - the key of the cache
    return open_file(_content, public_key)


def open_release() -> Opened:
    """
    Open the release file of this process; a file that has not changed is verified once.

    Returns
    -------
    Opened
        Also kept for the screens of this run, see `release`.

    Raises
    ------
    NoReleaseError
        If there is none, or none that may be shown.
    """
    path = settings().release_file
    if path is None:
        raise NoReleaseError(*_NO_FILE_SET)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NoReleaseError(*_NO_FILE) from error
    try:
        opened = _verified(digest_of(content), settings().release_public_key, content)
    except UntrustedReleaseError as error:
        raise NoReleaseError(error.problem, error.remedy) from error
    if opened.published.tier != settings().tier:
        raise NoReleaseError(*_OTHER_TIER)
    st.session_state[_RELEASE] = opened
    return opened


def release() -> Opened:
    """Return the release of this run."""
    opened: Opened = st.session_state[_RELEASE]
    return opened


def published() -> Published:
    """Return what the release of this run holds."""
    return release().published


def is_public() -> bool:
    """Return whether this run shows a public release."""
    return published().tier == "public"


@st.cache_resource(max_entries=32, show_spinner=False)
def _cells(digest: str, cube: str, _published: Published) -> pd.DataFrame:  # noqa: ARG001 - the key of the cache
    return cells_of(_published, cube)


def cells(cube: str) -> pd.DataFrame:
    """Return the cells of a cube with what they may be summed by; shared, so not to be changed."""
    return _cells(release().digest, cube, published())


def spec(cube: str) -> CubeSpec:
    """Return how a cube of this run's release is made."""
    return spec_of(published().tier, cube)
