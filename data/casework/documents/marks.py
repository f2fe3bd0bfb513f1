"""What a paper is made of below its paragraphs: words with their size, thin lines, page numbers."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_RED = RGBColor(0xC0, 0x00, 0x00)
_XML = {code: None for code in (*range(9), 11, 12, *range(14, 32))}  # what a document cannot hold


def clean(text: str) -> str:
    """The text without control characters."""
    return text.translate(_XML)


def tag(name: str, **values: str) -> Any:
    """An element of the document's XML, such as ``w:pBdr``."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def say(paragraph: Paragraph, text: str, size: float, **how: bool) -> None:
    """Add words to a paragraph; `how`: bold, italic."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    for name, value in how.items():
        setattr(run.font, name, value)


def line_below(paragraph: Paragraph, width_mm: float, room_mm: float) -> None:
    """A thin line in the middle of the room, such as the one below the motto."""
    indent = Mm(max(room_mm - width_mm, 0) / 2)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = indent
    shape.space_before, shape.space_after = Pt(2), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    borders = tag("w:pBdr")
    borders.append(tag("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().append(borders)


def number_pages(section: Any, mark: str) -> None:
    """The number in the middle at the top from the second page on; `mark`, in red, on every page."""
    section.different_first_page_header_footer = True
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        paragraph = header.paragraphs[0]
        paragraph.alignment = _CENTRE
        if numbered:
            for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
                run = paragraph.add_run()
                run.font.size = Pt(13)
                if kind:
                    run._r.append(tag("w:fldChar", fldCharType=kind))
                else:
                    instruction = tag("w:instrText")
                    instruction.text = text
                    run._r.append(instruction)
        if mark:
            marked = paragraph if not numbered else header.add_paragraph()
            marked.alignment = _CENTRE
            run = marked.add_run(mark)
            run.font.bold, run.font.size, run.font.color.rgb = True, Pt(13), _RED
