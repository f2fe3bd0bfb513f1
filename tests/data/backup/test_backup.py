import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from data import journal
from data.backup import Finding, backup, check, restore
from data.errors import (
    BackupDamaged,
    BackupFailed,
    DatabaseInUse,
    DataError,
    NotABackup,
    NotSqlite,
    UnknownRevision,
)
from data.lease import acquire, live, require
from data.store import tables
from data.store.engine import migrate, open_engine, reading, sqlite_file, writing
from data.store.tables import setting, watch_lease
from tests.data.events.hand import put, seen

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


def _write(engine: Engine, key: str) -> None:
    with writing(engine) as conn:
        conn.execute(insert(setting), {"key": key, "value": 1})
        journal.append(
            conn, at=NOW, actor="lan", origin="test", action="set", record_kind="setting", record_id=key
        )


def _keys(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as conn:
        return [key for (key,) in conn.execute("SELECT key FROM setting ORDER BY key")]


def _file(engine: Engine) -> Path:
    found = sqlite_file(str(engine.url))
    assert found is not None
    return found


@pytest.fixture
def saved(sqlite_engine: Engine, tmp_path: Path) -> Path:
    """A backup that knows 'a'; the database has gone on to 'b'."""
    _write(sqlite_engine, "a")
    (tmp_path / "kept").mkdir()
    file = backup(sqlite_engine, tmp_path / "kept" / "backup.db")
    _write(sqlite_engine, "b")
    return file


def _restore(engine: Engine, file: Path) -> Path | None:
    engine.dispose()
    return restore(file, str(engine.url), now=NOW)


def test_a_backup_is_one_file_that_holds_all(saved: Path) -> None:
    assert [each.name for each in saved.parent.iterdir()] == ["backup.db"]
    assert _keys(saved) == ["a"]


def test_a_backup_while_somebody_writes(sqlite_engine: Engine, tmp_path: Path) -> None:
    _write(sqlite_engine, "a")
    with writing(sqlite_engine) as conn:
        conn.execute(insert(setting), {"key": "half", "value": 1})
        backup(sqlite_engine, tmp_path / "b.db")
    assert _keys(tmp_path / "b.db") == ["a"]


def test_an_existing_file_is_not_written_over(sqlite_engine: Engine, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"smoke")
    with pytest.raises(BackupFailed) as caught:
        backup(sqlite_engine, photo)
    assert caught.value.params["problem"] == "file_exists"
    assert photo.read_bytes() == b"smoke"


def test_a_backup_that_cannot_be_written(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BackupFailed) as caught:
        backup(sqlite_engine, tmp_path / "file" / "backup.db")
    assert caught.value.params["problem"] == "no_folder"


def test_a_backup_on_a_full_disk_leaves_nothing(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.backup.saving.sync", full)
    (tmp_path / "stick").mkdir()
    with pytest.raises(BackupFailed) as caught:
        backup(sqlite_engine, tmp_path / "stick" / "backup.db")
    assert caught.value.params["problem"] == "cannot_write"
    assert list((tmp_path / "stick").iterdir()) == []


def test_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(BackupFailed) as caught:
        backup(engine, tmp_path / "b.db")
    assert caught.value.params["problem"] == "no_database"


def test_restore_puts_it_back_and_keeps_the_old_one(sqlite_engine: Engine, saved: Path) -> None:
    kept = _restore(sqlite_engine, saved)
    assert kept is not None
    assert kept.name == "canhlua.db.before-20270312T070000Z"
    assert _keys(kept) == ["a", "b"]
    assert _keys(_file(sqlite_engine)) == ["a"]
    assert check(sqlite_engine) == []
    with reading(sqlite_engine) as conn:
        entry = conn.execute(select(tables.journal).order_by(tables.journal.c.id.desc()).limit(1)).one()
    assert (entry.action, entry.record_kind, entry.after["kept"]) == ("restored", "database", kept.name)
    assert len(entry.after["sha256"]) == 64
    assert sorted(each.name for each in kept.parent.iterdir() if "restoring" in each.name) == []


def test_restoring_twice_keeps_both(sqlite_engine: Engine, saved: Path) -> None:
    first, second = _restore(sqlite_engine, saved), _restore(sqlite_engine, saved)
    assert first is not None
    assert second is not None
    assert first != second
    assert first.exists()
    assert second.exists()


def test_restore_where_nothing_was(saved: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "canhlua.db"
    assert restore(saved, f"sqlite:///{target}", now=NOW) is None
    assert _keys(target) == ["a"]


def test_the_backup_itself_is_left_as_it_was(sqlite_engine: Engine, saved: Path) -> None:
    before = saved.read_bytes()
    _restore(sqlite_engine, saved)
    assert saved.read_bytes() == before
    assert [each.name for each in saved.parent.iterdir()] == ["backup.db"]


def test_a_live_lease_forbids(sqlite_engine: Engine, saved: Path) -> None:
    with writing(sqlite_engine) as conn:
        acquire(conn, "watch", "host:17", 30, NOW - timedelta(seconds=10))
    with pytest.raises(DatabaseInUse, match="host:17") as caught:
        _restore(sqlite_engine, saved)
    assert caught.value.params["holder"] == "host:17"
    assert _keys(_file(sqlite_engine)) == ["a", "b"]


def test_a_dead_lease_does_not_and_its_holder_stays_fenced_off(sqlite_engine: Engine, saved: Path) -> None:
    with writing(sqlite_engine) as conn:
        assert acquire(conn, "watch", "a", 30, NOW - timedelta(hours=2)) == 1
        assert acquire(conn, "watch", "b", 30, NOW - timedelta(hours=1)) == 2
    _restore(sqlite_engine, saved)
    with writing(sqlite_engine) as conn:
        assert live(conn, NOW) == []
        token = acquire(conn, "watch", "c", 30, NOW)
        assert token is not None
        with pytest.raises(DataError):
            require(conn, "watch", 2)


def test_leases_that_the_backup_remembers_are_free(sqlite_engine: Engine, tmp_path: Path) -> None:
    with writing(sqlite_engine) as conn:
        acquire(conn, "watch", "a", 3600, NOW)
    file = backup(sqlite_engine, tmp_path / "b.db")
    target = tmp_path / "other.db"
    restore(file, f"sqlite:///{target}", now=NOW)
    engine = open_engine(f"sqlite:///{target}")
    with writing(engine) as conn:
        assert live(conn, NOW) == []
        assert acquire(conn, "watch", "b", 30, NOW) == 3
    engine.dispose()


def _text(file: Path) -> None:
    file.write_text("Invalid MAP_KEY.")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE photo (id)")
        conn.commit()


def _absent(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scribbled(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for start in range(4096 + 200, len(whole), 4096):
        whole[start : start + 400] = b"\xff" * 400
    file.write_bytes(bytes(whole))


def _tampered(file: Path) -> None:
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("DROP TRIGGER journal_no_update")
        conn.execute("UPDATE journal SET actor = 'me'")
        conn.commit()


def _orphaned(file: Path) -> None:
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("INSERT INTO event_member VALUES ('no', 'no')")
        conn.commit()


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.commit()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_text, NotABackup),
        (_empty, NotABackup),
        (_foreign, NotABackup),
        (_absent, NotABackup),
        (_folder, NotABackup),
        (_truncated, BackupDamaged),
        (_scribbled, BackupDamaged),
        (_tampered, BackupDamaged),
        (_orphaned, BackupDamaged),
        (_newer, UnknownRevision),
    ],
)
def test_what_is_not_a_good_backup_changes_nothing(
    sqlite_engine: Engine, saved: Path, spoil: Callable[[Path], None], error: type[DataError]
) -> None:
    spoil(saved)
    folder = _file(sqlite_engine).parent
    with pytest.raises(error) as caught:
        _restore(sqlite_engine, saved)
    assert "\n" not in str(caught.value)
    assert _keys(_file(sqlite_engine)) == ["a", "b"]
    assert [
        each.name for each in folder.iterdir() if ".restoring" in each.name or ".before" in each.name
    ] == []


def test_a_ruined_database_can_be_replaced(sqlite_engine: Engine, saved: Path) -> None:
    sqlite_engine.dispose()
    database = _file(sqlite_engine)
    database.write_bytes(b"ruined" * 1000)
    kept = restore(saved, str(sqlite_engine.url), now=NOW)
    assert kept is not None
    assert kept.read_bytes() == b"ruined" * 1000
    assert _keys(database) == ["a"]


def test_nobody_may_be_writing(sqlite_engine: Engine, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.backup.restoring.WAIT_MS", 0)
    with writing(sqlite_engine) as conn:
        conn.execute(insert(setting), {"key": "half", "value": 1})
        with pytest.raises(DatabaseInUse):
            restore(saved, str(sqlite_engine.url), now=NOW)
    assert _keys(_file(sqlite_engine)) == ["a", "b", "half"]


def test_postgresql_has_its_own_tools(postgres_engine: Engine, tmp_path: Path, saved: Path) -> None:
    with pytest.raises(NotSqlite, match="pg_dump"):
        backup(postgres_engine, tmp_path / "x.db")
    with pytest.raises(NotSqlite, match="pg_restore"):
        restore(saved, postgres_engine.url.render_as_string(hide_password=False), now=NOW)


def test_a_good_database_has_no_findings(engine: Engine) -> None:
    _write(engine, "a")
    assert check(engine) == []


def test_an_empty_database_is_not_migrated(empty_engine: Engine) -> None:
    with reading(empty_engine):  # SQLite makes the file
        pass
    (finding,) = check(empty_engine)
    assert finding.code == "not_migrated"
    migrate(empty_engine)
    assert check(empty_engine) == []


def test_check_names_what_is_wrong(engine: Engine) -> None:
    for key in "abc":
        _write(engine, key)
    with writing(engine) as conn:
        put(conn, seen("homeless"))
        if engine.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER journal_no_update"))
        else:
            conn.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        conn.execute(text("UPDATE journal SET actor = 'me' WHERE id = 2"))
    found = [each for each in check(engine) if each.code != "unprotected"]
    assert found == [
        Finding("journal", {"id": 2, "what": "changed"}),
        Finding("detections_without_event", {"count": 1}),
    ]
    assert str(found[0]) == "the journal's chain breaks at entry 2: changed"


def test_check_names_triggers_that_no_longer_guard(engine: Engine) -> None:
    _write(engine, "a")
    with writing(engine) as conn:
        if engine.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER journal_head_forward"))
        else:
            conn.execute(text("ALTER TABLE journal_head DISABLE TRIGGER journal_head_forward"))
    assert check(engine) == [Finding("unprotected", {"trigger": "journal_head_forward"})]


def test_check_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    file = tmp_path / "absent.db"
    assert check(open_engine(f"sqlite:///{file}")) == [Finding("no_database", {"file": str(file)})]
    assert not file.exists()


def test_check_names_references_that_lead_nowhere(sqlite_engine: Engine) -> None:
    with closing(sqlite3.connect(_file(sqlite_engine))) as conn:
        for number in range(25):
            conn.execute("INSERT INTO event_member VALUES (?, 'no')", (f"d{number}",))
        conn.commit()
    findings = check(sqlite_engine)
    assert findings[0].params["table"] == "event_member"
    assert [each.code for each in findings].count("foreign_key") == 20
    assert findings[-1] == Finding("foreign_keys_more", {"count": 30})


def test_check_of_a_file_that_is_no_database(sqlite_engine: Engine) -> None:
    sqlite_engine.dispose()
    _file(sqlite_engine).write_bytes(b"ruined" * 1000)
    (finding,) = check(sqlite_engine)
    assert finding.code == "unreadable"


def test_check_of_a_scribbled_file(sqlite_engine: Engine) -> None:
    _write(sqlite_engine, "a")
    sqlite_engine.dispose()
    _scribbled(_file(sqlite_engine))
    codes = {each.code for each in check(sqlite_engine)}
    assert codes & {"not_whole", "unreadable"}


def test_the_lease_table_is_what_restore_looks_at(sqlite_engine: Engine, saved: Path) -> None:
    with writing(sqlite_engine) as conn:
        acquire(conn, "watch", "a", 30, NOW)
        conn.execute(watch_lease.update().values(holder=None))
    assert _restore(sqlite_engine, saved) is not None
