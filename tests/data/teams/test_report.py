"""The report of an inspection, opened again; what was announced keeps its moment."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.agencies.act import Act
from data.followup import Item, add_item, cancel_item, finish_item
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import SUBJECT_KINDS
from data.teams.checklists import PROPOSED
from data.teams.errors import TeamInvalid, TeamUnknown
from data.teams.forming import Member, Team, add_member, form_team
from data.teams.inspecting import (
    Inspection,
    add_content,
    announce,
    cancel,
    finish,
    plan_inspection,
    take_back,
    write_results,
)
from data.teams.papers.report import InspectionFile, inspection_file, report
from data.teams.reading import inspection_of, looked_back_at
from geo.areas import load_areas

PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
TZ = PROFILE.tz
NOW = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 10, 1, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "screen:teams")
EARLY = Act(NOW - timedelta(days=8), LOCAL_ADMIN, "screen:teams")
POLICE, RANGERS = "cong-an-xa-muong-gion", "hat-kiem-lam-khu-vuc"
GION = str(AREAS.search("Mường Giôn", "2025").iloc[0]["area_id"])


@pytest.fixture
def own(engine: Engine) -> int:
    load(engine, PROFILE.directory, lambda: NOW, drill=True)
    with writing(engine) as conn:
        team = form_team(
            conn,
            Team(
                "Đoàn liên ngành mùa khô", POLICE, "Kiểm tra rừng", date(2027, 3, 1), date(2027, 4, 30),
                "45/QĐ-UBND", date(2027, 3, 2),
            ),
            EARLY,
        )  # fmt: skip
        add_member(conn, team, Member(POLICE, "Lò Văn An", "head", "Trưởng công an xã"), EARLY)
        wanted = Inspection(
            team, "village", "Khoang", START, START + timedelta(hours=4),
            [{"text": "Phương án PCCCR", "agency_id": POLICE}], ("Dụng cụ", "Lịch canh đốt nương"), GION,
        )  # fmt: skip
        made = plan_inspection(conn, wanted, EARLY, TZ)
        announce(conn, made, EARLY, seen_version=1)
    return made


def _file(engine: Engine, own: int, *, drill: bool = False) -> InspectionFile:
    with reading(engine) as conn:
        return inspection_file(conn, own, areas=AREAS, place="Quỳnh Nhai", now=NOW, tz=TZ, drill=drill)


def _text(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    marks = [p.text for p in paper.sections[0].first_page_header.paragraphs]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells, *marks])


def test_the_report(engine: Engine, own: int) -> None:
    with writing(engine) as conn:
        add_content(conn, own, "Người lạ vào rừng", RANGERS, ACT)
        finish(conn, own, NOW - timedelta(hours=3), ACT, seen_version=3)
        points = [{"text": "Dụng cụ", "result": "not_ok", "note": "thiếu 4 bàn dập"}]
        points.append({"text": "Lịch canh đốt nương", "result": "ok"})
        write_results(conn, own, points, "Tổ có 12 người.", ACT, seen_version=4)
        items = [
            add_item(conn, "inspection", own, Item(text, date(2027, 3, 20), POLICE, "Trưởng bản"), ACT)
            for text in ("Mua bàn dập", "Họp bản", "Bỏ đi")
        ]
        finish_item(conn, items[1], date(2027, 3, 9), ACT, TZ, seen_version=1)
        cancel_item(conn, items[2], "trùng", ACT, seen_version=1)
    text = _text(report(_file(engine, own, drill=True)))
    for said in (
        "BÁO CÁO",
        "Kết quả kiểm tra, hướng dẫn của đoàn liên ngành tại bản Khoang, xã Mường Giôn",
        "Quyết định số 45/QĐ-UBND ngày 02/03/2027 thành lập Đoàn liên ngành mùa khô",
        "Thời gian kiểm tra: 08:00 10/03/2027 đến 12:00 10/03/2027",
        "Thông báo trước: 15:00 02/03/2027",
        "- Người lạ vào rừng (",
        "không đạt",
        "thiếu 4 bàn dập",
        "Tổ có 12 người.",
        "Mua bàn dập",
        "chưa xong",
        "xong 09/03/2027",
        "TRƯỞNG ĐOÀN",
        "DIỄN TẬP",
    ):
        assert said in text, said
    assert "Bỏ đi" not in text


def test_the_report_of_a_follow_up_visit_tells_what_became_of_the_recommendations(
    engine: Engine, own: int
) -> None:
    def after(number: int, follows: int) -> int:
        begins = START + timedelta(days=number)
        wanted = Inspection(1, "commune", "UBND xã Mường Giôn", begins, begins + timedelta(hours=2),
                            commune_id=GION, follows_id=follows)  # fmt: skip
        return plan_inspection(conn, wanted, ACT, TZ)

    with writing(engine) as conn:
        given = [
            add_item(conn, "inspection", own, Item(text, date(2027, 3, 20), POLICE), ACT)
            for text in ("Mua bàn dập", "Bỏ đi")
        ]
        cancel_item(conn, given[1], "trùng", ACT, seen_version=1)
        second = after(7, own)
        add_item(conn, "inspection", second, Item("Họp bản", date(2027, 3, 28), POLICE), ACT)
        third = after(14, second)
        finish_item(conn, given[0], date(2027, 3, 10), ACT, TZ, seen_version=1)
        assert [row["id"] for row in looked_back_at(conn, inspection_of(conn, third) or {})] == [second, own]
    text = _text(report(_file(engine, third)))
    assert "tại UBND xã Mường Giôn" in text  # not “xã UBND xã”
    assert "Thực hiện kiến nghị của lần kiểm tra trước:" in text
    assert "Mua bàn dập" in text and "xong 10/03/2027" in text
    assert "Họp bản" in text and "chưa xong" in text and "Bỏ đi" not in text
    assert "Thực hiện kiến nghị" not in _text(report(_file(engine, own)))


def test_nothing_found_yet_is_a_dotted_line(engine: Engine, own: int) -> None:
    text = _text(report(_file(engine, own)))
    assert "Không có kiến nghị." in text and "……………………" in text and "DIỄN TẬP" not in text


def test_what_was_announced_keeps_its_moment(engine: Engine, own: int) -> None:
    with writing(engine) as conn:
        finish(conn, own, NOW - timedelta(hours=3), ACT, seen_version=2)
    with writing(engine) as conn, pytest.raises(TeamInvalid, match="step_impossible"):
        announce(conn, own, ACT, seen_version=3)
    with writing(engine) as conn:
        take_back(conn, own, ACT, seen_version=3)
        found = inspection_of(conn, own)
    assert found is not None
    assert (found["status"], found["announced_at"], found["done_at"]) == ("announced", EARLY.now, None)


def test_why_it_was_cancelled_goes_when_that_is_taken_back(engine: Engine, own: int) -> None:
    with writing(engine) as conn:
        cancel(conn, own, "mưa lớn", ACT, seen_version=2)
        assert (inspection_of(conn, own) or {})["reason"] == "mưa lớn"
        take_back(conn, own, ACT, seen_version=3)
        found = inspection_of(conn, own) or {}
    assert (found["status"], found["reason"]) == ("announced", None)


def test_an_unknown_inspection(engine: Engine) -> None:
    with pytest.raises(TeamUnknown):
        _file(engine, 99)


def test_there_is_a_proposal_for_whatever_is_inspected() -> None:
    assert set(PROPOSED) == set(SUBJECT_KINDS)
    assert all(len(set(points)) == len(points) > 2 for points in PROPOSED.values())
