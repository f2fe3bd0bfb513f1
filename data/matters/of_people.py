"""Facts of what people brought: incidents, calls, announced danger levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from data.matters.facts import Facts
from data.matters.surroundings import forest_groups, highest_level
from data.store.tables import danger_level, incident, incident_entry, reception_call

_SEEN_FOR_ONESELF = ("confirmed", "responding", "controlled", "resolved", "not_forest_fire")
"""An incident in one of these was found to be there by somebody."""


def _one(commune: str | None) -> tuple[str, ...]:
    return (commune,) if commune else ()


def _told(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _forest(conn: Connection, plot: Mapping[str, Any] | None) -> str:
    if not plot or not plot.get("plots"):
        return "unknown"
    return "inside" if plot.get("state_group") in forest_groups(conn) else "outside"


def of_incident(conn: Connection, incident_id: int) -> Facts | None:
    """What is known of an incident; None when there is none."""
    row = conn.execute(select(incident).where(incident.c.id == incident_id)).mappings().first()
    if row is None:
        return None
    steps = list(
        conn.execute(
            select(incident_entry)
            .where(incident_entry.c.incident_id == incident_id, incident_entry.c.kind == "status")
            .order_by(incident_entry.c.id)
        ).mappings()
    )
    found = [each["happened_at"] for each in steps if each["status_to"] in _SEEN_FOR_ONESELF]
    false_alarm = row["status"] == "false_alarm"
    reason = next((each["text"] for each in reversed(steps) if each["status_to"] == "false_alarm"), None)
    known_by = conn.execute(
        select(reception_call.c.known_by)
        .where(reception_call.c.incident_id == incident_id)
        .order_by(reception_call.c.known_at, reception_call.c.id)
    ).scalar()
    facts = row["facts"] or {}
    plot = facts.get("forest") or {}
    communes = _one(row["commune_2025_id"])
    return Facts(
        kind="incident",
        ref=str(row["id"]),
        since=row["known_at"],
        clock="known",
        state="withdrawn" if false_alarm else "open",
        reason=reason if false_alarm else None,
        field=row["field"],
        subkind=row["kind"],
        happened_at=row["occurred_at"],
        known_at=row["known_at"],
        known_by=known_by or row["actor"],
        verified_at=found[0] if found and not false_alarm else None,
        holder_id=row["agency_id"],
        communes_2021=_one(row["commune_2021_id"]),
        communes_2025=communes,
        place=facts.get("location") or "unknown",
        forest=_forest(conn, plot),
        level=highest_level(conn, communes, row["known_at"]),
        latitude=row["latitude"],
        longitude=row["longitude"],
        told=_told(
            code=row["code"],
            summary=row["summary"],
            place_text=row["place_text"],
            nearest=facts.get("nearest"),
            plot=_told(**{name: plot.get(name) for name in ("lot", "subcompartment", "compartment")}),
            owners=[plot["owner"]] if plot.get("owner") else [],
            area_ha=row["area_ha"],
            status=row["status"],
        ),
    )


def of_call(conn: Connection, code: str) -> Facts | None:
    """What is known by a call; None when there is none of this number."""
    row = conn.execute(select(reception_call).where(reception_call.c.code == code)).mappings().first()
    if row is None:
        return None
    about = of_incident(conn, row["incident_id"])
    assert about is not None  # noqa: S101 -- a foreign key
    return Facts(
        kind="call",
        ref=row["code"],
        since=row["known_at"],
        clock="known",
        state=about.state,
        reason=about.reason,
        field=about.field,
        subkind=about.subkind,
        happened_at=row["occurred_at"],
        known_at=row["known_at"],
        known_by=row["known_by"] or row["actor"],
        verified_at=about.verified_at,
        holder_id=row["agency_id"],
        communes_2021=about.communes_2021,
        communes_2025=about.communes_2025,
        place=about.place,
        forest=about.forest,
        level=about.level,
        latitude=row["latitude"],
        longitude=row["longitude"],
        told=_told(
            code=row["code"],
            incident=about.told["code"],
            summary=row["said"] or about.told.get("summary"),
            place_text=row["place_text"],
            nearest=about.told.get("nearest"),
            plot=about.told.get("plot"),
            owners=about.told.get("owners"),
            area_ha=row["area_ha"],
            spread_risk=row["spread_risk"],
            house_risk=row["house_risk"],
        ),
    )


def of_danger_level(conn: Connection, row_id: int) -> Facts | None:
    """What is known by an announcement; None when there is none of this number."""
    row = conn.execute(select(danger_level).where(danger_level.c.id == row_id)).mappings().first()
    if row is None:
        return None
    return Facts(
        kind="danger_level",
        ref=str(row["id"]),
        since=row["created_at"],
        clock="announced",
        state="open" if row["ended_at"] is None else "withdrawn",
        reason=row["ended_reason"],
        field="forest",
        happened_at=row["valid_from"],
        known_at=row["created_at"],
        known_by=row["actor"],
        holder_id=row["agency_id"],
        communes_2025=(row["commune_id"],),
        place="inside",
        level=row["level"],
        told=_told(
            level=row["level"],
            source=row["source"],
            valid_from=row["valid_from"].isoformat(),
            valid_to=row["valid_to"].isoformat(),
        ),
    )
