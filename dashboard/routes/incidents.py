"""``/map/incidents.json`` for the renderer and ``/export/incidents.geojson`` for other programs.

Neither tells who called: that is read one call at a time, by whoever may, and each look is journalled.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import formats, words
from dashboard.parts.incidents import words as incident_words
from dashboard.period import DEFAULT, PeriodError, parse
from dashboard.services import Services, services
from dashboard.sheet import told
from dashboard.words import _
from dashboard.words.errors import say
from data.incidents import list_incidents, on_map
from data.incidents.reading import standing
from data.incidents.states import STATES
from data.ledger.reading import newest_entry_id
from data.ledger.standing_of_matters import (
    Counts,
    MatterStanding,
    overdue_count,
    standings_of,
    standings_of_incidents,
)
from data.store.engine import reading
from geo.export.geojson import dumps

PATH = "/map/incidents.json"
EXPORT = "/export/incidents.geojson"
_TOLD = (
    "code",
    "kind",
    "field",
    "status",
    "summary",
    "place_text",
    "area_ha",
    "commune_2021_id",
    "commune_2025_id",
)
_log = logging.getLogger(__name__)


def address(here: Services, base: str = "") -> str:
    """Where the renderer finds the document as it is now."""
    with reading(here.engine) as conn:
        told_of = f"{newest_entry_id(conn)}.{overdue_count(conn, here.now())}"
        now = f"{standing(conn)}-{told_of}-{formats.local(here.now()):%Y%m%d%H}"
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{PATH}?version={now}&lang={words.current()}"


def _sign(row: dict[str, Any], here: Services, found: MatterStanding | None) -> dict[str, Any]:
    kind, status = incident_words.KINDS[row["kind"]], incident_words.status(row["status"], row["kind"])
    place = row["place_text"] or incident_words.commune(row, here.areas)
    counts = found.counts(here.now()) if found else Counts()
    return {
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "field": row["field"],
        "open": STATES[row["status"]].open,
        "title": f"{row['code']} · {_(kind)}",
        "summary": row["summary"][:200],
        "lines": [f"{status} · {formats.moment(row['occurred_at'])}", place],
        "href": incident_words.address(row["code"]),
        "told": counts.told,
        "untold": counts.untold,
        "overdue": counts.overdue,
        "told_line": told.line(counts),
        "desk": f"/desk?matter=incident:{row['id']}&lang={words.current()}",
    }


def _signs(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    here = services()
    with reading(here.engine) as conn:
        rows = on_map(conn, here.now())
        found = standings_of(conn, "incident", [str(row["id"]) for row in rows])
    signs = [_sign(row, here, found.get(str(row["id"]))) for row in rows]
    body = {"incidents": signs, "words": {"open": _("Mở vụ việc"), "desk": _("Mở bàn trực")}}
    return JSONResponse(body, headers={"Cache-Control": "private, no-cache"})


def _feature(row: dict[str, Any], counts: Counts) -> dict[str, Any]:
    at = (
        None
        if row["latitude"] is None
        else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    )
    said = {name: row[name] for name in _TOLD}
    said |= {name: row[name].isoformat().replace("+00:00", "Z") for name in ("occurred_at", "known_at")}
    said |= {"told": counts.told, "untold": counts.untold, "overdue": counts.overdue}
    return {"type": "Feature", "id": row["code"], "geometry": at, "properties": said}


def _export(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    here = services()
    try:
        for name in request.query_params:
            if name not in ("period", "lang"):
                raise PeriodError("parameter_not_known", parameter=name[:40], known="period, lang")
        period = parse(request.query_params.get("period", DEFAULT), here.now())
    except PeriodError as error:
        body = {"error": error.code, "params": error.params, "message": say(error.code, error.params)}
        return JSONResponse(body, status_code=400)
    with reading(here.engine) as conn:
        rows = list_incidents(conn, start=period.start, end=period.end)
        standings = standings_of_incidents(conn, start=period.start, end=period.end)
    now = here.now()
    counts = {own: each.counts(now) for own, each in standings.items()}
    features = [_feature(row, counts.get(row["id"], Counts())) for row in rows]
    found = {"type": "FeatureCollection", "drill": here.drill, "features": features}
    name = "DIEN-TAP_incidents.geojson" if here.drill else "incidents.geojson"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(dumps(found), media_type="application/geo+json", headers=headers)


def _said(request: Request) -> Response:
    try:
        return _export(request) if request.url.path.endswith(EXPORT) else _signs(request)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", request.url.path, type(error).__name__)
        return PlainTextResponse(say("database_unusable"), status_code=503)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_said, request)


def routes() -> list[Route]:
    """Both addresses."""
    return [Route(PATH, _endpoint), Route(EXPORT, _endpoint)]
