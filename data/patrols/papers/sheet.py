"""A patrol's plan on paper, in the form of NĐ 30/2020: who goes where and when, map, corners, QR codes."""

from __future__ import annotations

from collections.abc import Sequence

from data.casework.documents import words
from data.casework.documents.paper import Cell, Paper
from data.patrols.papers import telling
from data.patrols.papers.order import Order
from data.patrols.papers.qr import qr_png
from data.patrols.papers.words import KINDS

_Rows = Sequence[Sequence[Cell]]


def _mission(paper: Paper, order: Order) -> None:
    row = order.patrol
    paper.heading("I. MỤC ĐÍCH, THỜI GIAN")
    paper.line("Mục đích, nhiệm vụ", row["objective"])
    paper.line("Bắt đầu", words.moment(row["starts_at"], order.tz))
    paper.line("Kết thúc", words.moment(row["ends_at"], order.tz))
    paper.line("Nơi tập trung", row["meeting_place"])


def _where(paper: Paper, order: Order) -> None:
    paper.heading("II. KHU VỰC, TUYẾN")
    header, widths = telling.ZONE_HEADER, (18, 40, 26, 20, 28)
    paper.table(header, telling.zone_rows(order) or [[words.SHORT_BLANK, *[None] * 4]], widths)
    paper.text(telling.about_hotspots(order))
    rows = telling.hotspot_rows(order)
    if rows:
        paper.table(telling.HOTSPOT_HEADER, rows, (26, 26, 24, 22, 30), numbers=(2, 3))


def _who(paper: Paper, order: Order) -> None:
    paper.heading("III. LỰC LƯỢNG, PHƯƠNG TIỆN")
    paper.line("Đơn vị chủ trì", order.agencies[order.patrol["lead_agency_id"]])
    if order.patrol["required_roles"]:
        paper.line("Lực lượng phải có mặt", telling.required(order))
    blank: _Rows = [["1", words.SHORT_BLANK, None, None, None, None]]
    widths = (9, 32, 40, 20, 26, 16)
    paper.table(telling.MEMBER_HEADER, telling.member_rows(order) or blank, widths)
    vehicles = telling.vehicles(order)
    paper.line("Phương tiện", vehicles)
    paper.line("Trang bị, dụng cụ", order.patrol["equipment"])
    if order.patrol["notes"]:
        paper.line("Lưu ý", order.patrol["notes"])


def _contacts(paper: Paper, order: Order) -> None:
    paper.heading("IV. LIÊN LẠC, BÁO CÁO")
    for line in telling.REPORTING:
        paper.text(line)
    rows = telling.contact_rows(order)
    if rows:
        paper.table(telling.CONTACT_HEADER, rows, (46, 36, 34))


def _ground(paper: Paper, order: Order, picture: bytes | None) -> None:
    paper.heading("PHỤ LỤC 1. BẢN ĐỒ VÀ TỌA ĐỘ ĐIỂM GÓC", new_page=True)
    if picture:
        paper.picture(picture)
    paper.text(telling.plane(order))
    for ground in order.grounds:
        paper.text(f"{ground.zone['code']} {ground.zone['name']}. {telling.about_corners(ground)}")
        for rows in telling.corner_rows(ground):
            paper.table(telling.CORNER_HEADER, rows, (16, 30, 30, 16, 30, 30), size=11, numbers=(1, 2, 4, 5))


def _codes(paper: Paper, order: Order) -> None:
    paper.heading("PHỤ LỤC 2. MÃ QR ĐIỂM DANH", new_page=True)
    paper.text(telling.CODES)
    paper.cards([(qr_png(order.links[row["id"]]), telling.card(order, row)) for row in order.members])


def order_paper(order: Order, picture: bytes | None) -> bytes:
    """The plan of a patrol as .docx; what is not known is a line to be written by hand.

    Parameters
    ----------
    picture
        The map (`data.patrols.papers.picture.picture_of`); None: no map.
    """
    row, on = order.patrol, order.now.astimezone(order.tz).date()
    paper = Paper(order.head, "KH", on, drill=order.drill)
    day = words.day(row["starts_at"].astimezone(order.tz).date())
    kind = words.capital(KINDS[row["kind"]])
    paper.title("Kế hoạch", f"{kind} {order.code}, ngày {day}")
    if row["status"] == "cancelled":
        paper.text(telling.cancelled(order), bold=True)
    paper.text(telling.basis(order))
    _mission(paper, order)
    _where(paper, order)
    _who(paper, order)
    _contacts(paper, order)
    paper.text(f"Trên đây là kế hoạch {KINDS[row['kind']]} {order.code}./.")
    paper.sign([*order.agencies.values()], order.head.position)
    if order.grounds:
        _ground(paper, order, picture)
    if order.links and order.members:
        _codes(paper, order)
    return paper.data()
