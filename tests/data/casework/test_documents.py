"""Papers of an incident, opened again: what is known stands in them, what is not stays a line to write on."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.shared import Pt
from sqlalchemy import Engine, insert, select

from data.access import Actor, Denied
from data.casework.burned_ground import add, counting, from_drawing, from_file
from data.casework.documents import words
from data.casework.documents.bundle import Folders, bundle
from data.casework.documents.case_file import CaseFile, Letterhead, case_file
from data.casework.documents.flash import SMS_PLAIN, flash
from data.casework.documents.register import HIDDEN, REFUSED, register, register_paper, register_sheet
from data.casework.documents.report import case_report, flash_paper
from data.casework.documents.sheet import case_sheet
from data.casework.files import keep
from data.casework.filing import documents_of, file_document, flash_told
from data.casework.forces import Force, add_force
from data.casework.records import Record, edit_record
from data.checking.act import By as ActBy
from data.checking.exif import FINDINGS
from data.checking.reviewing import review
from data.checking.saying import Verdict
from data.checking.settings import CheckingSettings
from data.checking.verdicts import record as record_verdict
from data.incidents import By, link_event, note, set_status, timeline
from data.journal import verify
from data.ledger import telling
from data.ledger.errors import DutyInvalid
from data.ledger.reading import duties_of_matter, matter_of
from data.profile import Profile
from data.reception import Call, record
from data.store.engine import reading, writing
from data.store.tables import VERDICTS, journal, photo
from geo.areas import Areas
from tests.data.casework.conftest import BBOX, BY, NOW, SQUARE, TZ, fire, later
from tests.data.checking.conftest import event_near
from tests.data.fires import NEAR
from tests.data.fires import put as see
from tests.geo.burned.test_burned import gpx

CALLER = ("Người báo giả định", "0912345678")


def read(engine: Engine, own: int, areas: Areas, **more: Any) -> CaseFile:
    with reading(engine) as conn:
        return case_file(conn, own, areas=areas, place="Quỳnh Nhai", now=later(3).now, tz=TZ, **more)


def told(data: bytes) -> str:
    """Every text of a document: body, tables, headers."""
    paper = Document(io.BytesIO(data))
    parts = [paragraph.text for paragraph in paper.paragraphs]
    parts += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    for section in paper.sections:
        for header in (section.header, section.first_page_header):
            parts += [paragraph.text for paragraph in header.paragraphs]
    return "\n".join(parts)


def called(engine: Engine, areas: Areas, profile: Profile, **more: Any) -> int:
    given = {
        "draft_id": "d1",
        "received_at": NOW - timedelta(minutes=5),
        "occurred_at": NOW - timedelta(minutes=30),
        "known_at": NOW - timedelta(minutes=5),
        "said": "Lửa lên rừng thông\x0b sau bản",
        "informant_name": CALLER[0],
        "informant_phone": CALLER[1],
        "place_text": "khe trên bản",
        "latitude": 21.7425,
        "longitude": 103.6075,
        "forest_type": "planted",
        "spread_risk": "yes",
        "house_risk": "yes",
    }
    return record(engine, Call(**(given | more)), BY, areas=areas, profile=profile).incident_id


@pytest.fixture
def full(ruled: Engine, forest: int, areas: Areas, profile: Profile, tmp_path: Path) -> int:
    """A case with everything in it."""
    own = called(ruled, areas, profile)
    known = Record(
        lot="12a", compartment="123", owner="Cộng đồng bản Huổi Ngà", function=3, origin="planted",
        species="Thông", planted_year=2014, cause="field_burning", hurt=0, killed=0, commander="Ông Lò Văn A",
        damaged=[{"state": "Rừng gỗ trồng núi đất", "ha": 0.8}], loss_vnd=12_500_000, danger_level=4,
    )  # fmt: skip
    outline = from_drawing(ruled, SQUARE, bbox=BBOX, occurred_at=NOW, now=NOW)
    with writing(ruled) as conn:
        edit_record(conn, own, known, BY, seen_version=0)
        add_force(conn, own, Force("Nhân dân bản", 180, tools="dao phát"), BY)
        add_force(conn, own, Force("Công an xã", 6), BY)
        add(conn, own, outline, BY, seen=None, folder=tmp_path)
        note(conn, own, "Gió mạnh lên", BY)
        set_status(conn, own, "resolved", later(2), seen_version=1)
    return own


def test_the_case_report_has_the_form_of_the_decree(ruled: Engine, full: int, areas: Areas) -> None:
    data = case_report(read(ruled, full, areas))
    paper = Document(io.BytesIO(data))
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin.mm == pytest.approx(30, abs=0.01)
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert paper.styles["Normal"].font.size == Pt(14)
    left, right = (paper.tables[0].rows[0].cells[n].text.strip() for n in (0, 1))
    assert left == f"CHI CỤC KIỂM LÂM SƠN LA\n{words.BLANK}", "the station's name was not entered"
    assert right == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    assert paper.tables[0].rows[1].cells[0].text == "Số: ………/BC-………"
    assert paper.tables[0].rows[1].cells[1].text == "Quỳnh Nhai, ngày 12 tháng 3 năm 2027"
    assert [each.text for each in paper.paragraphs[:3] if each.text] == [
        "BÁO CÁO",
        "Về vụ cháy rừng tại xã Mường Giôn, ngày 12/03/2027",
    ]
    last = paper.tables[-1].rows[0].cells
    assert last[0].text.startswith("Nơi nhận:\n- ") and last[0].text.endswith("- Lưu: VT.")
    assert last[1].text.startswith("HẠT TRƯỞNG") and last[1].text.strip().endswith(words.BLANK)


def test_what_is_known_stands_in_the_report_and_nothing_else(ruled: Engine, full: int, areas: Areas) -> None:
    text = told(case_report(read(ruled, full, areas)))
    for known in (
        "13 giờ 30 phút, ngày 12/03/2027",
        "lô 12a, tiểu khu 123",
        "Cộng đồng bản Huổi Ngà",
        "rừng sản xuất",
        "Thông, trồng năm 2014",
        "IV (nguy hiểm)",
        "X = 2.405.205,32 m; Y = 459.204,83 m",
        "186",
        "2,29",
        "0,80",
        "12.500.000 đồng",
        "Người chết: 0 người",
        "đốt nương rẫy",
        "Gió mạnh lên",
        "16 giờ 00 phút, ngày 12/03/2027",
    ):
        assert known in text, known
    assert f"Hồ sơ chuyển đến: {words.BLANK}" in text
    assert f"Lực lượng đến hiện trường: {words.BLANK}" in text
    assert not any(each in text for each in CALLER)
    assert words.DRILL not in text


def test_a_case_of_which_nothing_is_known_has_lines_and_no_figures(engine: Engine, areas: Areas) -> None:
    case = read(engine, fire(engine, areas, latitude=None, longitude=None), areas)
    text = told(case_report(case))
    for name in ("Chủ rừng", "Ước tính thiệt hại bằng tiền", "Người bị thương", "Người chết", "Tọa độ WGS84"):
        assert f"{name}: {words.BLANK}" in text, name
    assert "0,00" not in text and "0 người" not in text


@pytest.fixture
def checked(ruled: Engine, full: int) -> list[int]:
    """The incident has a fire event; of two verdicts about it the second, with a photo, was confirmed."""
    see(ruled, NEAR)
    event = event_near(ruled, NEAR[0].latitude)
    made = []
    for number, (kind, text) in enumerate((("nothing", "Mây che"), ("forest_fire", "Lửa ngọn cao 3 m"))):
        said = Verdict(
            f"v{number}", event, kind, text, "Người kiểm tra giả định", "0911222333",
            NOW + timedelta(minutes=number), searched_share=0.4 if kind == "nothing" else None,
        )  # fmt: skip
        with writing(ruled) as conn:
            made.append(record_verdict(conn, said, ActBy(BY.who, later(1).now), CheckingSettings()).id)
    chief = ActBy(replace(BY.who, name="chief"), later(2).now)
    with writing(ruled) as conn:
        review(conn, made[0], "returned", "Xem lại", chief)
        review(conn, made[1], "confirmed", "", chief)
        conn.execute(
            insert(photo).values(
                draft_id="p", record_kind="verdict", record_id=made[1], sha256="a" * 64, file="a.jpg",
                shown_file="a.jpg", name="IMG_7.jpg", type="image/jpeg", bytes=11, width=1, height=1,
                taken_at=NOW, findings=["place_differs"], received_at=NOW, actor="x",
            )
        )  # fmt: skip
        link_event(conn, full, event, later(2))
    return made


def test_what_was_found_on_the_ground_is_in_the_papers(
    ruled: Engine, full: int, checked: list[int], areas: Areas, tmp_path: Path
) -> None:
    case = read(ruled, full, areas)
    text = told(case_report(case))
    counted = f"Kiểm tra thực địa, kết quả số {checked[1]}: cháy rừng (đã kiểm duyệt); 1 ảnh kèm theo."
    assert f"{counted} Lửa ngọn cao 3 m" in text
    assert "Mây che" not in text, "what was returned does not count"
    book = openpyxl.load_workbook(io.BytesIO(case_sheet(case)))
    found = [[cell.value for cell in row] for row in book["Kiểm tra"].iter_rows(min_row=2)]
    assert [(row[0], row[2], row[3], row[5], row[8], row[9]) for row in found] == [
        (checked[0], "không thấy cháy", "bị trả lại", "không", 40, 0),
        (checked[1], "cháy rừng", "đã kiểm duyệt", "có", None, 1),
    ]
    (shot,) = [[cell.value for cell in row] for row in book["Ảnh"].iter_rows(min_row=2)]
    assert (shot[0], shot[1], shot[5]) == (checked[1], "IMG_7.jpg", "a" * 64)
    assert shot[4] == "nơi chụp khác nơi kiểm tra"
    course = [row[2].value for row in book["Diễn biến"].iter_rows(min_row=2)]
    assert f"Kết quả xác minh số {checked[1]}: đã kiểm duyệt" in course
    assert "giả định" not in text and "0911222333" not in text
    with reading(ruled) as conn:
        made = bundle(conn, case, Folders(tmp_path, tmp_path))
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        chain = json.loads(archive.read("journal.json"))
    assert "verdict" in {row["record_kind"] for row in chain["entries"]}


def test_every_finding_of_a_photo_has_its_words() -> None:
    assert set(words.FINDINGS) == set(FINDINGS)
    assert set(words.VERDICTS) == set(VERDICTS)


def test_an_offence_in_the_forest_speaks_of_no_fire(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas, kind="forest_offence", summary="Phá 5 cây gỗ")
    text = told(case_report(read(engine, own, areas)))
    assert "Về vụ vi phạm lâm luật" in text
    assert not any(each in text for each in ("Dập tắt", "Loại cháy", "Diện tích cháy", "CHỮA CHÁY"))


def test_a_drill_marks_every_paper(ruled: Engine, full: int, areas: Areas) -> None:
    case = read(ruled, full, areas, drill=True)
    for data in (case_report(case), flash_paper(case)):
        paper = Document(io.BytesIO(data))
        for header in (paper.sections[0].first_page_header, paper.sections[0].header):
            assert words.DRILL in "\n".join(each.text for each in header.paragraphs)
    said = flash(case)
    assert all(words.DRILL in each for each in (said.subject, said.phone, said.zalo, said.email))
    assert said.sms.startswith("DIEN TAP")
    book = openpyxl.load_workbook(io.BytesIO(case_sheet(case)))
    assert {sheet["A1"].value for sheet in book} == {words.DRILL}


def test_the_flash_notice_has_five_items_for_every_channel(ruled: Engine, full: int, areas: Areas) -> None:
    said = flash(read(ruled, full, areas))
    assert [name for name, _value in said.items] == [
        "Thời gian, địa điểm",
        "Loại rừng, loài cây",
        "Diễn biến, quy mô",
        "Tình huống khẩn cấp",
        "Tổ chức chữa cháy",
    ]
    by_name = dict(said.items)
    assert "21.74250, 103.60750" in by_name["Thời gian, địa điểm"]
    assert "loài cây Thông" in by_name["Loại rừng, loài cây"]
    assert "2,29 ha" in by_name["Diễn biến, quy mô"] and "nguy cơ cháy lan" in by_name["Diễn biến, quy mô"]
    assert "nguy cơ tới nhà dân" in by_name["Tình huống khẩn cấp"]
    assert "186 người" in by_name["Tổ chức chữa cháy"]
    for text in (said.phone, said.zalo, said.email):
        assert all(value in text for value in by_name.values())
        assert not any(each in text for each in CALLER)
    assert len(said.sms) <= SMS_PLAIN and said.sms.isascii()
    assert "21.74250,103.60750" in said.sms and "VV-2027-0001" in said.sms
    assert "Kính gửi" in told(flash_paper(read(ruled, full, areas)))


def test_an_sms_is_one_sms_however_long_the_place(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas, place_text="đồi rất xa " * 60)
    assert len(flash(read(engine, own, areas, drill=True)).sms) <= SMS_PLAIN


def test_a_flash_notice_meets_its_duty_and_is_filed(ruled: Engine, full: int) -> None:
    with reading(ruled) as conn:
        matter = matter_of(conn, "incident", str(full))
        assert matter is not None
        duties = {row["receiver_id"]: row for row in duties_of_matter(conn, matter["id"])}
    own = duties["chi-cuc-kiem-lam-son-la"]["id"]
    notice = telling.Telling("call", later(1).now, person="Bà B", text="Báo nhanh …")
    with writing(ruled) as conn:
        flash_told(conn, full, [own], notice, later(1))
    with reading(ruled) as conn:
        assert {row["id"]: row["status"] for row in duties_of_matter(conn, matter["id"])}[own] == "told"
        (filed,) = documents_of(conn, full)
        assert (filed["kind"], filed["name"]) == ("flash_notice", "call · Bà B")
        assert timeline(conn, full)[-1]["kind"] == "document"
        assert verify(conn) is None
    nameless = telling.Telling("call", later(1).now)
    with pytest.raises(DutyInvalid), writing(ruled) as conn:
        flash_told(conn, full, [own], nameless, later(1))
    with reading(ruled) as conn:
        assert len(documents_of(conn, full)) == 1, "nothing is filed of what was refused"


def test_only_those_in_the_table_of_roles_make_documents(engine: Engine, areas: Areas) -> None:
    own = fire(engine, areas)
    planner = By(Actor("planner", None, "planner", None, "192.0.2.1"), NOW)
    with pytest.raises(Denied), writing(engine) as conn:
        file_document(conn, own, "case_report", "a.docx", b"x", planner)
    with pytest.raises(Denied), reading(engine) as conn:
        register(conn, NOW - timedelta(days=1), NOW, planner)


def test_the_workbook_holds_numbers_moments_and_no_formula(ruled: Engine, full: int, areas: Areas) -> None:
    with writing(ruled) as conn:
        note(conn, full, "=1+1", later(2))
        file_document(conn, full, "flash_notice", "call · Bà B", b"x", later(2))
    book = openpyxl.load_workbook(io.BytesIO(case_sheet(read(ruled, full, areas))))
    assert book.sheetnames == ["Hồ sơ", "Lực lượng", "Diện tích", "Kiểm tra", "Ảnh", "Diễn biến", "Báo tin"]
    facts = {row[0].value: row[1].value for row in book["Hồ sơ"].iter_rows(min_row=2)}
    assert facts["Phát hiện"].strftime("%d/%m/%Y %H:%M") == "12/03/2027 13:30"
    assert (facts["Diện tích rừng thiệt hại (ha)"], facts["Người chết"]) == (0.8, 0)
    assert facts["Thời tiết"] is None
    assert [row[2].value for row in book["Lực lượng"].iter_rows(min_row=2)] == [180, 6]
    course = [row[3].value for row in book["Diễn biến"].iter_rows(min_row=2)]
    assert "'=1+1" in course
    done = [row[2].value for row in book["Diễn biến"].iter_rows(min_row=2)]
    assert "Lập văn bản gọi điện · Bà B" in done
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


HEAD = Letterhead(None, None, "Quỳnh Nhai", "Hạt trưởng")


def test_the_register_tells_who_called_only_to_those_who_may_and_journals_it(
    engine: Engine, areas: Areas, profile: Profile
) -> None:
    called(engine, areas, profile)
    called(engine, areas, profile, draft_id="d2", refused=True, informant_name="", informant_phone="")
    period = NOW - timedelta(days=1), NOW + timedelta(days=1)
    with reading(engine) as conn:
        without = register(conn, *period, BY)
    text = told(register_paper(without, HEAD, NOW, TZ, drill=False))
    assert HIDDEN in text and "Lửa lên rừng thông" in text and not any(each in text for each in CALLER)
    with writing(engine) as conn:
        held = register(conn, *period, BY, informants=True)
    text = told(register_paper(held, HEAD, NOW, TZ, drill=True))
    assert all(each in text for each in (*CALLER, REFUSED, words.DRILL, "Tổng số: 2 tin báo."))
    book = openpyxl.load_workbook(io.BytesIO(register_sheet(held, TZ, drill=True)))
    assert "; ".join(CALLER) in [row[2].value for row in book.active.iter_rows()]
    with reading(engine) as conn:
        looks = conn.execute(select(journal.c.record_id).where(journal.c.action == "read")).scalars().all()
    assert looks == ["TN-2027-0001", "TN-2027-0002"]
    ranger = By(Actor("ranger", None, "ranger", "another", "192.0.2.1"), NOW)
    with writing(engine) as conn:
        other = register(conn, *period, ranger, informants=True)
    assert {row["informant"] for row in other.rows} == {HIDDEN}, "a ranger reads their own agency's only"


def test_an_empty_register_says_that_nothing_was_written(engine: Engine) -> None:
    with reading(engine) as conn:
        held = register(conn, NOW - timedelta(days=1), NOW, BY)
    text = told(register_paper(held, HEAD, NOW, TZ, drill=False))
    assert "không có tin báo nào" in text


def test_the_bundle_is_sealed_and_says_what_is_missing(
    ruled: Engine, full: int, areas: Areas, tmp_path: Path
) -> None:
    folders = Folders(tmp_path / "photos", tmp_path / "tracks")
    walk = gpx(list(SQUARE.exterior.coords)[:-1])
    outline = from_file(ruled, walk, "di.gpx", bbox=BBOX, occurred_at=NOW, now=NOW)
    kept = keep(folders.photos, b"\xff\xd8\xff picture", ".jpg")
    digest = hashlib.sha256(b"\xff\xd8\xff picture").hexdigest()
    with writing(ruled) as conn:
        before = counting(conn, full)
        assert before is not None
        add(conn, full, outline, later(2), seen=before["id"], folder=folders.tracks)
        for number, (name, sha) in enumerate(((kept.name, digest), ("gone.jpg", "0" * 64))):
            conn.execute(
                insert(photo).values(
                    draft_id=f"p{number}", record_kind="incident", record_id=full, sha256=sha, file=name,
                    shown_file=name, name="a.jpg", type="image/jpeg", bytes=11, width=1, height=1,
                    findings=[], received_at=NOW, actor="x",
                )
            )  # fmt: skip
    with reading(ruled) as conn:
        case = case_file(conn, full, areas=areas, place="Quỳnh Nhai", now=later(3).now, tz=TZ)
        made, again = bundle(conn, case, folders), bundle(conn, case, folders)
    assert made.missing == ["photos/gone.jpg"]
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        members = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
    assert {row["name"]: row["sha256"] for row in manifest["members"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in members.items()
    }
    assert (manifest["missing"], manifest["code"]) == (["photos/gone.jpg"], "VV-2027-0001")
    assert members[f"photos/{kept.name}"] == b"\xff\xd8\xff picture"
    assert members[f"tracks/{hashlib.sha256(walk).hexdigest()}.gpx"] == walk
    assert json.loads(members["ledger.json"])["duties"]
    chain = json.loads(members["journal.json"])
    assert {row["record_kind"] for row in chain["entries"]} >= {"incident", "reception_call", "matter"}
    assert len(json.loads(members["area.geojson"])["features"]) == 2
    assert members["satellite/detections.csv"].startswith(b"\xef\xbb\xbfevent_id,id,time_utc")
    assert not any(each.encode() in data for each in CALLER for data in members.values())
    assert set(again.members) == set(made.members)
