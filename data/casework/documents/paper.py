"""A paper in the form of NĐ 30/2020/NĐ-CP, Phụ lục I: A4, Times New Roman, two header blocks, number and
signature left blank.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from data.casework.documents import words
from data.casework.documents.case_file import Letterhead
from data.casework.documents.marks import line_below, number_pages, say, tag

FONT = "Times New Roman"
BODY, SMALL, LIST, TABLE = 14, 12, 11, 12
_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT

Cell = str | None


class Paper:
    """One document, written from the top down.

    Parameters
    ----------
    head
        Who writes; a name that was not entered leaves a line.
    symbol
        Of the kind of paper: ``BC`` for a report.
    on
        The day it was made, on the local calendar; None: the form has no such line (minutes).
    drill
        Marks the paper on every page.
    landscape
        For wide tables.
    """

    def __init__(
        self,
        head: Letterhead,
        symbol: str,
        on: date | None,
        *,
        drill: bool = False,
        landscape: bool = False,
    ) -> None:
        self._paper = Document()
        self._drill, self._landscape = drill, landscape
        self._room = 297 - 25 - 20 if landscape else 210 - 30 - 15
        self._set_up()
        self._letterhead(head, symbol, on)

    def _set_up(self) -> None:
        section = self._paper.sections[0]
        width, height = Mm(210), Mm(297)
        section.page_width, section.page_height = (height, width) if self._landscape else (width, height)
        section.orientation = WD_ORIENT.LANDSCAPE if self._landscape else WD_ORIENT.PORTRAIT
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = (Mm(25), Mm(20)) if self._landscape else (Mm(30), Mm(15))
        section.header_distance = Mm(9)
        normal = self._paper.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(BODY)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), FONT)
        shape = normal.paragraph_format
        shape.space_before, shape.space_after, shape.line_spacing = Pt(0), Pt(0), 1.0
        number_pages(section, words.DRILL if self._drill else "")
        self._paper.core_properties.title = ""
        self._paper.core_properties.author = ""

    def _grid(self, widths: Sequence[float], rows: int = 1) -> Any:
        table = self._paper.add_table(rows=rows, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    def _letterhead(self, head: Letterhead, symbol: str, on: date | None) -> None:
        left, right = self._room * 0.42, self._room * 0.58
        table = self._grid((left, right), rows=2)
        one, other = table.rows[0].cells
        blank = words.BLANK
        first = one.paragraphs[0]
        say(first, (head.above or blank).upper(), 12)
        named = one.add_paragraph()
        say(named, (head.agency or blank).upper(), 12, bold=True)
        line_below(one.add_paragraph(), left * 0.4, left - 4)
        country, motto = other.paragraphs[0], other.add_paragraph()
        say(country, _COUNTRY, 12, bold=True)
        say(motto, _MOTTO, 13, bold=True)
        line_below(other.add_paragraph(), 58, right - 4)
        one, other = table.rows[1].cells
        say(one.paragraphs[0], f"Số: {words.SHORT_BLANK}/{symbol}-{words.SHORT_BLANK}", 13)
        if on is not None:
            say(other.paragraphs[0], f"{head.place}, {words.long_day(on)}", 13, italic=True)
        for cell in (*table.rows[0].cells, *table.rows[1].cells):
            for paragraph in cell.paragraphs:
                paragraph.alignment = _CENTRE
        for cell in table.rows[1].cells:
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)

    def title(self, kind: str, summary: str) -> None:
        """BÁO CÁO, and what it is about, with the line below."""
        top = self._paper.add_paragraph()
        top.alignment, top.paragraph_format.space_before = _CENTRE, Pt(16)
        say(top, kind.upper(), BODY, bold=True)
        about = self._paper.add_paragraph()
        about.alignment = _CENTRE
        say(about, summary, BODY, bold=True)
        line = self._paper.add_paragraph()
        line_below(line, self._room * 0.3, self._room)
        self._paper.add_paragraph().paragraph_format.line_spacing = Pt(8)

    def addressed(self, to: Sequence[str]) -> None:
        """Kính gửi: whom it is for; a line where nobody is named."""
        paragraph = self._paper.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.space_after = _CENTRE, Pt(8)
        say(paragraph, f"Kính gửi: {'; '.join(to) if to else words.BLANK}", BODY)

    def text(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        """A paragraph."""
        paragraph = self._paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape = paragraph.paragraph_format
        shape.first_line_indent, shape.space_before, shape.line_spacing = Mm(10), Pt(6), 1.05
        say(paragraph, text, BODY, bold=bold, italic=italic)

    def heading(self, text: str, *, new_page: bool = False) -> None:
        """The name of a part; with `new_page` at the top of one."""
        self.text(text, bold=True)
        shape = self._paper.paragraphs[-1].paragraph_format
        shape.keep_with_next, shape.page_break_before = True, new_page

    def line(self, label: str, value: Cell) -> None:
        """- Label: value; what is not known stays a dotted line."""
        self.text(f"- {label}: {value if value not in (None, '') else words.BLANK}")
        self._paper.paragraphs[-1].alignment = _LEFT if not value else WD_ALIGN_PARAGRAPH.JUSTIFY

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        *,
        total: Sequence[Cell] | None = None,
        size: float = TABLE,
        numbers: Sequence[int] = (),
    ) -> None:
        """A ruled table; its header stands on every page.

        Parameters
        ----------
        widths
            Shares of the page's width.
        numbers
            Columns that are set to the right.
        """
        before = self._paper.add_paragraph()
        before.paragraph_format.line_spacing = Pt(6)
        room = [self._room * share / sum(widths) for share in widths]
        lines = [tuple(header), *map(tuple, rows), *([tuple(total)] if total else [])]
        table = self._grid(room, rows=len(lines))
        table.style = "Table Grid"
        last = len(lines) - 1
        for at, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
            strong = at == 0 or (total is not None and at == last)
            row._tr.get_or_add_trPr().append(tag("w:cantSplit"))
            if at == 0:
                row._tr.get_or_add_trPr().append(tag("w:tblHeader"))
            for column, (cell, value) in enumerate(zip(row.cells, line, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = _CENTRE if at == 0 else _LEFT
                if at and column in numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                say(paragraph, value or "", size, bold=strong)

    def picture(self, data: bytes, share: float = 1.0) -> None:
        """A picture (PNG, JPEG) in the middle, over so much of the page's width."""
        paragraph = self._paper.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.space_before = _CENTRE, Pt(6)
        paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(self._room * share))

    def cards(self, cards: Sequence[tuple[bytes, Sequence[str]]], *, across: int = 3) -> None:
        """Pictures with lines below, in cells to cut out: the first line is bold."""
        rows = [cards[at : at + across] for at in range(0, len(cards), across)]
        table = self._grid([self._room / across] * across, rows=len(rows))
        table.style = "Table Grid"
        for row, held in zip(table.rows, rows, strict=True):
            row._tr.get_or_add_trPr().append(tag("w:cantSplit"))
            for cell, (picture, lines) in zip(row.cells, held, strict=False):
                top = cell.paragraphs[0]
                top.alignment, top.paragraph_format.space_before = _CENTRE, Pt(6)
                top.add_run().add_picture(io.BytesIO(picture), width=Mm(self._room / across * 0.62))
                for at, line in enumerate(lines):
                    below = cell.add_paragraph()
                    below.alignment = _CENTRE
                    say(below, line, SMALL, bold=at == 0)

    def sign(self, recipients: Sequence[str], position: str) -> None:
        """Nơi nhận on the left, whoever signs on the right, with room for signature, stamp and name.

        The last lines of the text come along to a new page: a signature never stands alone.
        """
        for paragraph in self._paper.paragraphs[-2:]:
            paragraph.paragraph_format.keep_with_next = True
        gap = self._paper.add_paragraph().paragraph_format
        gap.line_spacing, gap.keep_with_next = Pt(14), True
        table = self._grid((self._room * 0.5, self._room * 0.5))
        table.rows[0]._tr.get_or_add_trPr().append(tag("w:cantSplit"))
        left, right = table.rows[0].cells
        say(left.paragraphs[0], "Nơi nhận:", SMALL, bold=True, italic=True)
        for each in [*(recipients or [words.BLANK]), "Lưu: VT."]:
            ending = "" if each.endswith(".") else ";"
            say(left.add_paragraph(), f"- {each}{ending}", LIST)
        top = right.paragraphs[0]
        top.alignment = _CENTRE
        say(top, position.upper(), BODY, bold=True)
        for _ in range(4):
            right.add_paragraph()
        name = right.add_paragraph()
        name.alignment = _CENTRE
        say(name, words.BLANK, BODY)

    def sign_both(self, left: str, right: str, recipients: Sequence[str]) -> None:
        """Two who sign beside each other (a secretary and whoever chaired), and Nơi nhận below."""
        gap = self._paper.add_paragraph().paragraph_format
        gap.line_spacing, gap.keep_with_next = Pt(14), True
        table = self._grid((self._room * 0.5, self._room * 0.5))
        table.rows[0]._tr.get_or_add_trPr().append(tag("w:cantSplit"))
        for cell, position in zip(table.rows[0].cells, (left, right), strict=True):
            lines = [cell.paragraphs[0], *(cell.add_paragraph() for _ in range(5))]
            for line in lines:
                line.alignment = _CENTRE
            say(lines[0], position.upper(), BODY, bold=True)
            say(lines[-1], words.BLANK, BODY)
        say(self._paper.add_paragraph(), "Nơi nhận:", SMALL, bold=True, italic=True)
        for each in [*(recipients or [words.BLANK]), "Lưu: VT, Hồ sơ."]:
            ending = "" if each.endswith(".") else ";"
            say(self._paper.add_paragraph(), f"- {each}{ending}", LIST)

    def data(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self._paper.save(out)
        return out.getvalue()
