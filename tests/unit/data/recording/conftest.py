"""The register that visits are recorded in."""

import pytest
from sqlalchemy import Engine

from tests.recording_kit import plan_tonight


@pytest.fixture
def desk(register: Engine) -> Engine:
    """A register with two services, a pair, and a round planned for tonight: street, bar, car park."""
    plan_tonight(register)
    return register
