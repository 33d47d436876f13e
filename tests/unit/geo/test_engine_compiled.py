"""Machine code on disk: used again as long as nothing has changed, and never once anything has."""

import hashlib
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from numba import config
from numba.core import dispatcher
from numba.core.caching import FunctionCache

from geo.engine import compiled

SOURCE = """
from geo.engine.compiled import compiled

@compiled
def twice(number: int) -> int:
    return number * 2
"""


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Give a function that imports a module with a kernel afresh, as a new process would."""
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "cache"))
    path = tmp_path / "doubling.py"
    path.write_text(SOURCE, encoding="utf-8")

    def load() -> Any:  # noqa: ANN401 - Numba has no types
        spec = spec_from_file_location("doubling", path)
        assert spec
        assert spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.twice

    return load


def test_machine_code_lasts_until_any_module_of_the_engine_changes(
    imported: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba by itself would go on with the old code of kernels that stand in other files."""
    first, again = imported(), imported()
    assert (first(21), again(21)) == (42, 42)
    assert (first.stats.cache_hits.total(), again.stats.cache_hits.total()) == (0, 1)
    monkeypatch.setattr(compiled, "PACKAGE", hashlib.sha256(b"a change in another file"))
    after = imported()
    assert after(21) == 42
    assert after.stats.cache_hits.total() == 0


def test_where_numba_keeps_its_stamp_elsewhere_nothing_stays_on_disk(
    imported: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling anew each time is slow; running last year's kernels would be wrong."""

    def later_cache(kernel: Callable[..., Any]) -> Any:  # noqa: ANN401 - Numba has no types
        cache = usual_cache(kernel)
        del cache._cache_file._source_stamp
        return cache

    usual_cache: Any = FunctionCache
    monkeypatch.setattr(dispatcher, "FunctionCache", later_cache)
    kernel = imported()
    assert kernel(21) == 42
    assert kernel.stats.cache_path is None
