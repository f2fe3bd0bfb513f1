"""Numbers and moments as people here write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard import formats, words

NOW = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"), [("vi", ["1.234,56", "0", "—", "—"]), ("en", ["1,234.56", "0", "—", "—"])]
)
def test_numbers(language: str, expected: list[str]) -> None:
    words.use(language)
    said = [formats.number(1234.56, 2), formats.number(0), formats.number(None), formats.number(float("nan"))]
    words.use("vi")
    assert said == expected


def test_moments_are_local() -> None:
    words.use("vi")
    late = datetime(2027, 3, 12, 18, 5, tzinfo=UTC)
    assert formats.moment(late) == "01:05 13/03/2027"
    assert formats.month(date(2027, 2, 1)) == "Tháng 2/2027"
    assert formats.short_moment(NOW, NOW) == "13:34"
    assert formats.short_moment(datetime(2027, 1, 2, 3, 4, tzinfo=UTC), NOW) == "10:04 02/01"
    assert formats.short_moment(datetime(2024, 1, 2, 3, 4, tzinfo=UTC), NOW) == "10:04 02/01/2024"
    words.use("en")
    assert formats.day(late) == "13 Mar 2027"
    assert formats.month(date(2027, 2, 1)) == "February 2027"
    words.use("vi")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2027, 3, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, "vừa xong"),
        (0.4, "vừa xong"),
        (59, "59 phút trước"),
        (60, "1 giờ trước"),
        (2879, "47 giờ trước"),
        (2880, "2 ngày trước"),
    ],
)
def test_ago(minutes: float, said: str) -> None:
    words.use("vi")
    assert formats.ago(NOW - timedelta(minutes=minutes), NOW) == said


def test_distance() -> None:
    words.use("vi")
    assert [formats.distance(d) for d in (347, 994, 1249)] == ["350 m", "990 m", "1,2 km"]
