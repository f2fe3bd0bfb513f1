"""A joint team from its decision to the follow-up visit, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.errors import ConflictError
from data.followup import Item, add_item, finish_item, items_of
from data.ledger.rule_loading import load_rules
from data.plan import load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, matter
from data.teams.errors import TeamInvalid, TeamUnknown
from data.teams.forming import (
    Member,
    Team,
    add_member,
    attach_decision,
    edit_team,
    end_team,
    form_team,
    reopen_team,
    take_off,
)
from data.teams.inspecting import (
    Inspection,
    add_content,
    announce,
    cancel,
    edit_inspection,
    finish,
    plan_inspection,
    take_back,
    write_results,
)
from data.teams.reading import follow_ups, inspection_of, list_inspections, list_teams, team_of

PROFILE = load_profile()
TZ = PROFILE.tz
NOW = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:teams")
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
COMMITTEE = "ubnd-xa-muong-gion"
STARTS = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
TEAM = Team("Đoàn liên ngành số 1", RANGERS, "Kiểm tra PCCCR", date(2027, 1, 1), date(2027, 6, 30))


@pytest.fixture
def formed(engine: Engine) -> tuple[Engine, int]:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW, on_from=NOW)
    with writing(engine) as conn:
        own = form_team(conn, TEAM, ACT)
        add_member(conn, own, Member(RANGERS, "Hoàng Văn A", "head", "Hạt trưởng"), ACT)
        add_member(conn, own, Member(POLICE, "Cầm Văn B", "member"), ACT)
    return engine, own


def _wanted(team: int) -> Inspection:
    return Inspection(
        team,
        "village",
        "Bản Giả Định 1",
        STARTS,
        STARTS + timedelta(hours=4),
        [{"text": "Phương án PCCCR"}],
        ["Có tổ bảo vệ rừng", "Có dụng cụ chữa cháy"],
        "muong-gion-2025",
    )


def _row(engine: Engine, own: int) -> dict[str, Any]:
    with reading(engine) as conn:
        return inspection_of(conn, own) or {}


def _owed(engine: Engine) -> set[str]:
    with reading(engine) as conn:
        query = select(duty.c.receiver_id).join(matter).where(matter.c.kind == "inspection")
        return set(conn.execute(query.where(duty.c.status != "withdrawn")).scalars())


def test_a_team_and_its_people(formed: tuple[Engine, int]) -> None:
    engine, own = formed
    for wanted, problem in (
        (Member(RANGERS, " ", "member"), "member_unnamed"),
        (Member(RANGERS, "C", "boss"), "member_role_unknown"),
        (Member("khong-co", "C", "member"), "team_agency_unknown"),
        (Member(POLICE, "Cầm  Văn B", "member"), "member_twice"),
        (Member(POLICE, "D", "head"), "head_twice"),
    ):
        with writing(engine) as conn, pytest.raises(TeamInvalid, match=problem):
            add_member(conn, own, wanted, ACT)
    with reading(engine) as conn:
        members = (team_of(conn, own) or {})["members"]
    with writing(engine) as conn:
        take_off(conn, members[1]["id"], ACT)
    with writing(engine) as conn, pytest.raises(TeamUnknown):
        take_off(conn, members[1]["id"], ACT)
    with reading(engine) as conn:
        assert [each["name"] for each in (team_of(conn, own) or {})["members"]] == ["Hoàng Văn A"]
        assert [len(list_teams(conn, day)) for day in (date(2027, 6, 30), date(2027, 7, 1))] == [1, 0]
    with writing(engine) as conn:
        edit_team(conn, own, replace(TEAM, decision_number="12/QĐ"), ACT, seen_version=1)
    with writing(engine) as conn, pytest.raises(ConflictError):
        end_team(conn, own, "xong", ACT, seen_version=1)
    with writing(engine) as conn:
        end_team(conn, own, "xong", ACT, seen_version=2)
        reopen_team(conn, own, ACT, seen_version=3)


def test_the_decision_is_kept(formed: tuple[Engine, int], tmp_path: Path) -> None:
    engine, own = formed
    with writing(engine) as conn:
        attach_decision(conn, own, "qd.pdf", b"%PDF-1.4\n%%EOF", ACT, seen_version=1, folder=tmp_path)
    with reading(engine) as conn:
        assert (team_of(conn, own) or {})["decision_scan"]["name"] == "qd.pdf"


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (replace(TEAM, name=" "), "team_unnamed"),
        (replace(TEAM, task=""), "team_without_task"),
        (replace(TEAM, period_to=date(2026, 12, 31)), "team_backwards"),
        (replace(TEAM, lead_agency_id="khong-co"), "team_agency_unknown"),
    ],
)
def test_no_team(formed: tuple[Engine, int], wanted: Team, problem: str) -> None:
    with writing(formed[0]) as conn, pytest.raises(TeamInvalid, match=problem):
        form_team(conn, wanted, ACT)


def test_announced_done_and_looked_at_again(formed: tuple[Engine, int]) -> None:
    engine, team = formed
    with writing(engine) as conn:
        own = plan_inspection(conn, _wanted(team), ACT, TZ)
    assert _owed(engine) == set()
    with writing(engine) as conn:
        announce(conn, own, ACT, seen_version=1)
    assert _owed(engine) == {POLICE, MILITARY}  # the leader knows
    with writing(engine) as conn:
        add_content(conn, own, "An ninh trật tự", COMMITTEE, ACT)
    assert _owed(engine) == {POLICE, MILITARY, COMMITTEE}
    later = replace(_wanted(team), starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=2))
    with writing(engine) as conn, pytest.raises(TeamInvalid, match="reason_missing"):
        edit_inspection(conn, own, later, ACT, seen_version=3)
    with writing(engine) as conn, pytest.raises(TeamInvalid, match="done_in_future"):
        finish(conn, own, STARTS, ACT, seen_version=3)
    after = replace(ACT, now=STARTS + timedelta(hours=5))
    rows = [
        {"text": "Có tổ bảo vệ rừng", "result": "ok"},
        {"text": "Có dụng cụ chữa cháy", "result": "not_ok"},
    ]
    with writing(engine) as conn, pytest.raises(TeamInvalid, match="not_done"):
        write_results(conn, own, rows, "", after, seen_version=3)
    with writing(engine) as conn:
        finish(conn, own, STARTS + timedelta(hours=4), after, seen_version=3)
        with pytest.raises(TeamInvalid, match="result_unknown"):
            write_results(conn, own, [{"text": "x", "result": "so-so"}], "", after, seen_version=4)
        write_results(conn, own, rows, "Thiếu cuốc, dao phát.", after, seen_version=4)
        first = add_item(
            conn, "inspection", own, Item("Mua dụng cụ", date(2027, 3, 31), owner="Trưởng bản"), after
        )
        finish_item(conn, first, date(2027, 3, 15), after, TZ, seen_version=1)
        again = plan_inspection(
            conn,
            replace(_wanted(team), follows_id=own, starts_at=STARTS + timedelta(days=20),
                    ends_at=STARTS + timedelta(days=20, hours=2)),
            after,
            TZ,
        )  # fmt: skip
    with reading(engine) as conn:
        assert [(each["kind"], each["status"]) for each in items_of(conn, "inspection", own)] == [
            ("recommendation", "done")
        ]
        assert [each["id"] for each in follow_ups(conn, own)] == [again]
        assert len(list_inspections(conn, NOW, NOW + timedelta(days=60), team)) == 2
    found = _row(engine, own)
    assert [each["result"] for each in found["checklist"]] == ["ok", "not_ok"]
    with writing(engine) as conn:
        take_back(conn, own, after, seen_version=5)
    assert _row(engine, own)["status"] == "announced"


HOUR = timedelta(hours=1)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    ("now", "done_at", "problem"),
    [
        (STARTS - HOUR, STARTS - 2 * HOUR, "done_before_start"),
        (STARTS - HOUR, STARTS + HOUR, "done_in_future"),
        (STARTS + HOUR, STARTS - HOUR, "done_before_start"),
        (STARTS + HOUR, STARTS, "done_before_start"),
        (STARTS + HOUR, STARTS + 2 * HOUR, "done_in_future"),
        (STARTS + HOUR, STARTS + HOUR, None),  # sooner over than was planned
        (STARTS + 9 * HOUR, STARTS + 8 * HOUR, None),  # later
    ],
)
def test_done_only_after_it_began(
    formed: tuple[Engine, int], now: datetime, done_at: datetime, problem: str | None, again: bool
) -> None:
    engine, team = formed
    wanted = _wanted(team)
    with writing(engine) as conn:
        if again:
            week = timedelta(days=7)
            first = replace(wanted, starts_at=STARTS - week, ends_at=STARTS - week + HOUR)
            wanted = replace(wanted, follows_id=plan_inspection(conn, first, ACT, TZ))
        own = plan_inspection(conn, wanted, ACT, TZ)
    with writing(engine) as conn:
        if problem is None:
            finish(conn, own, done_at, replace(ACT, now=now), seen_version=1)
        else:
            with pytest.raises(TeamInvalid, match=problem):
                finish(conn, own, done_at, replace(ACT, now=now), seen_version=1)
    assert _row(engine, own)["status"] == ("done" if problem is None else "planned")


def test_what_took_place_sooner_is_moved_first(formed: tuple[Engine, int]) -> None:
    engine, team = formed
    now = replace(ACT, now=STARTS - HOUR)
    sooner = replace(_wanted(team), starts_at=STARTS - 5 * HOUR, ends_at=STARTS - 2 * HOUR)
    with writing(engine) as conn:
        own = plan_inspection(conn, _wanted(team), ACT, TZ)
        announce(conn, own, ACT, seen_version=1)
        edit_inspection(conn, own, sooner, now, seen_version=2, reason="mưa chiều")
        finish(conn, own, STARTS - 2 * HOUR, now, seen_version=3)
    assert _row(engine, own)["status"] == "done"


def test_cancelled(formed: tuple[Engine, int]) -> None:
    engine, team = formed
    with writing(engine) as conn:
        own = plan_inspection(conn, _wanted(team), ACT, TZ)
        announce(conn, own, ACT, seen_version=1)
        cancel(conn, own, "mưa lũ", ACT, seen_version=2)
    assert _owed(engine) == set()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"team_id": 99}, "inspection_team_unknown"),
        ({"subject": " "}, "subject_unnamed"),
        ({"subject_kind": "forest"}, "subject_kind_unknown"),
        ({"ends_at": STARTS}, "inspection_backwards"),
        ({"ends_at": STARTS + timedelta(days=32)}, "inspection_too_long"),
        ({"follows_id": 99}, "follows_unknown"),
    ],
)
def test_no_inspection(formed: tuple[Engine, int], change: dict[str, Any], problem: str) -> None:
    engine, team = formed
    with writing(engine) as conn, pytest.raises(TeamInvalid, match=problem):
        plan_inspection(conn, replace(_wanted(team), **change), ACT, TZ)


def test_who_may(formed: tuple[Engine, int]) -> None:
    engine, _team = formed
    officer = replace(ACT, who=Actor("ca", None, "duty_officer", POLICE, "local"))
    with writing(engine) as conn, pytest.raises(Denied):
        form_team(conn, TEAM, officer)
