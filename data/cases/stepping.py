"""What was done in a case, and its evidence: appended, corrected by a new entry, never changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from data.agencies.act import Act
from data.cases.errors import CaseInvalid
from data.cases.reading import persons_of
from data.cases.writing import LONGEST, add_step, held, journalled
from data.clock import require_aware
from data.scans import folder_of, keep_scan
from data.store.tables import case_step
from geo.names import fold


def scan_folder(*, drill: bool = False) -> Path:
    """Where papers of cases are kept: beside the database of this installation, a drill's apart."""
    return folder_of("cases", drill=drill)


def _named(conn: Connection, case_id: int, text: str) -> bool:
    """Whether a text that is kept for ever names a person concerned."""
    said = f" {fold(text)} "
    return any(row["name"] and f" {fold(row['name'])} " in said for row in persons_of(conn, case_id))


def _said(conn: Connection, case_id: int, text: str, happened_at: datetime, now: datetime) -> str:
    said = text.strip()
    problems = {
        "step_empty": not said,
        "case_too_long": len(said) > LONGEST,
        "step_later": require_aware(happened_at) > now,
        "step_names_a_person": _named(conn, case_id, said),
    }
    for problem, so in problems.items():
        if so:
            raise CaseInvalid(problem=problem)
    return said


def write_step(
    conn: Connection,
    case_id: int,
    text: str,
    happened_at: datetime,
    act: Act,
    *,
    corrects_id: int | None = None,
) -> int:
    """Write down what was done.

    Raises
    ------
    data.access.Denied, data.cases.errors.CaseUnknown
    CaseInvalid
        `problem`: case_closed, step_empty, case_too_long, step_later, step_names_a_person (steps are kept for
        ever, persons are not), step_unknown (`corrects_id` is no step of this case).
    """
    held(conn, case_id, act, None)
    said = _said(conn, case_id, text, happened_at, act.now)
    own = (case_step.c.id == corrects_id) & (case_step.c.case_id == case_id)
    if corrects_id is not None and conn.execute(select(case_step.c.id).where(own)).first() is None:
        raise CaseInvalid(problem="step_unknown")
    made = add_step(conn, case_id, "step", said, act, happened_at=happened_at, corrects_id=corrects_id)
    journalled(conn, case_id, act, "step", after={"step": made})
    return made


def add_evidence(
    conn: Connection,
    case_id: int,
    label: str,
    kept_by: str,
    place: str,
    act: Act,
    *,
    happened_at: datetime,
    file: tuple[str, bytes] | None = None,
    folder: Path | None = None,
) -> int:
    """Write down a piece of evidence, who keeps it and where; `file` (name, content) is a paper or photo.

    Raises
    ------
    As `write_step`; `problem` evidence_unkept; data.errors.ScanInvalid (`data.scans`).
    """
    held(conn, case_id, act, None)
    said = _said(conn, case_id, label, happened_at, act.now)
    keeper = " ".join(kept_by.split())
    if not keeper:
        raise CaseInvalid(problem="evidence_unkept")
    scan = keep_scan(*file, folder) if file and folder else None
    detail = {"label": said, "kept_by": keeper, "place": " ".join(place.split())}
    made = add_step(conn, case_id, "evidence", said, act, happened_at=happened_at, detail=detail, scan=scan)
    journalled(conn, case_id, act, "evidence", after={"step": made})
    return made
