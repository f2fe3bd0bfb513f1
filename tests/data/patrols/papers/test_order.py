"""What a patrol's papers say: the same facts in the .docx, the map, the files for receivers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import gpxpy
import numpy as np
import pytest
import shapely
from docx import Document
from lxml import etree
from PIL import Image
from sqlalchemy import insert, update

from data.patrols.errors import PatrolUnknown
from data.patrols.papers import telling
from data.patrols.papers.files import patrol_gpx, patrol_kml
from data.patrols.papers.order import order_of
from data.patrols.papers.picture import picture_of
from data.patrols.papers.sheet import order_paper
from data.patrols.settings import PatrolSettings
from data.patrols.tokens import read_token
from data.plan.loading import load_plans
from data.store.engine import reading, writing
from data.store.tables import coordination_plan, patrol_member, patrol_zone
from data.store.tables import patrol as patrol_table
from geo.zones.reading import read_zones
from tests.data import fires
from tests.data.patrols.conftest import MINH, NOW, POLICE, TZ
from tests.data.patrols.papers.conftest import BASE, FAR, INSIDE, NEAR, Patrol, pixel

KML = {"k": "http://www.opengis.net/kml/2.2"}


def words_of(data: bytes) -> str:
    """Every word of a document: paragraphs, tables, headers."""
    paper = Document(io.BytesIO(data))
    said = [each.text for each in paper.paragraphs]
    said += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    for section in paper.sections:
        said += [each.text for each in (*section.header.paragraphs, *section.first_page_header.paragraphs)]
    return "\n".join(said)


def test_hotspots_in_the_zones_and_near_them_are_told_apart(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3), pixel(NEAR, 30), pixel(FAR, 3), pixel(INSIDE, 24 * 8))
    spots = patrol.order().hotspots
    assert [(spot.zone, round(spot.longitude, 3)) for spot in spots] == [("KV-Bắc", 103.71), (None, 103.725)]
    said = telling.about_hotspots(patrol.order())
    assert "2 điểm cháy" in said and "1 điểm nằm trong khu vực" in said and "08:00 12/03/2027" in said


def test_no_hotspot_is_not_no_fire_and_no_file_says_nothing(patrol: Patrol) -> None:
    assert "Chưa nhận được số liệu vệ tinh" in telling.about_hotspots(patrol.order())
    patrol.see(pixel(FAR, 3))
    assert "không có nghĩa là không có cháy" in telling.about_hotspots(patrol.order())


def test_what_the_drills_clock_has_not_reached_is_not_told(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3))
    assert patrol.order(now=NOW - timedelta(hours=4)).hotspots == []
    assert patrol.order(now=NOW - timedelta(hours=4)).newest_file is None


def test_the_document_opens_and_says_who_goes_where(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3))
    order = patrol.order()
    said = words_of(order_paper(order, picture_of(patrol.engine, order, patrol.areas)))
    for part in (
        "Tuần tra liên ngành TT-2027-0001, ngày 13/03/2027", "07 giờ 00 phút, ngày 13/03/2027",
        "Lò Thị Lan", "0912\u00a0345\u00a0678", "tổ trưởng", "Công an xã Mường Giôn",
        "26B1-234.56 (xe máy)",
        "Kiểm lâm, Công an, Quân sự", "Tròn <b>", "trọng điểm cháy", "3,90 km", "Bản Huổi Ngà",
        "X, bắc (m)", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ):  # fmt: skip
        assert part in said, part
    assert "DIỄN TẬP" not in said


def test_in_a_drill_paper_map_and_files_are_marked(patrol: Patrol) -> None:
    order = patrol.order(drill=True)
    painted = picture_of(patrol.engine, order, patrol.areas)
    assert painted is not None
    assert words_of(order_paper(order, painted)).count("DIỄN TẬP") >= 2
    assert Image.open(io.BytesIO(painted)).convert("RGB").getpixel((2, 2)) == (192, 0, 0)
    assert patrol_gpx(order).decode().count("DIỄN TẬP") == 4 == patrol_kml(order).decode().count("DIỄN TẬP")


def test_a_line_is_left_for_what_is_not_known(patrol: Patrol) -> None:
    with writing(patrol.engine) as conn:
        conn.execute(update(patrol_table).values(meeting_place="", equipment=""))
        conn.execute(patrol_zone.delete())
        conn.execute(update(patrol_member).values(ended_at=NOW, ended_by="x", ended_reason="ốm"))
    order = patrol.order()
    assert picture_of(patrol.engine, order, patrol.areas) is None
    said = words_of(order_paper(order, None))
    assert "Nơi tập trung: …" in said and "Chưa chọn khu vực" in said and "PHỤ LỤC" not in said
    assert "Lò Thị Lan" not in said


def test_a_cancelled_patrol_says_so_first(patrol: Patrol) -> None:
    with writing(patrol.engine) as conn:
        conn.execute(update(patrol_table).values(status="cancelled", ended_reason="Mưa to"))
    assert "LƯỢT TUẦN TRA NÀY ĐÃ HỦY. Lý do: Mưa to" in words_of(order_paper(patrol.order(), None))


def test_whoever_stands_in_is_named_with_whom(patrol: Patrol) -> None:
    first = patrol.row(patrol.id)["members"][1]
    with writing(patrol.engine) as conn:
        conn.execute(
            update(patrol_member)
            .where(patrol_member.c.id == first["id"])
            .values(ended_at=NOW, ended_by="x", ended_reason="ốm")
        )
        row = {
            "patrol_id": patrol.id,
            "agency_id": POLICE,
            "name": "Hà Văn Tư",
            "role": "member",
            "actor": "x",
        }
        conn.execute(insert(patrol_member), [row | {"created_at": NOW, "stands_in_for": first["id"]}])
    names = [row[1] for row in telling.member_rows(patrol.order())]
    assert f"Hà Văn Tư (thay {MINH.name})" in names and MINH.name not in names


def test_the_plan_in_force_is_the_basis(patrol: Patrol) -> None:
    assert telling.basis(patrol.order()).endswith("…")
    load_plans(patrol.engine, fires.profile().directory, lambda: NOW)
    with writing(patrol.engine) as conn:
        conn.execute(
            update(coordination_plan).values(period_to=NOW.date() + timedelta(days=9), number="01/KH")
        )
    said = telling.basis(patrol.order())
    assert said.startswith("Căn cứ Kế hoạch phối hợp") and "số 01/KH, ký ngày 11/03/2021" in said


def test_each_member_has_a_code_of_their_own_and_nobody_without_an_address(patrol: Patrol) -> None:
    order = patrol.order()
    with reading(patrol.engine) as conn:
        for row in order.members:
            path, token = order.links[row["id"]].rsplit("/", 1)
            assert (
                path == f"{BASE}/checkin" and read_token(conn, token, "checkin", now=NOW)["id"] == row["id"]
            )
    paper = Document(io.BytesIO(order_paper(order, None)))
    assert len(paper.inline_shapes) == len(order.members) == 3
    none = patrol.order(base=None)
    assert none.links == {} and "MÃ QR ĐIỂM DANH" not in words_of(order_paper(none, None))


def test_the_leader_stands_first(patrol: Patrol) -> None:
    with writing(patrol.engine) as conn:
        conn.execute(update(patrol_member).values(role="member"))
        conn.execute(update(patrol_member).where(patrol_member.c.name == MINH.name).values(role="leader"))
    assert telling.member_rows(patrol.order())[0][1] == MINH.name


def test_the_receivers_file_holds_zones_route_and_hotspots(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3), pixel(NEAR, 30))
    data = patrol_gpx(patrol.order())
    file = gpxpy.parse(data.decode())
    assert [each.type for each in file.tracks] == ["zone", "zone", "route"]
    assert [(round(each.latitude, 2), each.name) for each in file.waypoints] == [
        (21.81, "Điểm cháy 06:00 12/03"),
        (21.81, "Điểm cháy 03:00 11/03"),
    ]
    back = read_zones(data, "a.gpx").zones
    shapes = [each["shape"] for each in patrol.row(patrol.id)["zones"]]
    assert len(back) == 3
    for one, other in zip(back, shapes, strict=True):
        assert one.shape.geom_type == other.geom_type and shapely.hausdorff_distance(one.shape, other) < 1e-5
    assert b"L\xc3\xb2 Th\xe1\xbb\x8b Lan" not in data and b"checkin" not in data


def test_the_map_file_is_sound_and_runs_nothing(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3))
    tree = etree.fromstring(patrol_kml(patrol.order()))
    names = tree.xpath("//k:Placemark/k:name/text()", namespaces=KML)
    assert "KV-Tròn <b> Tròn <b>" in names and len(names) == 4
    assert len(tree.xpath("//k:Polygon", namespaces=KML)) == 2
    assert len(tree.xpath("//k:LineString", namespaces=KML)) == 1
    assert tree.xpath("//k:TimeStamp/k:when/text()", namespaces=KML) == ["2027-03-11T23:00:00Z"]


def test_more_hotspots_than_fit_are_on_the_map_and_counted(patrol: Patrol) -> None:
    patrol.see(*[pixel((21.805 + k / 1000, 103.71), 2) for k in range(13)])
    order = patrol.order()
    assert len(order.hotspots) == 13 and len(telling.hotspot_rows(order)) == telling.MOST_HOTSPOTS
    assert "Bảng ghi 10 điểm mới nhất" in telling.about_hotspots(order)


def test_corners_say_how_true_they_are(patrol: Patrol) -> None:
    by_code = {each.zone["code"]: each for each in patrol.order().grounds}
    assert telling.about_corners(by_code["KV-Bắc"]) == "4 điểm."
    told = telling.about_corners(by_code["KV-Tròn <b>"])
    assert told.startswith("Đường ranh có 400 điểm; bảng ghi") and "lệch nhiều nhất" in told
    (rows,) = telling.corner_rows(by_code["KV-Bắc"])
    assert [row[0] for row in rows] == ["1", "2"] and [row[3] for row in rows] == ["3", "4"]


def test_the_communes_are_those_of_the_present_map(patrol: Patrol) -> None:
    rows = {row[0]: row for row in telling.zone_rows(patrol.order())}
    assert rows["KV-Bắc"][4] == "Mường Giôn"


def test_nobody_knows_such_a_patrol(patrol: Patrol) -> None:
    with pytest.raises(PatrolUnknown), reading(patrol.engine) as conn:
        order_of(
            conn, 999, areas=patrol.areas, place="", settings=PatrolSettings(), now=NOW, tz=TZ
        )  # fmt: skip


def test_a_hotspot_of_the_last_day_is_drawn_as_new(patrol: Patrol) -> None:
    patrol.see(pixel(INSIDE, 3))
    order = patrol.order()
    fresh, stale = (
        picture_of(patrol.engine, each, patrol.areas, (700, 600))
        for each in (order, replace(order, now=NOW + timedelta(days=2)))
    )
    assert fresh is not None and stale is not None and _red(fresh) > _red(stale)


def _red(data: bytes) -> int:
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    return int((np.abs(pixels - np.array([163, 15, 45])) < 30).all(axis=2).sum())
