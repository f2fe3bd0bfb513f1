"""``/tiles/forest/{layer}/{colouring}/{z}/{x}/{y}.png`` and ``/forest/at``: the forest of the map."""

from __future__ import annotations

import hashlib
import logging
import math
import threading
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.routes.base_tiles import NOTHING
from dashboard.services import services
from dashboard.words import _
from dashboard.words import forest as forest_words
from dashboard.words.errors import say
from dashboard.words.numbers import number
from data.forest.errors import LayerUnknown
from data.forest.identify import plots_at
from data.forest.index import forest_index
from data.forest.layers import Layer, active_layer, layer
from data.store.engine import reading
from geo.forest.painting import COLOURINGS, is_tile, painter
from geo.forest.palette import COLOURS

TILES_PATH = "/tiles/forest"
AT_PATH = "/forest/at"
_READABLE = ("staged", "active", "retired")  # half a layer is shown to nobody
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_AFTER_START_S = 1.0  # the server listens first
_log = logging.getLogger(__name__)


def stamp(shown: Layer) -> str:
    """Changes with what a tile of this layer looks like: a drill that starts anew gives numbers again."""
    text = repr((shown.id, shown.created_at.isoformat(), shown.sha256, COLOURS))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _prefix(base: str) -> str:
    return f"/{base.strip('/')}" if base.strip("/") else ""


def template(shown: Layer, base: str = "") -> str:
    """Address of a layer's tiles; ``{colouring}`` is left for the map to fill in, as are z, x and y."""
    return f"{_prefix(base)}{TILES_PATH}/{shown.id}/{{colouring}}/{{z}}/{{x}}/{{y}}.png?v={stamp(shown)}"


def at_address(shown: Layer, base: str = "") -> str:
    """Address that tells a layer's plots at a place, in the language in use; ``&lat=…&lon=…`` follows."""
    return f"{_prefix(base)}{AT_PATH}?layer={shown.id}&lang={words.current()}"


def _read_ahead() -> None:
    try:
        with reading(services().engine) as conn:
            found = active_layer(conn, services().now())
        if found is not None:
            painter(forest_index(services().engine, found.id)).prepare()
    except Exception as error:  # the first visitor's request will say what is wrong
        _log.warning("the forest layer could not be read ahead: %s", type(error).__name__)


def warm() -> None:
    """Read and paint the layer in force in a thread: 100,000 plots take seconds, for which nobody waits."""
    later = threading.Timer(_AFTER_START_S, _read_ahead)
    later.daemon = True
    later.start()


def _shown(layer_id: int) -> Layer:
    with reading(services().engine) as conn:
        found = layer(conn, layer_id)
    if found.state not in _READABLE:
        raise LayerUnknown(layer_id=layer_id)
    return found


def _tile(request: Request) -> Response:
    where = request.path_params
    if where["colouring"] not in COLOURINGS or not is_tile(where["z"], where["x"], where["y"]):
        return PlainTextResponse("There is no such tile", status_code=404)
    try:
        shown = _shown(where["layer"])
        mark = f'"{stamp(shown)}"'
        headers = (
            {**_KEPT} if request.query_params.get("v") == stamp(shown) else {"Cache-Control": "no-cache"}
        )
        headers["ETag"] = mark
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        index = forest_index(services().engine, shown.id)
    except LayerUnknown:
        return PlainTextResponse("There is no such forest layer", status_code=404)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", TILES_PATH, type(error).__name__)
        return PlainTextResponse("The database cannot be used", status_code=503)
    picture = painter(index).paint(where["colouring"], where["z"], where["x"], where["y"])
    return Response(picture or NOTHING, media_type="image/png", headers=headers)


def _facts(plot: dict[str, Any]) -> list[dict[str, str]]:
    """What is known about a plot, as label and value in the language in use; nothing for what is not."""
    area = plot["area_ha"] if plot["area_ha"] is not None else plot["geometry_ha"]
    state = plot["state_name"] or plot["state_abbreviation"]
    found = {
        _("Trạng thái"): state or forest_words.group(plot["state_group"]),
        _("Nhóm"): forest_words.group(plot["state_group"]) if state else None,
        _("Chức năng"): forest_words.function(plot["function"]) if plot["function"] else None,
        _("Loài cây"): plot["species"],
        _("Năm trồng"): plot["planted_year"],
        _("Chủ rừng"): plot["owner"],
        _("Diện tích"): None if area is None else f"{number(area, 2)} ha",
        _("Tên địa phương"): plot["place_name"],
    }
    return [
        {"label": label, "value": str(value)} for label, value in found.items() if value not in (None, "")
    ]


def _told(plot: dict[str, Any]) -> dict[str, Any]:
    name = forest_words.plot_name(plot["lot"], plot["subcompartment"], plot["compartment"])
    return {"id": plot["id"], "title": name or _("Lô không có số hiệu"), "facts": _facts(plot)}


def _degrees(text: str | None, most: float) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _refusal(code: str, status: int, params: dict[str, Any], text: str = "") -> Response:
    body = {"error": code, "params": params, "message": text or say(code, params)}
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def _at(request: Request) -> Response:
    asked = request.query_params
    words.use(asked.get("lang"))
    latitude, longitude = _degrees(asked.get("lat"), 90), _degrees(asked.get("lon"), 180)
    if latitude is None or longitude is None:
        given = {"lat": asked.get("lat", "")[:40], "lon": asked.get("lon", "")[:40]}
        text = _("Không hiểu vị trí lat={lat}, lon={lon}. Viết bằng độ, ví dụ lat=21.75&lon=103.62.", **given)
        return _refusal("place_unreadable", 400, given, text)
    try:
        if "layer" in asked:
            shown = _shown(
                int(asked["layer"]) if asked["layer"].isdecimal() and len(asked["layer"]) < 18 else -1
            )
        else:
            with reading(services().engine) as conn:
                there = active_layer(conn, services().now())
            if there is None:
                return JSONResponse({"layer": None, "plots": []}, headers={"Cache-Control": "no-store"})
            shown = there
        plots = plots_at(services().engine, shown.id, longitude, latitude)
    except LayerUnknown as error:
        return _refusal(error.code, 404, error.params)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", AT_PATH, type(error).__name__)
        return _refusal("database_unusable", 503, {})
    described = {
        "id": shown.id,
        "name": shown.name,
        "kind": shown.kind,
        "note": forest_words.note(shown.kind),
    }
    return JSONResponse(
        {"layer": described, "plots": [_told(plot) for plot in plots]}, headers={"Cache-Control": "no-store"}
    )


async def _tile_endpoint(request: Request) -> Response:
    return await run_in_threadpool(_tile, request)


async def _at_endpoint(request: Request) -> Response:
    return await run_in_threadpool(_at, request)


async def _absent(_request: Request) -> Response:
    return PlainTextResponse("Not found", status_code=404)


def routes() -> list[Route]:
    """Tiles and the plots at a place."""
    return [
        Route(f"{TILES_PATH}/{{layer:int}}/{{colouring}}/{{z:int}}/{{x:int}}/{{y:int}}.png", _tile_endpoint),
        Route(AT_PATH, _at_endpoint),
        # Else Streamlit answers with its page and 200, which a map takes for a broken picture.
        Route(f"{TILES_PATH}/{{rest:path}}", _absent),
    ]
