"""An installation with agencies, people to call, and rules: for tests of rules and of who has been told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.agencies import Act, FocalPoint, add_focal_point, agencies_at
from data.agencies.loading import load as load_agencies
from data.incidents import By, Incident, create, place_facts
from data.ledger.rule_loading import load_rules
from data.ledger.rules import Rule, add_rule, switch_on
from data.ledger.settings import keep_settings
from data.plan.loading import load_plans
from data.store.engine import reading, writing

IN_GION = (21.7602, 103.6410)


def agencies(here: Services, *, silent: tuple[str, ...] = ()) -> None:
    """The profile's agencies, plans and draft rules; everybody but `silent` has somebody to call."""
    load_agencies(here.engine, here.profile.directory, here.now)
    load_plans(here.engine, here.profile.directory, here.now)
    load_rules(here.engine, here.profile.directory, here.now)
    keep_settings(here.engine, here.profile.ledger)
    with reading(here.engine) as conn:
        rows = agencies_at(conn, here.now().date())
    call = [{"kind": "call", "address": "0912345678"}]
    with writing(here.engine) as conn:
        act = Act(here.now(), LOCAL_ADMIN, "test")
        for row in rows:
            if row["agency_id"] not in silent:
                point = FocalPoint(
                    row["agency_id"], row["level"], "Lò Văn A", phones=["0912345678"], channels=call
                )
                add_focal_point(conn, point, act)


def rule(here: Services, own: str, kind: str, *, since: timedelta = timedelta(days=7), **more: Any) -> None:
    """A rule that is on since a while: the police and the soldiers of the commune, and its committee."""
    first: dict[str, Any] = {
        "title": own,
        "receivers": [{"role": role, "level": "commune"} for role in ("police", "military", "participant")],
        "deadline_minutes": 24 * 60,
        "basis": "thử",
    }
    act = Act(here.now() - since, LOCAL_ADMIN, "test")
    with writing(here.engine) as conn:
        row = add_rule(conn, Rule(matter_kind=kind, **(first | more)), act, rule_id=own)
        switch_on(conn, own, act, seen_row=row)


def incident(here: Services, at: datetime, **more: Any) -> int:
    """A fire in Mường Giôn that was known at a moment; returns its number."""
    first: dict[str, Any] = {
        "kind": "forest_fire",
        "field": "forest",
        "summary": "Cháy trên đồi sau bản",
        "occurred_at": at,
        "known_at": at,
        "latitude": IN_GION[0],
        "longitude": IN_GION[1],
    }
    wanted = Incident(**(first | more))
    place = place_facts(here.engine, here.areas, wanted.latitude, wanted.longitude, at)
    with writing(here.engine) as conn:
        return create(conn, wanted, place, By(LOCAL_ADMIN, at), here.profile.tz)
