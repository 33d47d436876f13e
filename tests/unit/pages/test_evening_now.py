"""Which evening the screens mean: after midnight, still the one that pairs are out on."""

from datetime import date, datetime

import pytest

from data.register.tables import RegisterState
from pages.ui import evening


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 5, 59), date(2026, 11, 19)),  # noqa: DTZ001 - the field's clock
        (datetime(2026, 11, 20, 6, 0), date(2026, 11, 20)),  # noqa: DTZ001
        (datetime(2027, 1, 1, 1, 30), date(2026, 12, 31)),  # noqa: DTZ001
        (datetime(2028, 3, 1, 0, 0), date(2028, 2, 29)),  # noqa: DTZ001
    ],
)
def test_the_night_belongs_to_the_evening_before(
    monkeypatch: pytest.MonkeyPatch, now: datetime, day: date
) -> None:
    """Whoever plans again at half past one means tonight's rounds, not tomorrow's."""
    monkeypatch.setattr(evening, "state", lambda: RegisterState(synthetic=False))
    monkeypatch.setattr(evening, "clock", lambda: now)
    assert evening.evening_now() == day


def test_a_synthetic_register_keeps_its_own_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last day was years ago, at whatever hour one looks."""
    monkeypatch.setattr(evening, "state", lambda: RegisterState(synthetic=True))
    monkeypatch.setattr(evening, "today", lambda: date(2020, 1, 1))
    assert evening.evening_now() == date(2020, 1, 1)
