"""Photos from the ground: the original is kept as it came, under its hash; a smaller one is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from data.access import Actor, permit
from data.checking.act import REVIEW, VERDICT, By
from data.checking.assigning import heard
from data.checking.errors import PhotoInvalid, PhotoUnknown
from data.checking.exif import Claim, Taken, compare, read_exif
from data.checking.files import digest, keep_file
from data.checking.picture import Picture, open_picture, shown_copy
from data.checking.settings import CheckingSettings
from data.ingest.unpack import safe_name
from data.journal import append
from data.store.batches import in_batches
from data.store.lock import serialise
from data.store.tables import PHOTO_RECORDS, incident, patrol_finding, photo, verdict

RECORD_KIND = "photo"
MOST_PER_RECORD = 40
_RECORDS = {
    "verdict": (verdict, VERDICT),
    "incident": (incident, "incidents.record"),
    "finding": (patrol_finding, "patrols.follow"),
}


def of_draft(conn: Connection, draft_id: str) -> dict[str, Any] | None:
    """The photo that was stored under a draft's id, or None."""
    row = conn.execute(select(photo).where(photo.c.draft_id == draft_id)).mappings().first()
    return None if row is None else dict(row)


def photos_of(conn: Connection, record_kind: str, record_id: int) -> list[dict[str, Any]]:
    """The photos of a record in the order in which they came."""
    query = select(photo).where(photo.c.record_kind == record_kind, photo.c.record_id == record_id)
    return [dict(row) for row in conn.execute(query.order_by(photo.c.id)).mappings()]


def photos_by_record(
    conn: Connection, record_kind: str, record_ids: Iterable[int]
) -> dict[int, list[dict[str, Any]]]:
    """The same of many records of one kind; every id is a key."""
    found: dict[int, list[dict[str, Any]]] = {own: [] for own in record_ids}
    for some in in_batches(set(found)):
        query = select(photo).where(photo.c.record_kind == record_kind, photo.c.record_id.in_(some))
        for row in conn.execute(query.order_by(photo.c.id)).mappings():
            found[row["record_id"]].append(dict(row))
    return found


def _record(conn: Connection, kind: str, record_id: int, name: str, by: By) -> Mapping[str, Any]:
    if kind not in PHOTO_RECORDS:
        raise PhotoInvalid(name=name, problem="choice_unknown")
    table, action = _RECORDS[kind]
    row = conn.execute(select(table).where(table.c.id == record_id)).mappings().first()
    theirs = by.who.agency_id if row is None else row.get("agency_id", by.who.agency_id)
    permit(by.who, action, {"agency_id": theirs}, conn=conn)
    if row is None:
        raise PhotoInvalid(name=name, problem="record_unknown")
    if len(photos_of(conn, kind, record_id)) >= MOST_PER_RECORD:
        raise PhotoInvalid(name=name, problem="too_many_photos")
    return dict(row)


@dataclass(frozen=True)
class Prepared:
    """A photo looked at: what takes time is done before the transaction begins."""

    sha256: str
    picture: Picture
    taken: Taken
    small: bytes


def prepare(raw: bytes, name: str, tz: tzinfo) -> Prepared:
    """Open a photo, read what the camera wrote, and make the copy that is shown. Nothing is stored.

    Raises
    ------
    PhotoTooLarge, PhotoTooManyPixels, PhotoNotAnImage, PhotoNeedsPackage, PhotoDamaged
    """
    shown_name = safe_name(name)
    picture = open_picture(raw, shown_name)
    taken = read_exif(picture.image, tz)
    return Prepared(digest(raw), picture, taken, shown_copy(picture, shown_name))


