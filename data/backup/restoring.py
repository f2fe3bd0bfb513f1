"""Put a backup in the place of the database, after proving that it is one."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import DBAPIError

from data import journal
from data.backup.checking import check
from data.backup.saving import copy_database, sync
from data.clock import real_now, require_aware
from data.errors import BackupDamaged, DatabaseInUse, NotABackup, NotSqlite
from data.lease import live
from data.store.engine import migrate, open_engine, reading, sqlite_file, writing
from data.store.tables import watch_lease

_MAGIC = b"SQLite format 3\x00"
WAIT_MS = 5000
"""How long a writer may still take to finish."""
_LOGS = ("-wal", "-shm", "-journal")


def _refuse_foreign(file: Path) -> None:
    try:
        with file.open("rb") as handle:
            head = handle.read(len(_MAGIC))
    except OSError as error:
        raise NotABackup(file=str(file), problem="unreadable", detail=error.strerror or str(error)) from error
    if head != _MAGIC:
        raise NotABackup(file=str(file), problem="not_sqlite", detail="it is not an SQLite database")


def _refuse_strange_tables(file: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as conn:
        names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "journal", "journal_head"} <= names:
        raise NotABackup(
            file=str(file), problem="other_program", detail="it is a database of another program"
        )


def _proven(file: Path, copy: Path) -> Engine:
    """A private copy of the backup, brought to the newest shape and checked."""
    _refuse_foreign(file)
    try:
        shutil.copyfile(file, copy)
        copy_database(copy, copy.with_name(copy.name + ".check"))
        copy.with_name(copy.name + ".check").unlink()
        _refuse_strange_tables(file, copy)
    except sqlite3.Error as error:
        raise BackupDamaged(file=str(file), detail=str(error)) from error
    engine = open_engine(f"sqlite:///{copy}")
    try:
        migrate(engine)
        findings = check(engine)
    except DBAPIError as error:
        engine.dispose()
        raise BackupDamaged(file=str(file), detail=str(error.orig)) from error
    except Exception:
        engine.dispose()
        raise
    if findings:
        engine.dispose()
        raise BackupDamaged(file=str(file), detail="; ".join(map(str, findings)))
    return engine


def _highest_token(engine: Engine) -> int:
    with reading(engine) as conn:
        return int(conn.execute(select(func.coalesce(func.max(watch_lease.c.token), 0))).scalar_one())


def _refuse_if_used(database: Path, now: datetime) -> int:
    """Refuse while somebody holds a live lease; return the highest fencing token ever given here.

    A database that cannot be read is no hindrance: it may be the reason for the restore.
    """
    if not database.exists():
        return 0
    engine = open_engine(f"sqlite:///{database}")
    try:
        with reading(engine) as conn:
            held = live(conn, now)
        if held:
            lease = held[0]
            raise DatabaseInUse(name=lease.name, holder=lease.holder, until=lease.expires_at.isoformat())
        return _highest_token(engine)
    except DBAPIError:
        return 0
    finally:
        engine.dispose()


def _sign(
    engine: Engine, token: int, file: Path, sha256: str, kept: Path | None, actor: str, now: datetime
) -> None:
    """Free the leases that the backup remembers, above every token given here, and journal the restore."""
    with writing(engine) as conn:
        highest = max(token, conn.execute(select(func.max(watch_lease.c.token))).scalar_one() or 0)
        conn.execute(update(watch_lease).values(holder=None, token=highest + 1))
        journal.append(
            conn,
            at=now,
            actor=actor,
            origin="data restore",
            action="restored",
            record_kind="database",
            record_id="database",
            after={"file": file.name, "sha256": sha256, "kept": kept.name if kept else None},
        )


def _flatten(database: Path) -> None:
    """Bring the log into the file, so that the file alone is the whole old database."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as conn:
        conn.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        busy = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise DatabaseInUse(holder="another process")


def _keep(database: Path, kept: Path) -> None:
    try:
        # The same file under a second name: a process that still has it open writes there, not into nothing.
        kept.hardlink_to(database)
    except OSError:
        shutil.copy2(database, kept)
        sync(kept)
    # A log of the old database must never be read as the new one's.
    for suffix in _LOGS:
        log = database.with_name(database.name + suffix)
        if log.exists():
            log.replace(kept.with_name(kept.name + suffix))


def _free_name(database: Path, now: datetime) -> Path:
    stem = f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}"
    kept, number = database.with_name(stem), 1
    while kept.exists():
        number += 1
        kept = database.with_name(f"{stem}-{number}")
    return kept


def restore(
    file: Path, url: str, *, now: datetime | None = None, actor: str = "system:command"
) -> Path | None:
    """Put the backup `file` in the place of the database at `url`.

    The backup is copied, checked (SQLite's integrity, references, known migrations, the journal's chain) and
    brought to the newest shape before anything is touched; then it takes the place in one step. The old
    database stays beside it as ``….before-<UTC time>``. Stop the server and the watch first.

    Parameters
    ----------
    now : aware, on the real clock (None: ask it), as leases are

    Returns
    -------
    Where the database before it was kept; None when there was none.

    Raises
    ------
    NotSqlite
        The database is on PostgreSQL: use pg_restore.
    DatabaseInUse
        Somebody holds a live lease (`holder` says who), or is writing.
    NotABackup, BackupDamaged, UnknownRevision
        The file is something else, is damaged, or comes from a newer version of the program.
    """
    database = sqlite_file(url)
    if database is None:
        raise NotSqlite(tool="pg_restore")
    file, now = Path(file), require_aware(now or real_now())
    token = _refuse_if_used(database, now)
    database.parent.mkdir(parents=True, exist_ok=True)
    copy = database.with_name(database.name + ".restoring")
    try:
        engine = _proven(file, copy)
        kept = _free_name(database, now) if database.exists() else None
        with file.open("rb") as handle:
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        try:
            _sign(engine, token, file, sha256, kept, actor, now)
        finally:
            engine.dispose()
        _flatten(copy)
        sync(copy)
        if kept is not None:
            _flatten(database)
            _keep(database, kept)
        copy.replace(database)
    finally:
        for suffix in ("", ".check", ".check-journal", *_LOGS):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    return kept
