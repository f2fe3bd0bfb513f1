"""``/call``: the form, what it asks while somebody types, and the call itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import formats, words
from dashboard.access import marks, of_request, sheets
from dashboard.calls import spots
from dashboard.calls.typed import FIELD_OF_PROBLEM, FormInvalid, read_call
from dashboard.parts.incidents import words as incident_words
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from data.access.errors import Denied
from data.access.secrets import make_signing_key
from data.incidents import By
from data.incidents.matching import likely_matches
from data.incidents.states import FIRES
from data.ledger.standing_of_matters import Counts, standing_of
from data.reception import find_spots, read_moment, record
from data.reception.errors import CallInvalid
from data.store.engine import reading, writing
from geo.errors import GeoError

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_FILES = {each.name: each for each in (_HERE / "static").iterdir()}
_STAMP = sha256(b"".join(sorted(each.read_bytes() for each in _FILES.values()))).hexdigest()[:12]
_TEMPLATES = sheets.environment(_HERE / "templates")
_HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}
_MOST_BYTES = 64 * 1024
SCREEN = "screen:call"


def _key() -> bytes:
    with writing(services().engine) as conn:
        return make_signing_key(conn)


def _words() -> dict[str, str]:
    return {
        "said": _("Người báo nói gì"),
        "place": _("Ở đâu"),
        "place_hint": _(
            "Tọa độ kiểu nào cũng được, tên bản, hoặc lô – khoảnh – tiểu khu; hoặc bấm lên bản đồ."
        ),
        "spots": _("Chọn nơi đúng"),
        "occurred": _("Xảy ra lúc nào"),
        "occurred_hint": _("Để trống là vừa xong. Ví dụ: 14h30, 10 phút trước, hôm qua 22:15."),
        "map": _("Bản đồ"),
        "map_hint": _("Ranh giới chỉ để tham khảo."),
        "matches": _("Có thể là cùng một việc"),
        "informant": _("Người báo"),
        "name": _("Họ tên"),
        "phone": _("Điện thoại"),
        "address": _("Địa chỉ"),
        "refused": _("Người báo từ chối cho biết"),
        "more": _("Chi tiết"),
        "kind": _("Loại việc"),
        "field": _("Lĩnh vực"),
        "forest_type": _("Loại rừng"),
        "area": _("Diện tích, ha"),
        "spread_risk": _("Nguy cơ cháy lan"),
        "house_risk": _("Nguy cơ tới nhà dân"),
        "channel": _("Báo bằng cách nào"),
        "known_by": _("Ai biết tin đầu tiên"),
        "known": _("Biết tin lúc nào"),
        "known_hint": _("Để trống là lúc nhận cuộc gọi."),
        "save": _("Lưu tin báo"),
        "shortcut": _("Ctrl + Enter để ghi. Bản nháp được giữ trên máy này cho tới khi ghi xong."),
        "secret": _("Không nhập thông tin bí mật nhà nước."),
        "fresh": _("Bỏ bản nháp"),
        "open": _("Mở vụ việc"),
        "desk": _("mở bàn trực"),
        "again": _("Ghi tin khác"),
    }


def _script_words(drill: bool) -> dict[str, Any]:
    return {
        "lang": words.current(),
        "fires": list(FIRES),
        "kept": "canhlua-call-drill" if drill else "canhlua-call",
        "draft": _("Đây là bản nháp chưa ghi xong."),
        "none": _("Không, đây là việc khác"),
        "sending": _("Đang ghi…"),
        "save": _("Lưu tin báo"),
        "failed": _("Chưa ghi được. Bản nháp còn trên máy này."),
        "cut": _("Mất kết nối. Bản nháp còn trên máy này và sẽ tự gửi lại; đừng đóng trang."),
        "sure": _("Bỏ hẳn bản nháp này?"),
    }


def _listed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in table.items()]


def _shown(request: Request, _form: FormData) -> Response:
    here, me = services(), of_request(request)
    cookie, mark = marks.mark_for(request, _key())
    told = sheets.frame(request, _("Ghi tin báo mới")) | {
        "w": _words(),
        "words_json": json.dumps(_script_words(here.drill), ensure_ascii=False),
        "stamp": _STAMP,
        "mark": mark,
        "known_by": me.name if me.account_id is not None else "",
        "kinds": _listed(incident_words.KINDS),
        "fields": [("", _("theo loại việc")), *_listed(incident_words.FIELDS)],
        "forest_types": _listed(incident_words.FOREST_TYPES),
        "risks": _listed(incident_words.RISKS),
        "channels": _listed(incident_words.CHANNELS),
    }
    answer = HTMLResponse(_TEMPLATES.get_template("call.html").render(told), headers=_HEADERS)
    marks.keep(answer, request, cookie)
    return answer


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(body, status, {"Cache-Control": "no-store"})


def _refused(message: str, wrong: dict[str, str] | None = None, status: int = 400, **more: str) -> Response:
    return _json({"message": message, "wrong": wrong or {}, **more}, status)


def _to_tell(incident_id: int) -> str:
    """How many agencies must know of the incident now, and how many do already."""
    here = services()
    with reading(here.engine) as conn:
        standing = standing_of(conn, "incident", str(incident_id))
    counts = standing.counts(here.now()) if standing else Counts()
    if not counts.all:
        return _("Không quy tắc nào đang bật đòi báo tin này.")
    said = words.counted("Phải báo: {count} đơn vị", counts.all)
    return f"{said}, " + _("đã báo {count}", count=counts.told) if counts.told else said


def _taken(request: Request, form: FormData) -> Response:
    here, key = services(), _key()
    if not marks.is_ours(request, key, str(form.get("mark", ""))):
        cookie, mark = marks.mark_for(request, key)
        answer = _refused(say("form_stale"), status=403, mark=mark)
        marks.keep(answer, request, cookie)
        return answer
    given = {name: str(value) for name, value in form.items()}
    by = By(of_request(request), here.now(), SCREEN)
    try:
        call = read_call(given, by.now, here.profile)
        done = record(here.engine, call, by, areas=here.areas, profile=here.profile)
    except FormInvalid as error:
        return _refused(_("Chưa ghi: xem chỗ đánh dấu đỏ."), error.wrong)
    except CallInvalid as error:
        said = say(error.code, error.params)
        at = FIELD_OF_PROBLEM.get(str(error.params["problem"]))
        return _refused(said, {at: said} if at else {})
    except Denied as error:
        return _refused(say(error.code, error.params), status=403)
    text = (
        _("Đã ghi từ trước, không ghi hai lần.") if done.again else _("Vụ việc {code}.", code=done.incident)
    )
    href = incident_words.address(done.incident)
    desk = f"/desk?matter=incident:{done.incident_id}&lang={words.current()}"
    stored = {"title": _("Đã ghi tin báo {code}", code=done.call), "text": text, "href": href}
    return _json(stored | {"told": _to_tell(done.incident_id), "desk": desk})


def _now(_request: Request, _form: FormData) -> Response:
    return _json({"now": services().now().isoformat()})


def _where(request: Request, _form: FormData) -> Response:
    here = services()
    with reading(here.engine) as conn:
        found = find_spots(conn, request.query_params.get("q", "")[:400], here.profile.bbox, here.now())
    return _json({"spots": spots.told(found, here.areas)})


def _match_text(match: Any, now: Any) -> str:
    if match.kind == "event":
        return incident_words.event_near(match, now)
    far, age = formats.distance(match.distance_m), formats.ago(match.seen_at, now)
    return _(
        "{code}: {summary}, {age}, cách {far}", code=match.label, summary=match.summary[:80], age=age, far=far
    )


def _matches(request: Request, _form: FormData) -> Response:
    here, asked = services(), request.query_params
    now = here.now()
    try:
        latitude, longitude = float(asked.get("lat", "")), float(asked.get("lon", ""))
        occurred = read_moment(asked.get("occurred", ""), now, here.profile.tz)
    except (ValueError, GeoError):
        return _json({"found": []})
    with reading(here.engine) as conn:
        found = likely_matches(conn, latitude, longitude, occurred, here.profile.incidents)[:4]
    return _json({"found": [{"value": f"{m.kind}:{m.id}", "text": _match_text(m, now)} for m in found]})


def _areas(_request: Request, _form: FormData) -> Response:
    areas = services().areas
    rows = areas.of_era(areas.present_era)
    features = [
        {
            "type": "Feature",
            "properties": {"name": row["name"]},
            "geometry": row["geometry"].simplify(0.002).__geo_interface__,
        }
        for row in rows.to_dict("records")
    ]
    return _json({"type": "FeatureCollection", "features": features})


_Answer = Callable[[Request, FormData], Response]


def _said(request: Request, form: FormData, answer: _Answer) -> Response:
    words.use(str(form.get("lang") or request.query_params.get("lang") or ""))
    try:
        return answer(request, form)
    except (SQLAlchemyError, OSError):
        _log.exception("%s: database unusable", request.url.path)
        return _refused(say("database_unusable"), status=503)
    except GeoError as error:
        return _refused(say(error.code, error.params))


def _route(path: str, shown: _Answer, acted: _Answer | None = None) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method != "POST" or acted is None:
            return await run_in_threadpool(_said, request, FormData(), shown)
        if int(request.headers.get("content-length") or _MOST_BYTES + 1) > _MOST_BYTES:
            return _refused(say("call_invalid", {"problem": "too_long"}), status=413)
        async with request.form(max_files=0, max_fields=60) as form:
            return await run_in_threadpool(_said, request, form, acted)

    return Route(path, endpoint, methods=["GET", "POST"] if acted else ["GET"])


async def _file(request: Request) -> Response:
    file = _FILES.get(request.path_params["name"])
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(file, headers=kept) if file else PlainTextResponse("Not found", status_code=404)


def routes() -> list[Route]:
    """Everything of the call's page."""
    return [
        _route("/call", _shown, _taken),
        _route("/call/now", _now),
        _route("/call/where", _where),
        _route("/call/matches", _matches),
        _route("/call/areas.json", _areas),
        Route("/assets/call/{name}", _file),
    ]
