"""Random occasions beside the visits of `tests.builders`: office, events, online, material, referrals."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

import numpy as np
from sqlalchemy import Engine

from data import vocabulary as v
from data.register.database import writing
from data.register.tables import (
    AwarenessEvent,
    Base,
    Consultation,
    DropInVisit,
    HealthAct,
    Intervention,
    Material,
    OnlineContact,
)
from tests.builders import FIRST_DAY

Word = TypeVar("Word", bound=StrEnum)


def fill_occasions(engine: Engine, rng: np.random.Generator, count: int = 60) -> None:
    """Add random occasions over sixty days to a register that has services 1 and 2."""
    with writing(engine) as session:
        for _ in range(count):
            session.add_all(_occasions(rng))


def _pick(words: Sequence[Word], rng: np.random.Generator) -> Word:
    return words[int(rng.integers(len(words)))]


def _when(rng: np.random.Generator) -> tuple[int, date, int]:
    """Return a service, a day and a count."""
    day = FIRST_DAY + timedelta(days=int(rng.integers(60)))
    return int(rng.integers(1, 3)), day, int(rng.integers(1, 30))


def _occasions(rng: np.random.Generator) -> Iterator[Base]:
    service, day, count = _when(rng)
    dated = {"service_id": service, "day": day, "count": count}
    mode = _pick(list(v.Mode), rng)
    target = _pick(list(v.RelayTarget), rng) if mode is v.Mode.RELAIS and rng.random() < 0.8 else None
    yield Intervention(nature=_pick(list(v.Nature), rng), mode=mode, relay_target=target, **dated)
    yield HealthAct(kind=_pick(list(v.HealthActKind), rng), role=_pick(list(v.Role), rng), **dated)
    yield Material(kind=_pick(list(v.MaterialKind), rng), **dated)
    yield DropInVisit(half_day=_pick(list(v.HalfDay), rng), **dated)
    yield Consultation(insurance=_pick(list(v.Insurance), rng), **dated)
    yield AwarenessEvent(kind=_pick(list(v.EventKind), rng), **{**dated, "count": count - 1})
    town = [None, "52011", "25112", "54007", "57096"][int(rng.integers(5))]
    yield OnlineContact(municipality=town, **dated)
