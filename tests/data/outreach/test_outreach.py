"""An event from its plan to its figures, on both engines: announced in time, late, or to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.errors import ConflictError
from data.ledger.rule_loading import load_rules
from data.ledger.telling import By, Telling, tell
from data.outreach.acting import Outreach, announce, cancel, edit_event, hold, plan_event, take_back
from data.outreach.combining import suggestions
from data.outreach.errors import OutreachInvalid
from data.outreach.figures import figures
from data.outreach.reading import answers, event_of, list_events, replies_of
from data.outreach.replying import reply
from data.periods import read_period
from data.plan import Plan, add_plan, load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, matter

PROFILE = load_profile()
TZ = PROFILE.tz
NOW = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:outreach")
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
STARTS = datetime(2027, 3, 12, 1, 0, tzinfo=UTC)
WANTED = Outreach(
    "training",
    "Tập huấn chữa cháy rừng",
    RANGERS,
    STARTS,
    STARTS + timedelta(hours=4),
    "Nhà văn hóa xã",
    ["people", "part_time_forces"],
    [{"text": "Đốt nương an toàn"}],
    "muong-gion-2025",
)


@pytest.fixture
def planned(engine: Engine) -> Engine:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW)
    plan = Plan("Kế hoạch", date(2026, 1, 1), date(2030, 12, 31), lead_times={"notice_days": 5})
    with writing(engine) as conn:
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2026")
    return engine


def _planned(engine: Engine, wanted: Outreach = WANTED) -> int:
    with writing(engine) as conn:
        return plan_event(conn, wanted, ACT, TZ)


def _row(engine: Engine, own: int) -> dict[str, Any]:
    with reading(engine) as conn:
        return event_of(conn, own) or {}


def _owed(engine: Engine) -> dict[str, int]:
    with reading(engine) as conn:
        query = select(duty.c.receiver_id, duty.c.id).join(matter).where(matter.c.kind == "outreach_event")
        return {row.receiver_id: row.id for row in conn.execute(query)}


def _tell(engine: Engine, at: datetime, *receivers: str) -> None:
    for each in receivers:
        with writing(engine) as conn:
            by = By(LOCAL_ADMIN, at)
            tell(conn, [_owed(engine)[each]], Telling("call", person="Cán bộ A", happened_at=at), by)


def _notice(engine: Engine, now: datetime = STARTS) -> list[str]:
    with reading(engine) as conn:
        return [row["notice"] for row in figures(conn, read_period("2027-03", TZ), now)["rows"]]


def test_nobody_is_owed_before_it_is_announced(planned: Engine) -> None:
    own = _planned(planned)
    assert _row(planned, own)["notice_days"] == 5
    assert _owed(planned) == {}
    with writing(planned) as conn:
        announce(conn, own, ACT, seen_version=1)
    assert set(_owed(planned)) == {POLICE, MILITARY}  # the host owes itself nothing


@pytest.mark.parametrize(
    ("days_before", "notice"), [(6, "in_time"), (5, "in_time"), (4.99, "late"), (None, "not_told")]
)
def test_announced_in_time(planned: Engine, days_before: float | None, notice: str) -> None:
    own = _planned(planned)
    assert _notice(planned) == ["unannounced"]
    with writing(planned) as conn:
        announce(conn, own, ACT, seen_version=1)
    if days_before is not None:
        _tell(planned, NOW + timedelta(hours=1), POLICE)
        _tell(planned, STARTS - timedelta(days=days_before), MILITARY)
    assert _notice(planned) == [notice]


def test_an_event_that_can_still_be_announced_in_time_counts_for_nothing_yet(planned: Engine) -> None:
    limit, march = STARTS - timedelta(days=5), read_period("2027-03", TZ)
    before, after = limit - timedelta(seconds=1), limit

    def share(now: datetime) -> tuple[float | None, int]:
        with reading(planned) as conn:
            found = figures(conn, march, now)
        return found["share"], found["due"]

    own = _planned(planned)
    _planned(
        planned, replace(WANTED, starts_at=STARTS + timedelta(days=9), ends_at=STARTS + timedelta(days=10))
    )
    assert (_notice(planned, before), share(before)) == (["ahead", "ahead"], (None, 0))
    assert (_notice(planned, after), share(after)) == (["unannounced", "ahead"], (0, 1))
    with writing(planned) as conn:
        announce(conn, own, ACT, seen_version=1)
    _tell(planned, NOW + timedelta(hours=1), POLICE)
    assert (_notice(planned, before), _notice(planned, after)) == (["ahead", "ahead"], ["not_told", "ahead"])
    _tell(planned, NOW + timedelta(hours=1), MILITARY)  # from then on it is known how it went
    assert (_notice(planned, before), share(before)) == (["in_time", "ahead"], (1, 1))


def test_the_others_answer_and_add_content(planned: Engine) -> None:
    own = _planned(planned)
    officer = replace(ACT, who=Actor("ca", None, "duty_officer", POLICE, "local"))
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="reply_not_asked"):
        reply(conn, own, POLICE, "confirmed", officer, person="Cầm Văn A")
    with writing(planned) as conn:
        announce(conn, own, ACT, seen_version=1)
    with writing(planned) as conn:
        reply(conn, own, POLICE, "content", officer, text="An toàn giao thông", person="Cầm Văn A")
        reply(conn, own, POLICE, "confirmed", officer, person="Cầm Văn A")
    with writing(planned) as conn, pytest.raises(Denied):
        reply(conn, own, MILITARY, "confirmed", officer, person="Cầm Văn A")
    for answer, text, problem in (
        ("declined", "", "reply_without_reason"),
        ("content", " ", "reply_without_content"),
        ("perhaps", "", "reply_unknown"),
    ):
        with writing(planned) as conn, pytest.raises(OutreachInvalid, match=problem):
            reply(conn, own, MILITARY, answer, ACT, text=text, person="B")
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="reply_by_host"):
        reply(conn, own, RANGERS, "confirmed", ACT, person="B")
    with reading(planned) as conn:
        assert {own: row["reply"] for own, row in answers(replies_of(conn, own)).items()} == {
            POLICE: "confirmed"
        }
    assert [each["text"] for each in _row(planned, own)["topics"]] == [
        "Đốt nương an toàn",
        "An toàn giao thông",
    ]


def test_moved_cancelled_taken_back_held(planned: Engine) -> None:
    own = _planned(planned)
    with writing(planned) as conn:
        announce(conn, own, ACT, seen_version=1)
    later = replace(WANTED, starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, hours=3))
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="reason_missing"):
        edit_event(conn, own, later, ACT, TZ, seen_version=2, reason="")
    with writing(planned) as conn:
        edit_event(conn, own, later, ACT, TZ, seen_version=2, reason="mưa")
    with writing(planned) as conn, pytest.raises(ConflictError):
        cancel(conn, own, "mưa", ACT, seen_version=2)
    with writing(planned) as conn:
        cancel(conn, own, "mưa", ACT, seen_version=3)
    assert _notice(planned) == []
    with writing(planned) as conn:
        take_back(conn, own, ACT, seen_version=4)
    assert (_row(planned, own)["status"], _row(planned, own)["reason"]) == ("announced", "")
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="not_begun"):
        hold(conn, own, 40, ACT, seen_version=5)
    after = replace(ACT, now=STARTS + timedelta(days=2))
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="participants_impossible"):
        hold(conn, own, -1, after, seen_version=5)
    with writing(planned) as conn:
        hold(conn, own, 40, after, seen_version=5)
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match="event_fixed"):
        edit_event(conn, own, WANTED, after, TZ, seen_version=6, reason="x")
    with reading(planned) as conn:
        assert figures(conn, read_period("2027-03", TZ), after.now)["participants"] == 40


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(WANTED, title=" "), "outreach_untitled"),
        (replace(WANTED, kind="party"), "outreach_kind_unknown"),
        (replace(WANTED, host_agency_id="khong-co"), "outreach_host_unknown"),
        (replace(WANTED, audiences=[]), "outreach_without_audience"),
        (replace(WANTED, ends_at=STARTS), "outreach_backwards"),
        (replace(WANTED, ends_at=STARTS + timedelta(days=32)), "outreach_too_long"),
    ],
)
def test_what_is_refused(planned: Engine, wanted: Outreach, problem: str) -> None:
    with writing(planned) as conn, pytest.raises(OutreachInvalid, match=problem):
        plan_event(conn, wanted, ACT, TZ)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (replace(WANTED, host_agency_id=POLICE, starts_at=STARTS + HOUR), "same_time"),
        (
            replace(WANTED, host_agency_id=POLICE, starts_at=STARTS + 5 * HOUR, ends_at=STARTS + 7 * HOUR),
            "same_people",
        ),
        (
            replace(
                WANTED, host_agency_id=POLICE, audiences=["schools"],
                starts_at=STARTS + 5 * HOUR, ends_at=STARTS + 7 * HOUR,
            ),
            "same_topic",
        ),
        (replace(WANTED, host_agency_id=RANGERS, starts_at=STARTS + HOUR), None),
        (
            replace(
                WANTED, host_agency_id=POLICE,
                starts_at=STARTS + timedelta(days=15), ends_at=STARTS + timedelta(days=15, hours=1),
            ),
            None,
        ),
        (replace(WANTED, host_agency_id=POLICE, commune_id="muong-sai-2025", venue="Nơi khác"), None),
    ],
)  # fmt: skip
def test_what_could_be_combined(sqlite_engine: Engine, other: Outreach, code: str | None) -> None:
    load(sqlite_engine, PROFILE.directory, lambda: NOW, drill=True)
    _planned(sqlite_engine)
    _planned(sqlite_engine, other)
    with reading(sqlite_engine) as conn:
        found = suggestions(list_events(conn, NOW, NOW + timedelta(days=60)))
    assert [each.code for each in found] == ([code] if code else [])
