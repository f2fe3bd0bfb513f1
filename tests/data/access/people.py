"""A few accounts with passwords, made the way real ones are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from data.access import Actor, program
from data.access.accounts import Wanted, create
from data.access.links import make_link, use_link
from data.store.engine import writing

NOW = datetime(2027, 3, 12, 2, 30, tzinfo=UTC)
ADDRESS = "192.0.2.7"
PASSWORD = "mưa rừng tháng ba 27"  # noqa: S105 - a password of nobody


def administrator(engine: Engine, name: str = "quan-tri", now: datetime = NOW) -> Actor:
    """The first administrator, by the link that the command prints."""
    with writing(engine) as conn:
        secret = make_link(conn, None, program("command"), now=now)
        wanted = Wanted(name, "Quản Trị", "administrator")
        row = use_link(conn, secret, PASSWORD, wanted=wanted, address=ADDRESS, now=now)
    return actor(row)


def person(
    engine: Engine, by: Actor, name: str, role: str, agency: str | None = None, now: datetime = NOW
) -> Actor:
    """An account with a password."""
    with writing(engine) as conn:
        made = create(conn, Wanted(name, f"Người {name}", role, agency), by, now=now)
        row = use_link(
            conn, make_link(conn, made, by, now=now), PASSWORD, wanted=None, address=ADDRESS, now=now
        )
    return actor(row)


def actor(row: dict[str, Any]) -> Actor:
    """Who acts by this account."""
    return Actor(row["name"], row["id"], row["role"], row["agency_id"], ADDRESS)
