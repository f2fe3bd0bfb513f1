"""Two matters turn out to be one, or one to be two: duties follow, and nothing that was told is forgotten.

Merged: the survivor has one duty per receiver, with the earliest clock and deadline and the history of both;
the other duty is withdrawn and names the one that took it over. Split: the part gets a copy of each duty
with its history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data.ledger.calling_off import last_of
from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.raising import insert_duties, survivors
from data.ledger.states import counting
from data.store.tables import duty, matter

MERGED, SPLIT = "merged", "split"
"""Texts of the entries that this module writes; the screen has words for them."""
_COMING_ALONG = ("told", "delivered", "acknowledged", "confirmed", "escalated")
_COPIED = (
    "happened_at", "channel", "proof", "person", "focal_point_id", "notice_id", "reference", "scan", "text",
)  # fmt: skip
_OWN = ("id", "matter_id", "moved_to", "created_at", "version")
Row = Mapping[str, Any]


def _root(each: Row) -> int:
    return int(each["copied_of"] or each["id"])


def _copy_history(
    conn: Connection, source: Sequence[Row], target: Sequence[Row], target_id: int, now: datetime, actor: str
) -> None:
    """Append those entries of one duty to another that it does not have yet, the earliest first."""
    there = {_root(each): each["id"] for each in target}
    for each in counting(source):
        if each["kind"] not in _COMING_ALONG or _root(each) in there:
            continue
        named = next((one for one in source if one["id"] == each["corrects_id"]), None)
        more = {name: each[name] for name in _COPIED}
        more |= {"copied_of": _root(each), "corrects_id": there.get(_root(named)) if named else None}
        (there[_root(each)],) = write(conn, [entry(target_id, each["kind"], now, actor, **more)])


def _duties(conn: Connection, matter_id: int) -> dict[str, dict[str, Any]]:
    query = select(duty).where(duty.c.matter_id == matter_id).order_by(duty.c.id)
    return {row["receiver_id"]: dict(row) for row in conn.execute(query).mappings()}


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _take_over(conn: Connection, theirs: Row, ours: Row, now: datetime, actor: str) -> None:
    """Let our duty stand for theirs too."""
    every = entries_of(conn, [theirs["id"], ours["id"]])
    waived = last_of(every[ours["id"]], "waived")
    met = theirs["proven_at"] is not None or theirs["told_at"] is not None
    if ours["status"] == "waived" and met and waived is not None:
        # What was told stays told, whatever was waived beside it.
        write(conn, [entry(ours["id"], "revoked", now, actor, corrects_id=waived["id"], text=MERGED)])
    if ours["status"] != "withdrawn":
        _copy_history(conn, every[theirs["id"]], every[ours["id"]], ours["id"], now, actor)
    earliest = {
        "started_at": min(theirs["started_at"], ours["started_at"]),
        "target_at": _earlier(theirs["target_at"], ours["target_at"]),
        "deadline_at": min(theirs["deadline_at"], ours["deadline_at"]),
    }
    if any(ours[name] != value for name, value in earliest.items()):
        conn.execute(update(duty).where(duty.c.id == ours["id"]).values(**earliest))
        write(
            conn,
            [entry(ours["id"], "moved", now, actor, deadline_at=earliest["deadline_at"], text=MERGED)],
        )


def _copy_of(row: Row, matter_id: int, now: datetime) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in _OWN}
    fresh = dict.fromkeys(("told_at", "proven_at", "proof", "acknowledged_at", "acknowledged_by"))
    return kept | fresh | {"matter_id": matter_id, "status": "open", "moved_to": None, "created_at": now}


def merge(conn: Connection, gone: int, survivor: int, *, now: datetime, actor: str) -> None:
    """Let the duties of the matter `gone` follow `survivor`; doing it again changes nothing.

    The caller holds the queue of writers.
    """
    survivor = survivors(conn, [{"id": survivor}])[survivor]
    row = conn.execute(select(matter).where(matter.c.id == gone)).one()
    if gone == survivor or row.merged_into is not None:
        return
    conn.execute(update(matter).where(matter.c.id == gone).values(merged_into=survivor))
    theirs, ours = _duties(conn, gone), _duties(conn, survivor)
    moving = {receiver: each for receiver, each in theirs.items() if each["status"] != "withdrawn"}
    new = [_copy_of(each, survivor, now) for receiver, each in moving.items() if receiver not in ours]
    fresh = {each["receiver_id"]: each for each in insert_duties(conn, new, now, actor)}
    for receiver, each in moving.items():
        target = ours.get(receiver) or fresh[receiver]
        _take_over(conn, each, target, now, actor)
        conn.execute(update(duty).where(duty.c.id == each["id"]).values(moved_to=target["id"]))
        write(conn, [entry(each["id"], "withdrawn", now, actor, text=MERGED)])
        settle(conn, [each["id"], target["id"]])


def split(conn: Connection, origin: int, part: int, *, now: datetime, actor: str) -> None:
    """Give the matter `part` what its `origin` has: each live duty with its history.

    A part that had been merged into the origin becomes itself again: its own duties come back, with what was
    told meanwhile.
    """
    conn.execute(update(matter).where(matter.c.id == part).values(merged_into=None))
    theirs, ours = _duties(conn, origin), _duties(conn, part)
    moving = {receiver: each for receiver, each in theirs.items() if each["status"] != "withdrawn"}
    new = [_copy_of(each, part, now) for receiver, each in moving.items() if receiver not in ours]
    fresh = {each["receiver_id"]: each for each in insert_duties(conn, new, now, actor)}
    for receiver, each in moving.items():
        target = ours.get(receiver) or fresh[receiver]
        every = entries_of(conn, [each["id"], target["id"]])
        own = every[target["id"]]
        taken_over = last_of(own, "withdrawn") if target["moved_to"] is not None else None
        if taken_over is not None:
            write(
                conn, [entry(target["id"], "revoked", now, actor, corrects_id=taken_over["id"], text=SPLIT)]
            )
            conn.execute(update(duty).where(duty.c.id == target["id"]).values(moved_to=None))
        _copy_history(conn, every[each["id"]], own, target["id"], now, actor)
        settle(conn, [target["id"]])


def restore(conn: Connection, part: int, *, now: datetime, actor: str) -> None:
    """A matter that was merged away is itself again."""
    into = conn.execute(select(matter.c.merged_into).where(matter.c.id == part)).scalar()
    if into is not None:
        split(conn, survivors(conn, [{"id": into}])[into], part, now=now, actor=actor)
