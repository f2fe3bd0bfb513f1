"""``/m/alarms``: the wall's alarms on a phone, with one button. Plain forms: no script is needed."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard import words
from dashboard.access import of_request
from dashboard.field.session import SCREEN, page, stale
from dashboard.services import services
from dashboard.wall import alarm_list
from dashboard.wall.alarm_list import Line
from dashboard.words import _, counted
from dashboard.words.errors import say
from data.access.errors import Denied
from data.errors import ConflictError, DataError
from data.store.engine import reading, writing
from data.wall.acting import By, acknowledge

PATH = "/m/alarms"
SHOWN = 40
"""Of a page on a weak line: the most pressing."""


def waiting(request: Request) -> list[Line]:
    """Alarms that nobody has taken, most pressing first."""
    here = services()
    with reading(here.engine) as conn:
        return [each for each in alarm_list.read(conn, here, of_request(request)) if each.waits]


def words_of() -> dict[str, str]:
    """Words of the list, wherever it stands."""
    return {"take": _("Tiếp nhận"), "all": _("Mọi cảnh báo"), "href": f"{PATH}?lang={words.current()}"}


def _told(request: Request, lines: Sequence[Line], problem: str = "", status: int = 200) -> Response:
    return page(
        request,
        "alarms.html",
        _("Cảnh báo"),
        status,
        problem,
        alarms=lines[:SHOWN],
        more=max(0, len(lines) - SHOWN),
        count=counted("{count} cảnh báo chưa ai nhận", len(lines)),
        a=words_of(),
        w={
            "none": _("Không có gì chờ tiếp nhận"),
            "none_why": _("Không có cảnh báo không có nghĩa là không có cháy."),
            "more": _("Còn nữa, chỉ hiện {count} cảnh báo gấp nhất.", count=SHOWN),
        },
    )


def shown(request: Request, _form: FormData) -> Response:
    """The page."""
    return _told(request, waiting(request))


def take(request: Request, form: FormData) -> Response:
    """``POST /m/alarms``: acknowledge one, as it was shown; then the list again."""
    answer = stale(request, str(form.get("mark", "")))
    if answer is not None:
        return _told(request, waiting(request), say("form_stale"), 403)
    here = services()
    kind, _colon, ref = str(form.get("alarm", "")).partition(":")
    version = str(form.get("version", ""))
    seen = int(version) if version.isdigit() and len(version) < 9 else -1
    by = By(of_request(request), here.now(), SCREEN)
    try:
        with writing(here.engine) as conn:
            acknowledge(conn, (kind, ref), by, profile=here.profile, seen_version=seen)
    except ConflictError:
        problem = _("Cảnh báo này vừa đổi hoặc người khác đã nhận. Xem lại danh sách.")
        return _told(request, waiting(request), problem, 409)
    except DataError as error:
        status = 403 if isinstance(error, Denied) else 409
        return _told(request, waiting(request), say(error.code, error.params), status)
    back = "/m/" if form.get("back") == "list" else PATH
    return RedirectResponse(f"{back}?lang={words.current()}", 303, {"Cache-Control": "no-store"})
