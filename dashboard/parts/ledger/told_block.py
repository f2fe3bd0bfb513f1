"""Who has been told, as a block of a page."""

from __future__ import annotations

from html import escape

from dashboard.parts.html import html
from dashboard.services import services
from dashboard.sheet import told
from dashboard.sheet.model import ToldPart
from data.store.engine import reading


def markup(part: ToldPart, *, title: bool = True) -> str:
    """HTML of the block; every text is escaped."""
    lines = "".join(
        f'<li class="{one.sign}"><i aria-hidden="true">{one.mark}</i><div><b>{escape(one.name)}</b>'
        f"<span>{escape(one.state)}</span>" + (f"<small>{escape(one.note)}</small>" if one.note else "")
        + "</div></li>"
        for one in part.lines
    )  # fmt: skip
    link = f'<a href="{escape(part.href)}" target="_self">{escape(part.link)}</a>' if part.link else ""
    head = f"<h3>{escape(part.title)}</h3>" if title else ""
    late = " late" if part.overdue else ""
    listed = f"<ol>{lines}</ol>" if lines else ""
    return (
        f'<section class="cl-told{late}"><header>{head}<b>{escape(part.summary)}</b>{link}</header>'
        f"{listed}</section>"
    )


def show(part: ToldPart) -> None:
    """Draw it."""
    html(markup(part))


def of_matter(kind: str, ref: int) -> None:
    """Read who has been told of a matter by now, and draw it."""
    with reading(services().engine) as conn:
        part = told.of_matter(conn, kind, str(ref), services().now())
    show(part)
