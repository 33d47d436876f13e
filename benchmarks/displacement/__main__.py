"""Draw registers whose truth is known and study them: ``python -m benchmarks.displacement``."""

import argparse
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.displacement.aims import aims_of
from benchmarks.displacement.plan import plan_trials
from benchmarks.displacement.table import render
from benchmarks.displacement.timing import measure_alone
from benchmarks.displacement.trials import run

RESULTS = Path(__file__).resolve().parents[1] / "results" / "displacement.md"

QUICK_SHARE = 0.02

TITLE = """# Displacement

By `python -m benchmarks.displacement`; registers are drawn at random with fixed seeds, so that what happened
in them is known. {registers:,} registers in {cpu_min:.1f} CPU minutes by two processes, {wall_min:.1f}
minutes on the clock beside other work; {day:%d %B %Y}, Python {python}.
"""


def main() -> int:
    """Run all trials, print what they come to, and keep it unless it was a quick look."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.displacement", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one register in fifty, nothing kept")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    began = time.perf_counter()
    timed = measure_alone()
    plan = plan_trials(wanted.seed, QUICK_SHARE if wanted.quick else 1.0)
    rows = dict(zip(plan.trials, run(plan.trials), strict=True))
    aims = aims_of(plan, rows, timed, _cpu_min())
    title = TITLE.format(
        registers=sum(trial.sets for trial in plan.trials),
        cpu_min=_cpu_min(),
        wall_min=(time.perf_counter() - began) / 60,
        day=datetime.now(UTC),
        python=platform.python_version(),
    )
    report = f"{title}\n{render(plan, rows, timed, aims)}"
    print(report)
    if not wanted.quick:
        RESULTS.write_text(report, encoding="utf-8")
    return 0 if all(aim.is_met for aim in aims) else 1


def _cpu_min() -> float:
    """Return the CPU minutes of this process and of those that it started and that ended."""
    used = os.times()
    return (used.user + used.system + used.children_user + used.children_system) / 60


if __name__ == "__main__":
    sys.exit(main())
