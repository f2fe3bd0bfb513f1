"""Keep the positions of a member: with their consent, during their patrol, each once.

An app that was offline sends hours later what it kept, in any order and more than once: the time is the
phone's own, and one position per member and moment is kept, the first that came. What is well-formed but not
to be kept (no consent, outside of the window, home already) is answered as taken: an app that gets an error
sends the same position again for ever, before all that come after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data.patrols.settings import PatrolSettings
from data.positions.errors import PositionUnreadable
from data.positions.requests import Position, Report
from data.presence.stays import counting, stays_of
from data.store.tables import patrol, patrol_checkin, patrol_position

NOT_KEPT = ("no_consent", "cancelled", "outside_window", "home", "no_fix", "ahead")
"""Why a position that can be read is not kept; `ahead`: of a wrong clock, among others that are good."""


@dataclass(frozen=True)
class Taken:
    """How many were kept, how many there were already, and how many were not to be kept, by `NOT_KEPT`."""

    kept: int
    doubled: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class Window:
    """When positions of a member are followed: [since, until], and not after they went home."""

    since: datetime
    until: datetime
    home_at: datetime | None


def window_of(
    conn: Connection,
    member: Mapping[str, Any],
    plan: Mapping[str, Any],
    settings: PatrolSettings,
    now: datetime,
) -> Window:
    """The window of a member's patrol. While it is under way it stays open: who is overdue is followed."""
    margin = timedelta(minutes=settings.position_margin_minutes)
    until = plan["ends_at"] + margin
    query = select(patrol_checkin).where(patrol_checkin.c.member_id == member["id"])
    stays = stays_of(counting(dict(row) for row in conn.execute(query).mappings()))
    return Window(
        plan["starts_at"] - margin,
        max(until, now if plan["status"] == "under_way" else plan["returned_at"] or until),
        stays[-1].out_at if stays else None,
    )


def _left_out(
    each: Position, member: Mapping[str, Any], plan: Mapping[str, Any], window: Window
) -> str | None:
    agreed_at = member["consent_at"]
    if (
        agreed_at is None
        or member["consent_ended_at"] is not None
        or each.at < agreed_at.replace(microsecond=0)
    ):
        return "no_consent"
    if plan["status"] in ("planned", "cancelled"):
        return "cancelled"
    if not window.since <= each.at <= window.until:
        return "outside_window"
    if window.home_at is not None and each.at > window.home_at:
        return "home"
    return "no_fix" if each.latitude == each.longitude == 0 else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _row(each: Position, member: Mapping[str, Any], source: str, now: datetime) -> dict[str, Any]:
    return {
        "patrol_id": member["patrol_id"],
        "member_id": member["id"],
        "at": each.at,
        "received_at": now,
        "latitude": each.latitude,
        "longitude": each.longitude,
        "accuracy_m": _rounded(each.accuracy_m),
        "speed_kmh": _rounded(each.speed_kmh),
        "bearing_deg": _rounded(each.bearing_deg),
        "battery": _rounded(each.battery),
        "source": source,
    }


def _insert(conn: Connection, rows: list[dict[str, Any]]) -> int:
    if conn.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    put = insert(patrol_position).on_conflict_do_nothing(index_elements=["member_id", "at"])
    return sum(bool(conn.execute(put.returning(patrol_position.c.id), row).all()) for row in rows)


def take(
    conn: Connection,
    member: Mapping[str, Any],
    report: Report,
    settings: PatrolSettings,
    *,
    now: datetime,
    drill: bool = False,
) -> Taken:
    """Keep what a request of this member (row of `patrol_member`) brought.

    Parameters
    ----------
    now
        On the clock of facts. In a drill that clock jumps: a position "of the future" happened now.

    Raises
    ------
    PositionUnreadable
        `problem` is_in_the_future: every position is ahead of our clock by more than a phone's may be;
        or nothing in the request was a position.
    """
    plan = dict(conn.execute(select(patrol).where(patrol.c.id == member["patrol_id"])).mappings().one())
    window = window_of(conn, member, plan, settings, now)
    ahead = now + timedelta(minutes=settings.phone_ahead_minutes)
    rows, left = [], Counter[str]()
    for each in report.positions:
        if each.at > ahead and not drill:
            left["ahead"] += 1
            continue
        said = Position(**(vars(each) | {"at": min(each.at, now)}))
        problem = _left_out(said, member, plan, window)
        if problem is None:
            rows.append(_row(said, member, report.source, now))
        else:
            left[problem] += 1
    if not rows and set(left) <= {"ahead"}:
        raise (
            report.wrong[0]
            if report.wrong
            else PositionUnreadable(field="timestamp", problem="is_in_the_future")
        )
    kept = _insert(conn, rows)
    return Taken(kept, len(rows) - kept, dict(left))
