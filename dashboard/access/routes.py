"""``/login``, ``/logout``, ``/setup/{token}``, ``/display/{token}``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access import cookies, marks, sheets
from dashboard.access.visitor import actor, visit_of
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.access import sessions
from data.access.accounts import Wanted
from data.access.errors import AccountInvalid, LinkUnusable, PasswordRefused, SignInRefused, SignInThrottled
from data.access.links import Link, find_link, use_link
from data.access.roles import ADMINISTRATOR
from data.access.secrets import make_signing_key, signing_key
from data.access.sign_in import begin_session, sign_in, sign_out
from data.access.tokens import find_display
from data.clock import real_now
from data.store.engine import reading, writing
from geo.errors import GeoError

_log = logging.getLogger(__name__)
_MOST_BYTES = 16_384
"""Of a form: a name and a password are short."""
_HOME, _WALL = "/", "/wall"
DISPLAY_MARK = "display"
"""In the address of a wall that came by a token: it shows nothing to anybody else, whoever else may look."""


def safe_next(text: str | None) -> str:
    """Where to go after signing in: a page of ours, whatever the link said."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
        return _HOME
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or any(ord(each) < 32 for each in text):
        return _HOME
    return text if not text.startswith(("/login", "/logout", "/setup", "/display")) else _HOME


def _key(here: Services) -> bytes:
    """The signing key, made the first time somebody comes to sign in."""
    with reading(here.engine) as conn:
        found = signing_key(conn)
    if found is None:
        with writing(here.engine) as conn:
            found = make_signing_key(conn)
    return found


def _with_session(here: Services, request: Request, to: str, secret: str) -> Response:
    answer = RedirectResponse(to, status_code=303)
    seconds = int(sessions.LONGEST.total_seconds())
    cookies.put(
        answer,
        request,
        cookies.SESSION,
        cookies.signed(_key(here), secret),
        drill=here.drill,
        seconds=seconds,
    )
    return answer


def _unencrypted(request: Request) -> str:
    """What to say before somebody types a password that others on the way can read."""
    if cookies.is_encrypted(request) or visit_of(request).local:
        return ""
    return _(
        "Kết nối này không mã hóa: người khác trong mạng có thể đọc được mật khẩu. Hãy dùng địa chỉ https://."
    )


def _sign_in_form(request: Request, problem: str = "", name: str = "", status: int = 200) -> Response:
    here = services()
    cookie, mark = marks.mark_for(request, _key(here))
    answer = sheets.form(
        request,
        title=_("Đăng nhập"),
        lead=_("Tên và mật khẩu do quản trị viên của bạn cấp."),
        action="/login",
        fields=[
            sheets.Field("name", _("Tên đăng nhập"), autocomplete="username", value=name),
            sheets.Field("password", _("Mật khẩu"), "password", "current-password"),
        ],
        button=_("Đăng nhập"),
        mark=mark,
        problem=problem,
        hidden={"next": safe_next(request.query_params.get("next"))},
        warning=_unencrypted(request),
        status=status,
    )
    marks.keep(answer, request, cookie)
    return answer


def _login_shown(request: Request, _form: FormData) -> Response:
    here = services()
    found = actor(visit_of(request), here)
    if found.account_id is not None:
        return sheets.notice(
            request,
            title=_("Bạn đã đăng nhập"),
            lead=_("Đang dùng tài khoản {name}.", name=found.name),
            href=safe_next(request.query_params.get("next")),
            button=_("Mở Canh Lửa"),
        )
    return _sign_in_form(request)


_STALE = "form_stale"


def _login(request: Request, form: FormData) -> Response:
    here, key = services(), _key(services())
    name = str(form.get("name", ""))[:200]
    if not marks.is_ours(request, key, str(form.get("mark", ""))):
        return _sign_in_form(request, say(_STALE), name, 403)
    held = cookies.secret_of(request.cookies, cookies.SESSION, key, drill=here.drill)
    try:
        signed = sign_in(
            here.engine,
            name,
            str(form.get("password", "")),
            address=visit_of(request).peer,
            device=request.headers.get("user-agent", ""),
            now=real_now(),
            replaces=held,
        )
    except SignInThrottled as error:
        answer = _sign_in_form(request, say(error.code, error.params), name, 429)
        answer.headers["Retry-After"] = str(error.params["wait_s"])
        return answer
    except SignInRefused as error:
        return _sign_in_form(request, say(error.code, error.params), name, 401)
    return _with_session(here, request, safe_next(str(form.get("next", ""))), signed.secret)


def _logout_shown(request: Request, _form: FormData) -> Response:
    here = services()
    cookie, mark = marks.mark_for(request, _key(here))
    answer = sheets.form(
        request,
        title=_("Đăng xuất"),
        lead=_("Máy này sẽ không còn vào được bằng tài khoản của bạn cho tới khi đăng nhập lại."),
        action="/logout",
        fields=[],
        button=_("Đăng xuất"),
        mark=mark,
    )
    marks.keep(answer, request, cookie)
    return answer


def _logout(request: Request, form: FormData) -> Response:
    here, key = services(), _key(services())
    if not marks.is_ours(request, key, str(form.get("mark", ""))):
        return _logout_shown(request, form)
    held = cookies.secret_of(request.cookies, cookies.SESSION, key, drill=here.drill)
    if held is not None:
        sign_out(here.engine, held, address=visit_of(request).peer, now=real_now())
    answer = RedirectResponse("/login", status_code=303)
    cookies.drop(answer, request, cookies.SESSION, drill=here.drill)
    return answer


