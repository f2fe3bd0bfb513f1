"""The record of an incident (DOMAIN 6): what goes into the case report, each change as a new version."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.casework.errors import RecordInvalid
from data.clock import require_aware
from data.errors import refuse_stale
from data.incidents.writing import By, entry, held, journalled
from data.store.tables import CAUSES, DISCOVERIES, FIRE_TYPES, incident_record
from geo.bearing import WINDS

ACTION = "casework.edit"
LONGEST = 4000
TIMES = ("arrived_at", "controlled_at", "extinguished_at")
_TEXTS = (
    "village", "compartment", "subcompartment", "lot", "weather", "owner", "forest_state", "species",
    "commander", "cause_note", "transferred_to", "restoration",
)  # fmt: skip
_AMOUNTS = ("burned_ha", "damaged_ha", "loss_vnd", "hurt", "killed")
_CHOICES: Mapping[str, Sequence[Any]] = {
    "discovered_how": DISCOVERIES,
    "fire_type": FIRE_TYPES,
    "cause": CAUSES,
    "origin": ("natural", "planted"),
    "aspect": WINDS,
    "danger_level": range(1, 6),
    "function": range(1, 4),
}
_ROUNDING_HA = 0.01


@dataclass(frozen=True)
class Record:
    """What is known; None is not known, never 0. Moments aware, hectares, degrees of slope, đồng.

    `burned` and `damaged` are kept apart: what the fire ran over, and what of it was lost; each
    [{"state", "ha"}]. `no_forest_damage`: somebody looked, and no forest was lost.
    """

    arrived_at: datetime | None = None
    controlled_at: datetime | None = None
    extinguished_at: datetime | None = None
    discovered_how: str | None = None
    village: str | None = None
    compartment: str | None = None
    subcompartment: str | None = None
    lot: str | None = None
    slope_deg: float | None = None
    aspect: str | None = None
    weather: str | None = None
    danger_level: int | None = None
    owner: str | None = None
    function: int | None = None
    origin: str | None = None
    forest_state: str | None = None
    species: str | None = None
    planted_year: int | None = None
    fire_type: str | None = None
    burned: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[dict[str, Any]] = field(default_factory=list)
    burned_ha: float | None = None
    damaged_ha: float | None = None
    no_forest_damage: bool = False
    loss_vnd: float | None = None
    hurt: int | None = None
    killed: int | None = None
    commander: str | None = None
    cause: str | None = None
    cause_note: str | None = None
    transferred_to: str | None = None
    restoration: str | None = None


NAMES = tuple(each.name for each in fields(Record))


def _refuse(problem: str, wrong: object) -> None:
    if wrong:
        raise RecordInvalid(problem=problem)


def _check_times(record: Record, occurred_at: datetime, now: datetime) -> None:
    told = [require_aware(each) for name in TIMES if (each := getattr(record, name)) is not None]
    _refuse("in_the_future", any(each > now for each in told))
    _refuse("before_it_happened", any(each < occurred_at for each in told))
    _refuse("times_out_of_order", told != sorted(told))


def _total(rows: Sequence[Mapping[str, Any]], whole: float | None, problem: str) -> float | None:
    """The whole area: as told, or the sum by state; both must agree."""
    if not rows:
        return whole
    total = math.fsum(float(row["ha"]) for row in rows)
    _refuse(problem, whole is not None and abs(total - whole) > _ROUNDING_HA + 0.005 * len(rows))
    return total if whole is None else whole


def _possible(value: float | None, lowest: float, highest: float) -> bool:
    return value is None or (math.isfinite(value) and lowest <= value <= highest)


def _row(record: Record, occurred_at: datetime, now: datetime) -> dict[str, Any]:
    """The row to store.

    Raises
    ------
    RecordInvalid
    """
    _check_times(record, occurred_at, now)
    row = asdict(record)
    for name in _TEXTS:
        row[name] = " ".join(row[name].split()) or None if row[name] else None
        _refuse("too_long", row[name] is not None and len(row[name]) > LONGEST)
    for name, known in _CHOICES.items():
        _refuse("choice_unknown", row[name] is not None and row[name] not in known)
    for name in ("burned", "damaged"):
        row[name] = [{"state": each["state"] or None, "ha": float(each["ha"])} for each in row[name]]
        _refuse("area_impossible", any(not _possible(each["ha"], 0, math.inf) for each in row[name]))
    _refuse("amount_impossible", any(not _possible(row[name], 0, math.inf) for name in _AMOUNTS))
    _refuse("slope_impossible", not _possible(record.slope_deg, 0, 90))
    _refuse("year_impossible", not _possible(record.planted_year, 1900, now.year + 1))
    row["burned_ha"] = _total(row["burned"], record.burned_ha, "burned_does_not_sum")
    row["damaged_ha"] = _total(row["damaged"], record.damaged_ha, "damaged_does_not_sum")
    _refuse("damage_contradicts", record.no_forest_damage and (row["damaged_ha"] or 0) > 0)
    _refuse("planted_contradicts", record.origin == "natural" and record.planted_year is not None)
    return row


def record_of(conn: Connection, incident_id: int) -> tuple[Record, int]:
    """The record and its version; an empty one and 0 where nothing was written yet."""
    query = select(incident_record).where(incident_record.c.incident_id == incident_id)
    row = conn.execute(query).mappings().first()
    if row is None:
        return Record(), 0
    told = {name: row[name] for name in NAMES}
    told |= {name: told[name] or [] for name in ("burned", "damaged")}
    return Record(**told), row["version"]


def edit_record(conn: Connection, incident_id: int, record: Record, by: By, *, seen_version: int) -> int:
    """Store the record as a person sees it now and return its version.

    Raises
    ------
    data.access.Denied, data.incidents.errors.IncidentUnknown, IncidentInvalid
    data.errors.ConflictError
        Somebody changed it since version `seen_version` (0: there was none).
    RecordInvalid
        `problem`: in_the_future, before_it_happened, times_out_of_order, too_long, choice_unknown,
        area_impossible, amount_impossible, slope_impossible, year_impossible, burned_does_not_sum,
        damaged_does_not_sum, damage_contradicts, planted_contradicts, nothing_changed.
    """
    found = held(conn, incident_id, by, None, action=ACTION)
    before, version = record_of(conn, incident_id)
    refuse_stale("incident_record", found["code"], seen_version, version)
    row = _row(record, found["occurred_at"], by.now)
    changed = [name for name in NAMES if row[name] != getattr(before, name)]
    _refuse("nothing_changed", not changed)
    kept = {"actor": by.who.name, "updated_at": by.now, "version": version + 1}
    if version:
        same = incident_record.c.incident_id == incident_id
        conn.execute(update(incident_record).where(same).values(**row, **kept))
    else:
        conn.execute(insert(incident_record), row | kept | {"incident_id": incident_id})
    entry(conn, incident_id, by, "record", ", ".join(changed))
    was = {name: getattr(before, name) for name in changed} if version else None
    journalled(conn, incident_id, by, "record", was, {name: row[name] for name in changed})
    return version + 1
