"""Take a call into the reception log (TT 25/2019/TT-BNNPTNT, Điều 8). It makes an incident or joins one.

The browser gives each call an id of its own: a call that is sent twice, because the connection was cut
before the answer came, is stored once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from data.access import permit
from data.clock import require_aware
from data.incidents.changing import By, Incident, add_call, create, link_event
from data.incidents.errors import IncidentUnknown
from data.incidents.numbering import next_number
from data.incidents.place import place_facts
from data.incidents.reading import incident_by_id
from data.incidents.states import FIELD_OF_KIND
from data.journal import append
from data.ledger import knowing
from data.profile import Profile
from data.reception.errors import CallInvalid
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import CALL_CHANNELS, FOREST_TYPES, INCIDENT_FIELDS, RISKS, incident, reception_call
from geo.areas import Areas

ACTION = "reception.record"
SCREEN = "screen:reception"
RECORD_KIND = "reception_call"
INFORMANT = ("informant_name", "informant_address", "informant_phone")
LONGEST = 4000
_OF_INCIDENT = ("kind", "field", "attach", "refused")
"""What of a call is kept with its incident, or under another name."""


@dataclass(frozen=True)
class Call:
    """What a person took down. Moments aware, degrees WGS84, hectares as told.

    `refused`: the informant would not be named. `attach`: "" for a new incident, ``incident:7`` or
    ``event:…`` for a match that the person chose. `field`: who leads a new incident, "" for what its kind
    says: a tip of a camp in the forest is the rangers'.
    """

    draft_id: str
    received_at: datetime
    occurred_at: datetime
    known_at: datetime
    said: str
    kind: str = "forest_fire"
    channel: str = "phone"
    informant_name: str = ""
    informant_address: str = ""
    informant_phone: str = ""
    refused: bool = False
    known_by: str = ""
    place_text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    forest_type: str = "unknown"
    area_ha: float | None = None
    spread_risk: str = "unknown"
    house_risk: str = "unknown"
    attach: str = ""
    field: str = ""


@dataclass(frozen=True)
class Recorded:
    """`again`: this call was stored before and nothing was changed now."""

    call: str
    incident_id: int
    incident: str
    again: bool


def _refuse(call: Call, now: datetime) -> None:
    """Say what is missing or impossible."""
    informant = any(getattr(call, name).strip() for name in INFORMANT)
    moments = [require_aware(each) for each in (call.occurred_at, call.known_at, call.received_at)]
    area = call.area_ha
    checks = {
        "draft_missing": not call.draft_id or len(call.draft_id) > 40,
        "said_missing": not call.said.strip() and not call.place_text.strip(),
        "too_long": max(len(call.said), len(call.place_text), *(len(getattr(call, n)) for n in INFORMANT))
        > LONGEST,
        "informant_missing": not informant and not call.refused,
        "informant_despite_refusal": informant and call.refused,
        "half_a_point": (call.latitude is None) != (call.longitude is None),
        "point_impossible": not (abs(call.latitude or 0) <= 90 and abs(call.longitude or 0) <= 180),
        "in_the_future": max(moments) > now,
        "known_before_it_happened": call.known_at < call.occurred_at,
        "area_impossible": area is not None and not (math.isfinite(area) and area >= 0),
        "choice_unknown": call.kind not in FIELD_OF_KIND
        or call.field not in ("", *INCIDENT_FIELDS)
        or call.channel not in CALL_CHANNELS
        or call.forest_type not in FOREST_TYPES
        or not {call.spread_risk, call.house_risk} <= set(RISKS),
    }
    for problem, met in checks.items():
        if met:
            raise CallInvalid(problem=problem)


def _before(conn: Connection, draft_id: str) -> Recorded | None:
    row = conn.execute(
        select(reception_call.c.code, incident.c.id, incident.c.code)
        .join(incident, incident.c.id == reception_call.c.incident_id)
        .where(reception_call.c.draft_id == draft_id)
    ).first()
    return None if row is None else Recorded(row[0], row[1], row[2], again=True)


def _incident(call: Call, agency_id: str | None) -> Incident:
    return Incident(
        kind=call.kind,
        field=call.field or FIELD_OF_KIND[call.kind],
        summary=call.said.strip() or call.place_text.strip(),
        occurred_at=call.occurred_at,
        known_at=call.known_at,
        latitude=call.latitude,
        longitude=call.longitude,
        place_text=call.place_text,
        area_ha=call.area_ha,
        agency_id=agency_id,
    )


def _attached(conn: Connection, call: Call, place: Mapping[str, Any], by: By, profile: Profile) -> int:
    """The incident that the call belongs to: the chosen one, or a new one."""
    kind, _, key = call.attach.partition(":")
    if kind == "incident":
        # An id of 18 digits fits every column; more would be an error of the database.
        known = key.isascii() and key.isdecimal() and len(key) <= 18
        found = incident_by_id(conn, int(key)) if known else None
        if found is None:
            raise IncidentUnknown(id=key)
        return int(found["id"])
    made = create(conn, _incident(call, by.who.agency_id), place, by, profile.tz)
    if kind == "event":
        link_event(conn, made, key, by)
    return made


def _insert(conn: Connection, call: Call, incident_id: int, by: By, profile: Profile) -> str:
    row = {name: value for name, value in vars(call).items() if name not in _OF_INCIDENT}
    row |= {name: getattr(call, name).strip() or None for name in INFORMANT}
    row |= {name: getattr(call, name).strip() for name in ("said", "place_text", "known_by")}
    row |= next_number(conn, reception_call, "TN", call.received_at, profile.tz)
    row |= {
        "incident_id": incident_id,
        "informant_refused": call.refused,
        "agency_id": by.who.agency_id,
        "actor": by.who.name,
        "created_at": by.now,
    }
    conn.execute(insert(reception_call), row)
    # The journal is kept for ever and is read by others than the log: who called is not in it.
    kept = {name: value for name, value in row.items() if name not in (*INFORMANT, "said", "draft_id")}
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.who.from_where(by.screen),
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(row["code"]),
        after=kept,
    )
    return str(row["code"])


def record(engine: Engine, call: Call, by: By, *, areas: Areas, profile: Profile) -> Recorded:
    """Store a call with its incident, all or nothing; the same call once more changes nothing.

    Raises
    ------
    Denied
        Whoever acts may not keep the log.
    CallInvalid
        Something is missing or impossible (`problem`).
    IncidentUnknown, EventUnknown
        The chosen match is not there.
    """
    permit(by.who, ACTION, {"agency_id": by.who.agency_id})
    with reading(engine) as conn:
        if (known := _before(conn, call.draft_id)) is not None:
            return known
    _refuse(call, by.now)
    place = place_facts(engine, areas, call.latitude, call.longitude, by.now)
    with writing(engine) as conn:
        serialise(conn)
        permit(by.who, ACTION, {"agency_id": by.who.agency_id}, conn=conn)
        if (known := _before(conn, call.draft_id)) is not None:
            return known
        incident_id = _attached(conn, call, place, by, profile)
        code = _insert(conn, call, incident_id, by, profile)
        add_call(conn, incident_id, code, call.received_at, by)
        knowing.know_incident(
            conn, incident_id, now=by.now, actor=by.who.name, origin=by.who.from_where(by.screen)
        )
        found = incident_by_id(conn, incident_id)
        assert found is not None  # noqa: S101 -- it was written in this transaction
    return Recorded(code, incident_id, found["code"], again=False)
