"""``/map/zones.json`` for the renderer and ``/export/zones.…`` for other programs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import shapely
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.map.payload import Payload, ring_deltas
from dashboard.parts.zones import words as zone_words
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.store.engine import reading
from data.zones import list_zones, standing, zones_frame
from geo.zones.writing import as_geojson, as_gpx, as_kml, as_shapefile

PATH = "/map/zones.json"
_E5 = 100_000
_SIMPLER = 5e-5
"""Degrees, about 5 m: the renderer draws to zoom 18, where a zone is seen a part at a time."""
_log = logging.getLogger(__name__)
_FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "geojson": ("application/geo+json", as_geojson),
    "kml": ("application/vnd.google-earth.kml+xml", as_kml),
    "gpx": ("application/gpx+xml", as_gpx),
    "zip": ("application/zip", as_shapefile),
}


def address(here: Services, base: str = "") -> str:
    """Where the renderer finds the document as it is now."""
    with reading(here.engine) as conn:
        now = standing(conn)
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{PATH}?version={now}&lang={words.current()}"


def _parts(shape: Any) -> list[list[int]]:
    found = []
    for part in shapely.get_parts(shapely.simplify(shape, _SIMPLER)):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        found += [ring_deltas(shapely.get_coordinates(ring), _E5) for ring in rings]
    return [deltas for deltas in found if len(deltas) >= 4]


def zones_payload(rows: list[dict[str, Any]]) -> Payload:
    """What zones.js draws, least urgent first: code, name, colour, weight, line (1) or area (0), what it is
    in words, and parts as ``[lat, lon, Δlat, Δlon, …]`` in 1e-5 degree.
    """
    zones = []
    for row in sorted(rows, key=lambda each: (-each["priority"], each["code"])):
        style = zone_words.style(row["kind"], row["priority"])
        size = zone_words.size(row["area_ha"], row["length_m"])
        said = f"{_(zone_words.KINDS[row['kind']])} · {size}"
        route = int(row["area_ha"] is None)
        zones.append(
            [row["code"], row["name"], style["color"], style["weight"], route, said, _parts(row["shape"])]
        )
    return {"zones": zones}


def _map(request: Request) -> Response:
    words.use(request.query_params.get("lang"))
    with reading(services().engine) as conn:
        rows, now = list_zones(conn), standing(conn)
    kept = request.query_params.get("version") == now
    control = "private, max-age=31536000, immutable" if kept else "no-cache"
    return JSONResponse(zones_payload(rows), headers={"Cache-Control": control})


def _export(request: Request) -> Response:
    here, end = services(), request.url.path.rpartition(".")[2]
    media, write = _FILES[end]
    with reading(here.engine) as conn:
        table = zones_frame(conn)
    name = f"{'DIEN-TAP_' if here.drill else ''}zones.{end}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(write(table, drill=here.drill), media_type=media, headers=headers)


def _said(request: Request) -> Response:
    try:
        return _map(request) if request.url.path.endswith(PATH) else _export(request)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", request.url.path, type(error).__name__)
        return PlainTextResponse(say("database_unusable"), status_code=503)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_said, request)


def routes() -> list[Route]:
    """Every address."""
    return [Route(PATH, _endpoint), *(Route(f"/export/zones.{end}", _endpoint) for end in _FILES)]
