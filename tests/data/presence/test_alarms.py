"""Late and overdue patrols: raised in time, told step by step, ended by whoever comes or takes charge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from data.access import Denied
from data.access.actor import Actor
from data.notices.acknowledging import act, key_of, show, token_of
from data.notices.errors import AckUnusable
from data.notices.office import Office
from data.notices.outbox import send_due
from data.notices.settings import Channels
from data.notices.watching import work
from data.patrols.act import By
from data.patrols.settings import PatrolSettings
from data.presence.act import by_link
from data.presence.alarm_rows import alarm_of_notice, alarms_of, open_alarms, take_charge
from data.presence.alarms import watch_patrols
from data.presence.checkins import Checkin, check
from data.presence.errors import AlarmUnknown
from data.presence.letters import Told, rendered
from data.store.engine import reading, writing
from data.store.tables import journal, notice, patrol, patrol_member
from tests.data.presence import patrols
from tests.data.presence.patrols import END, LEAD, START, minutes

CHANNELS = Channels({"sms": "jsons://localhost/?:to={address}&:id={notice}"}, public_url="https://x.example")
OFFICE = Office(CHANNELS)


@pytest.fixture
def own(engine: Engine) -> tuple[int, dict[str, int]]:
    with writing(engine) as conn:
        patrols.agencies(conn)
        made, members = patrols.joint_patrol(conn)
        patrols.square_zone(conn, made)
        conn.execute(
            update(patrol_member).where(patrol_member.c.id == members["leader"]).values(phone="+84912345678")
        )
        return made, members


def watch(engine: Engine, now: datetime, office: Office = OFFICE) -> list[int]:
    with writing(engine) as conn:
        return watch_patrols(conn, office, now=now, real_now=now)


def alarms(engine: Engine, patrol_id: int) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return alarms_of(conn, patrol_id)


def notices(engine: Engine) -> list[Any]:
    with reading(engine) as conn:
        return list(conn.execute(select(notice).order_by(notice.c.id)).mappings())


def come(engine: Engine, own: tuple[int, dict[str, int]], who: str, kind: str, at: datetime) -> None:
    with writing(engine) as conn:
        row = conn.execute(select(patrol_member).where(patrol_member.c.id == own[1][who])).mappings().one()
        said = Checkin(f"{who}{kind}{at:%H%M}", own[0], own[1][who], kind, at)
        check(conn, said, by_link(dict(row), at, "x"), PatrolSettings(), acting_id=own[1][who])


def told(engine: Engine, patrol_id: int) -> list[tuple[str, bool]]:
    """(person, by a message) of everybody who was tried for the last alarm."""
    row = alarms(engine, patrol_id)[-1]
    return [(each["person"], each["notice_id"] is not None) for each in row["told"]]


def test_nobody_is_alarmed_before_the_half_hour_has_passed(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    assert watch(engine, minutes(29)) == []
    assert alarms(engine, own[0]) == []
    assert len(watch(engine, minutes(30))) == 1
    assert [row["kind"] for row in alarms(engine, own[0])] == ["late_start"]


def test_it_goes_from_the_focal_point_to_the_stand_in_to_the_superior(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    watch(engine, minutes(30))
    assert watch(engine, minutes(30)) == []  # again at once: nothing
    assert told(engine, own[0]) == [("Lò Văn An", True)]
    watch(engine, minutes(59))
    assert len(told(engine, own[0])) == 1
    watch(engine, minutes(60))
    watch(engine, minutes(90))
    watch(engine, minutes(120))
    assert told(engine, own[0]) == [("Lò Văn An", True), ("Quàng Thị Bình", True), ("Cà Văn Cường", True)]
    row = alarms(engine, own[0])[0]
    assert (row["step"], row["next_at"], row["raised_at"]) == (3, None, minutes(30))
    assert watch(engine, minutes(400)) == []
    sent = notices(engine)
    assert [each["receiver_id"] for each in sent] == [LEAD, LEAD, "chi-cuc"]
    assert {each["purpose"] for each in sent} == {"patrol"}
    with reading(engine) as conn:
        query = select(journal.c.action).where(journal.c.record_kind == "patrol_alarm").order_by(journal.c.id)
        assert list(conn.execute(query).scalars()) == ["raised", "escalated", "escalated", "escalated"]


def test_the_first_check_in_ends_it(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    watch(engine, minutes(30))
    come(engine, own, "police", "in", minutes(35))
    row = alarms(engine, own[0])[0]
    assert (row["ended_at"], row["next_at"]) == (minutes(35), None)
    watch(engine, minutes(61))
    assert len(notices(engine)) == 1


def test_who_is_not_back_an_hour_after_the_end_is_overdue(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    come(engine, own, "leader", "in", minutes(0))
    come(engine, own, "police", "in", minutes(5))
    come(engine, own, "police", "out", minutes(300))
    assert watch(engine, END + timedelta(minutes=59)) == []
    watch(engine, END + timedelta(minutes=60))
    assert [row["kind"] for row in alarms(engine, own[0])] == ["overdue_return"]
    body = notices(engine)[0]["body"]
    assert "TT-2027-0001 CHUA VE, han 15:30 12/03, 1 nguoi" in body
    come(engine, own, "leader", "out", END + timedelta(minutes=75))
    assert alarms(engine, own[0])[0]["ended_at"] == END + timedelta(minutes=75)


def test_a_patrol_that_was_cancelled_or_put_off_is_late_no_more(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    watch(engine, minutes(30))
    with writing(engine) as conn:
        conn.execute(update(patrol).values(starts_at=minutes(120)))
    watch(engine, minutes(62))
    assert alarms(engine, own[0])[0]["ended_at"] == minutes(62)
    assert len(notices(engine)) == 1
    watch(engine, minutes(150))  # late once more: an alarm of its own
    assert len(alarms(engine, own[0])) == 2
    with writing(engine) as conn:
        conn.execute(update(patrol).values(status="cancelled", ended_reason="mưa"))
    watch(engine, minutes(185))
    with reading(engine) as conn:
        assert open_alarms(conn) == []


def test_a_plan_that_nobody_assigned_alarms_nobody(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    with writing(engine) as conn:
        conn.execute(update(patrol).values(status="planned"))
    assert watch(engine, minutes(60)) == []


def test_what_was_days_ago_alarms_nobody_any_more(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    assert watch(engine, END + timedelta(hours=25)) == []


def test_a_person_who_can_only_be_called_is_a_call_to_make(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    watch(engine, minutes(30), Office(Channels()))
    assert told(engine, own[0]) == [("Lò Văn An", False)]
    assert notices(engine) == []


def test_whoever_answers_the_link_takes_charge(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    watch(engine, minutes(30))
    row = notices(engine)[0]
    token = token_of(key_of(engine), row)
    with reading(engine) as conn:
        before = show(conn, token, minutes(31))
    assert (before.acknowledged, before.withdrawn) == ((), False)
    with writing(engine) as conn:
        act(conn, token, "Lò Văn An", now=minutes(33), real=minutes(33), address="10.0.0.9")
    found = alarms(engine, own[0])[0]
    assert (found["acknowledged_by"], found["acknowledged_at"]) == ("Lò Văn An", minutes(33))
    with reading(engine) as conn:
        after = show(conn, token, minutes(34))
        assert alarm_of_notice(conn, row["id"])["id"] == found["id"]  # type: ignore[index]
    assert after.acknowledged == (("Lò Văn An", minutes(33)),)
    watch(engine, minutes(90))
    assert len(notices(engine)) == 1
    come(engine, own, "leader", "in", minutes(95))
    with writing(engine) as conn, pytest.raises(AckUnusable, match="matter_withdrawn"):
        act(conn, token, "Lò Văn An", now=minutes(96), real=minutes(96), address="10.0.0.9")


def test_at_the_desk_the_role_decides(engine: Engine, own: tuple[int, dict[str, int]]) -> None:
    watch(engine, minutes(30))
    which = alarms(engine, own[0])[0]["id"]
    with writing(engine) as conn, pytest.raises(Denied):
        take_charge(conn, which, "A", By(Actor("v", None, "viewer", None, "local"), minutes(31)))
    desk = By(Actor("duty1", None, "duty_officer", LEAD, "local"), minutes(32))
    with writing(engine) as conn:
        assert take_charge(conn, which, "Trực ban Hoa", desk)
        assert not take_charge(conn, which, "Người khác", desk)
    with writing(engine) as conn, pytest.raises(AlarmUnknown):
        take_charge(conn, 999, "", desk)
    assert alarms(engine, own[0])[0]["acknowledged_by"] == "Trực ban Hoa"


def test_a_message_that_nobody_needs_any_more_is_not_sent(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    watch(engine, minutes(30))
    come(engine, own, "leader", "in", minutes(31))
    done = send_due(engine, OFFICE, clock=lambda: minutes(32), real=lambda: minutes(32))
    assert (len(done.cancelled), done.sent) == (1, ())


def test_a_message_that_died_is_followed_by_the_next_person_at_once(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    watch(engine, minutes(30))
    with writing(engine) as conn:
        conn.execute(update(notice).values(state="dead"))
    watch(engine, minutes(31))
    assert [person for person, _ in told(engine, own[0])] == ["Lò Văn An", "Quàng Thị Bình"]


def test_the_round_of_the_watch_does_it_and_a_drill_keeps_it_here(
    engine: Engine, own: tuple[int, dict[str, int]]
) -> None:
    drill = Office(Channels(drill=True))
    done = work(engine, drill, clock=lambda: minutes(31), real=lambda: minutes(31))
    assert len(done.sent) == 1
    row = notices(engine)[0]
    assert (row["local"], row["state"]) == (True, "sent")
    assert row["body"].startswith("DIEN TAP. TT-2027-0001 CHUA XUAT PHAT")


def _told(**more: Any) -> Told:
    first: dict[str, Any] = {
        "kind": "late_start",
        "code": "TT-2027-0001",
        "starts_at": START,
        "ends_at": END,
        "now": minutes(31),
        "meeting_place": "Trạm Pá Uôn",
        "zones": ("Rừng đầu nguồn Pá Uôn",),
        "leader": "Lò Văn An",
        "phone": "+84912345678",
        "out": (),
    }
    return Told(**(first | more))


def test_what_is_told() -> None:
    text = rendered(_told(), "email")
    assert text.subject == "Tuần tra TT-2027-0001 CHƯA XUẤT PHÁT: chưa ai điểm danh, đã quá giờ hẹn 31 phút"
    assert "Kế hoạch: 07:30 12/03/2027 – 15:30 12/03/2027" in text.body
    assert "Tổ trưởng: Lò Văn An, +84912345678" in text.body
    assert "{link}" in text.body
    assert rendered(_told(), "sms").body == (
        "TT-2027-0001 CHUA XUAT PHAT, hen 07:30 12/03. To truong Lo Van An +84912345678. Tra loi: {code} NHAN"
    )
    up = rendered(
        _told(late_agency="Hạt Kiểm lâm", drill=True, out=("A", "B"), kind="overdue_return"), "zalo"
    )
    assert up.subject == ""
    assert up.body.startswith("DIỄN TẬP")
    assert "Đơn vị Hạt Kiểm lâm chưa ai nhận tin này; báo lên cấp trên." in up.body
    assert "Còn ở ngoài: A, B" in up.body
    english = rendered(_told(language="en"), "email")
    assert (
        english.subject
        == "Patrol TT-2027-0001 HAS NOT SET OUT: nobody checked in, 31 minutes after the start"
    )


@pytest.mark.parametrize("leader", ["", "A", "Nguyễn Thị " + "Rất Dài " * 20])
@pytest.mark.parametrize("kind", ["late_start", "overdue_return"])
def test_one_sms_whatever_the_names(leader: str, kind: str) -> None:
    text = rendered(_told(kind=kind, leader=leader, drill=True, out=("x",) * 40), "sms").body
    assert text.isascii()
    assert len(text.replace("{code}", "0" * 12)) <= 160
