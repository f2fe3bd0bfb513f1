"""Copy the whole database into one file while others go on writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from data.errors import BackupFailed, NotSqlite
from data.store.engine import sqlite_file


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite database, its write-ahead log included, into one plain file, with the online API.

    Raises
    ------
    sqlite3.Error
        The source cannot be read or the copy does not pass SQLite's own check.
    """
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.execute("PRAGMA busy_timeout = 5000")
        live.backup(copy)
        # One file, without a log beside it, is what a person carries away.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)


def sync(file: Path) -> None:
    """Wait until the file is on the disk, not only in memory."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def backup(engine: Engine, file: Path) -> Path:
    """Write a backup of the database to `file` and return its path. Nobody has to stop working.

    The file appears only when it is complete and checked; an existing file is never written over.

    Raises
    ------
    NotSqlite
        The database is on PostgreSQL: use pg_dump.
    BackupFailed
        There is no database yet, `file` exists already, its folder does not (perhaps a disk that is not
        plugged in, so none is made), or it cannot be written.
    """
    if engine.dialect.name != "sqlite":
        raise NotSqlite(tool="pg_dump")
    source, file = sqlite_file(engine.url.render_as_string(hide_password=False)), Path(file)
    if source is None or not source.exists():
        raise BackupFailed(file=str(file), problem="no_database", detail="there is no database yet")
    if file.exists():
        raise BackupFailed(file=str(file), problem="file_exists", detail="the file exists already")
    if not file.parent.is_dir():
        detail = f"there is no folder {file.parent}"
        raise BackupFailed(file=str(file), problem="no_folder", detail=detail)
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        copy_database(source, unfinished)
        sync(unfinished)
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(file=str(file), problem="cannot_write", detail=str(error)) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return file
