"""Two matters turn out to be one, or one to be two: duties follow, and nothing that was told is forgotten.

Merged: the survivor has one duty per receiver, with the earliest clock and deadline, the stricter urgency and
the history of both; the other duty is withdrawn and names the one that took it over. A survivor that is
called off takes history over too: should it come back, what was told is there. Split: the part gets a copy of
each duty with its history.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from data.ledger.calling_off import called_off, last_of, reinstate_all, withdraw_all
from data.ledger.entries import entries_of, entry, settle, write
from data.ledger.raising import insert_duties, survivors
from data.ledger.states import counting
from data.store.tables import duty, matter

MERGED, SPLIT = "merged", "split"
"""Texts of the entries that this module writes; the screen has words for them."""
_COMING_ALONG = ("told", "delivered", "acknowledged", "confirmed", "escalated")
"""History of a duty that another duty gets too. A new duty gets the waiver as well: nothing was owed beside
what was waived."""
_COPIED = (
    "happened_at", "channel", "proof", "person", "focal_point_id", "notice_id", "reference", "scan", "text",
)  # fmt: skip
_OWN = ("id", "matter_id", "moved_to", "created_at", "version")
Row = Mapping[str, Any]


def _root(each: Row) -> int:
    return int(each["copied_of"] or each["id"])


def _copy_history(
    conn: Connection,
    source: Sequence[Row],
    target: Sequence[Row],
    target_id: int,
    now: datetime,
    kinds: Collection[str] = _COMING_ALONG,
) -> None:
    """Append those entries of one duty to another that it does not have yet, the earliest first. Whoever
    wrote an entry stays its author: nobody confirms their own word by a copy of it."""
    there = {_root(each): each["id"] for each in target}
    for each in counting(source):
        if each["kind"] not in kinds or _root(each) in there:
            continue
        named = next((one for one in source if one["id"] == each["corrects_id"]), None)
        more = {name: each[name] for name in _COPIED}
        more |= {"copied_of": _root(each), "corrects_id": there.get(_root(named)) if named else None}
        (there[_root(each)],) = write(conn, [entry(target_id, each["kind"], now, each["actor"], **more)])


def _duties(conn: Connection, matter_id: int) -> dict[str, dict[str, Any]]:
    query = select(duty).where(duty.c.matter_id == matter_id).order_by(duty.c.id)
    return {row["receiver_id"]: dict(row) for row in conn.execute(query).mappings()}


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _take_over(conn: Connection, theirs: Row, ours: Row, now: datetime, actor: str) -> None:
    """Let our duty, which is not withdrawn, stand for theirs too."""
    every = entries_of(conn, [theirs["id"], ours["id"]])
    waived = last_of(every[ours["id"]], "waived")
    met = theirs["proven_at"] is not None or theirs["told_at"] is not None
    if ours["status"] == "waived" and met and waived is not None:
        # What was told stays told, whatever was waived beside it.
        write(conn, [entry(ours["id"], "revoked", now, actor, corrects_id=waived["id"], text=MERGED)])
    _copy_history(conn, every[theirs["id"]], every[ours["id"]], ours["id"], now)
    first = theirs if theirs["started_at"] < ours["started_at"] else ours
    strictest = {
        "started_at": first["started_at"],
        "clock": first["clock"],
        "target_at": _earlier(theirs["target_at"], ours["target_at"]),
        "deadline_at": min(theirs["deadline_at"], ours["deadline_at"]),
        "urgency": "immediate" if "immediate" in (theirs["urgency"], ours["urgency"]) else "normal",
        "telling": "auto" if "auto" in (theirs["telling"], ours["telling"]) else "person",
    }
    if any(ours[name] != value for name, value in strictest.items()):
        conn.execute(update(duty).where(duty.c.id == ours["id"]).values(**strictest))
        moved = {"deadline_at": strictest["deadline_at"], "before_at": ours["before_at"], "text": MERGED}
        write(conn, [entry(ours["id"], "moved", now, actor, **moved)])


def _copies(
    conn: Connection, rows: Collection[dict[str, Any]], matter_id: int, now: datetime, actor: str
) -> dict[str, dict[str, Any]]:
    """New duties of another matter, as these are, with all their history; by receiver."""
    blank = dict.fromkeys(("told_at", "proven_at", "proof", "acknowledged_at", "acknowledged_by"))
    blank |= {"matter_id": matter_id, "status": "open", "moved_to": None, "created_at": now}
    new = [{name: value for name, value in row.items() if name not in _OWN} | blank for row in rows]
    made = {each["receiver_id"]: each for each in insert_duties(conn, new, now, actor)}
    every = entries_of(conn, [each["id"] for each in (*rows, *made.values())])
    for row in rows:
        target = made[row["receiver_id"]]["id"]
        _copy_history(conn, every[row["id"]], every[target], target, now, (*_COMING_ALONG, "waived"))
        settle(conn, [target])
    return made


def hand_over(conn: Connection, gone: int, survivor: int, *, now: datetime, actor: str) -> None:
    """Move the duties that `gone` still has to the matter that it was merged into.

    The caller holds the queue of writers.
    """
    off = called_off(conn, [survivor])
    if off:
        reinstate_all(conn, survivor, now=now, actor=actor)
    moving = {own: each for own, each in _duties(conn, gone).items() if each["status"] != "withdrawn"}
    ours = _duties(conn, survivor)
    for receiver in sorted(moving.keys() & ours.keys()):
        _take_over(conn, moving[receiver], ours[receiver], now, actor)
    rest = [each for receiver, each in moving.items() if receiver not in ours]
    ours |= _copies(conn, rest, survivor, now, actor)
    for receiver, each in moving.items():
        conn.execute(update(duty).where(duty.c.id == each["id"]).values(moved_to=ours[receiver]["id"]))
        write(conn, [entry(each["id"], "withdrawn", now, actor, text=MERGED)])
        settle(conn, [each["id"], ours[receiver]["id"]])
    if off:
        withdraw_all(conn, survivor, off[survivor], now=now, actor=actor)


def merge(conn: Connection, gone: int, survivor: int, *, now: datetime, actor: str) -> None:
    """Let the duties of the matter `gone` follow `survivor`; doing it again changes nothing.

    The caller holds the queue of writers.
    """
    survivor = survivors(conn, [{"id": survivor}])[survivor]
    row = conn.execute(select(matter).where(matter.c.id == gone)).one()
    if gone == survivor or row.merged_into is not None:
        return
    conn.execute(update(matter).where(matter.c.id == gone).values(merged_into=survivor))
    hand_over(conn, gone, survivor, now=now, actor=actor)


def _take_back(conn: Connection, part: int, now: datetime, actor: str) -> None:
    """A matter is itself again: what had been taken over from it is its own."""
    taken = [each for each in _duties(conn, part).values() if each["moved_to"] is not None]
    every = entries_of(conn, [each["id"] for each in taken])
    for each in taken:
        withdrawn = last_of(every[each["id"]], "withdrawn")
        if withdrawn is not None:
            write(conn, [entry(each["id"], "revoked", now, actor, corrects_id=withdrawn["id"], text=SPLIT)])
        conn.execute(update(duty).where(duty.c.id == each["id"]).values(moved_to=None))
    settle(conn, [each["id"] for each in taken])


def split(conn: Connection, origin: int, part: int, *, now: datetime, actor: str) -> None:
    """Give the matter `part` what its `origin`, or what that was merged into, has: each duty that is not
    withdrawn, with its history. Of an origin that is called off, those that are withdrawn for that: the part
    is not called off.

    A part that had been merged into the origin becomes itself again: its own duties come back, whatever
    became of the origin's, with what was told meanwhile.
    """
    origin = survivors(conn, [{"id": origin}])[origin]
    if origin == part:
        return
    conn.execute(update(matter).where(matter.c.id == part).values(merged_into=None))
    _take_back(conn, part, now, actor)
    off = called_off(conn, [origin])
    if off:
        reinstate_all(conn, origin, now=now, actor=actor)
    theirs, ours = _duties(conn, origin), _duties(conn, part)
    moving = {own: each for own, each in theirs.items() if each["status"] != "withdrawn"}
    every = entries_of(conn, [each["id"] for each in (*moving.values(), *ours.values())])
    for receiver in sorted(moving.keys() & ours.keys()):
        source, target = every[moving[receiver]["id"]], ours[receiver]["id"]
        waived = last_of(every[target], "waived")
        met = any(each["kind"] in ("told", "acknowledged") for each in counting(source))
        if ours[receiver]["status"] == "waived" and met and waived is not None:
            write(conn, [entry(target, "revoked", now, actor, corrects_id=waived["id"], text=SPLIT)])
        _copy_history(conn, source, every[target], target, now)
        settle(conn, [target])
    _copies(conn, [each for own, each in moving.items() if own not in ours], part, now, actor)
    for each, reason in (off | called_off(conn, [part])).items():
        withdraw_all(conn, each, reason, now=now, actor=actor)


def restore(conn: Connection, part: int, *, now: datetime, actor: str) -> None:
    """A matter that was merged away is itself again."""
    into = conn.execute(select(matter.c.merged_into).where(matter.c.id == part)).scalar()
    if into is not None:
        split(conn, into, part, now=now, actor=actor)
