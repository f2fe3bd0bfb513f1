"""Read coordination plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from data import scans
from data.journal_pages import entries_about
from data.store.tables import coordination_plan

RECORD_KIND = "coordination_plan"


def list_plans(conn: Connection) -> list[dict[str, Any]]:
    """Every plan, the latest period first."""
    query = select(coordination_plan).order_by(
        coordination_plan.c.period_from.desc(), coordination_plan.c.id.desc()
    )
    return [dict(row._mapping) for row in conn.execute(query)]


def plan_of(conn: Connection, plan_id: str) -> dict[str, Any] | None:
    """One plan, or None."""
    found = conn.execute(select(coordination_plan).where(coordination_plan.c.plan_id == plan_id)).first()
    return None if found is None else dict(found._mapping)


def plan_at(conn: Connection, day: date) -> dict[str, Any] | None:
    """The signed plan in force on a day; None where its successor has not been entered."""
    held = [
        plan
        for plan in list_plans(conn)
        if plan["status"] == "signed" and plan["period_from"] <= day <= plan["period_to"]
    ]
    return held[0] if held else None


def plan_history(conn: Connection, plan_id: str) -> list[dict[str, Any]]:
    """The journal's entries about a plan, the newest first."""
    return entries_about(conn, RECORD_KIND, plan_id)


def read_scan(plan: dict[str, Any], folder: Path) -> bytes | None:
    """The scan of the paper; None when there is none, or the file is not the one that was uploaded."""
    return scans.read_scan(plan["scan"], folder)
