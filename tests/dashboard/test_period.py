"""Periods in an address: read strictly, refused by name, local days."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard import period, words
from dashboard.words import errors

NOW = datetime(2027, 3, 12, 6, 34, tzinfo=UTC)


def test_rolling_ends_now() -> None:
    found = period.parse("72h", NOW)
    assert found.start == NOW - timedelta(hours=72)
    assert found.end > NOW
    assert found.rolling


def test_days_are_local_and_both_included() -> None:
    found = period.parse("2027-03-01..2027-03-02", NOW)
    assert found.start == datetime(2027, 2, 28, 17, tzinfo=UTC)
    assert found.end == datetime(2027, 3, 2, 17, tzinfo=UTC)
    assert not found.rolling


def test_a_files_own_period_covers_its_first_and_last_moment() -> None:
    first, last = datetime(2022, 4, 2, 18, 30, tzinfo=UTC), datetime(2024, 3, 25, 16, 59, tzinfo=UTC)
    text = period.covering(first, last)
    assert text == "2022-04-03..2024-03-25"
    found = period.parse(text, NOW)
    assert found.start <= first < found.end and found.start <= last < found.end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "period_unreadable"),
        ("0h", "period_unreadable"),
        ("7 days", "period_unreadable"),
        ("9999d; drop", "period_unreadable"),
        ("2027-02-30..2027-03-01", "period_no_such_day"),
        ("2027-03-02..2027-03-01", "period_backwards"),
        ("1890-01-01..2027-03-01", "period_too_long"),
        ("9999d", None),
    ],
)
def test_refusals_have_a_name_and_words(text: str, code: str | None) -> None:
    if code is None:
        assert period.parse(text, NOW).rolling
        return
    with pytest.raises(period.PeriodError) as caught:
        period.parse(text, NOW)
    assert caught.value.code == code
    assert code in errors.PERIOD


def test_labels() -> None:
    words.use("vi")
    assert period.label("72h") == "72 giờ"
    assert period.label("2027-03-01..2027-03-01") == "01/03/2027"
