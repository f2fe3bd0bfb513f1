"""Take submissions of the form: each row in a transaction of its own, each with an outcome that is listed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from data.access import permit
from data.checking import photos
from data.checking.act import VERDICT, By
from data.checking.errors import FormColumnsMissing, FormForeign, FormPhotoMissing
from data.checking.exif import Claim
from data.checking.kit.archive import deployment_of
from data.checking.saying import Verdict
from data.checking.submissions.package import Package, open_package
from data.checking.submissions.understanding import Submission, understand, verdict_from
from data.checking.verdicts import record
from data.ingest.unpack import safe_name
from data.profile import Profile
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import form_submission
from geo.errors import GeoError

RESULTS = ("stored", "conflict", "again", "refused")


@dataclass(frozen=True)
class PhotoOutcome:
    """`code` and `params` of the refusal, None for a photo that is kept."""

    name: str
    photo_id: int | None = None
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one row (`line`: 2 is the first below the header). `result`: one of `RESULTS`; `code`
    and `params` of a refusal; `conflict` as `data.checking.conflicts` has it."""

    line: int
    result: str
    instance_id: str = ""
    event_id: str = ""
    verdict_id: int | None = None
    conflict: Mapping[str, Any] | None = None
    code: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[PhotoOutcome, ...] = ()


def submissions(conn: Connection, most: int = 200) -> list[dict[str, Any]]:
    """What came from forms, the newest first; rows that were refused too."""
    query = select(form_submission).order_by(form_submission.c.id.desc()).limit(most)
    return [dict(row) for row in conn.execute(query).mappings()]


def _keep_row(
    conn: Connection, instance_id: str, row: Mapping[str, str], result: str, verdict_id: int | None, by: By
) -> None:
    known = select(form_submission.c.id).where(form_submission.c.instance_id == instance_id)
    if conn.execute(known).first() is not None:
        return
    kept = {"instance_id": instance_id, "verdict_id": verdict_id, "result": result, "row": dict(row)}
    conn.execute(insert(form_submission), kept | {"received_at": by.now, "actor": by.who.name})


def _refused_id(instance_id: str, row: Mapping[str, str]) -> str:
    """A refused row is kept once as it is; mended, it may come again under its own id."""
    text = json.dumps(dict(row), sort_keys=True, ensure_ascii=False)
    return f"{instance_id or '?'}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _ours(row: Submission, deployment: str) -> None:
    for name in ("hotspot_deployment", "deployment"):
        if row[name] and row[name] != deployment:
            raise FormForeign(event_id=row["event"], deployment=row[name])


@dataclass(frozen=True)
class _Taker:
    engine: Engine
    folder: Path
    by: By
    profile: Profile
    drill: bool

    def verdict(self, raw: Mapping[str, str], row: Submission, said: Verdict) -> tuple[str, Any]:
        with writing(self.engine) as conn:
            serialise(conn)
            made = record(conn, said, self.by, self.profile.checking, drill=self.drill)
            result = "again" if made.again else "conflict" if made.conflict else "stored"
            if not made.again:
                _keep_row(conn, row.instance_id, raw, result, made.id, self.by)
        return result, made

    def photo(self, package: Package, row: Submission, said: Verdict, verdict_id: int) -> list[PhotoOutcome]:
        found = []
        for number, name in row.photos:
            raw = package.photo(name)
            if raw is None:
                found.append(PhotoOutcome(name, code=FormPhotoMissing.code, params={"name": name}))
                continue
            draft = f"{row.draft_id}-{number}"
            claim = Claim(said.observed_at, said.latitude, said.longitude, said.accuracy_m)
            try:
                ready = photos.prepare(raw, name, self.profile.tz)
                with writing(self.engine) as conn:
                    made = photos.keep(
                        self.folder,
                        raw,
                        name,
                        draft,
                        "verdict",
                        verdict_id,
                        claim,
                        self.by,
                        conn,
                        settings=self.profile.checking,
                        tz=self.profile.tz,
                        prepared=ready,
                    )
                found.append(PhotoOutcome(name, made))
            except GeoError as refused:
                found.append(PhotoOutcome(name, code=refused.code, params=refused.params))
        return found

    def refuse(self, raw: Mapping[str, str], instance_id: str) -> None:
        with writing(self.engine) as conn:
            serialise(conn)
            _keep_row(conn, _refused_id(instance_id, raw), raw, "refused", None, self.by)

    def take(self, package: Package, line: int, raw: Mapping[str, str]) -> Outcome:
        row: Submission | None = None
        try:
            row = understand(package.header, raw, package.name)
            _ours(row, deployment_of(self.profile, drill=self.drill))
            said = verdict_from(row, self.profile.tz)
            result, made = self.verdict(raw, row, said)
        except FormColumnsMissing:
            raise
        except GeoError as refused:
            own, event = (row.instance_id, row["event"]) if row else ("", "")
            self.refuse(raw, own)
            return Outcome(line, "refused", own, event, code=refused.code, params=refused.params)
        kept = self.photo(package, row, said, made.id)
        return Outcome(
            line, result, row.instance_id, made.event_id, made.id, made.conflict, photos=tuple(kept)
        )


def take(
    engine: Engine, folder: Path, data: bytes, name: str, by: By, *, profile: Profile, drill: bool = False
) -> list[Outcome]:
    """Take an upload of submissions (CSV, XLSX, or ZIP with photos) and say what became of each row.

    The same upload again stores nothing twice, but photos that were missing before are kept. A row that is
    refused stops no other.

    Raises
    ------
    data.access.Denied
    FormTooLarge, FormFileUnreadable, FormColumnsMissing
        Nothing was stored.
    """
    with reading(engine) as conn:
        permit(by.who, VERDICT, {"agency_id": by.who.agency_id}, conn=conn)
    package = open_package(data, safe_name(name))
    taker = _Taker(engine, folder, by, profile, drill)
    return [taker.take(package, line, raw) for line, raw in enumerate(package.rows, start=2)]
