"""What the page that is printed says: the same rows and sentences as the .docx, which are Vietnamese in every
language; only its bar of buttons is translated.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from dashboard import words
from dashboard.patrol_papers import addresses
from dashboard.patrol_papers.addresses import address
from dashboard.words import _
from data.casework.documents import words as paper_words
from data.patrols.papers import telling
from data.patrols.papers.order import Order
from data.patrols.papers.qr import qr_data
from data.patrols.papers.words import KINDS


def _bar(patrol_id: int) -> list[tuple[str, str]]:
    return [
        (address(addresses.DOCX, patrol_id), _("Tải .docx")),
        (address(addresses.GPX, patrol_id), "GPX"),
        (address(addresses.KML, patrol_id), "KML"),
        (address(addresses.ICS, patrol_id), _("Lịch (.ics)")),
    ]


def _facts(order: Order) -> list[tuple[str, str]]:
    row, blank = order.patrol, paper_words.BLANK
    return [
        ("Mục đích, nhiệm vụ", row["objective"]),
        ("Bắt đầu", paper_words.moment(row["starts_at"], order.tz) or blank),
        ("Kết thúc", paper_words.moment(row["ends_at"], order.tz) or blank),
        ("Nơi tập trung", row["meeting_place"] or blank),
    ]


def _forces(order: Order) -> list[tuple[str, str]]:
    row = order.patrol
    said = [("Đơn vị chủ trì", order.agencies[row["lead_agency_id"]])]
    if row["required_roles"]:
        said.append(("Lực lượng phải có mặt", telling.required(order)))
    return said


def _equipment(order: Order) -> list[tuple[str, str]]:
    row, blank = order.patrol, paper_words.BLANK
    said = [
        ("Phương tiện", telling.vehicles(order) or blank),
        ("Trang bị, dụng cụ", row["equipment"] or blank),
    ]
    return [*said, ("Lưu ý", row["notes"])] if row["notes"] else said


def _cards(order: Order) -> list[dict[str, Any]]:
    return [
        {"code": qr_data(order.links[row["id"]]), "lines": telling.card(order, row)}
        for row in order.members
        if row["id"] in order.links
    ]


def told(request: Request, order: Order, patrol_id: int) -> dict[str, Any]:
    """What the template needs."""
    row = order.patrol
    local = row["starts_at"].astimezone(order.tz).date()
    return {
        "language": words.current(),
        "title": f"{paper_words.capital(KINDS[row['kind']])} {order.code}",
        "drill": paper_words.DRILL if order.drill else "",
        "back": f"{request.scope.get('root_path', '')}/planning?patrol={patrol_id}",
        "bar": _bar(patrol_id),
        "w": {"back": _("Về lượt tuần tra"), "print": _("In hoặc lưu PDF")},
        "no_codes": ""
        if order.links
        else _(
            "Chưa có mã QR: chương trình chưa biết địa chỉ mà điện thoại mở được. Quản trị viên đặt"
            " CANHLUA_PUBLIC_URL."
        ),
        "head": order.head,
        "blank": paper_words.BLANK,
        "short_blank": paper_words.SHORT_BLANK,
        "day": paper_words.long_day(order.now.astimezone(order.tz).date()),
        "on": paper_words.day(local),
        "cancelled": telling.cancelled(order) if row["status"] == "cancelled" else "",
        "basis": telling.basis(order),
        "facts": _facts(order),
        "zones": (telling.ZONE_HEADER, telling.zone_rows(order)),
        "hotspots": telling.about_hotspots(order),
        "hotspot_table": (telling.HOTSPOT_HEADER, telling.hotspot_rows(order)),
        "forces": _forces(order),
        "members": (telling.MEMBER_HEADER, telling.member_rows(order)),
        "equipment": _equipment(order),
        "reporting": telling.REPORTING,
        "contacts": (telling.CONTACT_HEADER, telling.contact_rows(order)),
        "end": f"Trên đây là kế hoạch {KINDS[row['kind']]} {order.code}./.",
        "recipients": list(order.agencies.values()),
        "plane": telling.plane(order),
        "corner_header": telling.CORNER_HEADER,
        "grounds": [
            {
                "name": f"{each.zone['code']} {each.zone['name']}",
                "about": telling.about_corners(each),
                "tables": telling.corner_rows(each),
            }
            for each in order.grounds
        ],
        "codes": telling.CODES,
        "cards": _cards(order),
    }
