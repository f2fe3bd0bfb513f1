"""Incidents written before their life grew survive the migration, and what was written still stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from data.store.engine import migrate, migration_config, reading, revision_of, writing
from data.store.tables import INCIDENT_STATUSES

AT = "2027-03-12 07:00:00"


@contextmanager
def _at_revision(engine: Engine, revision: str) -> Iterator[Connection]:
    with engine.connect() as conn, conn.begin():
        config = migration_config()
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
        yield conn


def _fill(conn: Connection) -> None:
    for number, status in enumerate(("reported", "closed", "false_alarm"), start=1):
        conn.execute(
            text(
                "INSERT INTO incident (code, year, number, kind, field, status, summary, occurred_at, "
                "known_at, place_text, latitude, longitude, facts, actor, created_at, version) VALUES "
                "(:code, 2027, :number, 'forest_fire', 'forest', :status, 'Cháy đồi', :at, :at, 'đồi', 21.6, "
                "103.6, :facts, 'x', :at, 1)"
            ),
            {"code": f"VV-2027-000{number}", "number": number, "status": status, "at": AT, "facts": "{}"},
        )
        conn.execute(
            text(
                "INSERT INTO incident_entry (incident_id, at, happened_at, kind, status_to, text, actor, "
                "corrects_id) VALUES (:own, :at, :at, 'created', 'reported', 'Cháy đồi', 'x', NULL)"
            ),
            {"own": number, "at": AT},
        )
    conn.execute(
        text(
            "INSERT INTO incident_entry (incident_id, at, happened_at, kind, text, actor, corrects_id) "
            "VALUES (1, :at, :at, 'correction', 'Cháy nương', 'x', 1)"
        ),
        {"at": AT},
    )
    conn.execute(
        text(
            "INSERT INTO reception_call (code, year, number, draft_id, incident_id, received_at, channel, "
            "informant_refused, occurred_at, known_at, known_by, said, place_text, forest_type, spread_risk, "
            "house_risk, actor, created_at) VALUES ('TN-2027-0001', 2027, 1, 'd', 1, :at, 'phone', :yes, "
            ":at, :at, '', 'Có lửa', '', 'unknown', 'unknown', 'unknown', 'x', :at)"
        ),
        {"at": AT, "yes": True},
    )


@pytest.fixture
def grown(empty_engine: Engine) -> Engine:
    """A database that stood at 0006 with incidents, brought to the newest shape by the program itself."""
    with _at_revision(empty_engine, "0006") as conn:
        assert revision_of(conn) == "0006"
        _fill(conn)
    migrate(empty_engine)
    return empty_engine


def test_every_row_survives_with_its_references(grown: Engine) -> None:
    with reading(grown) as conn:
        rows = conn.execute(text("SELECT id, code, status, merged_into FROM incident ORDER BY id")).all()
        entries = conn.execute(
            text("SELECT id, incident_id, kind, corrects_id FROM incident_entry ORDER BY id")
        ).all()
        calls = conn.execute(text("SELECT code, incident_id FROM reception_call")).all()
    assert [tuple(row) for row in rows] == [
        (1, "VV-2027-0001", "reported", None),
        (2, "VV-2027-0002", "closed", None),
        (3, "VV-2027-0003", "false_alarm", None),
    ]
    assert [tuple(row) for row in entries] == [
        (1, 1, "created", None),
        (2, 2, "created", None),
        (3, 3, "created", None),
        (4, 1, "correction", 1),
    ]
    assert [tuple(row) for row in calls] == [("TN-2027-0001", 1)]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE incident_entry SET text = 'x'", "DELETE FROM incident_entry WHERE id = 1"],
)
def test_the_triggers_still_refuse(grown: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="stays"), writing(grown) as conn:
        conn.execute(text(statement))


def test_the_new_statuses_are_allowed_and_no_others_and_numbers_go_on(grown: Engine) -> None:
    with writing(grown) as conn:
        for status in INCIDENT_STATUSES:
            conn.execute(text("UPDATE incident SET status = :status WHERE id = 1"), {"status": status})
            made = conn.execute(
                text(
                    "INSERT INTO incident_entry (incident_id, at, happened_at, kind, status_to, text, actor) "
                    "VALUES (1, :at, :at, 'status', :status, '', 'x') RETURNING id"
                ),
                {"at": datetime(2027, 3, 12, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S"), "status": status},
            ).scalar_one()
    assert made == 4 + len(INCIDENT_STATUSES)
    with pytest.raises(IntegrityError), writing(grown) as conn:
        conn.execute(text("UPDATE incident SET status = 'burning' WHERE id = 1"))
    with pytest.raises(IntegrityError), writing(grown) as conn:
        conn.execute(text("UPDATE incident SET merged_into = 99 WHERE id = 1"))


def test_indexes_and_uniqueness_are_there_again(grown: Engine) -> None:
    found = inspect(grown)
    names = {tuple(index["column_names"]) for index in found.get_indexes("incident")}
    assert {("occurred_at",), ("status",)} <= names
    with pytest.raises(IntegrityError), writing(grown) as conn:
        conn.execute(text("UPDATE incident SET code = 'VV-2027-0002' WHERE id = 1"))
