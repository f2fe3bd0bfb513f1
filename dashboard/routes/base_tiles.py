"""``/tiles/base/{z}/{x}/{y}``: the ground of the map from a local MBTiles file, for want of internet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.services import services
from data.mbtiles import TileFile, TileFileError, find_tile_file, read_tile_file

PATH = "/tiles/base"
_log = logging.getLogger(__name__)
# 1×1, transparent: where the file has no tile there is nothing to see, which is no failure of the basemap.
NOTHING = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000b49444154789c6360000200000500017a5eab3f0000000049454e44ae426082"
)


@dataclass(frozen=True)
class LocalTiles:
    """The MBTiles file of a profile: `file` when it can be used, else `error` says why not."""

    path: Path
    file: TileFile | None
    error: TileFileError | None = None


_known: dict[tuple[Path, int, int], LocalTiles] = {}


def local_tiles(profile_folder: Path) -> LocalTiles | None:
    """The tile file dropped into the profile, looked into again whenever it changes; None without one."""
    path = find_tile_file(profile_folder)
    if path is None:
        return None
    try:
        status = path.stat()
    except FileNotFoundError:  # taken away at this moment
        return None
    key = (path, status.st_mtime_ns, status.st_size)
    if key not in _known:
        _known.clear()
        try:
            _known[key] = LocalTiles(path, read_tile_file(path))
        except TileFileError as error:
            _log.warning("no local basemap: %s", error)
            _known[key] = LocalTiles(path, None, error)
    return _known[key]


def address(file: TileFile, base: str = "") -> str:
    """The template for the map, with the file's stamp so that no browser keeps tiles of another file."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return f"{prefix}{PATH}/{{z}}/{{x}}/{{y}}?v={file.stamp}"


def _answer(request: Request) -> Response:
    found = local_tiles(services().profile.directory)
    if found is None or found.file is None:
        return PlainTextResponse("There is no local basemap", status_code=404)
    where = request.path_params
    try:
        picture = found.file.tile(where["z"], where["x"], where["y"])
    except TileFileError as error:
        _log.error("%s: %s", PATH, error)
        return PlainTextResponse("The local basemap cannot be read", status_code=503)
    fresh = request.query_params.get("v") == found.file.stamp
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if fresh else "no-cache"}
    if picture is None:
        return Response(NOTHING, media_type="image/png", headers=headers)
    return Response(picture, media_type=found.file.media, headers=headers)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(_answer, request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(f"{PATH}/{{z:int}}/{{x:int}}/{{y:int}}", _endpoint)]
