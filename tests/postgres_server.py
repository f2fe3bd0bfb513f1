"""A PostgreSQL of our own for the tests: a temporary cluster behind a unix socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from data.store.engine import migrate, open_engine

_OWNER = "postgres"
EMPTY = "canhlua_empty"
MIGRATED = "canhlua_migrated"


class PostgresAbsentError(Exception):
    """There is no PostgreSQL with PostGIS to test on; the message says what is missing."""


def _programs() -> Path:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    for place in reversed(places):
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    raise PostgresAbsentError("no initdb and pg_ctl under /usr/lib/postgresql or on the path")


def _as_owner() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("runuser") is None:
        raise PostgresAbsentError("running as root, and runuser is not installed")
    return ["runuser", "-u", _OWNER, "--"]


def _run(command: list[str], folder: Path) -> None:
    # Output goes to a file: the server inherits it, and a pipe would never end.
    with (folder / "commands.log").open("ab") as log:
        done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise PostgresAbsentError(f"{command[-1]} failed: {(folder / 'commands.log').read_text()[-400:]}")


class PostgresServer:
    """Databases on the temporary cluster."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._count = 0
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self._socket}"

    def execute(self, statement: str) -> None:
        with self._admin.connect() as conn:
            conn.execute(text(statement))

    def prepare(self) -> None:
        """Make the two templates that databases are copied from, which is faster than migrating each."""
        self.execute(f"CREATE DATABASE {EMPTY}")
        engine = open_engine(self.url(EMPTY))
        with engine.begin() as conn:
            try:
                conn.execute(text("CREATE EXTENSION postgis"))
            except Exception as error:
                raise PostgresAbsentError(f"PostGIS is not installed: {error}") from error
        engine.dispose()
        self.execute(f"CREATE DATABASE {MIGRATED} TEMPLATE {EMPTY}")
        engine = open_engine(self.url(MIGRATED))
        migrate(engine)
        engine.dispose()

    @contextmanager
    def database(self, template: str) -> Iterator[str]:
        """Give the URL of a fresh copy of `template`."""
        self._count += 1
        name = f"canhlua_test_{self._count}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a cluster, give it, stop and remove it.

    Raises
    ------
    PostgresAbsentError
        It cannot be had on this machine.
    """
    if os.name != "posix":
        raise PostgresAbsentError("the temporary cluster needs unix sockets")
    programs, prefix = _programs(), _as_owner()
    folder = Path(tempfile.mkdtemp(prefix="canhlua-pg-"))
    try:
        if prefix:
            shutil.chown(folder, _OWNER)
        cluster = folder / "cluster"
        # Two transactions of one test that wait for each other are a failure, not a run without end.
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        settings += " -c lock_timeout=60s"
        _run(
            [
                *prefix,
                str(programs / "initdb"),
                "-U",
                _OWNER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                str(cluster),
            ],
            folder,
        )
        control = [*prefix, str(programs / "pg_ctl"), "-D", str(cluster), "-w"]
        _run([*control, "-o", settings, "-l", str(folder / "server.log"), "start"], folder)
        server = PostgresServer(folder)
        try:
            server.prepare()
            yield server
        finally:
            server.close()
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
