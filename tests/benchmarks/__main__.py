"""``python -m tests.benchmarks``: every module's ``run()``, one table with the limits.

All figures are ratios from one run on one machine (or bytes), never bare seconds. Exit code 1 when a limit is
missed.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def modules() -> list[str]:
    """Names of the benchmark modules, in order."""
    found = (m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if not name.startswith("_"))


def passed(row: dict[str, Any]) -> bool:
    """Whether a figure keeps its limit; without one it is only shown."""
    return row.get("limit") is None or row["ratio"] <= row["limit"]


def line(row: dict[str, Any], width: int) -> str:
    """One line of the table."""
    limited = row.get("limit") is not None
    limit, verdict = (f"{row['limit']:g}", "pass" if passed(row) else "MISSED") if limited else ("", "shown")
    return f"{row['name']:<{width}}  {row['ratio']:>9g}  {limit:>9}  {verdict}"


def main(wanted: list[str]) -> int:
    """Run the named modules (default: all) and print the table."""
    rows: list[dict[str, Any]] = []
    for name in wanted or modules():
        found = import_module(f"tests.benchmarks.{name}").run()
        if not found:
            print(f"{name}: skipped, what it needs is absent here", file=sys.stderr)
        rows += found
    width = max((len(row["name"]) for row in rows), default=10)
    print(f"{'benchmark':<{width}}  {'figure':>9}  {'at most':>9}")
    for row in rows:
        print(line(row, width))
    return 0 if all(map(passed, rows)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
