"""What the verdicts about a fire event come to: which count, and which one speaks.

A verdict counts unless a reviewer returned it or a counting one corrects it. The newest speaks, but one that
was given without knowing of another that says otherwise waits for its review: nobody is overruled unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from data.checking.families import families
from data.store.batches import in_batches
from data.store.tables import verdict, verdict_review

CONFIRMED, RETURNED = "confirmed", "returned"


@dataclass(frozen=True)
class Standing:
    """`rows`: every verdict in the order in which it came, each with ``review`` (the last, or None) and
    ``counts``. `speaks`: the one that is shown, None without any. `against`: counting ones of another kind.
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    speaks: Mapping[str, Any] | None = None
    against: tuple[int, ...] = ()

    @property
    def returned(self) -> Mapping[str, Any] | None:
        """The last verdict, when a reviewer returned it and nothing else counts: somebody must go again."""
        last = self.rows[-1] if self.rows else None
        return last if last is not None and self.speaks is None else None


NOTHING = Standing()


def _reviews(conn: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for some in in_batches(ids):
        query = select(verdict_review).where(verdict_review.c.verdict_id.in_(some))
        for row in conn.execute(query.order_by(verdict_review.c.id)).mappings():
            found[row["verdict_id"]] = dict(row)
    return found


def _waits(row: Mapping[str, Any]) -> bool:
    reviewed = row["review"] is not None and row["review"]["decision"] == CONFIRMED
    return not reviewed and bool((row["conflict"] or {}).get("verdicts"))


def settle(rows: Sequence[Mapping[str, Any]]) -> Standing:
    """What verdicts (in the order in which they came, each with ``review``) come to."""
    corrected: set[int] = set()
    judged: list[dict[str, Any]] = []
    for row in reversed(rows):  # a correction is always later than what it corrects
        returned = row["review"] is not None and row["review"]["decision"] == RETURNED
        counts = not returned and row["id"] not in corrected
        if counts and row["corrects_id"] is not None:
            corrected.add(row["corrects_id"])
        judged.append(dict(row) | {"counts": counts})
    judged.reverse()
    counting = [row for row in judged if row["counts"]]
    free = [row for row in counting if not _waits(row)] or counting
    speaks = max(free, key=lambda row: (row["observed_at"], row["id"]), default=None)
    against = tuple(row["id"] for row in counting if speaks is not None and row["kind"] != speaks["kind"])
    return Standing(tuple(judged), speaks, against)


def standings(conn: Connection, event_ids: Collection[str]) -> dict[str, Standing]:
    """`Standing` by event id, verdicts about events that were merged into it included; none: no verdict."""
    related = families(conn, event_ids)
    every = sorted(set().union(*related.values())) if related else []
    by_event: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for some in in_batches(every):
        for row in conn.execute(select(verdict).where(verdict.c.event_id.in_(some))).mappings():
            by_event[row["event_id"]].append(dict(row))
    if not by_event:
        return {}
    reviews = _reviews(conn, [row["id"] for rows in by_event.values() for row in rows])
    found = {}
    for own, ids in related.items():
        rows = [row | {"review": reviews.get(row["id"])} for each in ids for row in by_event.get(each, [])]
        if rows:
            found[own] = settle(sorted(rows, key=lambda row: row["id"]))
    return found
