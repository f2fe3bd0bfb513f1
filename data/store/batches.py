"""Long lists in statements: SQLite takes 32,766 parameters in one, PostgreSQL 65,535."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)
_AT_A_TIME = 10_000


def in_batches(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, sorted, in lists short enough for one statement."""
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_A_TIME):
        yield ordered[start : start + _AT_A_TIME]
