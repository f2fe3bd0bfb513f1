"""March of the drill as the three forces would have worked it: what no test clicks, through the data."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.followup import Item, add_item
from data.ledger.telling import By, Telling, tell
from data.meetings.holding import Guests, attend, hold
from data.meetings.planning import Day, miss, set_day
from data.meetings.reading import list_meetings, meeting_of
from data.periods import read_period
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, matter
from data.teams.forming import Member, Team, add_member, form_team
from data.teams.inspecting import Inspection, plan_inspection, write_results
from data.teams.inspecting import announce as announce_inspection
from data.teams.reading import inspection_of

TZ = load_profile().tz
MARCH = read_period("2027-03", TZ)
RANGERS, POLICE, MILITARY = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion"
MISSED = "muong-sai-2025"


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2027."""
    return datetime(2027, 3, day, hour, minute, tzinfo=TZ)


def _held(engine: Engine, meeting_id: int, begins: datetime, act: Act) -> None:
    with writing(engine) as conn:
        row = meeting_of(conn, meeting_id)
        assert row is not None
        wanted = Day(begins, begins + timedelta(hours=2), "UBND xã", row["invited"], row["host_agency_id"])
        # The story has set some of the days already.
        set_day(conn, meeting_id, wanted, act, seen_version=row["version"], reason="Chủ trì bận việc")
        hold(conn, meeting_id, begins, act, seen_version=row["version"] + 1)
        guest = {"name": "Cầm Văn Giả", "post": "Trưởng công an xã"}
        attend(conn, meeting_id, Guests(row["host_agency_id"], True, [guest]), act)


def meet(engine: Engine, now: datetime, *, but: str) -> None:
    """Hold the meetings of the month and its quarter, but that of the commune `but`; one was missed. What the
    story has held by now is held."""
    act = Act(now, LOCAL_ADMIN, "screen:meetings", drill=True)
    with reading(engine) as conn:
        rows = list_meetings(conn, MARCH.first, MARCH.last)
    day = 9
    for row in rows:
        if row["commune_id"] == MISSED:
            with writing(engine) as conn:
                miss(conn, row["id"], "Cả xã đi chữa cháy", act, seen_version=row["version"])
        elif row["commune_id"] != but and row["status"] == "planned":
            _held(engine, row["id"], local(day, 8), act)
            day += 1


def tell_all(engine: Engine, kind: str, record_id: int, now: datetime) -> None:
    """Tell everybody who must know of a record, by telephone."""
    about = (matter.c.kind == kind) & (matter.c.ref == str(record_id)) & (duty.c.status == "open")
    query = select(duty).join(matter, matter.c.id == duty.c.matter_id).where(about)
    with writing(engine) as conn:
        for row in conn.execute(query).mappings().all():
            said = Telling("call", now, person="Người trực")
            tell(conn, [row["id"]], said, By(LOCAL_ADMIN, now), seen_versions={row["id"]: row["version"]})


def form(engine: Engine, now: datetime) -> int:
    """A joint team of the three forces and an inspection that it has announced; returns the inspection."""
    act = Act(now, LOCAL_ADMIN, "screen:teams", drill=True)
    with writing(engine) as conn:
        team = form_team(
            conn,
            Team(
                "Đoàn kiểm tra PCCCR mùa khô", RANGERS, "Kiểm tra phòng cháy chữa cháy rừng",
                date(2027, 1, 4), date(2027, 12, 31), "12/QĐ-UBND", date(2027, 1, 4),
            ),
            act,
        )  # fmt: skip
        for agency, name, role in (
            (RANGERS, "Hoàng Văn Giả", "head"),
            (POLICE, "Cầm Văn Giả", "member"),
            (MILITARY, "Lường Văn Giả", "member"),
        ):
            add_member(conn, team, Member(agency, name, role), act)
        made = plan_inspection(
            conn,
            Inspection(
                team, "commune", "UBND xã Mường Giôn", local(16, 8), local(16, 16),
                [{"text": "Phương án chữa cháy", "agency_id": RANGERS}], ["Sổ trực", "Dụng cụ chữa cháy"],
                "muong-gion-2025",
            ),
            act, TZ,
        )  # fmt: skip
        row = inspection_of(conn, made)
        assert row is not None
        announce_inspection(conn, made, act, seen_version=row["version"])
    return made


def found(engine: Engine, inspection_id: int, now: datetime) -> None:
    """What the inspection found, and one recommendation."""
    act = Act(now, LOCAL_ADMIN, "screen:teams", drill=True)
    results = [
        {"text": "Sổ trực", "result": "ok", "note": ""},
        {"text": "Dụng cụ chữa cháy", "result": "not_ok", "note": "thiếu 3 bàn dập"},
    ]
    with writing(engine) as conn:
        row = inspection_of(conn, inspection_id)
        assert row is not None
        write_results(conn, inspection_id, results, "Thiếu dụng cụ.", act, seen_version=row["version"])
        item = Item("Mua thêm 3 bàn dập", date(2027, 4, 15), "ubnd-xa-muong-gion")
        add_item(conn, "inspection", inspection_id, item, act)
