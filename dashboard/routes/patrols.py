"""``/map/patrols.json`` for the renderer: where members of patrols are now, for roles that may see it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import formats, words
from dashboard.access.visitor import of_request
from dashboard.office import office
from dashboard.services import Services, services
from dashboard.words import _
from data.access import Actor, may_ever
from data.notices.message import Names
from data.notices.office import names_now
from data.positions.reading import SEE, latest, standing, trails
from data.presence.reading import roles_of
from data.store.engine import reading

PATH = "/map/patrols.json"
_SOURCES = {"traccar": "Traccar Client", "osmand": "OsmAnd"}
_log = logging.getLogger(__name__)


def address(here: Services, who: Actor, base: str = "") -> str:
    """Where the renderer finds the document as it is now; "" for whoever may not see where people are.

    It changes with every position, and every five minutes: whoever is silent is shown so.
    """
    if not may_ever(who, SEE):
        return ""
    with reading(here.engine) as conn:
        now = f"{standing(conn)}-{int(here.now().timestamp()) // 300}"
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{PATH}?version={now}&lang={words.current()}"


def _initials(name: str) -> str:
    """The given name's first letter, and the family's: "Lò Văn An" is AL."""
    parts = name.split()
    return (parts[-1][:1] + (parts[0][:1] if len(parts) > 1 else "")).upper()


def _speed(row: Mapping[str, Any]) -> str:
    if row["speed_kmh"] is None:
        return ""
    return _("{speed} km/giờ", speed=f"{row['speed_kmh']:.0f}")


def _lines(row: Mapping[str, Any], names: Names, here: Services) -> list[str]:
    battery = "" if row["battery"] is None else _("pin {percent} %", percent=f"{row['battery']:.0f}")
    accuracy = "" if row["accuracy_m"] is None else _("sai số {m} m", m=f"{row['accuracy_m']:.0f}")
    when = f"{formats.ago(row['at'], here.now())} ({formats.short_moment(row['at'], here.now())})"
    lines = [
        names.agency(row["agency_id"]),
        when,
        " · ".join(part for part in (_speed(row), battery, accuracy, _SOURCES[row["source"]]) if part),
    ]
    return [line for line in lines if line]


def _member(
    row: Mapping[str, Any], trail: list[Any], names: Names, roles: Mapping[str, str], here: Services
) -> dict[str, Any]:
    quiet = timedelta(minutes=here.profile.patrols.gap_minutes)
    return {
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "accuracy_m": row["accuracy_m"] or 0,
        "role": roles.get(row["agency_id"], ""),
        "initials": _initials(row["name"]),
        "title": f"{row['name']} · {row['patrol_code']}",
        "lines": _lines(row, names, here),
        "quiet": here.now() - row["at"] > quiet,
        "href": f"/planning?patrol={row['patrol_id']}&lang={words.current()}",
        "trail": [[latitude, longitude] for _at, latitude, longitude in trail],
    }


def _document(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    here, who = services(), of_request(request)
    now = here.now()
    try:
        with reading(here.engine) as conn:
            rows, behind = latest(conn, now, who), trails(conn, now, who)
            names, roles = names_now(conn, office()), roles_of(conn)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", PATH, type(error).__name__)
        return PlainTextResponse("The database is unusable", status_code=503)
    members = [_member(row, behind.get(row["member_id"], []), names, roles, here) for row in rows]
    body = {"members": members, "words": {"open": _("Mở chuyến tuần tra")}}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_document, request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(PATH, _endpoint)]
