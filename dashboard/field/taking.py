"""Files to take along, photos to look at, and the phone's question how things stand."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import lru_cache

from PIL import Image
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from dashboard import drill_mark
from dashboard.access import marks, of_request
from dashboard.field import sheet_page
from dashboard.field.session import SCREEN, key_of, refused, signing, told
from dashboard.services import services
from dashboard.words.errors import say
from data.access.errors import Denied
from data.checking import photos
from data.checking.act import By
from data.checking.assigning import heard, is_mine, open_assignments
from data.checking.errors import PhotoUnknown
from data.checking.files import folder_of
from data.checking.takealong import write
from data.store.engine import reading, writing

_SMALL_PX = 320
_QUIET = timedelta(minutes=5)
_PRIVATE = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}


def take(request: Request, _form: FormData) -> Response:
    """``/m/{event}/take.gpx`` and ``.kml``: search area, sectors and hotspots for a navigator."""
    here, own, form = services(), request.path_params["event"], request.path_params["form"]
    if form not in ("gpx", "kml"):
        return Response("Not found", status_code=404)
    with reading(here.engine) as conn:
        data, kind = write(
            conn,
            [own],
            form,
            settings=here.profile.checking,
            tz=here.profile.tz,
            team=sheet_page.team_of(request),
            name=f"Canh Lửa {own}",
            text=drill_mark.line() if here.drill else "",
            drill=here.drill,
        )
    mark = "DIEN-TAP-" if here.drill else ""
    headers = {
        "Content-Disposition": f'attachment; filename="{mark}{own}.{form}"',
        "Cache-Control": "no-store",
    }
    return Response(data, headers=headers, media_type=kind)


@lru_cache(maxsize=256)
def _small(sha256: str, _drill: bool, folder: str, file: str) -> bytes:
    from pathlib import Path

    image = Image.open(Path(folder) / file)
    image.draft("RGB", (_SMALL_PX * 2, _SMALL_PX * 2))
    image.thumbnail((_SMALL_PX, _SMALL_PX))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70, optimize=True)
    return out.getvalue()


def photo(request: Request, _form: FormData) -> Response:
    """``/m/photo/{id}.jpg``; ``?size=small`` for lists, ``?size=original`` for who reviews."""
    here, who = services(), of_request(request)
    size = request.query_params.get("size", "")
    folder = folder_of("photos", drill=here.drill)
    try:
        with reading(here.engine) as conn:
            row = photos.permitted(conn, request.path_params["photo"], who, original=size == "original")
        if size == "original":
            headers = {
                "Content-Disposition": f'attachment; filename="{row["file"]}"',
                "Cache-Control": "no-store",
            }
            return Response(photos.original(folder, row), headers=headers, media_type=row["type"])
        if size == "small":
            data = _small(row["sha256"], here.drill, str(folder), row["shown_file"])
        else:
            data = photos.shown(folder, row)
    except (PhotoUnknown, FileNotFoundError):
        return refused(say("photo_unknown", {"id": request.path_params["photo"]}), 404)
    except Denied as error:
        return refused(say(error.code, error.params), 403)
    return Response(data, headers=_PRIVATE, media_type="image/jpeg")


def now(request: Request, _form: FormData) -> Response:
    """``/m/now``: the clock of facts, whose session this is, and a fresh mark; the owner was heard of."""
    here, who, key = services(), of_request(request), signing()
    moment = here.now()
    with reading(here.engine) as conn:
        mine = [
            row["event_id"]
            for row in open_assignments(conn)
            if is_mine(row, who) and moment - row["last_word_at"] >= _QUIET
        ]
    if mine:
        with writing(here.engine) as conn:
            for own in mine:
                heard(conn, own, By(who, moment, SCREEN))
    cookie, mark = marks.mark_for(request, key)
    answer = told({"now": moment.isoformat(), "who": key_of(who, key), "mark": mark})
    marks.keep(answer, request, cookie)
    return answer
