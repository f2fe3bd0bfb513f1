"""The papers of a meeting, opened again."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.agencies.act import Act
from data.followup import Item, add_item
from data.meetings.errors import MeetingUnknown
from data.meetings.generating import generate
from data.meetings.holding import Guests, Minutes, attend, correct, freeze, hold, set_agenda, write_minutes
from data.meetings.papers.file import MeetingFile, meeting_file, period_said
from data.meetings.papers.invitation import invitation
from data.meetings.papers.minutes import minutes
from data.meetings.planning import Day, set_day
from data.meetings.reading import list_meetings
from data.periods import read_period
from data.plan import Plan, add_plan
from data.profile import load_profile
from data.store.engine import reading, writing
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
TZ = PROFILE.tz
NOW = datetime(2027, 3, 10, 5, 0, tzinfo=UTC)
FIRST = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:meetings")
POLICE, MILITARY, RANGERS = "cong-an-xa-muong-gion", "ban-chqs-xa-muong-gion", "hat-kiem-lam-khu-vuc"


@pytest.fixture
def own(engine: Engine) -> int:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    with writing(engine) as conn:
        plan = Plan("Kế hoạch 2026–2030", date(2026, 1, 1), date(2030, 12, 31))
        add_plan(conn, plan, ACT, plan_id="ke-hoach-2026")
        generate(conn, read_period("2027-03", TZ), AREAS, ACT, TZ)
        rows = list_meetings(conn, date(2027, 3, 1), date(2027, 3, 31))
        found = next(row["id"] for row in rows if row["host_agency_id"] == POLICE)
        day = Day(
            FIRST, FIRST + timedelta(hours=2), "UBND xã Mường Giôn", [POLICE, MILITARY, RANGERS], POLICE
        )
        set_day(conn, found, day, ACT, seen_version=1)
        set_agenda(conn, found, [{"kind": "text", "text": "Canh đốt nương"}], ACT, seen_version=2)
    return int(found)


def _text(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    marks = [p.text for p in paper.sections[0].first_page_header.paragraphs]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells, *marks])


def _file(engine: Engine, own: int, *, drill: bool = False) -> MeetingFile:
    with reading(engine) as conn:
        return meeting_file(conn, own, areas=AREAS, place="Quỳnh Nhai", now=NOW, tz=TZ, drill=drill)


def test_the_invitation(engine: Engine, own: int) -> None:
    text = _text(invitation(_file(engine, own, drill=True)))
    for said in (
        "GIẤY MỜI",
        "Về việc dự hội nghị giao ban công tác phối hợp tháng 03/2027 tại xã Mường Giôn",
        "Số: ………/GM-………",
        "Thời gian: 08 giờ 00, ngày 10 tháng 3 năm 2027",
        "Địa điểm: UBND xã Mường Giôn",
        "1. Canh đốt nương",
        "DIỄN TẬP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ):
        assert said in text, said


def test_the_minutes(engine: Engine, own: int) -> None:
    with writing(engine) as conn:
        hold(conn, own, FIRST, ACT, seen_version=3)
        attend(conn, own, Guests(POLICE, True, [{"name": "Lò Văn An", "post": "Trưởng công an xã"}]), ACT)
        stand_in = {"name": "Cà Văn Sơn", "post": "Trợ lý", "stands_in_for": "Quàng Văn Minh"}
        attend(conn, own, Guests(MILITARY, True, [stand_in]), ACT)
        attend(conn, own, Guests(RANGERS, False, note="đi chữa cháy"), ACT)
        said = Minutes("Lò Văn An", "Lò Thị Lan", "Điểm lại tháng 2.\nBốn tin quá hạn.", "", "Báo tin ngay.")
        write_minutes(conn, own, said, ACT, seen_version=4)
        add_item(conn, "meeting", own, Item("Rà soát đầu mối", date(2027, 3, 20), POLICE, "Lò Văn An"), ACT)
        freeze(conn, own, ACT, seen_version=5)
        correct(conn, own, "Bốn tin, không phải năm", ACT)
    text = _text(minutes(_file(engine, own)))
    for line in (
        "BIÊN BẢN",
        "Số: ………/BB-………",
        "Thời gian bắt đầu: 08 giờ 00, ngày 10 tháng 3 năm 2027",
        "Chủ trì: Lò Văn An",
        "Căn cứ: Kế hoạch 2026–2030",
        "Lò Văn An, Trưởng công an xã",
        "Cà Văn Sơn, Trợ lý (dự thay Quàng Văn Minh)",
        "vắng (đi chữa cháy)",
        "Bốn tin quá hạn.",
        "Rà soát đầu mối",
        "20/03/2027",
        "10/03/2027 12:00: Bốn tin, không phải năm",
        "THƯ KÝ",
        "CHỦ TRÌ",
    ):
        assert line in text, line
    assert "DIỄN TẬP" not in text
    assert "ngày 10 tháng 3 năm 2027\nSố" not in text  # minutes have no line of place and day


def test_what_nobody_wrote_is_a_dotted_line(engine: Engine, own: int) -> None:
    text = _text(minutes(_file(engine, own)))
    assert "Chủ trì: ……………………" in text
    assert "Thời gian bắt đầu: ……………………" in text


def test_an_unknown_meeting(engine: Engine) -> None:
    with pytest.raises(MeetingUnknown):
        _file(engine, 99)


@pytest.mark.parametrize(
    ("text", "said"), [("2027-03", "03/2027"), ("2027-Q4", "IV/2027"), ("2025-Q1", "I/2025")]
)
def test_periods_in_words(text: str, said: str) -> None:
    assert period_said(text) == said
