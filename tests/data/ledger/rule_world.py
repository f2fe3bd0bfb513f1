"""A commune with its three forces and a rule, for tests of rules and of who has been told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import Act, Agency, FocalPoint, add_agency, add_focal_point
from data.ledger.rules import Rule, add_rule, switch_on
from data.store.engine import writing

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
ACT = Act(NOW, LOCAL_ADMIN, "test")
HERE = "quynh-nhai-2025"
CALL = [{"kind": "call", "address": "0912345678"}]
FORCES = {
    "hat": Agency("ranger_station", "area", "Hạt Kiểm lâm", communes=[HERE]),
    "police": Agency("commune_police", "commune", "Công an xã", communes=[HERE]),
    "army": Agency("commune_military_command", "commune", "BCHQS xã", communes=[HERE]),
}


def rule(**more: Any) -> Rule:
    first = {
        "title": "Vụ cháy rừng",
        "matter_kind": "incident",
        "receivers": [{"role": "police", "level": "commune"}, {"role": "military", "level": "commune"}],
        "deadline_minutes": 24 * 60,
        "basis": "Kế hoạch phối hợp",
    }
    return Rule(**(first | more))


def forces(engine: Engine, *, reached: tuple[str, ...] = tuple(FORCES)) -> None:
    """The three agencies; those in `reached` with somebody to call."""
    with writing(engine) as conn:
        for own, agency in FORCES.items():
            add_agency(conn, agency, ACT, agency_id=own)
            if own in reached:
                add_focal_point(
                    conn,
                    FocalPoint(own, agency.level, "Lò Văn A", phones=["0912345678"], channels=CALL),
                    ACT,
                )


def bound(engine: Engine, wanted: Rule | None = None, *, own: str = "chay", at: datetime = NOW) -> int:
    """A rule that is on since a moment; returns its row."""
    act = Act(at, LOCAL_ADMIN, "test")
    with writing(engine) as conn:
        row = add_rule(conn, wanted or rule(), act, rule_id=own)
        return switch_on(conn, own, act, seen_row=row)
