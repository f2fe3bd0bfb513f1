"""Open the database and bring it to the newest shape.

``with reading(engine) as conn`` sees one consistent snapshot and never waits for writers;
``with writing(engine) as conn`` is one transaction that takes its write lock at once, so that two writers
queue instead of failing half-way.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from data.errors import UnknownRevision

ROOT = Path(__file__).resolve().parents[2]
URL_VARIABLE = "CANHLUA_DATABASE_URL"
BUSY_TIMEOUT_MS = 5000
"""Writers wait this long for each other. Measured (TECH.md 4): 4 writers × 200 commits, no error."""
MIGRATION_TIMEOUT_MS = 60_000
"""Who finds another process migrating waits this long: on a slow machine that takes more than a commit."""
_MIGRATION_LOCK = 0x43414E48
_READ_OPTION = "canhlua_reading"


def _set_up_reader(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()


def _set_up_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    _set_up_reader(connection, record)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    # SQLite does not call the busy handler for this switch, and two processes may start together.
    for attempt in range(50):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] in ("wal", "memory"):
                return
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 49:
                raise
            time.sleep(0.1)


def _begin_sqlite(conn: Connection) -> None:
    reading_only = conn.get_execution_options().get(_READ_OPTION, False)
    conn.exec_driver_sql("BEGIN" if reading_only else "BEGIN IMMEDIATE")


def default_url() -> str:
    """Return ``CANHLUA_DATABASE_URL``, or the SQLite file of this installation."""
    given = os.environ.get(URL_VARIABLE, "").strip()
    return given or f"sqlite:///{ROOT / 'data' / 'local' / 'canhlua.db'}"


def sqlite_file(url: str) -> Path | None:
    """Return the file behind an SQLite `url`; None for another engine or for a database in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def _open_to_read(url: str, file: Path) -> Engine:
    """The file as it is: neither made, nor switched to WAL, nor brought up to its log."""
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    engine = create_engine(url, creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False))
    event.listen(engine, "connect", _set_up_reader)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def open_engine(url: str | None = None, *, read_only: bool = False) -> Engine:
    """Open the database at `url` (default: `default_url`), creating the folder of an SQLite file.

    Nothing is migrated: see `migrate`. With `read_only` an SQLite file, which may be another program's, is
    not changed in a single byte and no folder is made; use `reading` on it.
    """
    url = url or default_url()
    file = sqlite_file(url)
    if file is not None and read_only:
        return _open_to_read(url, file)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one snapshot and does not write."""
    options: dict[str, Any] = {_READ_OPTION: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as conn, conn.begin():
        yield conn


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one transaction: committed at the end, rolled back on any exception."""
    with engine.begin() as conn:
        yield conn


def migration_config() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "data" / "migrations").replace("%", "%%"))
    return config


def known_revisions() -> list[str]:
    """Return the revisions that this version of the program knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()]


def revision_of(conn: Connection) -> str | None:
    """Return the revision of the open database, None for an empty one."""
    return MigrationContext.configure(conn).get_current_revision()


def _upgrade(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    found, known = revision_of(conn), known_revisions()
    if found == known[0]:
        return
    if found is not None and found not in known:
        raise UnknownRevision(revision=found)
    config = migration_config()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
    if conn.dialect.name == "sqlite":
        dangling = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
        if dangling is not None:
            raise RuntimeError(f"after the migration a row of {dangling[0]} refers to nothing")


@contextmanager
def _patient(conn: Connection) -> Iterator[None]:
    """Let an SQLite connection that has not begun wait for a migration, and make tables anew."""
    driver = conn.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.execute(f"PRAGMA busy_timeout = {MIGRATION_TIMEOUT_MS}").close()
    # A table that is made anew is dropped in between; what refers to it is looked at when all is done.
    driver.execute("PRAGMA foreign_keys = OFF").close()
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()
        driver.execute("PRAGMA foreign_keys = ON").close()


def migrate(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction that only one process runs at a time.

    Raises
    ------
    UnknownRevision
        The database was made by a newer version; nothing is changed.
    """
    with reading(engine) as conn:
        if inspect(conn).has_table("alembic_version") and revision_of(conn) == known_revisions()[0]:
            return
    with engine.connect() as conn, _patient(conn), conn.begin():
        _upgrade(conn)
