"""The sealed case bundle: everything that proves a case, in one zip with a manifest.

Whoever gets it can check it without this program: the SHA-256 of every member is in ``manifest.json``, and
the bundle's own is with the document in the case file. Who called is not in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, or_, select

from data.casework.burned_ground import outlines_of
from data.casework.documents.case_file import CaseFile
from data.casework.documents.report import case_report, flash_paper
from data.casework.documents.sheet import case_sheet
from data.casework.files import held_file
from data.checking.verdict_photos import photos_of_verdicts
from data.events import aliases_of
from data.incidents.reading import whole
from data.ledger.entries import entries_of
from data.reception.reading import calls_of
from data.store.tables import (
    detection,
    event_member,
    ground_track,
    journal,
    journal_head,
    photo,
    verdict,
    verdict_review,
)
from geo.export.table import neutral

_ABOUT = (
    "Tự kiểm tra: SHA-256 của từng tệp phải đúng như trong danh sách. "
    "Tên, địa chỉ, điện thoại người báo tin không nằm trong bộ hồ sơ này."
)


@dataclass(frozen=True)
class Folders:
    """Where the files of people lie in this installation."""

    photos: Path
    tracks: Path


@dataclass(frozen=True)
class Bundle:
    """`missing`: files that the records name and that are gone or changed."""

    data: bytes
    sha256: str
    members: Sequence[str]
    missing: Sequence[str]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, shapely.Geometry):
        return json.loads(shapely.to_geojson(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _json(value: Any) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, indent=1, sort_keys=True).encode()


def _rows(conn: Connection, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(query).mappings()]


def _event_ids(conn: Connection, case: CaseFile) -> list[str]:
    ids = [event["id"] for event in case.events]
    return [*ids, *(alias for own in ids for alias in aliases_of(conn, own))]


def _satellite(conn: Connection, case: CaseFile) -> bytes:
    """The raw rows as the satellites' files had them, with what identifies each."""
    ids = [event["id"] for event in case.events]
    query = (
        select(event_member.c.event_id, detection)
        .join(detection, detection.c.id == event_member.c.detection_id)
        .where(event_member.c.event_id.in_(ids))
        .order_by(detection.c.time_utc, detection.c.id)
    )
    rows = _rows(conn, query)
    out = io.StringIO(newline="")
    names = ["event_id", *(column.name for column in detection.c)]
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([neutral(_plain(row[name])) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _journal(conn: Connection, case: CaseFile, ids: Sequence[int]) -> dict[str, Any]:
    """The journal's entries about the incident, its calls, events and duties, with the chain's hashes."""
    wanted = {
        "incident": [str(own) for own in ids],
        "reception_call": [call["code"] for call in case.calls],
        "fire_event": [event["id"] for event in case.events],
        "duty": [str(row["id"]) for row in case.duties],
        "verdict": [str(row["id"]) for row in case.checks],
        "patrol_finding": [str(row["id"]) for row in case.patrol_findings],
    }
    wanted["matter"] = [
        f"{matter}:{own}"
        for kind, matter in (
            ("incident", "incident"),
            ("reception_call", "call"),
            ("fire_event", "fire_event"),
        )
        for own in wanted[kind]
    ]
    about = [
        (journal.c.record_kind == kind) & journal.c.record_id.in_(some)
        for kind, some in wanted.items()
        if some
    ]
    rows = _rows(conn, select(journal).where(or_(*about)).order_by(journal.c.id))
    head = conn.execute(select(journal_head)).mappings().first()
    return {"entries": rows, "head": dict(head) if head else None}


def _area(conn: Connection, ids: Sequence[int]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    rows = [row for own in ids for row in outlines_of(conn, own)]
    features = [
        {
            "type": "Feature",
            "geometry": row["shape"],
            "properties": {name: value for name, value in row.items() if name != "shape"},
        }
        for row in rows
        if not row["shape"].is_empty
    ]
    return {"type": "FeatureCollection", "features": features}, rows


def _ground(conn: Connection, case: CaseFile, ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """Verdicts of the events, their reviews, what patrols found, photos of all, and tracks."""
    events = _event_ids(conn, case)
    verdicts = _rows(conn, select(verdict).where(verdict.c.event_id.in_(events)).order_by(verdict.c.id))
    own = [row["id"] for row in verdicts]
    shown = [each["id"] for some in photos_of_verdicts(conn, own).values() for each in some]
    of_verdicts = photo.c.id.in_(shown)
    of_incident = (photo.c.record_kind == "incident") & photo.c.record_id.in_(ids)
    found = [{name: row[name] for name in row if name != "photos"} for row in case.patrol_findings]
    of_found = (photo.c.record_kind == "finding") & photo.c.record_id.in_([row["id"] for row in found])
    tracks = [row["track_id"] for row in verdicts if row["track_id"] is not None]
    return {
        "verdicts": verdicts,
        "reviews": _rows(conn, select(verdict_review).where(verdict_review.c.verdict_id.in_(own))),
        "patrol_findings": found,
        "photos": _rows(
            conn, select(photo).where(or_(of_verdicts, of_incident, of_found)).order_by(photo.c.id)
        ),
        "tracks": _rows(conn, select(ground_track).where(ground_track.c.id.in_(tracks))),
    }


def _incident(case: CaseFile, calls: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "incident": case.incident,
        "parts": case.parts,
        "record": asdict(case.record),
        "forces": case.forces,
        "timeline": case.entries,
        "calls": calls,
        "events": case.events,
        "drill": case.drill,
    }


def _files(
    ground: Mapping[str, Sequence[Mapping[str, Any]]], outlines: Sequence[Mapping[str, Any]], folders: Folders
) -> tuple[dict[str, bytes], list[str]]:
    """Photos and tracks as they came; and the names of those that are not as they came any more."""
    members: dict[str, bytes] = {}
    missing = []
    wanted = [("photos", folders.photos, row["file"], row["sha256"]) for row in ground["photos"]]
    wanted += [("tracks", folders.tracks, row["file"], row["sha256"]) for row in ground["tracks"]]
    for row in outlines:
        if row["sha256"] is not None:
            ending = "gpx" if row["source"] == "gpx" else "outline"
            wanted.append(("tracks", folders.tracks, f"{row['sha256']}.{ending}", row["sha256"]))
    for kind, folder, name, digest in wanted:
        data = held_file(folder, name, digest)
        inside = f"{kind}/{Path(name).name}"
        if data is None:
            missing.append(inside)
        else:
            members[inside] = data
    return members, list(dict.fromkeys(missing))


def bundle(conn: Connection, case: CaseFile, folders: Folders) -> Bundle:
    """Make the bundle of a case as it is now; the same case at the same moment gives the same data."""
    ids = whole(conn, case.incident["id"])
    shapes, outlines = _area(conn, ids)
    ground = _ground(conn, case, ids)
    files, missing = _files(ground, outlines, folders)
    duties = [row["id"] for row in case.duties]
    members = {
        "incident.json": _json(_incident(case, calls_of(conn, case.incident["id"]))),
        "satellite/detections.csv": _satellite(conn, case),
        "area.geojson": _json(shapes),
        "ground.json": _json(ground),
        "ledger.json": _json({"duties": case.duties, "entries": entries_of(conn, duties)}),
        "journal.json": _json(_journal(conn, case, ids)),
        "documents/bao-cao-vu.docx": case_report(case),
        "documents/bao-cao-nhanh.docx": flash_paper(case),
        "documents/ho-so.xlsx": case_sheet(case),
        **files,
    }
    manifest = {
        "code": case.code,
        "made_at": case.now.isoformat(),
        "drill": case.drill,
        "note": _ABOUT,
        "missing": missing,
        "members": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(members.items())
        ],
    }
    out = io.BytesIO()
    stamp = case.now.astimezone(case.tz).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [("manifest.json", _json(manifest)), *sorted(members.items())]:
            info = zipfile.ZipInfo(name, date_time=stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, data)
    data = out.getvalue()
    return Bundle(data, hashlib.sha256(data).hexdigest(), sorted(members), missing)
