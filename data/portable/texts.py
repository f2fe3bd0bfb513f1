"""Agencies, focal points, plans and rules as TOML: the formats of a profile's folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w
from sqlalchemy import Connection

from data.agencies.editing import (
    Agency,
    FocalPoint,
    add_agency,
    add_focal_point,
    edit_agency,
    edit_focal_point,
)
from data.agencies.loading import FOLDER, read_entries
from data.agencies.reading import agencies_at, focal_points_at
from data.ledger.rule_loading import FILE as RULE_FILE
from data.ledger.rule_loading import read_rules
from data.ledger.rules import Rule, add_rule, current_rules, edit_rule
from data.plan.editing import Plan, add_plan, edit_plan
from data.plan.reading import list_plans
from data.portable.parts import Held, Part, Place, bare, of_row
from data.toml_table import ProfileError, Table, read_toml

_RENAMED = {"parent_id": "parent", "agency_id": "agency", "stand_in_id": "stand_in"}
_RULE_NAMES = {"matter_kind": "matter", "plan_id": "plan"}


def _toml(name: str, rows: Mapping[str, Any], renamed: Mapping[str, str]) -> bytes:
    told = [
        {"id": own} | {renamed.get(key, key): value for key, value in bare(row).items()}
        for own, row in rows.items()
    ]
    return tomli_w.dumps({name: told} if told else {}).encode()


def _agencies(conn: Connection, where: Place) -> dict[str, Held]:
    return {row["agency_id"]: Held(of_row(Agency, row), row) for row in agencies_at(conn, where.day)}


def _points(conn: Connection, where: Place) -> dict[str, Held]:
    rows = focal_points_at(conn, where.day)
    return {row["focal_point_id"]: Held(of_row(FocalPoint, row), row) for row in rows}


def _point_toml(rows: Mapping[str, Any]) -> bytes:
    """The days of a focal point are no part of the format."""
    plain = {own: replace(row, valid_from=None, valid_to=None) for own, row in rows.items()}
    return _toml("focal_point", plain, _RENAMED)


def _entries(file: Path, kind: type) -> dict[str, Any]:
    """By the reader of a profile's folder, which looks for its files in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="canhlua-settings-") as folder:
        (Path(folder) / FOLDER).mkdir()
        shutil.copy(file, Path(folder) / FOLDER / file.name)
        found = read_entries(Path(folder))
    for each in found:
        if not isinstance(each.wanted, kind):
            raise ProfileError(file=file.name, key=each.id, problem="stands in the wrong file")
    return {each.id: each.wanted for each in found}


def _rules(conn: Connection, _where: Place) -> dict[str, Held]:
    return {row["rule_id"]: Held(of_row(Rule, row), row) for row in current_rules(conn)}


def _read_rules(file: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="canhlua-settings-") as folder:
        shutil.copy(file, Path(folder) / RULE_FILE)
        top = read_toml(file)
        return dict(read_rules(Path(folder))) if top.has("rule") else {}


def _plans(conn: Connection, _where: Place) -> dict[str, Held]:
    return {row["plan_id"]: Held(of_row(Plan, row), row) for row in list_plans(conn)}


def _open(table: Table) -> dict[str, Any]:
    """A table of texts whose keys the plan's own form decides."""
    return {name: table.text(name) for name in table.keys}


def _holidays(table: Table) -> dict[str, Any]:
    days = [{"day": each.text("day"), "name": each.text("name")} for each in table.tables("days")]
    return {"source": table.text("source") if table.has("source") else None, "days": days}


def _plan(table: Table) -> tuple[str, Plan]:
    own = table.text("id")
    lead = table.table("lead_times") if table.has("lead_times") else None
    names = ("share_hours", "notice_days")
    plan = Plan(
        title=table.text("title"),
        period_from=table.day("period_from"),
        period_to=table.day("period_to"),
        number=table.text("number") if table.has("number") else None,
        signed_on=table.day("signed_on") if table.has("signed_on") else None,
        signatories=[_open(each) for each in table.tables("signatories")] if table.has("signatories") else [],
        clauses=list(table.texts("clauses")) if table.has("clauses") else [],
        rotation=list(table.texts("rotation")) if table.has("rotation") else None,
        lead_times={
            each: lead.number(each, above=0) for each in names if lead is not None and lead.has(each)
        },
        holidays=_holidays(table.table("holidays")) if table.has("holidays") else None,
        source=table.text("source"),
        status=table.text("status"),
    )
    table.refuse_unknown()
    return own, plan


def _read_plans(file: Path) -> dict[str, Any]:
    top = read_toml(file)
    found = [_plan(each) for each in top.tables("plan")] if top.has("plan") else []
    top.refuse_unknown()
    return dict(found)


AGENCIES = Part(
    "agency",
    "agencies/agencies.toml",
    _agencies,
    lambda rows: _toml("agency", rows, _RENAMED),
    lambda file: _entries(file, Agency),
    lambda conn, own, wanted, act, _where: add_agency(conn, wanted, act, agency_id=own),
    lambda conn, held, wanted, act, _where: edit_agency(
        conn, held.row["id"], wanted, act, seen_version=held.row["version"]
    ),
    below=lambda wanted: {wanted.parent_id} if wanted.parent_id else set(),
)
POINTS = Part(
    "focal_point",
    "agencies/focal_points.toml",
    _points,
    _point_toml,
    lambda file: _entries(file, FocalPoint),
    lambda conn, own, wanted, act, _where: add_focal_point(conn, wanted, act, focal_point_id=own),
    lambda conn, held, wanted, act, _where: edit_focal_point(
        conn, held.row["id"], wanted, act, seen_version=held.row["version"]
    ),
    below=lambda wanted: {wanted.stand_in_id} if wanted.stand_in_id else set(),
    keep=lambda wanted, held: replace(
        wanted, valid_from=held.wanted.valid_from, valid_to=held.wanted.valid_to
    ),
)
PLANS = Part(
    "coordination_plan",
    "plans.toml",
    _plans,
    lambda rows: _toml("plan", rows, {}),
    _read_plans,
    lambda conn, own, wanted, act, _where: add_plan(conn, wanted, act, plan_id=own),
    lambda conn, held, wanted, act, _where: edit_plan(
        conn, held.row["plan_id"], wanted, act, seen_version=held.row["version"]
    ),
)
RULES = Part(
    "duty_rule",
    RULE_FILE,
    _rules,
    lambda rows: _toml("rule", rows, _RULE_NAMES),
    _read_rules,
    lambda conn, own, wanted, act, _where: add_rule(conn, wanted, act, rule_id=own),
    lambda conn, held, wanted, act, _where: edit_rule(
        conn, held.row["rule_id"], wanted, act, seen_row=held.row["id"]
    ),
)