def _setup_form(
    request: Request, link: Link, problem: str = "", given: FormData | None = None, status: int = 200
) -> Response:
    cookie, mark = marks.mark_for(request, _key(services()))
    typed = given or FormData()
    said = {name: str(typed.get(name, ""))[:200] for name in ("name", "full_name")}
    hint = _("Ít nhất 10 ký tự. Một câu dài dễ nhớ tốt hơn một từ khó.")
    fields = [
        sheets.Field("password", _("Mật khẩu mới"), "password", "new-password", hint=hint),
        sheets.Field("again", _("Gõ lại mật khẩu"), "password", "new-password"),
    ]
    if link.account is None:
        title = _("Tạo quản trị viên đầu tiên")
        lead = _("Từ lúc này, ai muốn dùng cũng phải có tài khoản.")
        name_hint = _("3–40 ký tự: chữ a–z đứng đầu, chữ số, dấu chấm, gạch.")
        fields = [
            sheets.Field(
                "name", _("Tên đăng nhập"), autocomplete="username", value=said["name"], hint=name_hint
            ),
            sheets.Field("full_name", _("Họ tên"), autocomplete="name", value=said["full_name"]),
            *fields,
        ]
    else:
        title = _("Đặt mật khẩu")
        lead = _("Cho tài khoản {name}.", name=link.account["name"])
    answer = sheets.form(
        request, title=title, lead=lead, action=request.url.path, fields=fields, button=_("Lưu và đăng nhập"),
        mark=mark, problem=problem, warning=_unencrypted(request), status=status,
    )  # fmt: skip
    marks.keep(answer, request, cookie)
    return answer


def _unusable(request: Request) -> Response:
    return sheets.notice(
        request, title=_("Đường dẫn không dùng được"), problem=say("link_unusable"), href="/login",
        button=_("Tới trang đăng nhập"), status=410,
    )  # fmt: skip


def _link(request: Request) -> Link | None:
    try:
        with reading(services().engine) as conn:
            return find_link(conn, request.path_params["token"], real_now())
    except LinkUnusable:
        return None


def _setup_shown(request: Request, _form: FormData) -> Response:
    link = _link(request)
    return _unusable(request) if link is None else _setup_form(request, link)


def _setup(request: Request, form: FormData) -> Response:
    here, key, link = services(), _key(services()), _link(request)
    if link is None:
        return _unusable(request)
    if not marks.is_ours(request, key, str(form.get("mark", ""))):
        return _setup_form(request, link, say(_STALE), form, 403)
    password, address, now = str(form.get("password", "")), visit_of(request).peer, real_now()
    if password != str(form.get("again", "")):
        return _setup_form(request, link, _("Hai lần gõ mật khẩu không giống nhau."), form, 400)
    wanted = None
    if link.account is None:
        wanted = Wanted(str(form.get("name", "")), str(form.get("full_name", "")), ADMINISTRATOR)
    try:
        with writing(here.engine) as conn:
            row = use_link(
                conn, request.path_params["token"], password, wanted=wanted, address=address, now=now
            )
    except LinkUnusable:
        return _unusable(request)
    except (PasswordRefused, AccountInvalid) as error:
        return _setup_form(request, link, say(error.code, error.params), form, 400)
    held = cookies.secret_of(request.cookies, cookies.SESSION, key, drill=here.drill)
    device = request.headers.get("user-agent", "")
    secret = begin_session(here.engine, row, replaces=held, address=address, device=device, now=now)
    return _with_session(here, request, _HOME, secret)


def _display(request: Request, _form: FormData) -> Response:
    """A wall comes with its token once; from then on its cookie shows it. How it is to be laid out comes
    along in the address."""
    here, now = services(), real_now()
    with writing(here.engine) as conn:
        wall = find_display(conn, request.path_params["token"], now)
        if wall is None:
            return _unusable(request)
        secret = sessions.begin(
            conn,
            display_id=wall["id"],
            address=visit_of(request).peer,
            device=request.headers.get("user-agent", ""),
            now=now,
            until=wall["expires_at"],
        )
    more = f"&{request.url.query}" if request.url.query else ""
    answer = RedirectResponse(f"{_WALL}?{DISPLAY_MARK}=1{more}", status_code=303)
    seconds = int((wall["expires_at"] - now).total_seconds())
    value = cookies.signed(_key(here), secret)
    cookies.put(answer, request, cookies.WALL, value, drill=here.drill, seconds=seconds)
    return answer


_Answer = Callable[[Request, FormData], Response]


def _said(request: Request, form: FormData, answer: _Answer) -> Response:
    words.use(str(form.get("lang") or request.query_params.get("lang") or ""))
    try:
        return answer(request, form)
    except (SQLAlchemyError, OSError):
        _log.exception("%s: database unusable", request.url.path.split("/")[1])
        return Response(say("database_unusable"), 503, media_type="text/plain; charset=utf-8")
    except GeoError as error:
        return sheets.notice(
            request, title=_("Không làm được"), problem=say(error.code, error.params), status=400
        )


def _route(path: str, shown: _Answer, acted: _Answer | None = None) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method != "POST" or acted is None:
            return await run_in_threadpool(_said, request, FormData(), shown)
        if int(request.headers.get("content-length") or _MOST_BYTES + 1) > _MOST_BYTES:
            return Response("Too large", status_code=413)
        async with request.form(max_files=0, max_fields=20) as form:
            return await run_in_threadpool(_said, request, form, acted)

    return Route(path, endpoint, methods=["GET", "POST"] if acted else ["GET"])


def routes() -> list[Route]:
    """Signing in and out, first passwords, and the wall's door."""
    return [
        _route("/login", _login_shown, _login),
        _route("/logout", _logout_shown, _logout),
        _route("/setup/{token}", _setup_shown, _setup),
        _route("/display/{token}", _display),
    ]
