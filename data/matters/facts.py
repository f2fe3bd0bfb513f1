"""What is known of a matter at a moment: where it goes, since when, and what a message can say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as factory
from datetime import datetime
from typing import Any

from geo.names import fold
from geo.place_names import CENTRES


@dataclass(frozen=True)
class Facts:
    """One state of knowledge, as a row of `matter_fact` keeps it. Moments aware UTC, degrees WGS84.

    since, clock
        When this was known, and which clock that is (`RULING_CLOCKS`); it starts the clock of the duties that
        these facts raise.
    holder_id
        The agency that knows; None: the installation's own (see `data.ledger.settings`).
    communes_2021, communes_2025
        Area ids; the first is where the matter is counted.
    involved
        Agencies (`agency_id`, in the order of their letters) that the record itself names: members of a
        patrol, partners of a case. Empty for what satellites see and callers tell.
    fresh
        Whether it was still going on when it became known. An archive of past years raises no duty.
    told
        For messages, screens and CAP: ``code``, ``summary``, ``place_text``, ``nearest`` {name, unit, kind,
        distance_m, bearing; see `called`}, ``owners`` [text], ``plot`` {lot, subcompartment, compartment},
        ``detections``, ``satellites``, ``max_frp_mw``, ``area_ha``, ``first_seen``, ``last_seen`` (ISO),
        ``level``, ``source``, ``valid_from``, ``valid_to``, ``spread_risk``, ``house_risk``, ``incident``
        (code), ``verdict`` (kind of what was found on the ground); of what forces do together ``starts_at``,
        ``ends_at`` (ISO), ``lead`` (agency), ``people`` {agency: [name]}, ``zones`` [name], ``topics``
        [text]. Each may be absent. Nothing about informants, nor about persons of a case.
    """

    kind: str
    ref: str
    since: datetime
    clock: str
    field: str
    state: str = "open"
    reason: str | None = None
    happened_at: datetime | None = None
    seen_at: datetime | None = None
    stored_at: datetime | None = None
    known_at: datetime | None = None
    known_by: str | None = None
    verified_at: datetime | None = None
    holder_id: str | None = None
    subkind: str | None = None
    communes_2021: tuple[str, ...] = ()
    communes_2025: tuple[str, ...] = ()
    place: str = "unknown"
    forest: str = "unknown"
    level: int | None = None
    strength: str | None = None
    permanent: bool = False
    involved: tuple[str, ...] = ()
    fresh: bool = True
    latitude: float | None = None
    longitude: float | None = None
    told: Mapping[str, Any] = factory(default_factory=dict)


def begins_at(fact: Mapping[str, Any]) -> datetime | None:
    """When what a row of `matter_fact` tells of begins, aware; None where it is nothing that was planned."""
    said = (fact["told"] or {}).get("starts_at")
    return datetime.fromisoformat(said) if said else None


def called(near: Mapping[str, Any]) -> str:
    """A nearest place with the word before its name ("bản Giả Định 4"), said once; "" without a name."""
    unit, name = str(near.get("unit") or "").strip(), str(near.get("name") or "").strip()
    said = not unit or not name or fold(name).startswith(f"{fold(unit)} ")
    return name if said else f"{unit} {name}"


def is_centre(near: Mapping[str, Any]) -> bool:
    """Whether it is the computed middle of a commune: no village, no seat, and said so."""
    return near.get("kind") in CENTRES
