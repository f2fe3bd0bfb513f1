"""A plan without its days, kept for the next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, insert, select, update

from data.access import permit
from data.errors import refuse_stale
from data.journal import append
from data.patrols.act import PLAN, By
from data.patrols.errors import PatrolUnknown
from data.patrols.reading import patrol_of
from data.patrols.wanted import WORDS, Member, Plan, Vehicle, one_line, plan_of, refuse_first
from data.store.lock import serialise
from data.store.tables import patrol_template, zone

RECORD_KIND = "patrol_template"


def _body(plan: Plan, tz: tzinfo) -> dict[str, Any]:
    first = plan.starts_at.astimezone(tz)
    return {
        **{name: getattr(plan, name) for name in WORDS},
        "required_roles": list(plan.required_roles),
        "begins": first.strftime("%H:%M"),
        "minutes": round((plan.ends_at - plan.starts_at).total_seconds() / 60),
        "zones": list(plan.zones),
        "members": [asdict(each) for each in plan.members],
        "vehicles": [asdict(each) for each in plan.vehicles],
    }


def save_template(conn: Connection, name: str, patrol_id: int, by: By, tz: tzinfo) -> int:
    """Keep a patrol's plan under a name; one of the same name is replaced. Returns the template's id.

    Raises
    ------
    data.access.Denied, PatrolUnknown
    PatrolInvalid
        `problem`: template_nameless.
    """
    serialise(conn)
    permit(by.who, PLAN, {"agency_id": by.who.agency_id}, conn=conn)
    name = one_line(name)
    refuse_first({"template_nameless": not name})
    found = patrol_of(conn, patrol_id)
    if found is None:
        raise PatrolUnknown(kind="patrol", id=patrol_id)
    body = _body(plan_of(found), tz)
    for old in list_templates(conn):
        if old["name"].casefold() == name.casefold():
            end_template(conn, old["id"], by, seen_version=old["version"])
    row = {"name": name, "body": body, "actor": by.who.name, "created_at": by.now, "version": 1}
    made = int(conn.execute(insert(patrol_template).returning(patrol_template.c.id), row).scalar_one())
    _journal(conn, made, by, "created", None, {"name": name, "body": body})
    return made


def _journal(conn: Connection, row_id: int, by: By, action: str, before: Any, after: Any) -> None:
    append(
        conn, at=by.now, actor=by.who.name, origin=by.origin, action=action,
        record_kind=RECORD_KIND, record_id=str(row_id), before=before, after=after,
    )  # fmt: skip


def end_template(conn: Connection, template_id: int, by: By, *, seen_version: int) -> None:
    """Offer a template no longer.

    Raises
    ------
    data.access.Denied, PatrolUnknown, data.errors.ConflictError
    """
    _set_ended(conn, template_id, by, "ended", by.now, seen_version)


def restore_template(conn: Connection, template_id: int, by: By, *, seen_version: int) -> None:
    """Offer a template again that was ended by mistake. Raises as `end_template`."""
    _set_ended(conn, template_id, by, "restored", None, seen_version)


def _set_ended(
    conn: Connection, template_id: int, by: By, action: str, ended_at: datetime | None, seen_version: int
) -> None:
    serialise(conn)
    permit(by.who, PLAN, {"agency_id": by.who.agency_id}, conn=conn)
    same = patrol_template.c.id == template_id
    found = conn.execute(select(patrol_template).where(same)).mappings().first()
    if found is None:
        raise PatrolUnknown(kind=RECORD_KIND, id=template_id)
    refuse_stale(RECORD_KIND, found["name"], seen_version, found["version"])
    after = {"ended_at": ended_at}
    conn.execute(update(patrol_template).where(same).values(**after, version=found["version"] + 1))
    _journal(conn, template_id, by, action, {"ended_at": found["ended_at"]}, after)


def list_templates(conn: Connection) -> list[dict[str, Any]]:
    """The templates that are offered, by their name."""
    query = select(patrol_template).where(patrol_template.c.ended_at.is_(None))
    rows = [dict(row) for row in conn.execute(query.order_by(patrol_template.c.name)).mappings()]
    return rows


def plan_from(conn: Connection, template: Mapping[str, Any], day: date, tz: tzinfo) -> Plan:
    """The plan of a template that begins on a local day; zones that were archived since are left out."""
    body = template["body"]
    first = datetime.combine(day, time.fromisoformat(body["begins"]), tzinfo=tz)
    there = select(zone.c.id).where(zone.c.id.in_(body["zones"]), zone.c.archived_at.is_(None))
    last = (first.replace(tzinfo=None) + timedelta(minutes=body["minutes"])).replace(tzinfo=tz)
    return Plan(
        **{name: body[name] for name in WORDS},
        required_roles=tuple(body["required_roles"]),
        starts_at=first,
        ends_at=last,
        zones=tuple(sorted(conn.execute(there).scalars())),
        members=tuple(Member(**each) for each in body["members"]),
        vehicles=tuple(Vehicle(**each) for each in body["vehicles"]),
    )
