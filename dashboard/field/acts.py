"""Who goes: claim, hand over, give back. Plain forms, so that they work without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard import words
from dashboard.field import sheet_page
from dashboard.field.session import by_of, name_of, refused, stale, told
from dashboard.services import services
from dashboard.words.errors import say
from data.access.accounts import account_row
from data.access.errors import Denied
from data.agencies.reading import agencies_at
from data.checking import assigning
from data.checking.act import By
from data.checking.assigning import Owner
from data.errors import DataError, EventUnknown
from data.store.engine import writing

_MOST_HOURS = 72


def _number(form: FormData, name: str) -> int | None:
    text = str(form.get(name, ""))
    return int(text) if text.isdigit() and len(text) < 18 else None


def owner_from(conn: Connection, text: str, by: By) -> Owner:
    """``account:7`` or ``team:agency-id``; an unknown one is nobody, which is refused where it is stored."""
    kind, _colon, own = text.partition(":")
    if kind == "account" and own.isdigit():
        row = account_row(conn, int(own))
        return Owner("person", row["full_name"], row["id"], row["agency_id"])
    if kind == "team":
        day = by.now.astimezone(services().profile.tz).date()
        rows = [row for row in agencies_at(conn, day) if row["agency_id"] == own]
        if rows:
            return Owner("team", rows[0]["name"] or own, None, own)
    return Owner("person", "")


def _act(conn: Connection, what: str, request: Request, form: FormData, by: By) -> Any:
    hours = min(_number(form, "hours") or 0, _MOST_HOURS)
    minutes = hours * 60 if hours else services().profile.checking.due_minutes
    due, note = by.now + timedelta(minutes=minutes), str(form.get("note", ""))[:400]
    own, seen = _number(form, "assignment"), _number(form, "version")
    event = request.path_params["event"]
    if what == "claim":
        return assigning.claim(
            conn, event, assigning.owner_of(by, name_of(by.who)), due, by, seen=own, note=note
        )
    if what == "hand-over":
        to = owner_from(conn, str(form.get("to", "")), by)
        if own is None:
            return assigning.claim(conn, event, to, due, by, note=note)
        return assigning.hand_over(conn, own, to, due, by, seen_version=seen, note=note)
    return assigning.release(conn, own or 0, by, seen_version=seen, note=note)


def act(request: Request, form: FormData) -> Response:
    """``POST /m/{event}/claim``, ``/hand-over``, ``/release``; then back to the sheet."""
    scripted = "application/json" in request.headers.get("accept", "")
    what, by = request.path_params["what"], by_of(request)
    problem, status = "", 200
    answer = stale(request, str(form.get("mark", "")))
    if answer is not None:
        if scripted:
            return answer
        problem, status = say("form_stale"), 403
    else:
        try:
            with writing(services().engine) as conn:
                _act(conn, what, request, form, by)
        except EventUnknown:
            raise
        except DataError as error:
            status = 403 if isinstance(error, Denied) else 409
            problem = say(error.code, error.params)
    if scripted:
        return refused(problem, status) if problem else told({"done": what})
    if problem:
        return sheet_page.shown(request, problem, status)
    own = request.path_params["event"]
    return RedirectResponse(f"/m/{own}?lang={words.current()}", 303, {"Cache-Control": "no-store"})
