"""What patrols found that became an incident, as its papers tell it, with the photos of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from data.casework.documents import words
from data.checking.photos import photos_by_record
from data.store.tables import patrol, patrol_finding, patrol_member


def patrol_findings_of(conn: Connection, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Findings that became incidents of these codes, in the order in which they happened: rows, each with
    ``patrol`` (its code), ``person`` (the member's name; None where a desk entered it) and ``photos``."""
    query = (
        select(patrol_finding, patrol.c.code.label("patrol"), patrol_member.c.name.label("person"))
        .join(patrol, patrol.c.id == patrol_finding.c.patrol_id)
        .outerjoin(patrol_member, patrol_member.c.id == patrol_finding.c.member_id)
        .where(patrol_finding.c.outcome == "incident", patrol_finding.c.ref.in_(codes))
        .order_by(patrol_finding.c.happened_at, patrol_finding.c.id)
    )
    rows = [dict(row) for row in conn.execute(query).mappings()]
    photos = photos_by_record(conn, "finding", [row["id"] for row in rows])
    return [row | {"photos": photos[row["id"]]} for row in rows]


def finder(row: Mapping[str, Any]) -> str:
    """Who found it, as a paper names them."""
    return str(row["person"] or words.person(row["actor"]))


def told(row: Mapping[str, Any]) -> str:
    """The photos of one finding in a line. What was found is the incident's own text."""
    return f"Tuần tra {row['patrol']} ({finder(row)}) phát hiện tại chỗ; {len(row['photos'])} ảnh kèm theo."
