"""Make the meetings that a plan promises: once each, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Connection, select, update

from data.access import permit
from data.agencies import agencies_at
from data.agencies.act import Act
from data.incidents.numbering import next_number
from data.meetings.promised import Promised, monthly, quarterly
from data.meetings.reading import orders_of
from data.meetings.states import FIRST, STATES
from data.meetings.writing import ACTION, journalled, store
from data.periods import Period, period_of, shifted
from data.plan import list_plans, plan_at
from data.store.lock import serialise
from data.store.tables import meeting
from geo.communes import Areas

PREFIX = "GB"
FORCES = ("ranger", "police", "military")


def communes_on(areas: Areas, day: date) -> tuple[str, list[str]]:
    """The map in force on a day, and the ids of its communes."""
    era = areas.era_for(day)
    return era, list(areas.of_era(era)["area_id"])


def _rules(conn: Connection, plan: dict[str, Any], each: Promised) -> bool:
    held = plan_at(conn, each.due_on)
    return held is not None and held["plan_id"] == plan["plan_id"]


def promised(conn: Connection, period: Period, areas: Areas) -> list[tuple[dict[str, Any], Promised]]:
    """What the signed plans promise in a period, with the plan of each; where two hold on a day, the one that
    is in force counts (`data.plan.plan_at`): no meeting is promised twice."""
    found = []
    for plan in list_plans(conn):
        lookup = (lambda day: communes_on(areas, day), lambda day: agencies_at(conn, day))
        orders = orders_of(conn, plan)
        all_of_it = monthly(plan, period, *lookup) + quarterly(plan, period, *lookup, orders)
        found += [(plan, each) for each in all_of_it if _rules(conn, plan, each)]
    return found


def invited(conn: Connection, each: Promised) -> list[str]:
    """The agencies of the three forces that a meeting concerns: of its commune, or of the area; those of the
    level above where a force has none there."""
    agencies = agencies_at(conn, each.due_on)
    found: list[str] = []
    levels = ("commune", "area", "province") if each.commune_id else ("area", "province")
    for role in FORCES:
        for level in levels:
            some = [
                row["agency_id"]
                for row in agencies
                if (row["role"], row["level"]) == (role, level) and _there(row, each.commune_id)
            ]
            if some:
                found += some
                break
    return sorted({*found, *([each.host_agency_id] if each.host_agency_id else [])})


def _there(row: dict[str, Any], commune: str | None) -> bool:
    return commune is None or row["communes"] is None or commune in row["communes"]


def periods_ahead(today: date, tz: tzinfo) -> list[Period]:
    """What meetings are made for without being asked: this month and quarter, and the next of each."""
    here = [period_of(today, kind, tz) for kind in ("month", "quarter")]
    return [each for period in here for each in (period, shifted(period, 1))]


Row = dict[str, Any]


def _known(conn: Connection, plan_id: str, period: str) -> dict[tuple[str, str, str | None], Row]:
    query = select(meeting).where(meeting.c.plan_id == plan_id, meeting.c.period == period)
    rows = [dict(row) for row in conn.execute(query).mappings()]
    return {(row["kind"], row["period"], row["commune_id"]): row for row in rows}


def _undated(row: Row) -> bool:
    """Whether nobody has done anything with it yet: its host may still follow agencies and rotation."""
    return STATES[row["status"]].plan and row["starts_at"] is None and row["status"] == FIRST


def pending(conn: Connection, period: Period, areas: Areas) -> list[tuple[str, Promised, Row | None]]:
    """What is still to be made of a period: (plan id, what it promises, the row whose host is right no more).

    The row is None where there is no such meeting yet.
    """
    found = []
    for plan, each in promised(conn, period, areas):
        row = _known(conn, plan["plan_id"], each.period).get((each.kind, each.period, each.commune_id))
        if row is None or (_undated(row) and row["host_agency_id"] != each.host_agency_id):
            found.append((plan["plan_id"], each, row))
    return found


def generate(conn: Connection, period: Period, areas: Areas, act: Act, tz: tzinfo) -> list[int]:
    """Store the meetings of a period that are not there yet, without a day, and return their ids.

    One that is there without a day gets the host of now: the order was changed, or an agency has ended.

    Raises
    ------
    data.access.Denied
    """
    serialise(conn)
    permit(act.who, ACTION, conn=conn)
    made = []
    for plan_id, each, row in pending(conn, period, areas):
        if row is None:
            made.append(_store(conn, plan_id, each, invited(conn, each), act, tz))
        else:
            _rehost(conn, row, each, invited(conn, each), act)
    return made


def _rehost(conn: Connection, row: Row, each: Promised, guests: Sequence[str], act: Act) -> None:
    after = {"host_agency_id": each.host_agency_id, "invited": list(guests)}
    same = meeting.c.id == row["id"]
    conn.execute(update(meeting).where(same).values(**after, version=row["version"] + 1))
    before = {name: row[name] for name in after}
    journalled(conn, row["id"], act, "host_changed", before=before, after=after)


def _store(
    conn: Connection, plan_id: str, each: Promised, guests: Sequence[str], act: Act, tz: tzinfo
) -> int:
    row = next_number(conn, meeting, PREFIX, act.now, tz) | {
        "kind": each.kind,
        "plan_id": plan_id,
        "period": each.period,
        "commune_id": each.commune_id,
        "era": each.era,
        "host_agency_id": each.host_agency_id,
        "due_on": each.due_on,
        "venue": "",
        "invited": list(guests),
        "status": FIRST,
        "agenda": [],
        "minutes": {},
        "agency_id": act.who.agency_id,
    }
    return store(conn, row, act)
