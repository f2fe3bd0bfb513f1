"""Is what is known of patrols, meetings, events, inspections and cases what their records say now?

Worked out from the tables and the contract alone, by code that the ledger does not share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from data.auditing.book import Row, rows_of
from data.store.tables import (
    inspection,
    joint_case,
    joint_team,
    joint_team_member,
    meeting,
    outreach_event,
    patrol,
    patrol_member,
)


@dataclass(frozen=True)
class Promised:
    """A record that raises duties from `since` on (None: nobody has been told that there is one).

    over
        When it ends; None: it does not. What was entered after that raises no duty.
    facts
        Columns of `matter_fact` as they must be.
    where_works
        The agency whose communes they are where the record names none; None: then there are none.
    begins
        When it begins, as it is told; None: it does not.
    """

    kind: str
    ref: str
    since: datetime | None
    over: datetime | None
    facts: Mapping[str, Any]
    where_works: str | None = None
    begins: datetime | None = None

    @property
    def raises(self) -> bool:
        """Whether there must be a matter of it."""
        return self.since is not None and self.facts["state"] == "open" and self.facts["fresh"]


def _promised(kind: str, row: Row, since: datetime | None, over: datetime | None, **facts: Any) -> Promised:
    named = sorted({each for each in facts.pop("named") if each is not None})
    commune, host = row.get("commune_id"), facts.pop("where_works", None)
    known: dict[str, Any] = {
        "state": "withdrawn" if row["status"] == "cancelled" else "open",
        "field": "forest",
        "subkind": row.get("kind"),
        "fresh": since is not None and (over is None or since <= over),
        "known_at": since,
        "involved": named or None,
        "communes_2021": [],
        "communes_2025": [] if commune is None else [commune],
    }
    where = host if commune is None else None
    return Promised(kind, str(row["id"]), since, over, known | facts, where, row.get("starts_at"))


def _grouped(conn: Connection, table: Any, column: str) -> dict[int, list[str]]:
    """The agencies of those who are still on a list, by what the list belongs to."""
    query = select(table.c[column], table.c.agency_id).where(table.c.ended_at.is_(None))
    found: dict[int, list[str]] = defaultdict(list)
    for own, agency in conn.execute(query):
        found[own].append(agency)
    return found


def _patrols(conn: Connection) -> Iterator[Promised]:
    members = _grouped(conn, patrol_member, "patrol_id")
    for row in rows_of(conn, patrol):
        named = [row["lead_agency_id"], *members[row["id"]]]
        since, over = row["assigned_at"], row["ends_at"]
        where = {name: row[name] or [] for name in ("communes_2021", "communes_2025")}
        yield _promised("patrol", row, since, over, named=named, holder_id=row["agency_id"], **where)


def _meetings(conn: Connection) -> Iterator[Promised]:
    for row in rows_of(conn, meeting):
        day_set = row["announced_at"] if row["starts_at"] is not None else None
        over = row["starts_at"] if row["ends_at"] is None else row["ends_at"]
        host = row["host_agency_id"]
        more: dict[str, Any] = {"holder_id": host if host is not None else row["agency_id"]}
        if row["era"] == "2021" and row["commune_id"] is not None:
            more |= {"communes_2021": [row["commune_id"]], "communes_2025": []}
        yield _promised("meeting", row, day_set, over, named=[host, *row["invited"]], **more)


def _outreach(conn: Connection) -> Iterator[Promised]:
    for row in rows_of(conn, outreach_event):
        named = [each.get("agency_id") for each in row["topics"]]
        since, over, host = row["announced_at"], row["ends_at"], row["host_agency_id"]
        yield _promised("outreach_event", row, since, over, named=named, holder_id=host, where_works=host)


def _inspections(conn: Connection) -> Iterator[Promised]:
    teams = {row["id"]: row for row in rows_of(conn, joint_team)}
    members = _grouped(conn, joint_team_member, "team_id")
    for row in rows_of(conn, inspection):
        lead = teams[row["team_id"]]["lead_agency_id"]
        contents = [each.get("agency_id") for each in row["contents"]]
        yield _promised(
            "inspection", row, row["announced_at"], row["ends_at"], holder_id=lead,
            named=[lead, *members[row["team_id"]], *contents], subkind=row["subject_kind"], where_works=lead,
        )  # fmt: skip


def _cases(conn: Connection) -> Iterator[Promised]:
    for row in rows_of(conn, joint_case):
        lead, holder = row["lead_agency_id"], row["agency_id"]
        yield _promised(
            "case", row, row["known_at"], None, named=[lead, *row["partners"]], field=row["field"],
            holder_id=lead if holder is None else holder,
        )  # fmt: skip


def promised(conn: Connection) -> list[Promised]:
    """Every record of what the forces do together."""
    every = (_patrols, _meetings, _outreach, _inspections, _cases)
    return [each for read in every for each in read(conn)]
