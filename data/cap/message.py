"""A CAP 1.2 message as plain values. Every moment is aware and already on the local clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any


@dataclass(frozen=True)
class Area:
    """An ``<area>``: `polygons` are closed rings of (lat, lon), `circles` are (lat, lon, radius km); degrees
    WGS84. What it covers is the union of all of them."""

    description: str
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Info:
    """An ``<info>`` block: one language's telling."""

    language: str
    event: str
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    audience: str
    event_codes: tuple[tuple[str, str], ...]
    effective: datetime
    onset: datetime | None
    expires: datetime
    sender_name: str
    headline: str
    description: str
    instruction: str
    contact: str
    parameters: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]
    category: str = "Fire"


@dataclass(frozen=True)
class Reference:
    """An earlier message."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Message:
    """An ``<alert>``."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    source: str
    scope: str
    restriction: str
    note: str
    references: tuple[Reference, ...]
    incidents: tuple[str, ...]
    infos: tuple[Info, ...]


def local_second(moment: datetime, zone: tzinfo) -> datetime:
    """The moment on the local clock, cut to the second: CAP knows no fractions."""
    return moment.astimezone(zone).replace(microsecond=0)


def identifier_of(row: Mapping[str, Any], zone: tzinfo, *, exercise: bool) -> str:
    """The name of the row's message. It carries its time, so that a database that began anew (a drill does)
    never names two messages the same."""
    prefix = "dientap" if exercise else "canhlua"
    at = local_second(row["recorded_at"], zone)
    return f"{prefix}-{row['matter_id']}-{row['number']}-{at:%Y%m%d%H%M%S}"
