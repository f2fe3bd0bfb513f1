"""A briefing as .docx, in the form of NĐ 30/2020."""

from __future__ import annotations

from data.casework.documents import words as paper_words
from data.casework.documents.case_file import Letterhead
from data.casework.documents.paper import Paper
from data.wall.papers import telling
from data.wall.papers.telling import Told
from data.wall.papers.words import CAUTION

POSITION = "Người trực"


def briefing_paper(told: Told, head: Letterhead, picture: bytes | None, *, drill: bool) -> bytes:
    """The paper; the same row and content give the same words whenever it is made.

    Parameters
    ----------
    picture
        The frozen map; None: there was none, and the paper says so.
    """
    paper = Paper(head, "BC", told.row["day"], drill=drill)
    paper.title("Báo cáo tình hình", telling.title(told))
    paper.text(f"{telling.taken(told)} {CAUTION}")
    paper.heading("I. SỐ LIỆU")
    for label, value in telling.figures(told):
        paper.line(label, value)
    paper.heading("II. VIỆC CẦN QUYẾT ĐỊNH")
    rows = telling.decision_rows(told)
    if rows:
        paper.table(telling.DECISION_HEADER, rows, (44, 40, 40, 26), size=11)
    else:
        paper.text("Không có việc nào đang chờ quyết định.")
    if left := telling.decisions_left(told):
        paper.text(left)
    paper.heading("III. VỆ TINH")
    paper.table(telling.SKY_HEADER, telling.sky_rows(told), (22, 62, 32, 32), size=11)
    _people(paper, told)
    if picture is None:
        paper.text("Không có bản đồ: lúc lập bản tin không vẽ được.")
    for line in telling.signed(told):
        paper.text(line, italic=True)
    paper.sign([], POSITION)
    if picture:
        paper.heading("PHỤ LỤC. BẢN ĐỒ", new_page=True)
        paper.picture(picture)
    return paper.data()


def _people(paper: Paper, told: Told) -> None:
    paper.heading("IV. CẤP DỰ BÁO CHÁY RỪNG ĐÃ CÔNG BỐ")
    paper.table(telling.LEVEL_HEADER, telling.level_rows(told), (60, 60), size=11)
    paper.heading("V. VỤ VIỆC, LỰC LƯỢNG")
    for header, rows, widths, none in (
        (
            telling.INCIDENT_HEADER,
            telling.incident_rows(told),
            (34, 44, 40, 32),
            "Không có vụ việc đang xử lý.",
        ),
        (
            telling.PATROL_HEADER,
            telling.patrol_rows(told),
            (34, 56, 26, 34),
            "Không có tổ tuần tra nào đang đi.",
        ),
        (telling.DUTY_HEADER, telling.duty_rows(told), (60, 50, 40), f"Người trực: {paper_words.BLANK}"),
    ):
        if rows:
            paper.table(header, rows, widths, size=11)
        else:
            paper.text(none)
    for line in telling.coming(told):
        paper.line("Sắp tới", line)
