"""``/export/reports/{kind}/{period}.docx`` and ``.xlsx``: a report as it was frozen, else as it is now."""

from __future__ import annotations

import logging
from functools import partial

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import words
from dashboard.access.visitor import of_request
from dashboard.services import services
from dashboard.words.errors import say
from data.access import Actor
from data.cases.reading import reads_every
from data.effort.ground import Ground
from data.reports.papers.file import ReportFile, report_file
from data.reports.papers.picture import picture_of
from data.reports.papers.sheet import report_paper
from data.reports.papers.workbook import report_book
from data.store.engine import reading
from geo.errors import GeoError

PATH = "/export/reports/{kind}/{period}"
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_log = logging.getLogger(__name__)


def _file(kind: str, text: str, who: Actor) -> ReportFile:
    here = services()
    with reading(here.engine) as conn:
        return report_file(
            conn,
            kind,
            text,
            Ground.of(here.profile, here.areas, drill=here.drill),
            now=here.now(),
            place=here.profile.name_vi.split(",")[0].strip(),
            cases=reads_every(who),
            drill=here.drill,
        )


def _made(report: ReportFile, ending: str) -> bytes:
    if ending == "xlsx":
        return report_book(report)
    here = services()
    ground = Ground.of(here.profile, here.areas, drill=here.drill)
    return report_paper(report, picture_of(here.engine, report, here.areas, ground.epsg))


def file_name(kind: str, text: str, ending: str) -> str:
    """ "bao-cao-month-2027-03.docx", in a drill marked as one."""
    return f"{'DIEN-TAP_' if services().drill else ''}bao-cao-{kind}-{text}.{ending}"


def answer(request: Request, who: Actor, ending: str) -> Response:
    """The file, or why there is none, as JSON."""
    words.use(request.query_params.get("lang"))
    kind, text = request.path_params["kind"], request.path_params["period"]
    try:
        body = _made(_file(kind, text, who), ending)
    except GeoError as error:
        message = say(error.code, error.params)
        return JSONResponse({"error": error.code, "params": error.params, "message": message}, 400)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", PATH, type(error).__name__)
        code = "database_unusable"
        return JSONResponse({"error": code, "params": {}, "message": say(code)}, 503)
    name = file_name(kind, text, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=MEDIA[ending], headers=headers)


async def _endpoint(request: Request, ending: str) -> Response:
    who = await run_in_threadpool(of_request, request)
    return await run_in_threadpool(answer, request, who, ending)


def routes() -> list[Route]:
    """Both files of a report."""
    return [Route(f"{PATH}.{ending}", partial(_endpoint, ending=ending)) for ending in MEDIA]
