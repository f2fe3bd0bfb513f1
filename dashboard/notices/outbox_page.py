"""``/outbox``: what a drill would have sent, as its receivers would see it. Real work has no such page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import formats
from dashboard.access import of_request, sheets
from dashboard.notices.plain import page
from dashboard.office import office
from dashboard.parts.agencies.words import CHANNELS
from dashboard.services import services
from dashboard.words import N_, _
from data.access import decide
from data.notices.acknowledging import PATH, key_of, token_of
from data.notices.message import LINK
from data.notices.office import names_now
from data.store.engine import reading
from data.store.tables import notice

_TEMPLATES = sheets.environment(Path(__file__).with_name("templates"))
MOST = 100
STATES = {
    "queued": N_("đang chờ"),
    "sending": N_("đang gửi"),
    "sent": N_("đã gửi"),
    "delivered": N_("đã tới máy"),
    "dead": N_("không gửi được"),
    "cancelled": N_("đã bỏ"),
}


def _card(row: dict[str, Any], agencies: Any, link: str) -> dict[str, Any]:
    before, found, after = str(row["body"]).partition(LINK)
    return {
        "to": " · ".join(each for each in (row["person"], agencies.agency(row["receiver_id"])) if each),
        "by": f"{_(CHANNELS.get(row['channel'], row['channel']))} {row['address']}",
        "when": formats.moment(row["sent_at"] or row["created_at"]),
        "state": _(STATES[row["state"]]),
        "subject": row["subject"],
        "before": before,
        "link": link if found else "",
        "after": after,
    }


def _shown(request: Request, _form: FormData) -> Response:
    here = services()
    if not here.drill:
        return PlainTextResponse("Not found", status_code=404)
    if not decide(of_request(request), "map.read").allowed:
        return RedirectResponse("/login?next=/outbox", status_code=303)
    key = key_of(here.engine)
    query = select(notice).where(notice.c.local.is_(True)).order_by(notice.c.id.desc()).limit(MOST)
    with reading(here.engine) as conn:
        rows = [dict(row) for row in conn.execute(query).mappings()]
        names = names_now(conn, office())
    cards = [_card(row, names, f"{PATH}{token_of(key, row)}") for row in rows]
    lead = _("Tin của buổi diễn tập không gửi đi đâu; chúng nằm ở đây, đường dẫn xác nhận dùng được.")
    told = sheets.frame(request, _("Hộp tin diễn tập"), lead) | {
        "cards": cards,
        "empty": _("Chưa có tin nào."),
    }
    return HTMLResponse(_TEMPLATES.get_template("outbox.html").render(told), headers=sheets.HEADERS)


def routes() -> list[Route]:
    """The drill's outbox."""
    return [page("/outbox", _shown)]
