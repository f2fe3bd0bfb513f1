"""What the program writes into entries by itself has words in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard import words
from dashboard.parts.ledger import words as ledger_words
from data.ledger.merging import MERGED, SPLIT
from data.ledger.starting import START_MOVED
from data.notices.escalating import EXHAUSTED
from data.notices.reminding import REMINDED
from data.notices.superiors import ANSWERED

NOW = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)  # 16:30 in Vietnam
HOUR = timedelta(hours=1)


def owed(start: float | None, told: float | None = None, **more: Any) -> dict[str, Any]:
    """A duty known ten hours ago; what it is about begins, and it was told, so many hours after that."""
    since = NOW - 10 * HOUR
    proven = None if told is None else since + told * HOUR
    first: dict[str, Any] = {
        "started_at": since, "deadline_at": since + 24 * HOUR, "target_at": None,
        "before_at": None if start is None else since + start * HOUR,
        "told_at": proven, "proven_at": proven, "status": "open" if told is None else "told",
    }  # fmt: skip
    return first | more


@pytest.mark.parametrize(
    ("row", "said", "kind"),
    [
        (owed(None), "còn 14 giờ", ""),
        (owed(30), "còn 14 giờ", ""),
        (owed(15), "còn 5 giờ tới giờ bắt đầu", ""),
        (owed(11), "còn 1 giờ tới giờ bắt đầu", "warn"),
        (owed(6), "bắt đầu đã 4 giờ mà chưa báo", "bad"),
        (owed(6, deadline_at=NOW - HOUR), "quá hạn 1 giờ", "bad"),
        (owed(-1), "còn 14 giờ", ""),  # it was known after it began
        (owed(11, target_at=NOW + HOUR / 2), "còn 30 phút tới mục tiêu", "warn"),
        (owed(11, target_at=NOW + 3 * HOUR), "còn 1 giờ tới giờ bắt đầu", "warn"),
    ],
)
def test_the_time_left_is_that_to_the_start_where_it_is_sooner(
    row: dict[str, Any], said: str, kind: str
) -> None:
    assert ledger_words.left(row, NOW) == (said, kind)


@pytest.mark.parametrize(
    ("row", "result", "by_start"),
    [
        (owed(None, told=8), "đúng hạn, có bằng chứng", ""),
        (owed(6, told=5), "đúng hạn, có bằng chứng", "trước giờ bắt đầu"),
        (owed(6, told=8), "đúng hạn, có bằng chứng · sau giờ bắt đầu", "sau giờ bắt đầu"),
        (owed(6), "còn hạn · đã bắt đầu, chưa báo", "đã bắt đầu, chưa báo"),
        (owed(12), "còn hạn", ""),
        (owed(6, status="waived"), "miễn", ""),
    ],
)
def test_told_after_the_start_never_stands_there_as_kept(
    row: dict[str, Any], result: str, by_start: str
) -> None:
    assert (ledger_words.result(row, NOW), ledger_words.by_start(row, NOW)) == (result, by_start)


def test_both_limits_are_named() -> None:
    assert ledger_words.limits(owed(15)) == (
        "phải báo trước 21:30 16/03/2027 (giờ bắt đầu) · hạn 06:30 17/03/2027"
    )
    assert ledger_words.limits(owed(30)) == "hạn 06:30 17/03/2027"


def test_an_entry_says_to_when_it_was_moved() -> None:
    moved: dict[str, Any] = dict.fromkeys(("channel", "person", "reference"))
    moved |= {"kind": "moved", "text": START_MOVED, "deadline_at": NOW, "before_at": NOW + HOUR}
    assert ledger_words.entry(moved) == "Dời thời hạn · phải báo trước 17:30 16/03/2027 (giờ bắt đầu)"


@pytest.mark.parametrize("code", [MERGED, SPLIT, EXHAUSTED, REMINDED, ANSWERED, START_MOVED])
def test_no_code_of_the_program_is_shown_as_it_is(code: str) -> None:
    said = set()
    for language in ("vi", "en"):
        words.use(language)
        said.add(ledger_words.remark(code))
    words.use("vi")
    assert len(said) == 2 and code not in said


def test_what_a_person_wrote_stays() -> None:
    assert ledger_words.remark("gọi nhầm <b>") == "gọi nhầm <b>"
