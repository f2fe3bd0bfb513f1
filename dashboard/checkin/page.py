"""The page of a member: what the patrol is, who is there, and everything that can be sent from it."""

from __future__ import annotations

import json
import secrets
from typing import Any

from sqlalchemy import Connection, func, select
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard import drill_mark, formats, words
from dashboard.access import sheets
from dashboard.access.opening import public_url
from dashboard.checkin import phrases, shell
from dashboard.checkin.holder import HEADERS, TEMPLATES, Holder
from dashboard.office import office
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.incidents.words import KINDS as INCIDENT_KINDS
from dashboard.parts.patrols import words as patrol_words
from dashboard.services import Services, services
from dashboard.sheet.place import said_nearest
from dashboard.words import _
from dashboard.words.checking_errors import VERDICT
from data.notices.message import Names
from data.notices.office import names_now
from data.patrols.tokens import PATHS, member_token
from data.positions.consent import agreed
from data.positions.requests import OSMAND_QUERY
from data.presence.findings import INCIDENTS, findings_of
from data.presence.fires import fires_near
from data.presence.reading import Presence, Present, presence_of
from data.store.engine import reading
from data.store.tables import patrol_position


def draft() -> str:
    """An id for a form that is sent without a script: sent twice, it is stored once."""
    return secrets.token_hex(16)


def _person(each: Present, names: Names, phones: dict[int, str | None], own: Holder) -> dict[str, Any]:
    stands_in = _("thay {name}", name=each.stands_in_for) if each.stands_in_for else ""
    role = _(patrol_words.ROLES.get(each.member_role, each.member_role))
    return {
        "id": each.member_id,
        "name": each.name,
        "about": " · ".join(part for part in (names.agency(each.agency_id), role, stands_in) if part),
        "phone": phones.get(each.member_id),
        "phone_said": agency_words.phone(phones[each.member_id] or "") if phones.get(each.member_id) else "",
        "state": phrases.state(each),
        "mark": "out" if each.out_there else "home" if each.stays else "none",
        "me": each.member_id == own.member["id"],
        "drafts": (draft(), draft()),
    }


def _team(found: Presence, names: Names, own: Holder) -> list[dict[str, Any]]:
    """Everybody, in the order of the list."""
    order = {row["id"]: number for number, row in enumerate(own.plan["members"])}
    phones = {row["id"]: row["phone"] for row in own.plan["members"]}
    people = [*found.present, *found.absent]
    people.sort(key=lambda each: order.get(each.member_id, len(order)))
    return [_person(each, names, phones, own) for each in people]


def _following(conn: Connection, own: Holder, request: Request) -> dict[str, Any]:
    """Whether they agreed to be followed, and what they type into which app."""
    member = own.member
    if not agreed(member):
        return {"agreed": False}
    base = public_url() or str(request.base_url).rstrip("/")
    address = f"{base}{PATHS['positions']}{member_token(conn, member['id'], 'positions')}"
    last = select(func.max(patrol_position.c.received_at)).where(patrol_position.c.member_id == member["id"])
    seen = conn.execute(last).scalar()
    w = phrases.page(services().profile.patrols)
    return {
        "agreed": True,
        "since": w["agreed"].format(when=formats.moment(member["consent_at"])),
        "seen": w["never_seen"] if seen is None else w["last_seen"].format(when=formats.moment(seen)),
        "addresses": [
            {"id": "traccar", "text": w["traccar"], "address": address},
            {"id": "osmand", "text": w["osmand"], "address": f"{address}?{OSMAND_QUERY}"},
        ],
    }


def _fires(conn: Connection, own: Holder, here: Services) -> list[dict[str, str]]:
    settings, now = here.profile.patrols, here.now()
    shapes = [row["shape"] for row in own.plan["zones"]]
    found = fires_near(
        conn, shapes, near_km=settings.events_near_km, now=now, areas=here.areas, tz=here.profile.tz
    )
    return [
        {
            "id": row["id"],
            "text": " · ".join(
                part
                for part in (
                    said_nearest(row["nearest"]) if row["nearest"] else "",
                    _("thấy lúc {when}", when=formats.moment(row["last_seen"])),
                )
                if part
            ),
        }
        for row in found
    ]


def _found(conn: Connection, own: Holder) -> list[dict[str, str]]:
    return [
        {
            "when": formats.clock(row["happened_at"]),
            "what": _(phrases.SHORT_OUTCOMES[row["outcome"]]) + (f" {row['ref']}" if row["ref"] else ""),
            "text": row["text"],
        }
        for row in findings_of(conn, own.plan["id"])
        if own.leads or row["member_id"] == own.member["id"]
    ]


def _plan(own: Holder) -> list[tuple[str, str]]:
    plan, w = own.plan, phrases.page(services().profile.patrols)
    rows = [
        (w["when"], patrol_words.span(plan["starts_at"], plan["ends_at"])),
        (w["objective"], plan["objective"]),
        (w["meet"], plan["meeting_place"]),
        (w["zones"], ", ".join(row["name"] for row in plan["zones"])),
        (w["equipment"], plan["equipment"]),
    ]
    return [(label, text) for label, text in rows if text]


def _facts(own: Holder, here: Services) -> str:
    facts = {
        "path": own.path,
        "lang": words.current(),
        "now": here.now().isoformat(timespec="seconds"),
        "tz": here.profile.timezone,
        "pages": f"{shell.place(drill=here.drill)}-pages",
        "words": phrases.script(),
    }
    return json.dumps(facts, ensure_ascii=False)


def _body(conn: Connection, request: Request, own: Holder, here: Services) -> dict[str, Any]:
    found, names = presence_of(conn, own.plan["id"]), names_now(conn, office())
    team = _team(found, names, own)
    said, mark = phrases.joint(found)
    plan = own.plan
    return {
        "code": plan["code"],
        "kind": _(patrol_words.KINDS[plan["kind"]]),
        "status": _(patrol_words.STATUSES[plan["status"]]),
        "cancelled": plan["ended_reason"] if plan["status"] == "cancelled" else None,
        "rows": _plan(own),
        "leader": next((each for each in team for row in plan["members"]
                        if row["id"] == each["id"] and row["role"] == "leader"), None),
        "team": team,
        "me": next(each for each in team if each["me"]),
        "leads": own.leads,
        "joint": said,
        "joint_mark": mark,
        "fires": _fires(conn, own, here),
        "incident_kinds": [(each, _(INCIDENT_KINDS[each])) for each in INCIDENTS],
        "verdict_kinds": [(each, _(text)) for each, text in VERDICT.items()],
        "outcomes": [(each, _(text)) for each, text in phrases.OUTCOMES.items()],
        "needs_phone": not own.member["phone"],
        "found": _found(conn, own),
        "follow": _following(conn, own, request),
        "finding_draft": draft(),
    }  # fmt: skip


def shown(request: Request, own: Holder, *, problem: str = "", said: str = "", status: int = 200) -> Response:
    """The page of whoever holds the link; nothing is changed by looking at it."""
    here = services()
    with reading(here.engine) as conn:
        body = _body(conn, request, own, here)
    frame = sheets.frame(request, _("Tuần tra {code}", code=body["code"]), problem=problem) | {
        "drill": drill_mark.line() if here.drill else "",
        "stamp": shell.stamp(),
        "path": own.path,
        "said": said,
        "w": phrases.page(here.profile.patrols),
        "facts": _facts(own, here),
    }
    text = TEMPLATES.get_template("checkin.html").render(frame | body)
    return HTMLResponse(text, status, HEADERS)
