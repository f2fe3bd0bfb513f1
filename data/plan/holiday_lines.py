"""The holidays of a plan as lines that people type: a day, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any


def read_days(text: str) -> tuple[list[dict[str, str]], list[str]]:
    """Days as `coordination_plan.holidays` keeps them, in order, and the lines that are none.

    A line is ``03/02/2027 Tết Nguyên đán``; a day given twice has the later name.
    """
    found: dict[date, str] = {}
    bad = []
    for line in filter(str.strip, text.splitlines()):
        first, _blank, name = line.strip().partition(" ")
        try:
            found[datetime.strptime(first, "%d/%m/%Y").date()] = " ".join(name.split())  # noqa: DTZ007 -- a day
        except ValueError:
            bad.append(line.strip())
    return [{"day": day.isoformat(), "name": found[day]} for day in sorted(found)], bad


def as_lines(days: Sequence[Mapping[str, Any]]) -> str:
    """The same, to be mended."""
    return "\n".join(
        f"{date.fromisoformat(each['day']):%d/%m/%Y} {each.get('name') or ''}".strip() for each in days
    )
