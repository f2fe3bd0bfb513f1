"""Rows and sentences of a patrol's plan, the same on paper and on the page that is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.casework.documents import words
from data.patrols.papers.order import Ground, Order
from data.patrols.papers.words import MEMBERS, ROLES, ZONES, phone, size
from geo.vn2000 import KNOWN, to_vn2000

Cell = str | None
ZONE_HEADER = ("Mã", "Tên", "Loại", "Diện tích, chiều dài", "Xã")
HOTSPOT_HEADER = ("Vệ tinh thấy lúc", "Vệ tinh", "X, bắc (m)", "Y, đông (m)", "Ở đâu")
MEMBER_HEADER = ("TT", "Họ và tên", "Đơn vị", "Nhiệm vụ", "Điện thoại", "Ký nhận")
CONTACT_HEADER = ("Đơn vị", "Đầu mối", "Điện thoại")
CORNER_HEADER = ("Điểm", "X, bắc (m)", "Y, đông (m)") * 2
REPORTING = (
    "Từng người điểm danh lúc đến và lúc về bằng mã QR của mình hoặc qua tổ trưởng. Tổ trưởng báo ngay cho"
    " đơn vị chủ trì khi phát hiện cháy, vi phạm hoặc khi không về kịp giờ.",
)
CODES = (
    "Mỗi người quét mã của mình để mở trang điểm danh trên điện thoại, không cần tài khoản; trang dùng được"
    " cả khi mất sóng. Mã là của riêng từng người: cắt rời để phát, không chuyển cho người khác."
)
MOST_HOTSPOTS = 10
"""Rows that leave the map on the same page; the sentence above them tells how many there are."""


def basis(order: Order) -> str:
    """What the plan rests on; where no coordination plan is entered for the day, a line."""
    plan = order.plan
    if plan is None:
        return f"Căn cứ {words.BLANK}"
    number = f" số {plan['number']}" if plan["number"] else ""
    signed = f", ký ngày {words.day(plan['signed_on'])}" if plan["signed_on"] else ""
    return f"Căn cứ {plan['title']}{number}{signed};"


def cancelled(order: Order) -> str:
    """That there is nothing to go for any more, and why."""
    return f"LƯỢT TUẦN TRA NÀY ĐÃ HỦY. Lý do: {order.patrol['ended_reason'] or words.BLANK}"


def required(order: Order) -> str:
    """The roles that must be present, in words."""
    return ", ".join(ROLES.get(role, role) for role in order.patrol["required_roles"])


def zone_rows(order: Order) -> list[list[Cell]]:
    """One for each zone, below `ZONE_HEADER`."""
    return [
        [
            each.zone["code"],
            each.zone["name"],
            ZONES[each.zone["kind"]],
            size(each.zone["area_ha"], each.zone["length_m"]),
            ", ".join(each.communes) or "ngoài địa bàn",
        ]
        for each in order.grounds
    ]


def about_hotspots(order: Order) -> str:
    """How many hotspots there were, and since when nothing can be said: none is not "no fire"."""
    days, near = round(order.settings.paper_days), words.number(order.settings.paper_near_m)
    where = f"trong khu vực và quanh đó {near} m"
    if not order.grounds:
        return "Chưa chọn khu vực."
    if order.newest_file is None:
        return f"Chưa nhận được số liệu vệ tinh, nên không nói được gì về điểm cháy {where}."
    until = words.short_moment(order.newest_file, order.tz)
    if not order.hotspots:
        return (
            f"Số liệu vệ tinh nhận đến {until} không ghi điểm cháy nào {where} trong {days} ngày qua;"
            " điều đó không có nghĩa là không có cháy."
        )
    inside = sum(spot.zone is not None for spot in order.hotspots)
    shown = f" Bảng ghi {MOST_HOTSPOTS} điểm mới nhất." if len(order.hotspots) > MOST_HOTSPOTS else ""
    return (
        f"Số liệu vệ tinh nhận đến {until} ghi {len(order.hotspots)} điểm cháy {where} trong {days} ngày qua,"
        f" trong đó {inside} điểm nằm trong khu vực.{shown}"
    )


def hotspot_rows(order: Order) -> list[list[Cell]]:
    """The newest hotspots, below `HOTSPOT_HEADER`."""
    rows: list[list[Cell]] = []
    for spot in order.hotspots[:MOST_HOTSPOTS]:
        plane = to_vn2000(spot.longitude, spot.latitude, order.epsg)
        north, east = words.number(float(plane.northing)), words.number(float(plane.easting))
        where = f"trong {spot.zone}" if spot.zone else "gần khu vực"
        rows.append([words.short_moment(spot.at, order.tz), spot.satellite, north, east, where])
    return rows


def member_rows(order: Order) -> list[list[Cell]]:
    """Those on the list, below `MEMBER_HEADER`; whoever stands in for somebody says so."""
    everybody = {row["id"]: row for row in (*order.patrol["members"], *order.patrol["former_members"])}
    rows: list[list[Cell]] = []
    for at, row in enumerate(order.members, start=1):
        stood = everybody.get(row["stands_in_for"])
        name = f"{row['name']} (thay {stood['name']})" if stood else row["name"]
        agency = order.agencies.get(row["agency_id"])
        rows.append([str(at), name, agency, MEMBERS[row["role"]], phone(row["phone"]), None])
    return rows


def vehicles(order: Order) -> str | None:
    """The vehicles in a line."""
    said = [
        f"{row['plate']} ({row['kind']})" if row["kind"] else row["plate"] for row in order.patrol["vehicles"]
    ]
    return "; ".join(said) or None


def contact_rows(order: Order) -> list[list[Cell]]:
    """Focal points of the agencies involved, below `CONTACT_HEADER`; one that was not entered is left out."""
    return [
        [
            order.agencies[row["agency_id"]],
            row["name"] or words.SHORT_BLANK,
            ", ".join(str(phone(each)) for each in row["phones"] or ()) or words.SHORT_BLANK,
        ]
        for row in order.contacts
        if row["name"] or row["phones"]
    ]


def plane(order: Order) -> str:
    """The system of the coordinates."""
    name = KNOWN.get(order.epsg, f"EPSG:{order.epsg}")
    return f"Hệ tọa độ {name} (EPSG:{order.epsg}); X là tọa độ bắc, Y là tọa độ đông, tính bằng mét."


def about_corners(ground: Ground) -> str:
    """How true the table of corners is."""
    held, listed = ground.corners, sum(len(part.points) for part in ground.corners.parts)
    left = f" Không ghi {held.parts_left_out} phần nhỏ." if held.parts_left_out else ""
    if not held.off_m:
        return f"{held.total} điểm.{left}" if not left else f"Ghi {listed} trên {held.total} điểm.{left}"
    off = words.number(max(1, round(held.off_m)))
    return (
        f"Đường ranh có {words.number(held.total)} điểm; bảng ghi {listed} điểm chính,"
        f" lệch nhiều nhất {off} m. Tệp GPX và KML có đủ các điểm.{left}"
    )


def corner_rows(ground: Ground) -> list[list[list[Cell]]]:
    """One table for each piece, below `CORNER_HEADER`: two corners to a row, down the left side first."""
    tables = []
    for number, part in enumerate(ground.corners.parts, start=1):
        mark = f"{number}." if len(ground.corners.parts) > 1 else ""
        cells: list[list[Cell]] = [
            [f"{mark}{at}", words.number(north), words.number(east)]
            for at, (north, east) in enumerate(part.points, start=1)
        ]
        half = (len(cells) + 1) // 2
        empty: list[Cell] = [None, None, None]
        tables.append(
            [cells[at] + (cells[half + at] if half + at < len(cells) else empty) for at in range(half)]
        )
    return tables


def card(order: Order, row: Mapping[str, Any]) -> Sequence[str]:
    """What stands below a member's QR code."""
    agency = order.agencies.get(row["agency_id"], "")
    return (row["name"], f"{MEMBERS[row['role']]} · {agency}", order.code)
