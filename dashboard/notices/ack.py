"""``GET|POST /ack/{token}``: whoever got a message says that they have it. GET only shows."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import formats, words
from dashboard.access import sheets
from dashboard.access.visitor import visit_of
from dashboard.notices.plain import page
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.clock import real_now
from data.notices.acknowledging import LONGEST_NAME, Shown, act, show
from data.notices.errors import AckUnusable
from data.notices.message import LINK
from data.store.engine import reading, writing

_TEMPLATES = sheets.environment(Path(__file__).with_name("templates"))
_MOST_LETTERS = 9000
"""Of the message on the page: with three bytes a letter the page stays below 30 kB on a weak line."""
_STATUS = {"link_forged": 404, "link_expired": 410, "matter_withdrawn": 410}


def message_of(shown: Shown) -> str:
    """The message as it was sent, without the line that leads here."""
    lines = [line for line in str(shown.notice["body"]).splitlines() if LINK not in line]
    text = "\n".join(lines).strip()
    if len(text) <= _MOST_LETTERS:
        return text
    cut = text[:_MOST_LETTERS].rsplit("\n", 1)[0]
    left = text.count("\n") - cut.count("\n")
    return cut + "\n" + _("… và {count} dòng nữa, xem trong tin đã nhận.", count=left)


def _html(request: Request, shown: Shown, problem: str = "", name: str = "", status: int = 200) -> Response:
    count, who = len(shown.duties), [each for each, _when in shown.acknowledged]
    title = _("Đã xác nhận") if who else _("Xác nhận đã nhận tin")
    if shown.withdrawn:
        title, lead = _("Tin này đã được rút"), _("Không cần làm gì. Cảm ơn.")
    elif who:
        lead = _("Cảm ơn. Bên báo tin đã thấy xác nhận này.")
    elif shown.notice["purpose"] == "patrol":
        lead = _("Ghi họ tên và bấm nút nếu bạn lo việc này: những người tiếp theo sẽ không bị gọi nữa.")
    else:
        lead = words.counted("Ghi họ tên và bấm nút để xác nhận {count} việc dưới đây.", count)
    told = sheets.frame(request, title, lead, problem) | {
        "done": [{"name": each, "when": formats.moment(when)} for each, when in shown.acknowledged],
        "what": shown.notice["subject"],
        "text": message_of(shown),
        "open": not shown.withdrawn,
        "name": name,
        "most": LONGEST_NAME,
        "w": {
            "name": _("Họ tên người nhận tin"),
            "button": _("Tôi đã nhận tin này") if not who else _("Thêm người xác nhận"),
            "by": _("Người xác nhận"),
            "message": _("Nội dung tin"),
            "secret": _("Không nhập thông tin bí mật nhà nước."),
        },
    }
    return HTMLResponse(_TEMPLATES.get_template("ack.html").render(told), status, sheets.HEADERS)


def _unusable(request: Request, error: AckUnusable) -> Response:
    status = _STATUS.get(str(error.params["problem"]), 400)
    return sheets.notice(
        request,
        title=_("Đường dẫn không dùng được"),
        problem=say(error.code, error.params),
        status=status,
    )


def _shown(request: Request, _form: FormData) -> Response:
    try:
        with reading(services().engine) as conn:
            shown = show(conn, request.path_params["token"], real_now())
    except AckUnusable as error:
        return _unusable(request, error)
    if "lang" not in request.query_params:
        words.use(shown.notice["language"])
    return _html(request, shown)


def _acted(request: Request, form: FormData) -> Response:
    here, token, name = services(), request.path_params["token"], str(form.get("name", ""))[:400]
    now, real = here.now(), real_now()
    try:
        with writing(here.engine) as conn:
            act(conn, token, name, now=now, real=real, address=visit_of(request).peer)
    except AckUnusable as error:
        if error.params["problem"] != "name_missing":
            return _unusable(request, error)
        with reading(here.engine) as conn:
            shown = show(conn, token, real)
        return _html(request, shown, say(error.code, error.params), name, 400)
    # To itself, so that loading the page again sends nothing again.
    return RedirectResponse(f"/ack/{token}?lang={words.current()}", status_code=303, headers=sheets.HEADERS)


def routes() -> list[Route]:
    """The acknowledging link."""
    return [page("/ack/{token}", _shown, _acted)]
