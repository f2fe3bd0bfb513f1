"""What papers were made of an incident: each is a row, a line of the timeline and an entry of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from data.casework.errors import DocumentInvalid
from data.incidents.reading import whole
from data.incidents.writing import By, entry, held, journalled, known
from data.ledger import telling
from data.store.tables import DOCUMENT_KINDS, case_document

ACTION = "casework.document"


def file_document(conn: Connection, incident_id: int, kind: str, name: str, data: bytes, by: By) -> int:
    """Write down that a paper was made; its content is known again by its digest.

    Raises
    ------
    data.access.Denied, data.incidents.errors.IncidentUnknown, IncidentInvalid
    """
    held(conn, incident_id, by, None, action=ACTION)
    assert kind in DOCUMENT_KINDS  # noqa: S101 -- a slip in the program
    digest = hashlib.sha256(data).hexdigest()
    row = {"incident_id": incident_id, "kind": kind, "name": name, "sha256": digest}
    kept = {"made_at": by.now, "actor": by.who.name}
    made = int(conn.execute(insert(case_document).returning(case_document.c.id), row | kept).scalar_one())
    entry(conn, incident_id, by, "document", kind, reference=name)
    journalled(conn, incident_id, by, "document", None, row | {"document": made})
    return made


def documents_of(conn: Connection, incident_id: int) -> list[dict[str, Any]]:
    """The papers of an incident and of those that became part of it, the newest first."""
    query = select(case_document).where(case_document.c.incident_id.in_(whole(conn, incident_id)))
    return [dict(row) for row in conn.execute(query.order_by(case_document.c.id.desc())).mappings()]


def flash_told(
    conn: Connection, incident_id: int, duty_ids: Sequence[int], told: telling.Telling, by: By
) -> int:
    """A flash notice was given to somebody: the duties are raised if they were not, those named are met, and
    the text is filed. All or nothing.

    Parameters
    ----------
    duty_ids
        Duties of one receiver; none: somebody was told to whom nothing is owed.
    told
        Its `text` is the notice as it was given.

    Raises
    ------
    data.access.Denied, data.ledger.errors.DutyInvalid, DutyUnknown, StepRefused
    data.incidents.errors.IncidentUnknown, IncidentInvalid
    DocumentInvalid
        `problem` nobody_named: neither a duty nor a person.
    """
    held(conn, incident_id, by, None, action=ACTION)
    if not duty_ids and not told.person.strip():
        raise DocumentInvalid(problem="nobody_named")
    known(conn, incident_id, by)
    if duty_ids:
        telling.tell(conn, duty_ids, told, telling.By(by.who, by.now, by.screen))
    name = " · ".join(each for each in (told.channel, told.person) if each)
    return file_document(conn, incident_id, "flash_notice", name, told.text.encode(), by)
