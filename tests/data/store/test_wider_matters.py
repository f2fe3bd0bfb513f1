"""A ledger that stood at 0008 comes to the newest shape whole: rows, references, what may not be changed."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from data.backup.checking import check
from data.store.engine import migrate, reading, writing
from tests.data.store.test_wider_incidents import AT, _at_revision

_ROWS = (
    "INSERT INTO incident (code, year, number, kind, field, status, summary, occurred_at, known_at,"
    " place_text, facts, actor, created_at, version) VALUES ('VV-2027-0001', 2027, 1,"
    " 'forest_fire', 'forest',"
    " 'reported', 'Cháy đồi', :at, :at, '', '{}', 'x', :at, 1)",
    "INSERT INTO matter (kind, ref, created_at) VALUES ('incident', '1', :at)",
    "INSERT INTO matter_fact (matter_id, number, state, recorded_at, journal_count, since, clock, field,"
    " communes_2021, communes_2025, place, forest, permanent, fresh, told) VALUES (1, 1, 'open', :at, 0, :at,"
    " 'known', 'forest', '[]', '[]', 'inside', 'inside', :no, :yes, '{}')",
    "INSERT INTO duty_rule (rule_id, title, matter_kind, permanent_too, receivers, deadline_minutes,"
    " urgency, telling, basis, valid_from, actor, created_at, version) VALUES ('r', 'R',"
    " 'incident', :no, '[]', 60,"
    " 'normal', 'auto', 'b', :at, 'x', :at, 1)",
    "INSERT INTO duty (matter_id, fact_id, rule_row_id, receiver_id, receiver_level, started_at, clock,"
    " deadline_at, urgency, telling, basis, field, status, escalation_step, created_at, version) VALUES"
    " (1, 1, 1, 'a', 'commune', :at, 'known', '2027-03-13 07:00:00', 'normal', 'auto', 'b', 'forest', 'open',"
    " 0, :at, 1)",
    "INSERT INTO notice (receiver_id, channel, address, purpose, language, subject, body, message_id, code,"
    " nonce, expires_at, local, state, attempts, actor, created_at, version) VALUES ('a', 'email', 'a@b.vn',"
    " 'matter', 'vi', 's', 'b', 'm', 'QN1', 'n', :at, :no, 'sent', 1, 'x', :at, 1)",
    "INSERT INTO notice_duty (notice_id, duty_id) VALUES (1, 1)",
    "INSERT INTO photo (draft_id, record_kind, record_id, sha256, file, shown_file, name, type, bytes,"
    " width, height, findings, received_at, actor) VALUES ('d', 'incident', 1, 'h', 'f', 's', 'n',"
    " 'image/jpeg', 1, 1, 1, '[]', :at, 'x')",
    "INSERT INTO access_token (kind, label, token_hash, scopes, created_at, created_by, expires_at) VALUES"
    " ('display', 'phòng trực', 'h', '[]', :at, 'x', :at)",
)


def _fill(conn: Connection) -> None:
    for row in _ROWS:
        given = {"at": AT, "yes": True, "no": False}
        conn.execute(text(row), {name: value for name, value in given.items() if f":{name}" in row})


@pytest.fixture
def grown(empty_engine: Engine) -> Engine:
    with _at_revision(empty_engine, "0008") as conn:
        _fill(conn)
    migrate(empty_engine)
    return empty_engine


def _say(engine: Engine, statement: str) -> None:
    with writing(engine) as conn:
        conn.execute(text(statement), {"at": AT} if ":at" in statement else {})


def test_everything_is_still_there_and_leads_somewhere(grown: Engine) -> None:
    with reading(grown) as conn:
        query = text(
            "SELECT n.code, d.receiver_id, m.kind, i.code FROM notice n JOIN notice_duty nd ON nd.notice_id ="
            " n.id JOIN duty d ON d.id = nd.duty_id JOIN matter m ON m.id = d.matter_id JOIN incident i ON"
            " CAST(i.id AS TEXT) = m.ref"
        )
        assert conn.execute(query).all() == [("QN1", "a", "incident", "VV-2027-0001")]
        assert conn.execute(text("SELECT label, redaction FROM access_token")).all() == [("phòng trực", None)]
    if grown.dialect.name == "sqlite":
        assert check(grown) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO matter (kind, ref, created_at) VALUES ('patrol', '1', :at)",
        "UPDATE notice SET purpose = 'patrol'",
        "UPDATE incident SET kind = 'tip'",
    ],
)
def test_what_may_be_written_now(grown: Engine, statement: str) -> None:
    _say(grown, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO matter (kind, ref, created_at) VALUES ('party', '1', :at)",
        "UPDATE notice SET purpose = 'spam'",
        "UPDATE access_token SET kind = 'calendar'",  # whose calendar?
        "INSERT INTO matter (kind, ref, created_at) VALUES ('incident', '1', :at)",
    ],
)
def test_what_is_refused_as_before(grown: Engine, statement: str) -> None:
    with pytest.raises(IntegrityError):
        _say(grown, statement)


@pytest.mark.parametrize("statement", ["UPDATE photo SET name = 'x'", "DELETE FROM photo"])
def test_what_was_written_still_stays(grown: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="stays"):
        _say(grown, statement)
