import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from data.journal import GENESIS, Break, Entry, append, append_all, verify
from data.store.engine import reading, writing
from data.store.tables import journal

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def _fill(engine: Engine, count: int) -> None:
    with writing(engine) as conn:
        entries = [
            Entry("created", "thing", str(n), after={"n": n, "x": 0.1 * n}) for n in range(1, count + 1)
        ]
        append_all(conn, entries, at=NOW, actor="lan", origin="test")


def _unguard(conn: Connection) -> None:
    """What somebody with the database's password can do."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        conn.execute(text("ALTER TABLE journal_head DISABLE TRIGGER USER"))
        return
    names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
    for name in names:
        conn.execute(text(f"DROP TRIGGER {name}"))


def test_entries_follow_each_other(engine: Engine) -> None:
    with writing(engine) as conn:
        first = append(
            conn,
            at=NOW,
            actor="lan",
            origin="screen",
            action="changed",
            record_kind="zone",
            record_id="7",
            reason="báo nhầm",
            before={"name": "Nậm Ét"},
            after={"name": "Nặm Ét", "when": NOW, "ha": np.float64(1.5), "none": float("nan")},
        )
        second = append(
            conn, at=NOW, actor="lan", origin="screen", action="x", record_kind="zone", record_id="7"
        )
        rows = conn.execute(select(journal).order_by(journal.c.id)).all()
    assert (first, second) == (1, 2)
    assert rows[0].previous_hash == GENESIS
    assert rows[1].previous_hash == rows[0].hash
    assert rows[0].after == {
        "name": "Nặm Ét",
        "when": "2027-03-12T07:00:00.000000+00:00",
        "ha": 1.5,
        "none": None,
    }
    with reading(engine) as conn:
        assert verify(conn) is None


def test_an_empty_journal_holds(engine: Engine) -> None:
    with reading(engine) as conn:
        assert verify(conn) is None


@pytest.mark.parametrize(("actor", "origin"), [("", "test"), ("lan", " ")])
def test_nobody_writes_anonymously(engine: Engine, actor: str, origin: str) -> None:
    with pytest.raises(ValueError, match="actor"), writing(engine) as conn:
        append(conn, at=NOW, actor=actor, origin=origin, action="x", record_kind="k", record_id="1")


def test_what_cannot_be_read_back_is_refused(engine: Engine) -> None:
    with pytest.raises(TypeError, match="object"), writing(engine) as conn:
        append_all(conn, [Entry("x", "k", "1", after={"a": object()})], at=NOW, actor="a", origin="b")


def test_a_rolled_back_entry_leaves_no_gap(engine: Engine) -> None:
    _fill(engine, 2)
    with pytest.raises(RuntimeError), writing(engine) as conn:
        append(conn, at=NOW, actor="a", origin="b", action="x", record_kind="k", record_id="1")
        raise RuntimeError
    _fill(engine, 1)
    with reading(engine) as conn:
        assert conn.execute(select(func.max(journal.c.id))).scalar_one() == 3
        assert verify(conn) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'me'",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE id = 3",
        "UPDATE journal_head SET count = 1",
        "UPDATE journal_head SET count = 3, hash = 'x'",
        "UPDATE journal_head SET count = 9",
        "DELETE FROM journal_head",
        "INSERT INTO journal SELECT 9, at, actor, origin, action, record_kind, record_id, reason, before,"
        " after, hash, 'h' FROM journal WHERE id = 3",
        "INSERT INTO journal SELECT 4, at, actor, origin, action, record_kind, record_id, reason, before,"
        " after, 'wrong', 'h' FROM journal WHERE id = 3",
    ],
)
def test_the_triggers_refuse(engine: Engine, statement: str) -> None:
    _fill(engine, 3)
    with pytest.raises(DBAPIError, match="journal"), writing(engine) as conn:
        conn.execute(text(statement))
    with reading(engine) as conn:
        assert verify(conn) is None
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == 3


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["journal", "journal_head"])
def test_truncate_is_refused(postgres_engine: Engine, table: str) -> None:
    _fill(postgres_engine, 3)
    with pytest.raises(DBAPIError, match="TRUNCATE on"), writing(postgres_engine) as conn:
        conn.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE journal SET actor = 'me' WHERE id = 3"], Break(3, "changed")),
        (["UPDATE journal SET after = '[9]' WHERE id = 1"], Break(1, "changed")),
        (["UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE id = 5"], Break(5, "changed")),
        (["UPDATE journal SET previous_hash = 'f' WHERE id = 3"], Break(3, "changed")),
        (["UPDATE journal SET hash = 'f' WHERE id = 3"], Break(3, "changed")),
        (["DELETE FROM journal WHERE id = 3"], Break(3, "removed")),
        (["DELETE FROM journal WHERE id = 1"], Break(1, "removed")),
        (
            [
                "DELETE FROM journal WHERE id = 3",
                "UPDATE journal SET id = 3 WHERE id = 4",
                "UPDATE journal SET id = 4 WHERE id = 5",
            ],
            Break(3, "removed"),
        ),
        (
            [
                "UPDATE journal SET id = 99 WHERE id = 2",
                "UPDATE journal SET id = 2 WHERE id = 4",
                "UPDATE journal SET id = 4 WHERE id = 99",
            ],
            Break(2, "reordered"),
        ),
        (["DELETE FROM journal WHERE id > 3"], Break(4, "truncated")),
        (["DELETE FROM journal"], Break(1, "truncated")),
        (["DELETE FROM journal_head"], Break(5, "unanchored")),
        (["UPDATE journal_head SET hash = 'f'"], Break(5, "unanchored")),
        (["UPDATE journal_head SET count = 4"], Break(5, "unanchored")),
    ],
)
def test_what_was_done_around_the_triggers_is_found(
    engine: Engine, statements: list[str], found: Break
) -> None:
    _fill(engine, 5)
    with writing(engine) as conn:
        _unguard(conn)
        for statement in statements:
            conn.execute(text(statement))
    with reading(engine) as conn:
        assert verify(conn) == found


def test_a_change_with_a_hash_made_to_fit_is_found(engine: Engine) -> None:
    from data.journal import _digest

    _fill(engine, 4)
    with writing(engine) as conn:
        _unguard(conn)
        row = dict(conn.execute(select(journal).where(journal.c.id == 2)).one()._mapping)
        row.pop("hash")
        row["actor"] = "me"
        conn.execute(journal.update().where(journal.c.id == 2).values(actor="me", hash=_digest(row)))
    with reading(engine) as conn:
        assert verify(conn) == Break(2, "changed")


def test_a_long_journal(sqlite_engine: Engine) -> None:
    _fill(sqlite_engine, 100_000)
    with reading(sqlite_engine) as conn:
        assert verify(conn) is None


def test_processes_that_append_at_once_make_one_chain(engine: Engine) -> None:
    code = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from data.journal import append\n"
        "from data.store.engine import open_engine, writing\n"
        "engine = open_engine(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()\n"
        "for n in range(30):\n"
        "    with writing(engine) as conn:\n"
        "        append(conn, at=datetime(2027, 3, 12, tzinfo=UTC), actor='a', origin='b', action='x',\n"
        "               record_kind='k', record_id=str(n))\n"
    )
    url = engine.url.render_as_string(hide_password=False)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert (worker.returncode, errors) == (0, "")
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == 90
        assert verify(conn) is None
