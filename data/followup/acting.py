"""Add, mend and end decisions and recommendations; each journalled, each can be reopened.

Who may: whoever may write the record that they come from (`meetings.edit`, `teams.edit`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.access import permit
from data.agencies.act import Act
from data.followup.errors import ItemInvalid, ItemUnknown
from data.followup.reading import RECORD_KIND, item_of
from data.followup.states import FIRST, STATES
from data.records import Records
from data.store.lock import serialise
from data.store.tables import action_item, agency, inspection, meeting

MAY = {"meeting": "meetings.edit", "inspection": "teams.edit"}
"""Source → the action (in the table of roles) that writing is."""
_items = Records(RECORD_KIND, action_item, item_of, ItemInvalid, ItemUnknown, called="id")
_SOURCES = {"meeting": meeting, "inspection": inspection}
_KINDS = {"meeting": "decision", "inspection": "recommendation"}
LONGEST = 2000


@dataclass(frozen=True)
class Item:
    """What is to be done, by whom (an agency, or who is named), until the end of which local day."""

    text: str
    due_on: date
    owner_agency_id: str | None = None
    owner: str = ""


def _row(conn: Connection, wanted: Item) -> dict[str, Any]:
    row = asdict(wanted) | {"text": " ".join(wanted.text.split()), "owner": " ".join(wanted.owner.split())}
    known = select(agency.c.id).where(agency.c.agency_id == wanted.owner_agency_id)
    problems = {
        "item_empty": not row["text"],
        "item_too_long": len(row["text"]) > LONGEST,
        "item_without_owner": not (row["owner"] or wanted.owner_agency_id),
        "item_agency_unknown": wanted.owner_agency_id is not None and conn.execute(known).first() is None,
    }
    for problem, there in problems.items():
        if there:
            raise ItemInvalid(problem=problem)
    return row


def add_item(conn: Connection, source_kind: str, source_id: int, wanted: Item, act: Act) -> int:
    """Store a decision of a meeting or a recommendation of an inspection, and return its id.

    Raises
    ------
    data.access.Denied
    ItemInvalid
        `problem`: item_source_unknown, item_empty, item_too_long, item_without_owner, item_agency_unknown.
    """
    serialise(conn)
    permit(act.who, MAY[source_kind], conn=conn)
    source = _SOURCES[source_kind]
    if conn.execute(select(source.c.id).where(source.c.id == source_id)).first() is None:
        raise ItemInvalid(problem="item_source_unknown")
    row = _row(conn, wanted) | {
        "source_kind": source_kind,
        "source_id": source_id,
        "kind": _KINDS[source_kind],
        "status": FIRST,
        "remark": "",
    }
    return _items.store(conn, row, act)


def _held(conn: Connection, item_id: int, act: Act, seen_version: int) -> dict[str, Any]:
    serialise(conn)
    found = _items.found(conn, item_id)
    permit(act.who, MAY[found["source_kind"]], conn=conn)
    _items.refuse_stale(found, seen_version)
    return found


def edit_item(conn: Connection, item_id: int, wanted: Item, act: Act, *, seen_version: int) -> None:
    """Mend one that is open. Raises as `add_item`, ItemUnknown, ConflictError; `problem` item_not_open."""
    found = _held(conn, item_id, act, seen_version)
    if found["status"] != "open":
        raise ItemInvalid(problem="item_not_open")
    _items.write(conn, found, _row(conn, wanted), act, "edited")


def _step(
    conn: Connection,
    item_id: int,
    status: str,
    act: Act,
    seen_version: int,
    remark: str,
    done_on: date | None,
) -> None:
    found = _held(conn, item_id, act, seen_version)
    if status not in STATES[found["status"]].follows:
        raise ItemInvalid(problem="item_step_impossible")
    said = " ".join(remark.split())
    if STATES[status].reasoned and not said:
        raise ItemInvalid(problem="reason_missing")
    _items.write(conn, found, {"status": status, "done_on": done_on, "remark": said}, act, status)


def finish_item(
    conn: Connection,
    item_id: int,
    done_on: date,
    act: Act,
    tz: tzinfo,
    *,
    seen_version: int,
    remark: str = "",
) -> None:
    """Say that it was done, and on which local day (of `tz`).

    Raises
    ------
    As `edit_item`; `problem` item_step_impossible, item_done_in_future.
    """
    if done_on > act.now.astimezone(tz).date():
        raise ItemInvalid(problem="item_done_in_future")
    _step(conn, item_id, "done", act, seen_version, remark, done_on)


def cancel_item(conn: Connection, item_id: int, reason: str, act: Act, *, seen_version: int) -> None:
    """Say that it need not be done, and why. Raises as `finish_item`; `problem` reason_missing."""
    _step(conn, item_id, "cancelled", act, seen_version, reason, None)


def reopen_item(conn: Connection, item_id: int, act: Act, *, seen_version: int, remark: str = "") -> None:
    """Take back that it was done or cancelled. Raises as `finish_item`."""
    _step(conn, item_id, "open", act, seen_version, remark, None)
