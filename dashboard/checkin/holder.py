"""Whose phone it is: the member whose link was opened, their patrol, and the frame of their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.access import sheets
from dashboard.access.visitor import visit_of
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.patrols.act import By
from data.patrols.link_errors import MemberLinkUnusable
from data.patrols.reading import patrol_of
from data.patrols.tokens import Purpose, read_token
from data.presence.act import by_link
from data.store.engine import reading

TEMPLATES = sheets.environment(Path(__file__).with_name("templates"))
HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Permissions-Policy": "geolocation=(self), camera=(self)",
}
_STATUS = {"link_forged": 404}


@dataclass(frozen=True)
class Holder:
    """`member`: row of `patrol_member`; `plan`: as `data.patrols.reading.patrol_of`; `by`: how they act."""

    token: str
    member: Mapping[str, Any]
    plan: Mapping[str, Any]
    by: By

    @property
    def leads(self) -> bool:
        """Whether they may check others in."""
        return bool(self.member["role"] == "leader")

    @property
    def path(self) -> str:
        """The address of their page."""
        return f"/checkin/{self.token}"


def holder(conn: Connection, request: Request, here: Services, purpose: Purpose = "checkin") -> Holder:
    """Who opened the address.

    Raises
    ------
    MemberLinkUnusable
    """
    now, token = here.now(), str(request.path_params["token"])
    member = read_token(conn, token, purpose, now=now, valid_days=here.profile.patrols.link_days)
    plan = patrol_of(conn, member["patrol_id"])
    if plan is None:
        raise MemberLinkUnusable(problem="link_forged")
    return Holder(token, member, plan, by_link(member, now, visit_of(request).peer, drill=here.drill))


def held(request: Request, purpose: Purpose = "checkin") -> Holder:
    """The same, in a transaction of its own."""
    here = services()
    with reading(here.engine) as conn:
        return holder(conn, request, here, purpose)


def unusable(request: Request, error: MemberLinkUnusable, *, scripted: bool = False) -> Response:
    """What is said of a link that does not work: 404 of one that never did, 410 of one that did."""
    status = _STATUS.get(str(error.params["problem"]), 410)
    text = say(error.code, error.params)
    if scripted:
        return told({"message": text, "code": error.code}, status)
    return sheets.notice(request, title=_("Đường dẫn không dùng được"), problem=text, status=status)


def told(body: Mapping[str, Any], status: int = 200) -> Response:
    """JSON that nobody keeps."""
    return JSONResponse(
        dict(body), status, {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )
