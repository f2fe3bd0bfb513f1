"""SỔ TRỰC BAN as .docx, A4 across, in the form of NĐ 30/2020/NĐ-CP."""

from __future__ import annotations

from data.casework.documents.paper import Paper
from data.dutybook.papers import book as told
from data.dutybook.papers.book import Book

_NOTHING = "Trong thời gian này không có việc nào được ghi."


def book_paper(book: Book) -> bytes:
    """The file; an empty book says so."""
    on = book.now.astimezone(book.tz).date()
    paper = Paper(book.head, "STB", on, drill=book.drill, landscape=True)
    paper.title("Sổ trực ban", f"{book.name}, {book.span}")
    paper.heading("I. CA TRỰC")
    rows = told.shift_rows(book)
    if rows:
        paper.table(told.SHIFT_HEADER, rows, (9, 45, 30, 34, 34, 90), size=11)
    else:
        paper.text("Không có ca trực nào được ghi.")
    paper.heading("II. DIỄN BIẾN TRONG CA")
    rows = told.line_rows(book)
    if rows:
        paper.table(told.LINE_HEADER, rows, (9, 32, 140, 26, 35), size=11)
    else:
        paper.text(_NOTHING)
    paper.heading("III. BÀN GIAO CA")
    if not book.handovers:
        paper.text("Không có lần bàn giao nào có ký nhận.")
    for held in book.handovers:
        paper.text(f"{told.handover_title(held, book.tz)}.")
        matters = told.matter_rows(held)
        if matters:
            paper.table(told.MATTER_HEADER, matters, (9, 34, 170, 29), size=11)
        else:
            paper.text("Không còn việc nào mở.")
        if held["remark"]:
            paper.line("Ghi lại cho ca sau", held["remark"])
        paper.table(told.SIGN_HEADER, [told.sign_row(held, book.tz)], (1, 1), size=11)
    paper.sign([], book.head.position)
    return paper.data()
