"""The journal read page by page, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.journal import append
from data.journal_pages import Wanted, count, kinds, page
from data.store.engine import reading, writing

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


@pytest.fixture
def told(engine: Engine) -> Engine:
    """Twelve entries: by two people, about places 0 to 3 and one incident."""
    with writing(engine) as conn:
        for number in range(12):
            append(
                conn,
                at=NOW + timedelta(minutes=number),
                actor="lan" if number % 2 else "minh",
                origin="screen:test",
                action="edited",
                record_kind="incident" if number == 5 else "map_place",
                record_id="VV-1" if number == 5 else str(number % 4),
                reason="100% chắc chắn" if number == 7 else None,
                after={"name": f"Bản {number}", "khói_bụi": number == 3},
            )
    return engine


def numbers(engine: Engine, wanted: Wanted, **more: int) -> list[int]:
    with reading(engine) as conn:
        return [row["id"] for row in page(conn, wanted, **more)]


def test_pages_follow_each_other_without_gap_or_overlap(told: Engine) -> None:
    first = numbers(told, Wanted(), limit=5)
    second = numbers(told, Wanted(), before=first[-1], limit=5)
    third = numbers(told, Wanted(), before=second[-1], limit=5)
    assert first + second + third == list(range(12, 0, -1))
    assert numbers(told, Wanted(), before=1) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(kind="incident"), [6]),
        (Wanted(record_id="3"), [12, 8, 4]),
        (Wanted(actor="LAN"), [12, 10, 8, 6, 4, 2]),
        (Wanted(text="0% ch"), [8]),
        (Wanted(text="100_ chắc"), []),
        (Wanted(text="\\"), []),
        (Wanted(text="Bản 11"), [12]),
        (Wanted(start=NOW + timedelta(minutes=10)), [12, 11]),
        (Wanted(end=NOW + timedelta(minutes=1)), [1]),
        (Wanted(kind="map_place", actor="lan", record_id="1"), [10, 2]),
    ],
    ids=[
        "kind",
        "record",
        "actor",
        "percent is a percent",
        "line is a line",
        "backslash",
        "letters",
        "start",
        "end",
        "all",
    ],
)
def test_what_is_looked_for(told: Engine, wanted: Wanted, found: list[int]) -> None:
    assert numbers(told, wanted) == found


def test_what_the_journal_tells_of(told: Engine) -> None:
    with reading(told) as conn:
        assert (kinds(conn), count(conn)) == (["incident", "map_place"], 12)
