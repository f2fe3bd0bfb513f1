"""What a rule says, and what it must be to be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from data.ledger.errors import RuleInvalid
from data.matters import of_plans
from data.store.tables import (
    AGENCY_LEVELS,
    AGENCY_ROLES,
    FORESTS,
    INCIDENT_FIELDS,
    INCIDENT_KINDS,
    MATTER_KINDS,
    MEETING_KINDS,
    OUTREACH_KINDS,
    PATROL_KINDS,
    PLACES,
    STRENGTHS,
    SUBJECT_KINDS,
    TELLINGS,
    URGENCIES,
    coordination_plan,
)

MOST_MINUTES = 60 * 24 * 31
"""A duty that may wait longer than a month is a slip of the pen."""

INVOLVED = {"named": "involved"}
"""The receiver that stands for the agencies that a record itself names."""


@dataclass(frozen=True)
class Rule:
    """What a rule says. None in a condition: any. `receivers`: {role, level}, {agency_id}, or
    {named: involved} for the agencies that the record itself names; minutes count from the moment the matter
    was known. `before_start`: they must be told before it begins, too (see `data.ledger.limits`)."""

    title: str
    matter_kind: str
    receivers: Sequence[Mapping[str, str]]
    deadline_minutes: int
    basis: str
    target_minutes: int | None = None
    urgency: str = "normal"
    telling: str = "person"
    fields: Sequence[str] | None = None
    subkinds: Sequence[str] | None = None
    communes: Sequence[str] | None = None
    places: Sequence[str] | None = None
    forests: Sequence[str] | None = None
    strengths: Sequence[str] | None = None
    min_level: int | None = None
    permanent_too: bool = False
    before_start: bool = False
    plan_id: str | None = None


SUBKINDS: dict[str, Sequence[str]] = {
    "incident": INCIDENT_KINDS,
    "call": INCIDENT_KINDS,
    "patrol": PATROL_KINDS,
    "meeting": MEETING_KINDS,
    "outreach_event": OUTREACH_KINDS,
    "inspection": SUBJECT_KINDS,
}
"""Kind of matter → what `matter_fact.subkind` can be; kinds that are not here have none."""
VOCABULARIES: dict[str, Sequence[str]] = {
    "fields": INCIDENT_FIELDS,
    "places": PLACES,
    "forests": [each for each in FORESTS if each != "pending"],
    "strengths": STRENGTHS,
}
FIELDS = tuple(Rule.__dataclass_fields__)


def _receiver(given: Mapping[str, str]) -> dict[str, str]:
    if set(given) == {"agency_id"} and given["agency_id"].strip():
        return {"agency_id": given["agency_id"]}
    if dict(given) == INVOLVED:
        return dict(INVOLVED)
    if set(given) != {"role", "level"}:
        raise RuleInvalid(problem="receiver_unreadable")
    if given["role"] not in AGENCY_ROLES or given["level"] not in AGENCY_LEVELS:
        raise RuleInvalid(problem="receiver_unreadable")
    return {"role": given["role"], "level": given["level"]}


def checked(conn: Connection, wanted: Rule) -> dict[str, Any]:
    """The columns of a rule, in their normal form.

    Raises
    ------
    RuleInvalid
        `problem`: title_missing, basis_missing, kind_unknown, receiver_missing, receiver_unreadable,
        named_by_none (records of this kind name no agencies), condition_unknown, deadline_impossible,
        starts_never (nothing of this kind begins when it was said), target_impossible, level_impossible,
        choice_unknown, plan_unknown.
    """
    row = asdict(wanted)
    row |= {name: " ".join(row[name].split()) for name in ("title", "basis")}
    row["receivers"] = [_receiver(each) for each in wanted.receivers]
    words = VOCABULARIES | {"subkinds": SUBKINDS.get(wanted.matter_kind, ())}
    for name in ("communes", *words):
        row[name] = sorted(set(row[name])) if row[name] else None
    unknown = [name for name, known in words.items() if not set(row[name] or ()) <= set(known)]
    target = wanted.target_minutes
    problems = {
        "title_missing": not row["title"],
        "basis_missing": not row["basis"],
        "kind_unknown": wanted.matter_kind not in MATTER_KINDS,
        "receiver_missing": not row["receivers"],
        "named_by_none": INVOLVED in row["receivers"] and wanted.matter_kind not in of_plans.KINDS,
        "condition_unknown": bool(unknown),
        "deadline_impossible": not 0 < wanted.deadline_minutes <= MOST_MINUTES,
        "starts_never": wanted.before_start and wanted.matter_kind not in of_plans.STARTING,
        "target_impossible": target is not None and not 0 < target <= wanted.deadline_minutes,
        "level_impossible": wanted.min_level is not None and wanted.min_level not in range(1, 6),
        "choice_unknown": wanted.urgency not in URGENCIES or wanted.telling not in TELLINGS,
        "plan_unknown": wanted.plan_id is not None and not _plan_there(conn, wanted.plan_id),
    }
    for problem, there in problems.items():
        if there:
            raise RuleInvalid(problem=problem)
    return row


def _plan_there(conn: Connection, plan_id: str) -> bool:
    known = select(coordination_plan.c.plan_id).where(coordination_plan.c.plan_id == plan_id)
    return conn.execute(known).first() is not None
