"""What a patrol found, with photo and place: it becomes an incident, a verdict about a fire, or a note.

All of it in one transaction and once per draft: an incident raises its duties at the moment at which the
phone's words are stored, and is known since the moment at which the member saw it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from data.access import permit
from data.casework.records import Record, edit_record
from data.checking.act import By as CheckingBy
from data.checking.verdicts import Verdict
from data.checking.verdicts import record as record_verdict
from data.incidents.changing import By as IncidentBy
from data.incidents.changing import Incident, create, link_event, note
from data.incidents.place import place_facts
from data.incidents.reading import incident_by_id
from data.incidents.states import FIELD_OF_KIND
from data.journal import append
from data.patrols.act import FOLLOW, By
from data.patrols.errors import PatrolUnknown
from data.patrols.reading import patrol_of
from data.presence.checkins import LONGEST_DRAFT, at_or_before, point_problem
from data.presence.errors import FindingInvalid
from data.profile import Profile
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import FINDING_OUTCOMES, VERDICTS, patrol_finding
from geo.areas import Areas

RECORD_KIND = "patrol_finding"
LONGEST = 4000
INCIDENTS = ("forest_fire", "land_fire", "forest_offence", "public_order", "natural_hazard", "tip")
"""Kinds of incidents that a phone offers, the likeliest first; a desk may choose any."""


@dataclass(frozen=True)
class Finding:
    """What a member says. Moments aware, degrees WGS84 (both or neither).

    `kind`: of the incident or of the verdict. `event_id`: of the fire that a verdict is about; an incident
    may name one too. `phone`: of who found it, where the list of members has none (a verdict needs one).
    """

    draft_id: str
    patrol_id: int
    outcome: str
    text: str
    happened_at: datetime
    member_id: int | None = None
    kind: str = ""
    event_id: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Found:
    """`ref`: the incident's code or the verdict's number; None of a note. `again`: it was stored before."""

    id: int
    outcome: str
    ref: str | None
    again: bool = False


def of_draft(conn: Connection, draft_id: str) -> dict[str, Any] | None:
    """The finding that was stored under a draft's id, or None."""
    query = select(patrol_finding).where(patrol_finding.c.draft_id == draft_id)
    row = conn.execute(query).mappings().first()
    return None if row is None else dict(row)


def findings_of(conn: Connection, patrol_id: int) -> list[dict[str, Any]]:
    """The findings of a patrol, in the order in which they happened."""
    query = select(patrol_finding).where(patrol_finding.c.patrol_id == patrol_id)
    rows = conn.execute(query.order_by(patrol_finding.c.happened_at, patrol_finding.c.id)).mappings()
    return [dict(row) for row in rows]


def _before(conn: Connection, said: Finding) -> Found | None:
    row = of_draft(conn, said.draft_id.strip())
    if row is None:
        return None
    if (row["patrol_id"], row["member_id"]) != (said.patrol_id, said.member_id):
        raise FindingInvalid(problem="draft_taken")
    return Found(row["id"], row["outcome"], row["ref"], again=True)


def _refuse(said: Finding) -> None:
    kinds: Mapping[str, tuple[str, ...]] = {"incident": tuple(FIELD_OF_KIND), "verdict": VERDICTS}
    problem = (
        "draft_missing"
        if not said.draft_id.strip() or len(said.draft_id.strip()) > LONGEST_DRAFT
        else "choice_unknown"
        if said.outcome not in FINDING_OUTCOMES or said.kind not in kinds.get(said.outcome, (said.kind,))
        else "text_missing"
        if not said.text.strip()
        else "too_long"
        if len(said.text) > LONGEST
        else "event_missing"
        if said.outcome == "verdict" and not said.event_id
        else point_problem(said.latitude, said.longitude)
    )
    if problem is not None:
        raise FindingInvalid(problem=problem)


def _held(conn: Connection, said: Finding, by: By) -> dict[str, Any]:
    found = patrol_of(conn, said.patrol_id)
    if found is None:
        raise PatrolUnknown(kind="patrol", id=said.patrol_id)
    permit(by.who, FOLLOW, {"agency_id": found["agency_id"]}, conn=conn)
    people = (*found["members"], *found["former_members"])
    if said.member_id is not None and all(row["id"] != said.member_id for row in people):
        raise PatrolUnknown(kind="patrol_member", id=said.member_id)
    return found


def _person(plan: Mapping[str, Any], member_id: int | None) -> Mapping[str, Any]:
    people = (*plan["members"], *plan["former_members"])
    nobody = {"name": "", "phone": None, "agency_id": None}
    return next((row for row in people if row["id"] == member_id), nobody)


