"""``/export/…``: what the database holds, for other programs, in open formats."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import near, queries, screen, words
from dashboard.exports import downloads
from dashboard.map.payload import SATELLITES
from dashboard.period import DEFAULT, PeriodError, parse
from dashboard.services import services
from dashboard.words.errors import say
from data.forest.layers import Layer
from data.ledger.standing_of_matters import Counts, standings_of_events
from data.store.engine import reading
from data.store.tables import CONFIDENCES
from geo.export import event_communes, events_geojson, hotspots_geojson, hotspots_kml
from geo.export.geojson import dumps

_log = logging.getLogger(__name__)
_GEOJSON = "application/geo+json"
_PARAMETERS = ("period", "bbox", "satellite", "confidence", "lang")
_KML = "application/vnd.google-earth.kml+xml"


def _bbox(text: str) -> queries.Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise PeriodError("bbox_unreadable", bbox=text[:80]) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise PeriodError("bbox_unreadable", bbox=text[:80])
    return west, south, east, north


def _listed(text: str, known: tuple[str, ...], name: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in chosen:
        if part not in known:
            raise PeriodError(f"{name}_not_known", known=", ".join(known), **{name: part[:40]})
    return chosen


def wanted(params: Any, now: Any) -> queries.Wanted:
    """Read ``period``, ``bbox``, ``satellite`` and ``confidence`` (comma-separated) from a query string.

    Raises
    ------
    PeriodError
        With the code of the first parameter that is not known or cannot be read.
    """
    for name in params:
        if name not in _PARAMETERS:  # a slip in a name would silently give the default
            raise PeriodError("parameter_not_known", parameter=name[:40], known=", ".join(_PARAMETERS))
    period = parse(params.get("period", DEFAULT), now)
    box = params.get("bbox")
    return queries.Wanted(
        period.start,
        period.end,
        _bbox(box) if box else None,
        _listed(params.get("satellite", ""), SATELLITES, "satellite"),
        _listed(params.get("confidence", ""), tuple(CONFIDENCES), "confidence"),
    )


def _points(conn: Connection, want: queries.Wanted) -> tuple[pd.DataFrame, list[Layer]]:
    """The hotspots with their nearest named place, and the forest layers that judged them."""
    here, points = services(), queries.hotspots(conn, want)
    layers = queries.forest_layers(conn, points)
    places = screen.read_places(conn, here.areas)
    return near.with_nearest(points, points["time_utc"], places), layers


def _for_files(table: pd.DataFrame, layers: list[Layer]) -> pd.DataFrame:
    return downloads.about_forest(near.for_files(table), bool(layers))


def _sources(layers: list[Layer]) -> list[str]:
    return [*services().areas.attributions, *map(downloads.layer_line, layers)]


def _hotspots(want: queries.Wanted) -> bytes:
    here = services()
    with reading(here.engine) as conn:
        points, layers = _points(conn, want)
    found = _for_files(points, layers)
    return dumps(hotspots_geojson(found, attribution=_sources(layers), drill=here.drill))


def _events(want: queries.Wanted) -> bytes:
    """Events of which at least one hotspot meets the wishes; each is given whole."""
    here = services()
    with reading(here.engine) as conn:
        points, events = queries.hotspots(conn, want), queries.events(conn, want.start, want.end)
        every = queries.hotspots(conn, queries.Wanted(want.start, want.end))
        owners, layers = (
            queries.forest_owners(conn, want.start, want.end),
            queries.forest_layers(conn, every),
        )
        places = screen.read_places(conn, here.areas)
        told = standings_of_events(conn, want.start, want.end)
    members = points.dropna(subset=["event_id"]).set_index("detection_id")["event_id"]
    communes = event_communes(members, points, f"commune_{here.areas.present_era}")
    met = events[events["event_id"].isin(set(members))].reset_index(drop=True)
    met = screen.with_surroundings(met, every, owners, places)
    found = events_geojson(_for_files(met, layers), communes, attribution=_sources(layers), drill=here.drill)
    now = here.now()
    for feature in found["features"]:
        counts = told[feature["id"]].counts(now) if feature["id"] in told else Counts()
        feature["properties"] |= {"told": counts.told, "untold": counts.untold, "overdue": counts.overdue}
    return dumps(found)


def _kml(want: queries.Wanted) -> bytes:
    here = services()
    with reading(here.engine) as conn:
        points, layers = _points(conn, want)
    found = _for_files(points, layers)
    return hotspots_kml(found, attribution=_sources(layers), drill=here.drill, now=here.now())


def _route(path: str, media: str, make: Callable[[queries.Wanted], bytes]) -> Route:
    name = path.rsplit("/", 1)[1]

    def answer(request: Request) -> Response:
        words.use(request.query_params.get("lang"))
        try:
            want = wanted(request.query_params, services().now())
            body = make(want)
        except PeriodError as error:
            text = say(error.code, error.params)
            return JSONResponse(
                {"error": error.code, "params": error.params, "message": text}, status_code=400
            )
        except (SQLAlchemyError, OSError) as error:
            _log.error("%s: database unusable: %s", path, type(error).__name__)
            code = "database_unusable"
            return JSONResponse({"error": code, "params": {}, "message": say(code)}, status_code=503)
        shown = f"DIEN-TAP_{name}" if services().drill else name
        headers = {"Content-Disposition": f'attachment; filename="{shown}"', "Cache-Control": "no-store"}
        return Response(body, media_type=media, headers=headers)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return Route(path, endpoint)


async def _absent(_request: Request) -> Response:
    return PlainTextResponse("Not found", status_code=404)


def routes() -> list[Route]:
    """Every export."""
    return [
        _route("/export/hotspots.geojson", _GEOJSON, _hotspots),
        _route("/export/events.geojson", _GEOJSON, _events),
        _route("/export/hotspots.kml", _KML, _kml),
        # Else Streamlit answers with its page and 200, which a program takes for a file.
        Route("/export/{rest:path}", _absent),
    ]
