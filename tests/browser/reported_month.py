"""The month before this one as three forces worked it, stored by the program's own services: a few records of
every kind that a report counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, insert, select

from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.agencies.act import Act
from data.cases.handing import offer, receive
from data.cases.opening import Case, open_case
from data.casework.records import Record, edit_record, record_of
from data.followup import Item, add_item
from data.incidents import By as IncidentBy
from data.incidents import set_status
from data.ledger.telling import By, Telling, tell
from data.meetings.generating import generate
from data.meetings.holding import hold
from data.meetings.planning import miss
from data.meetings.reading import list_meetings
from data.outreach.acting import Outreach, announce, plan_event
from data.patrols.act import By as PatrolBy
from data.patrols.planning import plan_patrol
from data.patrols.settings import PatrolSettings
from data.patrols.wanted import Member as Walker
from data.patrols.wanted import Plan as Walk
from data.periods import Period, period_of, shifted
from data.plan import Plan, add_plan
from data.store.engine import writing
from data.store.tables import duty, incident, patrol_checkin, patrol_member
from data.teams.forming import Member, Team, add_member, form_team
from data.teams.inspecting import Inspection, finish, plan_inspection
from tests.browser import seed, told_seed
from tests.data.patrols.conftest import put_zone

RANGERS, POLICE, MILITARY = (
    "hat-kiem-lam-khu-vuc",
    "cong-an-xa-muong-gion",
    "ban-chqs-xa-muong-gion",
)
SCREEN = "screen:test"
HOUR = timedelta(hours=1)


@dataclass
class Month:
    """The last month that is over, and moments in it (local clock)."""

    here: Services
    period: Period

    def at(self, day: int, hour: int) -> datetime:
        first = self.period.first
        return datetime(first.year, first.month, day, hour, tzinfo=self.here.profile.tz).astimezone(UTC)

    def day(self, number: int) -> date:
        return self.period.first.replace(day=number)

    def act(self, day: int, hour: int) -> Act:
        return Act(self.at(day, hour), LOCAL_ADMIN, SCREEN)


def last_month(here: Services) -> Month:
    """The month before the one that today lies in, by the local calendar."""
    tz = here.profile.tz
    return Month(here, shifted(period_of(here.now().astimezone(tz).date(), "month", tz), -1))


def _duties(month: Month) -> None:
    """A fire that three must be told of: in time, late, never."""
    told_seed.rule(month.here, "bao-chay", "incident", since=timedelta(days=70))
    fire = told_seed.incident(month.here, month.at(10, 8), place_text="đồi sau bản Khoang")
    with writing(month.here.engine) as conn:
        by = IncidentBy(LOCAL_ADMIN, month.at(10, 10))
        version = conn.execute(select(incident.c.version).where(incident.c.id == fire)).scalar_one()
        set_status(conn, fire, "confirmed", by, seen_version=version)
        burned = Record(burned=[{"state": "Rừng trồng", "ha": 1.25}])
        edit_record(conn, fire, burned, by, seen_version=record_of(conn, fire)[1])
        owed = conn.execute(select(duty).order_by(duty.c.id)).mappings().all()
        for row, hours in zip(owed, (1, 30), strict=False):
            at = month.at(10, 8) + hours * HOUR
            said = Telling("call", at, person="Cầm Văn Giả")
            tell(conn, [row["id"]], said, By(LOCAL_ADMIN, at), seen_versions={row["id"]: row["version"]})


def _meetings(month: Month, conn: Connection) -> None:
    """All commune meetings of the month are held but one, which is said to have been missed."""
    tz = month.here.profile.tz
    generate(conn, month.period, month.here.areas, month.act(2, 8), tz)
    rows = list_meetings(conn, month.period.first, month.period.last)
    for number, row in enumerate(rows):
        if number:
            hold(conn, row["id"], month.at(9, 8), month.act(9, 12), seen_version=row["version"])
        else:
            miss(conn, row["id"], "Cả xã đi chữa cháy", month.act(28, 8), seen_version=row["version"])


def _training(month: Month, conn: Connection) -> None:
    """A training that was announced the day before."""
    begins = month.at(20, 8)
    wanted = Outreach(
        "training", "Tập huấn chữa cháy rừng", RANGERS, begins, begins + 3 * HOUR, "UBND xã", ["people"]
    )
    made = plan_event(conn, wanted, month.act(18, 8), month.here.profile.tz)
    announce(conn, made, month.act(19, 8), seen_version=1)


def _inspection(month: Month, conn: Connection) -> None:
    """An inspection with a recommendation that is overdue by now."""
    first, last = month.day(1), month.period.last + timedelta(days=200)
    task = "Kiểm tra phòng cháy chữa cháy rừng"
    formed = Team("Đoàn mùa khô", RANGERS, task, first, last, "12/QĐ-UBND", first)
    team = form_team(conn, formed, month.act(1, 8))
    add_member(conn, team, Member(RANGERS, "Hoàng Văn Giả", "head"), month.act(1, 8))
    begins, ends = month.at(16, 8), month.at(16, 11)
    wanted = Inspection(team, "village", "Bản Khoang", begins, ends, commune_id="muong-gion-2025")
    made = plan_inspection(conn, wanted, month.act(11, 8), month.here.profile.tz)
    finish(conn, made, ends, month.act(16, 17), seen_version=1)
    item = Item("Mua thêm 3 bàn dập", month.day(27), "ubnd-xa-muong-gion")
    add_item(conn, "inspection", made, item, month.act(16, 17))


def _case(month: Month, conn: Connection) -> None:
    """A case that the rangers handed over to the police against a receipt."""
    wanted = Case("Phá rừng ở tiểu khu 310", "forest", RANGERS, month.at(12, 8))
    made = open_case(conn, wanted, month.act(12, 9), month.here.profile.tz)
    offered = offer(conn, made, POLICE, ["Hồ sơ 12 trang"], "Hoàng Văn Giả", month.act(14, 9))
    receive(conn, offered, "Cầm Văn Giả", "05/BN", month.act(14, 15), seen_version=1)


def _patrol(month: Month, conn: Connection) -> None:
    """A joint patrol to which all came, checked in at the desk."""
    zone, begins = put_zone(conn, "Khau Cả", 103.70), month.at(22, 7)
    people = (
        Walker(RANGERS, "Lò Thị Lan", "leader", "0912 345 678"),
        Walker(POLICE, "Quàng Văn Minh"),
        Walker(MILITARY, "Cà Văn Sơn"),
    )
    forces = ("ranger", "police", "military")
    plan = Walk(
        "joint", "Đi giáp ranh", begins, begins + 6 * HOUR, RANGERS, forces, zones=(zone,), members=people
    )
    by = PatrolBy(LOCAL_ADMIN, month.at(21, 8))
    own = plan_patrol(conn, plan, by, PatrolSettings(), month.here.profile.tz, month.here.areas)
    members: Sequence[int] = conn.execute(
        select(patrol_member.c.id).where(patrol_member.c.patrol_id == own)
    ).scalars().all()  # fmt: skip
    for each in members:
        for kind, at in (("in", begins), ("out", begins + 6 * HOUR)):
            row = {
                "draft_id": f"{own}-{each}-{kind}", "patrol_id": own, "member_id": each, "kind": kind,
                "happened_at": at, "received_at": at, "channel": "desk", "note": "", "actor": "test",
            }  # fmt: skip
            conn.execute(insert(patrol_checkin), row)


def _seen(month: Month) -> None:
    """One cluster of hotspots that satellites saw on the tenth."""
    ago = (month.here.now() - month.at(10, 13)) / HOUR
    rows = tuple((lat, lon, ago - late, sat, sure, frp) for lat, lon, late, sat, sure, frp in (
        (21.7602, 103.6410, 0.0, "N20", "nominal", 4.1),
        (21.7635, 103.6442, 0.8, "N21", "high", 7.8),
    ))  # fmt: skip
    seed.fill(month.here, rows, minutes_ago=(ago - 2) * 60)


def fill(here: Services) -> Month:
    """Store all of it."""
    month = last_month(here)
    told_seed.agencies(here)
    first = month.period.first
    plan = Plan(
        "Kế hoạch phối hợp thử", date(first.year - 1, 1, 1), date(first.year + 3, 12, 31),
        rotation=["ranger", "police", "military"], lead_times={"share_hours": 24, "notice_days": 5},
    )  # fmt: skip
    with writing(here.engine) as conn:
        add_plan(conn, plan, month.act(1, 8), plan_id="thu")
    _seen(month)
    _duties(month)
    with writing(here.engine) as conn:
        for part in (_meetings, _training, _inspection, _case, _patrol):
            part(month, conn)
    return month