def _incident(
    conn: Connection,
    said: Finding,
    happened: datetime,
    plan: Mapping[str, Any],
    place: Mapping[str, Any],
    by: By,
    profile: Profile,
) -> str:
    acts = IncidentBy(by.who, by.now, by.screen)
    person = _person(plan, said.member_id)
    wanted = Incident(
        kind=said.kind,
        field=FIELD_OF_KIND[said.kind],
        summary=said.text,
        occurred_at=happened,
        known_at=happened,
        latitude=said.latitude,
        longitude=said.longitude,
        # Without a point the patrol's zones say where it was.
        place_text="" if said.latitude is not None else ", ".join(row["name"] for row in plan["zones"]),
        agency_id=person["agency_id"] or by.who.agency_id or plan["lead_agency_id"],
    )
    made = create(conn, wanted, place, acts, profile.tz)
    edit_record(conn, made, Record(discovered_how="patrol"), acts, seen_version=0)
    note(conn, made, " · ".join(part for part in (plan["code"], person["name"]) if part), acts)
    if said.event_id:
        link_event(conn, made, said.event_id, acts)
    row = incident_by_id(conn, made)
    assert row is not None  # noqa: S101 -- it was written in this transaction
    return str(row["code"])


def _verdict(
    conn: Connection, said: Finding, happened: datetime, plan: Mapping[str, Any], by: By, profile: Profile
) -> str:
    person = _person(plan, said.member_id)
    made = record_verdict(
        conn,
        Verdict(
            draft_id=said.draft_id.strip(),
            event_id=said.event_id,
            kind=said.kind,
            description=said.text,
            name=person["name"] or by.who.name,
            phone=said.phone or person["phone"] or "",
            observed_at=happened,
            latitude=said.latitude,
            longitude=said.longitude,
            accuracy_m=said.accuracy_m if said.latitude is not None else None,
        ),
        CheckingBy(by.who, by.now, by.screen),
        profile.checking,
        drill=by.drill,
    )
    return str(made.id)


def _store(conn: Connection, said: Finding, happened: datetime, ref: str | None, by: By) -> int:
    row = {
        "draft_id": said.draft_id.strip(),
        "patrol_id": said.patrol_id,
        "member_id": said.member_id,
        "happened_at": happened,
        "received_at": by.now,
        "latitude": said.latitude,
        "longitude": said.longitude,
        "accuracy_m": said.accuracy_m if said.latitude is not None else None,
        "text": said.text.strip(),
        "outcome": said.outcome,
        "ref": ref,
        "actor": by.who.name,
    }
    made = int(conn.execute(insert(patrol_finding).returning(patrol_finding.c.id), row).scalar_one())
    told = ("patrol_id", "member_id", "happened_at", "outcome", "ref", "text")
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(made),
        after={name: row[name] for name in told if row[name] is not None},
    )
    return made


def take_finding(engine: Engine, said: Finding, by: By, *, areas: Areas, profile: Profile) -> Found:
    """Store a finding with what it becomes, all or nothing; the same draft once more changes nothing.

    `by` is an account (``patrols.follow``, and what the outcome needs: ``incidents.record``,
    ``checking.verdict``) or a member by their link (`data.presence.act.by_link`).

    Raises
    ------
    data.access.Denied, data.patrols.errors.PatrolUnknown
    FindingInvalid
        `problem`: draft_missing, draft_taken, choice_unknown, text_missing, too_long, event_missing,
        half_a_point, point_impossible, in_the_future, long_before.
    data.errors.EventUnknown, data.checking.errors.VerdictInvalid, data.incidents.errors.IncidentInvalid
    data.agencies.errors.PhoneInvalid, data.agencies.errors.PhoneOld
        Of the verdict's own rules.
    """
    _refuse(said)
    with reading(engine) as conn:
        _held(conn, said, by)
        if (before := _before(conn, said)) is not None:
            return before
    happened = at_or_before(said.happened_at, by.now, profile.patrols.phone_ahead_minutes, drill=by.drill)
    if happened is None:
        raise FindingInvalid(problem="in_the_future")
    pointed = said.outcome == "incident"
    place = place_facts(
        engine, areas, said.latitude if pointed else None, said.longitude if pointed else None, by.now
    )
    with writing(engine) as conn:
        serialise(conn)
        plan = _held(conn, said, by)
        if (before := _before(conn, said)) is not None:
            return before
        if happened < plan["starts_at"] - timedelta(hours=profile.patrols.earliest_hours):
            raise FindingInvalid(problem="long_before")
        ref = None
        if said.outcome == "incident":
            ref = _incident(conn, said, happened, plan, place, by, profile)
        elif said.outcome == "verdict":
            ref = _verdict(conn, said, happened, plan, by, profile)
        made = _store(conn, said, happened, ref, by)
    return Found(made, said.outcome, ref)
