"""The register that places are kept in."""

import pytest
from sqlalchemy import Engine

from tests.place_kit import open_service


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with one service."""
    open_service(register)
    return register
