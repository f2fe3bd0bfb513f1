"""What a re-run has to write: only what differs from what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from data.events.changes import differing, entry_of
from data.events.matching import Matching
from data.events.window import Window
from data.journal import Entry


@dataclass
class Plan:
    """What is to be written: all fields of new and changed events, some of retired ones, and the journal."""

    created: dict[str, dict[str, Any]] = field(default_factory=dict)
    updated: dict[str, dict[str, Any]] = field(default_factory=dict)
    retired: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def plan_changes(
    window: Window,
    matching: Matching,
    restored: Mapping[str, Mapping[str, Any]],
    wanted: Mapping[str, dict[str, Any]],
    moved: pd.DataFrame,
    now: datetime,
    reason: str | None,
) -> Plan:
    """Work out what differs from what is stored, and the journal's entries for it.

    Parameters
    ----------
    matching : complete: every group has its event
    restored : stored rows of retired events that are taken up again, by id
    wanted : the fields of every event of the re-run, by id
    moved : detections that change their event: event_id as stored (None: new), target (None: superseded)
    """
    plan = Plan()
    lost = moved.loc[moved["event_id"].notna() & ~moved["event_id"].isin(list(matching.absorbed))]
    into = (
        lost.dropna(subset=["target"])
        .groupby("event_id")["target"]
        .agg(lambda ids: sorted(set(ids)))
        .to_dict()
    )
    touched = {*moved["event_id"].dropna(), *moved["target"].dropna()}
    absorbed: dict[str, list[str]] = {}
    for event, survivor in sorted(matching.absorbed.items()):
        absorbed.setdefault(survivor, []).append(event)
    for event, fields in sorted(wanted.items()):
        stored = restored.get(event) or window.events.get(event)
        if stored is None:
            plan.created[event] = fields
        elif event in touched or differing(stored, fields):
            plan.updated[event] = fields
        else:
            continue
        plan.entries.append(
            entry_of(
                event,
                stored,
                fields,
                into=into.get(event, ()),
                absorbed=absorbed.get(event, ()),
                reason=reason,
            )
        )
    for event, survivor in sorted(matching.absorbed.items()):
        plan.retired[event] = {"merged_into": survivor}
    for event in matching.emptied:
        silent = window.events[event]["closed_at"] or now
        plan.retired[event] = {"detections": 0, "closed_at": silent}
    for event, fields in plan.retired.items():
        action = "merged" if event in matching.absorbed else "emptied"
        before = {name: window.events[event][name] for name in fields}
        plan.entries.append(Entry(action, "fire_event", event, before, fields, reason))
    return plan
