"""Announced danger levels, on both engines: what counts, what ran out, what was corrected or taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN, Actor, Denied
from data.danger_levels import (
    ANNOUNCED,
    EXPIRED,
    LEVELS,
    NOBODY_SAID,
    Announcement,
    By,
    announce,
    correct,
    history,
    levels_at,
    newest_id,
    reinstate,
    withdraw,
)
from data.danger_levels.errors import DangerInvalid
from data.errors import ConflictError
from data.journal import verify
from data.store.engine import reading, writing

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY = By(NOW, LOCAL_ADMIN)
ONE, TWO = "muong-gion-2025", "muong-sai-2025"


def said(level: int = 4, start: datetime = NOW, hours: float = 24, source: str = "CV 12/KL") -> Announcement:
    return Announcement(level, source, start, start + hours * HOUR)


def put(engine: Engine, wanted: Announcement, *communes: str, by: By = BY) -> list[int]:
    with writing(engine) as conn:
        seen = {own: newest_id(conn, own) for own in communes}
        return announce(conn, communes, wanted, by, seen=seen)


def counts(engine: Engine, commune: str, at: datetime) -> tuple[str, int | None]:
    with reading(engine) as conn:
        found = levels_at(conn, at).get(commune, NOBODY_SAID)
    return found.state, found.level


def test_a_level_counts_from_its_first_moment_until_its_last(engine: Engine) -> None:
    put(engine, said(4, NOW + HOUR), ONE, TWO)
    assert counts(engine, ONE, NOW)[0] == "unknown"
    assert counts(engine, ONE, NOW + HOUR) == (ANNOUNCED, 4)
    assert counts(engine, TWO, NOW + 25 * HOUR - timedelta(microseconds=1)) == (ANNOUNCED, 4)
    assert counts(engine, TWO, NOW + 25 * HOUR) == (EXPIRED, None)
    assert counts(engine, "muong-chien-2025", NOW + HOUR) == ("unknown", None)


def test_the_later_beginning_counts(engine: Engine) -> None:
    put(engine, said(3, NOW, 48), ONE)
    put(engine, said(5, NOW + 6 * HOUR, 6), ONE)
    assert counts(engine, ONE, NOW + 5 * HOUR) == (ANNOUNCED, 3)
    assert counts(engine, ONE, NOW + 6 * HOUR) == (ANNOUNCED, 5)
    assert counts(engine, ONE, NOW + 13 * HOUR) == (ANNOUNCED, 3)


def test_a_correction_takes_the_place_and_the_wrong_one_stays_readable(engine: Engine) -> None:
    (wrong,) = put(engine, said(5), ONE)
    with writing(engine) as conn:
        right = correct(conn, wrong, said(3), BY, seen_version=1, reason="gõ nhầm")
    assert counts(engine, ONE, NOW + HOUR) == (ANNOUNCED, 3)
    with reading(engine) as conn:
        rows = {row["id"]: row for row in history(conn, ONE)}
        assert verify(conn) is None
    assert (rows[wrong]["ended_how"], rows[wrong]["ended_reason"], rows[wrong]["level"]) == (
        "corrected",
        "gõ nhầm",
        5,
    )
    assert rows[right]["corrects_id"] == wrong


def test_what_has_run_out_can_still_be_corrected(engine: Engine) -> None:
    (wrong,) = put(engine, said(5), ONE)
    late = By(NOW + 48 * HOUR, LOCAL_ADMIN)
    with writing(engine) as conn:
        correct(conn, wrong, said(3), late, seen_version=1, reason="gõ nhầm")
    assert counts(engine, ONE, NOW + HOUR) == (ANNOUNCED, 3)


def test_what_is_withdrawn_counts_no_more(engine: Engine) -> None:
    put(engine, said(2, NOW, 48), ONE)
    (later,) = put(engine, said(5), ONE)
    with writing(engine) as conn:
        withdraw(conn, later, BY, seen_version=1, reason="chưa ban hành")
    assert counts(engine, ONE, NOW + HOUR) == (ANNOUNCED, 2)
    with writing(engine) as conn, pytest.raises(ConflictError):
        withdraw(conn, later, BY, seen_version=1, reason="lần nữa")


def test_what_was_withdrawn_by_mistake_counts_again_once(engine: Engine) -> None:
    (wrong,) = put(engine, said(5), ONE)
    with writing(engine) as conn, pytest.raises(DangerInvalid):
        reinstate(conn, wrong, BY, reason="hoàn tác")
    with writing(engine) as conn:
        withdraw(conn, wrong, BY, seen_version=1, reason="chưa ban hành")
        again = reinstate(conn, wrong, BY, reason="hoàn tác")
    assert counts(engine, ONE, NOW + HOUR) == (ANNOUNCED, 5)
    with writing(engine) as conn, pytest.raises(DangerInvalid) as refused:
        reinstate(conn, wrong, BY, reason="hoàn tác")
    assert refused.value.params["problem"] == "not_withdrawn"
    viewer = Actor("xem", None, "viewer", None, "192.0.2.1")
    with writing(engine) as conn, pytest.raises(Denied):
        reinstate(conn, wrong, By(NOW, viewer), reason="hoàn tác")
    with reading(engine) as conn:
        rows = {row["id"]: row for row in history(conn, ONE)}
        assert verify(conn) is None
    assert rows[wrong]["ended_how"] == "withdrawn"
    assert rows[again]["corrects_id"] == wrong


def test_two_who_announce_at_once(engine: Engine) -> None:
    put(engine, said(3), ONE)
    with writing(engine) as conn, pytest.raises(ConflictError):
        announce(conn, [TWO, ONE], said(4), BY, seen={ONE: None, TWO: None})
    assert counts(engine, TWO, NOW + HOUR)[0] == "unknown"  # all or nothing


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (said(0), "level_unknown"),
        (said(6), "level_unknown"),
        (said(source="  "), "source_missing"),
        (said(hours=-1), "validity_backwards"),
        (said(hours=24 * 40), "validity_too_long"),
        (said(start=NOW - 48 * HOUR), "ended_already"),
    ],
)
def test_what_cannot_stand(engine: Engine, wanted: Announcement, problem: str) -> None:
    with pytest.raises(DangerInvalid) as refused:
        put(engine, wanted, ONE)
    assert refused.value.params["problem"] == problem


def test_who_may(engine: Engine) -> None:
    officer = Actor("truc", None, "duty_officer", "x", "192.0.2.1")
    with pytest.raises(Denied):
        put(engine, said(), ONE, by=By(NOW, officer))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast of two colours #rrggbb."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("number", LEVELS)
def test_numerals_read_on_their_colours(number: int) -> None:
    assert _contrast(LEVELS[number].colour, LEVELS[number].ink) >= 4.5
