"""``GET /health``: what a monitor needs to know, without a login."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard import background
from dashboard.services import services
from data.auditing import standing
from data.feeds.states import feed_states
from data.notices.alarms import alarms
from data.store.engine import reading

VERSION = "0.1.0"
_log = logging.getLogger(__name__)


def report() -> tuple[int, dict[str, Any]]:
    """HTTP status and body: 503 when the database is unusable, 200 otherwise (a failing feed is not our
    failure, nor a ledger that the auditor finds wrong: `ledger` says so)."""
    body: dict[str, Any] = {"status": "ok", "version": VERSION, "drill": False, "database": "ok", "feeds": []}
    body["worker"] = background.state()
    try:
        here = services()
        body["drill"] = here.drill
        with reading(here.engine) as conn:
            conn.execute(text("SELECT 1"))
            states = feed_states(conn, here.profile, here.now())
            kinds = [each.kind for each in alarms(conn)]
            body["ledger"] = standing(conn)
    except (SQLAlchemyError, OSError) as error:
        _log.error("health: database unusable: %s", type(error).__name__)
        return 503, {**body, "status": "error", "database": "unusable"}
    body["feeds"] = [
        {"id": s.id, "state": s.state, "age_s": None if s.age_s is None else int(s.age_s)} for s in states
    ]
    body["notices"] = {kind: kinds.count(kind) for kind in ("dead", "late")}
    return 200, body


async def health(_request: Request) -> JSONResponse:
    """The report as JSON, never cached."""
    status, body = await run_in_threadpool(report)
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
