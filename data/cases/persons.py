"""The persons concerned: entered, mended, and erased when their time is over.

Personal Data Law 91/2025: by role, as long as needed. What the journal and the steps keep for ever says that
a person was entered or erased, and in which role; never who.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.agencies.act import Act
from data.cases.errors import CaseInvalid, CaseUnknown
from data.cases.writing import LONGEST, add_step, held, journalled, write
from data.errors import refuse_stale
from data.store.tables import PERSON_ROLES, case_person, joint_case

_ERASED = dict.fromkeys(("name", "born", "address", "identity_number", "note"))


@dataclass(frozen=True)
class Person:
    """Who it is; only what is needed is entered."""

    role: str
    name: str
    born: str = ""
    address: str = ""
    identity_number: str = ""
    note: str = ""


def _row(wanted: Person) -> dict[str, Any]:
    row = {name: " ".join(text.split()) or None for name, text in asdict(wanted).items()}
    if wanted.role not in PERSON_ROLES:
        raise CaseInvalid(problem="person_role_unknown")
    if not row["name"]:
        raise CaseInvalid(problem="person_unnamed")
    if any(len(text or "") > LONGEST for text in row.values()):
        raise CaseInvalid(problem="case_too_long")
    return row


def add_person(conn: Connection, case_id: int, wanted: Person, act: Act) -> int:
    """Enter a person and return the id.

    Raises
    ------
    data.access.Denied, CaseUnknown
    CaseInvalid
        `problem`: case_closed, person_role_unknown, person_unnamed, case_too_long.
    """
    held(conn, case_id, act, None)
    row = _row(wanted) | {"case_id": case_id}
    kept = {"actor": act.who.name, "created_at": act.now, "version": 1}
    made = int(conn.execute(insert(case_person).returning(case_person.c.id), row | kept).scalar_one())
    add_step(conn, case_id, "person", "", act, detail={"person_id": made, "role": wanted.role})
    journalled(conn, case_id, act, "person", after={"person_id": made, "role": wanted.role})
    return made


def edit_person(conn: Connection, person_id: int, wanted: Person, act: Act, *, seen_version: int) -> None:
    """Mend what is entered of a person. Raises as `add_person`, and data.errors.ConflictError; `problem`
    person_erased."""
    same = case_person.c.id == person_id
    found = conn.execute(select(case_person).where(same)).mappings().first()
    if found is None:
        raise CaseUnknown(kind="case_person", id=person_id)
    held(conn, found["case_id"], act, None)
    refuse_stale("case_person", str(person_id), seen_version, found["version"])
    if found["erased_at"] is not None:
        raise CaseInvalid(problem="person_erased")
    row = _row(wanted)
    conn.execute(update(case_person).where(same).values(**row, version=seen_version + 1))
    changed = sorted(name for name, value in row.items() if found[name] != value)
    journalled(
        conn, found["case_id"], act, "person_edited", after={"person_id": person_id, "fields": changed}
    )


def due_for_erasing(conn: Connection, today: date) -> list[dict[str, Any]]:
    """The cases whose persons should be erased by now: their day has passed."""
    over = joint_case.c.keep_until.is_not(None) & (joint_case.c.keep_until < today)
    query = select(joint_case).where(over, joint_case.c.erased_at.is_(None)).order_by(joint_case.c.keep_until)
    return [dict(row) for row in conn.execute(query).mappings()]


def erase_persons(conn: Connection, case_id: int, reason: str, act: Act, *, seen_version: int) -> int:
    """Erase every person of a case, for good; how many there were, and why, is kept.

    Raises
    ------
    data.access.Denied, CaseUnknown, data.errors.ConflictError
    CaseInvalid
        `problem`: reason_missing, nobody_to_erase.
    """
    found = held(conn, case_id, act, seen_version, closed_too=True)
    said = " ".join(reason.split())
    if not said:
        raise CaseInvalid(problem="reason_missing")
    there = (case_person.c.case_id == case_id) & case_person.c.erased_at.is_(None)
    ids = list(conn.execute(select(case_person.c.id).where(there)).scalars())
    if not ids:
        raise CaseInvalid(problem="nobody_to_erase")
    conn.execute(update(case_person).where(there).values(**_ERASED, erased_at=act.now))
    add_step(conn, case_id, "erased", said, act, detail={"persons": len(ids)})
    write(conn, found, {"erased_at": act.now}, act, "erased", said)
    return len(ids)
