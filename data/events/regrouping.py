"""Group again what new, late or superseded detections touch, and store the result under stable ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data.clock import require_aware
from data.events import writing
from data.events.changes import fields_of
from data.events.matching import Matching, match
from data.events.naming import name_groups
from data.events.planning import Plan, plan_changes
from data.events.window import Limits, Window, load_window, superseded_members
from data.journal import append_all
from data.ledger import knowing
from data.store.lock import serialise
from geo import permanent
from geo.events import Apart, Grouping, group

__all__ = ["WATCH", "Limits", "RegroupResult", "regroup"]

WATCH = "system:watch"


@dataclass(frozen=True)
class RegroupResult:
    """Ids of the events that a re-run created, changed (grown, split, closed, …), merged into another,
    restored from a merge, or left without a current detection. False when nothing changed.
    """

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.created, self.changed, self.merged, self.restored, self.emptied))


def _group(rows: pd.DataFrame, window: Window, limits: Limits, now: datetime) -> Grouping:
    splits = [each["detection_ids"] for each in window.decisions if each["kind"] == "split"]
    merges = [each["detection_ids"] for each in window.decisions if each["kind"] == "merge"]
    return group(
        rows,
        link_km=limits.link_km,
        link_hours=limits.link_hours,
        close_hours=limits.close_hours,
        forced_apart=[Apart(frozenset(members), frozenset(others)) for members, others in splits],
        forced_together=[[name for part in parts for name in part] for parts in merges],
        now=now,
    )


def _grouped(window: Window, limits: Limits, now: datetime) -> tuple[pd.DataFrame, Grouping]:
    """The rows with their new flag and group (flagged, content_id), and the grouping."""
    rows = window.rows.assign(flagged=permanent.flag(window.rows) if len(window.rows) else False)
    grouping = _group(rows.assign(permanent=rows["flagged"]), window, limits, now)
    return rows.assign(content_id=grouping.members.reindex(rows["detection_id"]).to_numpy(object)), grouping


def _successors(
    rows: pd.DataFrame, former: pd.DataFrame, window: Window, limits: Limits, now: datetime
) -> dict[str, str]:
    """Event without current detections → the group that its earliest one would belong to."""
    former = former.loc[~former["event_id"].isin(rows["event_id"])]
    if former.empty or rows.empty:
        return {}
    both = pd.concat([rows[former.columns], former], ignore_index=True)
    together = _group(both, window, limits, now).members
    here = rows.assign(shared=together.reindex(rows["detection_id"]).to_numpy(object))
    group_of = here.drop_duplicates("shared").set_index("shared")["content_id"].to_dict()
    first = former.sort_values(["time_utc", "detection_id"]).drop_duplicates("event_id")
    shared = together.reindex(first["detection_id"])
    pairs = zip(first["event_id"], shared, strict=True)
    return {event: group_of[each] for event, each in pairs if each in group_of}


def _write(
    conn: Connection,
    plan: Plan,
    matching: Matching,
    restored: Mapping[str, Any],
    moved: pd.DataFrame,
    now: datetime,
) -> None:
    others = {content: event for content, event in matching.event_of.items() if content != event}
    own = writing.events_named(conn, others)
    writing.insert_events(conn, plan.created, now)
    writing.update_events(conn, plan.updated, now)
    for event, fields in plan.retired.items():
        writing.retire_event(conn, event, fields, now)
    staying = moved.dropna(subset=["target"])
    target = dict(zip(staying["detection_id"], staying["target"], strict=True))
    writing.move_members(conn, target, moved["detection_id"])
    writing.drop_aliases(conn, restored)
    aliases = {content: event for content, event in others.items() if content not in own}
    writing.add_aliases(conn, aliases | matching.absorbed, now)


def _split_from(moved: pd.DataFrame, parts: Collection[str]) -> dict[str, str]:
    """New or restored event → the event that its earliest detection was in until now."""
    came = moved.loc[moved["target"].isin(list(parts)) & moved["event_id"].notna()]
    came = came.loc[came["event_id"] != came["target"]].sort_values(["time_utc", "detection_id"])
    first = came.drop_duplicates("target")
    return dict(zip(first["target"], first["event_id"], strict=True))


def regroup(
    conn: Connection,
    *,
    since: datetime | None,
    now: datetime,
    settings: Limits,
    actor: str = WATCH,
    origin: str = "watch",
    reason: str | None = None,
) -> RegroupResult:
    """Group again what a change of detections at or after `since` can touch, and store what differs.

    An event keeps the first id it was known by; later content ids become aliases. Where late rows join two
    events, the one that was known first survives (of those, the lowest id) and the other points to it; where
    a re-run splits one, its id stays with its earliest detection. People's decisions win. Running it again
    changes nothing. The caller commits; other writers of events wait until then.

    Parameters
    ----------
    since : aware; at or before the earliest detection that was stored, changed or superseded since the last
        call. None: everything
    now : aware; becomes `known_at` and `updated_at`, and decides what is closed
    settings : kilometres and hours of the grouping, such as `Profile.events`
    actor, origin, reason : for the journal
    """
    serialise(conn)
    now = require_aware(now)
    window = load_window(conn, None if since is None else require_aware(since, "since"), settings)
    rows, grouping = _grouped(window, settings, now)
    ours = rows["event_id"].isna() | rows["event_id"].isin(list(window.events))
    ours = rows["content_id"].isin(rows.loc[ours, "content_id"])
    if not rows.loc[ours, "event_id"].dropna().isin(list(window.events)).all():
        # Only new settings can link what was stored apart: then everything may differ.
        window = load_window(conn, None, settings)
        rows, grouping = _grouped(window, settings, now)
        ours = pd.Series(True, index=rows.index)
    former = superseded_members(conn, window.events)
    mine = rows.loc[ours]
    known_at = {event: row["known_at"] for event, row in window.events.items()}
    matching = match(mine, known_at, _successors(rows.loc[ours], former, window, settings, now))
    unclaimed = [each for each in mine["content_id"].drop_duplicates() if each not in matching.event_of]
    names, restored = name_groups(conn, unclaimed)
    matching.event_of.update(names)
    around = rows.loc[~ours].drop_duplicates("content_id")
    event_of = dict(zip(around["content_id"], around["event_id"], strict=True)) | matching.event_of
    spoken_for = grouping.events["event_id"].isin(list(matching.event_of))
    groups: list[Any] = grouping.events.loc[spoken_for].to_dict("records")
    wanted = {
        event_of[each["event_id"]]: fields_of(
            each, event_of.get(each["recurrence_of"]), settings.close_hours, now
        )
        for each in groups
    }
    assigned = mine.assign(target=mine["content_id"].map(matching.event_of))
    moved = pd.concat([assigned.loc[assigned["event_id"] != assigned["target"]], former.assign(target=None)])
    plan = plan_changes(window, matching, restored, wanted, moved, now, reason)
    _write(conn, plan, matching, restored, moved, now)
    writing.flag_permanent(conn, mine)
    append_all(conn, plan.entries, at=now, actor=actor, origin=origin)
    knowing.know_events(
        conn,
        {*plan.created, *plan.updated, *plan.retired},
        now=now,
        actor=actor,
        origin=origin,
        merged=matching.absorbed,
        split_from=_split_from(moved, {*plan.created, *restored}),
        restored=list(restored),
    )
    return RegroupResult(
        created=tuple(sorted(plan.created)),
        changed=tuple(sorted(set(plan.updated) - set(restored))),
        merged=tuple(sorted(matching.absorbed)),
        restored=tuple(sorted(restored)),
        emptied=tuple(matching.emptied),
    )
