"""``/patrols/{id}/order`` and ``/export/patrols/{id}.gpx|kml|ics``.

Names, telephone numbers and the members' own links are on the page and the .docx: whoever follows patrols may
see them. The files are for everybody who may export: no person is in them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access import sheets
from dashboard.access.opening import public_url
from dashboard.patrol_papers import addresses
from dashboard.patrol_papers.page import told
from dashboard.services import services
from dashboard.words.errors import say
from data.patrols.errors import PatrolUnknown
from data.patrols.papers.calendar import patrols_ics
from data.patrols.papers.files import patrol_gpx, patrol_kml
from data.patrols.papers.order import Order, links_of, order_of
from data.patrols.papers.picture import picture_of
from data.patrols.papers.sheet import order_paper
from data.patrols.reading import patrol_of
from data.store.engine import reading

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent
_TEMPLATES = sheets.environment(_HERE / "templates")
_HEADERS = sheets.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_ID = 2**63 - 1


def _order(patrol_id: int, *, with_links: bool) -> Order:
    here = services()
    if patrol_id > _MOST_ID:
        raise PatrolUnknown(kind="patrol", id=patrol_id)
    with reading(here.engine) as conn:
        row = patrol_of(conn, patrol_id)
    links = links_of(here.engine, row, public_url()) if row and with_links else {}
    with reading(here.engine) as conn:
        return order_of(
            conn,
            patrol_id,
            areas=here.areas,
            place=here.profile.name_vi.split(",")[0].strip(),
            settings=here.profile.patrols,
            now=here.now(),
            tz=here.profile.tz,
            links=links,
            epsg=here.profile.checking.plane_epsg,
            drill=here.drill,
        )


def _file(body: bytes, media: str, code: str, ending: str) -> Response:
    name = addresses.file_name(code, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)


def _page(request: Request, patrol_id: int) -> Response:
    order = _order(patrol_id, with_links=True)
    body = _TEMPLATES.get_template("order.html").render(told(request, order, patrol_id))
    return HTMLResponse(body, headers=_HEADERS)


def _docx(_request: Request, patrol_id: int) -> Response:
    here, order = services(), _order(patrol_id, with_links=True)
    made = order_paper(order, picture_of(here.engine, order, here.areas))
    return _file(made, _DOCX, order.code, "docx")


def _map(_request: Request, patrol_id: int) -> Response:
    here, order = services(), _order(patrol_id, with_links=False)
    painted = picture_of(here.engine, order, here.areas)
    if painted is None:
        return PlainTextResponse("Not found", status_code=404)
    return Response(painted, media_type="image/png", headers={"Cache-Control": "private, no-cache"})


def _gpx(_request: Request, patrol_id: int) -> Response:
    order = _order(patrol_id, with_links=False)
    return _file(patrol_gpx(order), "application/gpx+xml", order.code, "gpx")


def _kml(_request: Request, patrol_id: int) -> Response:
    order = _order(patrol_id, with_links=False)
    return _file(patrol_kml(order), "application/vnd.google-earth.kml+xml", order.code, "kml")


def _ics(_request: Request, patrol_id: int) -> Response:
    here, order = services(), _order(patrol_id, with_links=False)
    names = {patrol_id: order.agencies}
    made = patrols_ics(
        [order.patrol], names, installation=here.profile.id, base=public_url(), drill=here.drill
    )
    return _file(made, "text/calendar; charset=utf-8", order.code, "ics")


def _route(path: str, answer: Callable[[Request, int], Response]) -> Route:
    def said(request: Request) -> Response:
        words.use(request.query_params.get("lang"))
        try:
            return answer(request, request.path_params["id"])
        except PatrolUnknown as error:
            code, params, status = error.code, error.params, 404
        except (SQLAlchemyError, OSError) as error:
            _log.error("%s: database unusable: %s", path, type(error).__name__)
            code, params, status = "database_unusable", {}, 503
        body = {"error": code, "params": params, "message": say(code, params)}
        return JSONResponse(body, status, {"Cache-Control": "no-store"})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(said, request)

    return Route(path, endpoint)


async def _script(_request: Request) -> Response:
    return FileResponse(_HERE / "static" / "print.js", media_type="text/javascript")


def routes() -> list[Route]:
    """Every address of a patrol's papers."""
    return [
        Route(addresses.SCRIPT, _script),
        _route(addresses.PAGE, _page),
        _route(addresses.DOCX, _docx),
        _route(addresses.MAP, _map),
        _route(addresses.GPX, _gpx),
        _route(addresses.KML, _kml),
        _route(addresses.ICS, _ics),
    ]
