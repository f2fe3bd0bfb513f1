"""What a phone sends: a verdict, a photo, a track; each stored once, however often it is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.field import told_verdict
from dashboard.field.session import by_of, refused, stale, told
from dashboard.field.typed import FIELD_OF_PROBLEM, FormInvalid, read_verdict
from dashboard.services import services
from dashboard.words import _
from dashboard.words.checking_errors import PHOTO_FINDING, TRACK_FINDING
from dashboard.words.errors import say
from data.access import permit
from data.access.errors import Denied
from data.checking import photos, tracks
from data.checking.act import VERDICT
from data.checking.errors import ObserverElsewhere, ObserverSwapped, VerdictInvalid
from data.checking.exif import Claim
from data.checking.files import folder_of
from data.checking.picture import LIMIT_MB
from data.checking.searched import share_from
from data.checking.verdicts import record, verdict_by_id
from data.errors import EventUnknown
from data.events.reading import find_event
from data.store.engine import reading, writing
from geo.errors import GeoError

MOST_VERDICT = 64 * 1024
MOST_PHOTO = LIMIT_MB * 1024 * 1024
MOST_TRACK = 20 * 1024 * 1024
_decoding = threading.BoundedSemaphore(2)
"""A photo unpacks to hundreds of megabytes: no more than two at a time."""


def _marks(request: Request) -> Response | None:
    return stale(request, request.headers.get("x-mark", ""), request.headers.get("x-who"))


def _said(error: GeoError) -> Response:
    status = 403 if isinstance(error, Denied) else 404 if isinstance(error, EventUnknown) else 400
    text = say(error.code, error.params)
    at = FIELD_OF_PROBLEM.get(str(error.params.get("problem"))) if isinstance(error, VerdictInvalid) else None
    if isinstance(error, ObserverSwapped | ObserverElsewhere):
        at = "place_text"
    if error.code in ("phone_invalid", "phone_old"):
        at = "phone"
    return refused(text, status, code=error.code, wrong={at: text} if at else {})


def verdict(request: Request, raw: bytes) -> Response:
    """``POST /m/{event}/verdict``, JSON."""
    if (answer := _marks(request)) is not None:
        return answer
    here, by = services(), by_of(request)
    try:
        given: Mapping[str, Any] = json.loads(raw)
        if not isinstance(given, dict):
            raise ValueError
    except ValueError:
        return refused(say("form_stale"), 400)
    try:
        said = read_verdict(given, request.path_params["event"], by.now, here)
        with writing(here.engine) as conn:
            made = record(conn, said, by, here.profile.checking, drill=here.drill)
    except FormInvalid as error:
        return refused(_("Chưa ghi: xem chỗ đánh dấu đỏ."), wrong=error.wrong, offer=error.offer)
    except GeoError as error:
        return _said(error)
    return told(
        {
            "id": made.id,
            "draft_id": said.draft_id,
            "event": made.event_id,
            "again": made.again,
            "conflict": told_verdict.conflict(made.conflict),
            "offer_incident": made.offer_incident,
            "kind": said.kind,
        }
    )


def photo(request: Request, raw: bytes) -> Response:
    """``POST /m/photo?verdict=&draft=&name=``: one photo, as the camera wrote it."""
    if (answer := _marks(request)) is not None:
        return answer
    here, by, asked = services(), by_of(request), request.query_params
    draft, name = asked.get("draft", ""), asked.get("name", "")[:200] or "photo.jpg"
    number = asked.get("verdict", "")
    own = int(number) if number.isdigit() and len(number) < 18 else 0
    try:
        with reading(here.engine) as conn:
            permit(by.who, VERDICT, {"agency_id": by.who.agency_id}, conn=conn)
            about, there = verdict_by_id(conn, own) or {}, photos.of_draft(conn, draft)
        claim = Claim(
            about.get("observed_at", by.now),
            about.get("latitude"),
            about.get("longitude"),
            about.get("accuracy_m"),
        )
        ready = None
        if there is None:
            with _decoding:
                ready = photos.prepare(raw, name, here.profile.tz)
        with writing(here.engine) as conn:
            made = photos.keep(
                folder_of("photos", drill=here.drill),
                raw,
                name,
                draft,
                "verdict",
                own,
                claim,
                by,
                conn,
                settings=here.profile.checking,
                tz=here.profile.tz,
                prepared=ready,
            )
            row = photos.of_draft(conn, draft) or {}
    except GeoError as error:
        return _said(error)
    findings = [_(PHOTO_FINDING.get(each, each)) for each in row.get("findings", [])]
    return told({"id": made, "draft_id": draft, "findings": findings})


def track(request: Request, raw: bytes) -> Response:
    """``POST /m/{event}/track?name=``: a GPX, and how much of the search area it saw."""
    if (answer := _marks(request)) is not None:
        return answer
    here, by = services(), by_of(request)
    name = request.query_params.get("name", "")[:200] or "track.gpx"
    try:
        with writing(here.engine) as conn:
            event = find_event(conn, request.path_params["event"])
            if event is None:
                raise EventUnknown(event_id=request.path_params["event"])
            kept = tracks.keep(folder_of("tracks", drill=here.drill), raw, name, by, conn)
            row = tracks.track_by_id(conn, kept.id) or {}
            share = share_from(conn, event["id"], row, here.profile.checking)
    except GeoError as error:
        return _said(error)
    found = [_(TRACK_FINDING.get(each, each)) for each in kept.findings]
    return told({"id": kept.id, "findings": found, "share": share, "text": _share(share)})


def _share(share: float | None) -> str:
    return "" if share is None else _("Vết đi đã tìm {share} % vùng này.", share=round(share * 100))
