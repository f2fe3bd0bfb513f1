"""``/export/journal.csv``: the journal as a file, streamed, for whoever may read it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboard.access.visitor import of_request
from dashboard.services import Services, services
from dashboard.words.errors import say
from data.access import Actor
from data.agencies.act import Act
from data.cases.redacting import readable, redacted
from data.clock import require_aware
from data.journal_pages import Wanted, page
from data.store.engine import reading

PATH = "/export/journal.csv"
_COLUMNS = (
    "id", "at", "actor", "origin", "action", "record_kind", "record_id", "reason", "before", "after", "hash",
)  # fmt: skip
_AT_A_TIME = 1000
# What a table program would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def _cell(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value or "")
    return (
        f"'{text}" if text.startswith(_FORMULA) else text
    )  # a table program takes such a text for a formula


def lines(here: Services, wanted: Wanted, who: Actor) -> Iterator[str]:
    """The file in pieces, the newest entry first; a thousand rows are in memory at a time.

    No word of a case is in it, and nothing at all of one that `who` may not read.
    """
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    before: int | None = None
    while True:
        with reading(here.engine) as conn:
            cases = readable(conn, Act(here.now(), who))
            rows = page(conn, wanted, before=before, limit=_AT_A_TIME, cases=cases)
        if not rows:
            return
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            told = redacted(row) | {"at": row["at"].isoformat().replace("+00:00", "Z")}
            writer.writerow([_cell(told[name]) for name in _COLUMNS])
        yield text.getvalue()
        before = rows[-1]["id"]


def _answer(request: Request) -> Response:
    here, asked = services(), request.query_params
    try:
        start = require_aware(datetime.fromisoformat(asked["start"])) if "start" in asked else None
    except ValueError:
        params = {"parameter": "start", "known": "start, kind, record, actor, text"}
        message = say("parameter_not_known", params)
        return JSONResponse({"error": "parameter_not_known", "params": params, "message": message}, 400)
    wanted = Wanted(
        start=start,
        kind=asked.get("kind"),
        record_id=asked.get("record", ""),
        actor=asked.get("actor", ""),
        text=asked.get("text", ""),
    )
    name = "DIEN-TAP_journal.csv" if here.drill else "journal.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(
        lines(here, wanted, of_request(request)), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _endpoint(request: Request) -> Response:
    return _answer(request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(PATH, _endpoint)]