def keep(
    folder: Path,
    raw: bytes,
    name: str,
    draft_id: str,
    record_kind: str,
    record_id: int,
    claim: Claim,
    by: By,
    conn: Connection,
    *,
    settings: CheckingSettings,
    tz: tzinfo,
    prepared: Prepared | None = None,
) -> int:
    """Keep a photo of a record (`PHOTO_RECORDS`); return its id. The same draft is stored once.

    `prepared`: of the same `raw`, so that no other writer waits while a photo is decoded.

    Raises
    ------
    data.access.Denied
    PhotoInvalid
        `problem`: draft_missing, draft_taken, choice_unknown, record_unknown, too_many_photos.
    PhotoTooLarge, PhotoTooManyPixels, PhotoNotAnImage, PhotoNeedsPackage, PhotoDamaged
    """
    shown_name = safe_name(name)
    if not draft_id.strip() or len(draft_id) > 40:
        raise PhotoInvalid(name=shown_name, problem="draft_missing")
    serialise(conn)
    sha256, there = digest(raw), of_draft(conn, draft_id)
    if there is not None:
        if (there["record_kind"], there["record_id"], there["sha256"]) != (record_kind, record_id, sha256):
            raise PhotoInvalid(name=shown_name, problem="draft_taken")
        return int(there["id"])
    about = _record(conn, record_kind, record_id, shown_name, by)
    ready = prepared or prepare(raw, shown_name, tz)
    if ready.sha256 != sha256:
        raise ValueError("'prepared' should be of the same photo")
    picture, taken = ready.picture, ready.taken
    findings = compare(
        taken, claim, by.now, photo_minutes=settings.photo_minutes, photo_place_m=settings.photo_place_m
    )
    same = conn.execute(select(photo.c.record_kind, photo.c.record_id).where(photo.c.sha256 == sha256))
    if any(tuple(each) != (record_kind, record_id) for each in same):
        findings = (*findings, "used_before")
    file, small_file = f"{sha256}.{picture.extension}", f"{sha256}.shown.jpg"
    keep_file(folder, file, raw)
    keep_file(folder, small_file, ready.small)
    row = {
        "draft_id": draft_id,
        "record_kind": record_kind,
        "record_id": record_id,
        "sha256": sha256,
        "file": file,
        "shown_file": small_file,
        "name": shown_name,
        "type": picture.type,
        "bytes": len(raw),
        "width": picture.width,
        "height": picture.height,
        "taken_at": taken.at,
        "latitude": taken.latitude,
        "longitude": taken.longitude,
        "findings": list(findings),
        "received_at": by.now,
        "actor": by.who.name,
    }
    made = int(conn.execute(insert(photo).returning(photo.c.id), row).scalar_one())
    told = ("record_kind", "record_id", "sha256", "name", "bytes", "findings")
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={each: row[each] for each in told},
    )
    if record_kind == "verdict":
        heard(conn, about["event_id"], by)
    return made


def permitted(conn: Connection, photo_id: int, who: Actor, *, original: bool = False) -> dict[str, Any]:
    """The row of a photo that `who` may see: the shown copy whoever checks; the original, with place and
    device in it, whoever reviews and whoever brought it.

    Raises
    ------
    PhotoUnknown, data.access.Denied
    """
    row = conn.execute(select(photo).where(photo.c.id == photo_id)).mappings().first()
    permit(who, VERDICT, {"agency_id": who.agency_id}, conn=conn)
    if row is None:
        raise PhotoUnknown(id=photo_id)
    if original and row["actor"] != who.name:
        permit(who, REVIEW, {"agency_id": who.agency_id}, conn=conn)
    return dict(row)


def _bytes(folder: Path, row: Mapping[str, Any], name: str) -> bytes:
    try:
        return (folder / row[name]).read_bytes()
    except FileNotFoundError:
        raise PhotoUnknown(id=row["id"]) from None


def shown(folder: Path, row: Mapping[str, Any]) -> bytes:
    """The smaller copy (JPEG) of a row of `permitted`. Raises PhotoUnknown where the file is gone."""
    return _bytes(folder, row, "shown_file")


def original(folder: Path, row: Mapping[str, Any]) -> bytes:
    """The photo as it came. Raises PhotoUnknown where the file is gone."""
    return _bytes(folder, row, "file")
