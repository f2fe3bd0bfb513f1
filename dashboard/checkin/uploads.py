"""Files that a member sends: a photo of a finding, a track; kept as they came, each once."""

from __future__ import annotations

import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import formats
from dashboard.checkin.holder import Holder, told
from dashboard.parts.patrols import track_words
from dashboard.parts.patrols.ground import ground
from dashboard.services import Services
from dashboard.words import _
from dashboard.words.checking_errors import PHOTO_FINDING
from data.checking import photos
from data.checking.act import By as CheckingBy
from data.checking.exif import Claim
from data.checking.files import folder_of
from data.checking.picture import LIMIT_MB
from data.effort import read_file, take_track
from data.presence.errors import FindingInvalid
from data.presence.findings import of_draft
from data.store.engine import reading, writing

MOST_PHOTO = LIMIT_MB * 1024 * 1024
MOST_TRACK = 40 * 1024 * 1024
"""A GPX of 200,000 points has about 20 MB."""
_decoding = threading.BoundedSemaphore(2)
"""A photo unpacks to hundreds of megabytes: no more than two at a time."""


def _finding(own: Holder, here: Services, named: str) -> dict[str, Any]:
    with reading(here.engine) as conn:
        row = of_draft(conn, named)
    if row is None or (row["patrol_id"], row["member_id"]) != (own.plan["id"], own.member["id"]):
        raise FindingInvalid(problem="finding_unknown")
    return row


def photo(request: Request, raw: bytes, own: Holder, here: Services) -> Response:
    """``POST /checkin/{token}/photo?finding=&draft=&name=``: one photo of the finding with that draft."""
    asked = request.query_params
    draft, name = asked.get("draft", ""), asked.get("name", "")[:200] or "photo.jpg"
    about = _finding(own, here, asked.get("finding", ""))
    by = CheckingBy(own.by.who, own.by.now, own.by.screen)
    claim = Claim(about["happened_at"], about["latitude"], about["longitude"], about["accuracy_m"])
    with reading(here.engine) as conn:
        there = photos.of_draft(conn, draft)
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
            "finding",
            about["id"],
            claim,
            by,
            conn,
            settings=here.profile.checking,
            tz=here.profile.tz,
            prepared=ready,
        )
        row = photos.of_draft(conn, draft) or {}
    found = [_(PHOTO_FINDING.get(each, each)) for each in row.get("findings", [])]
    text = " ".join([_("Đã nhận ảnh {name}.", name=name), *found])
    return told({"draft_id": draft, "id": made, "text": text})


def track(request: Request, raw: bytes, own: Holder, here: Services) -> Response:
    """``POST /checkin/{token}/track?draft=&name=``: a GPX, KML or KMZ of the member."""
    asked = request.query_params
    draft, name = asked.get("draft", ""), asked.get("name", "")[:200] or "track.gpx"
    with _decoding:
        file = read_file(raw, name)
    with writing(here.engine) as conn:
        kept = take_track(
            conn, own.plan["id"], file, own.by, ground(), member_id=own.member["id"], draft_id=draft
        )
    said = [_("Đã nhận vết đi: {far}.", far=formats.distance(kept.distance_m))]
    if kept.again:
        said = [_("Vết đi này đã có từ trước.")]
    said += [track_words.finding(each) for each in kept.findings]
    return told({"draft_id": draft, "id": kept.id, "again": kept.again, "text": " ".join(said)})
