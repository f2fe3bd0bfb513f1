import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from data.errors import UnknownRevision
from data.store.engine import known_revisions, migrate, reading, revision_of, writing
from data.store.tables import metadata

ROOT = Path(__file__).resolve().parents[3]


def _not_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    return not (kind == "table" and name == "spatial_ref_sys")


def test_migrations_and_metadata_agree(empty_engine: Engine) -> None:
    migrate(empty_engine)
    with reading(empty_engine) as conn:
        context = MigrationContext.configure(
            conn,
            opts={"compare_type": True, "compare_server_default": True, "include_object": _not_ours},
        )
        assert compare_metadata(context, metadata) == []


def test_the_comparison_would_see_a_missing_column(empty_engine: Engine) -> None:
    migrate(empty_engine)
    with writing(empty_engine) as conn:
        conn.execute(text("ALTER TABLE setting ADD COLUMN extra TEXT"))
    with reading(empty_engine) as conn:
        context = MigrationContext.configure(conn, opts={"include_object": _not_ours})
        assert [change[0] for change in compare_metadata(context, metadata)] == ["remove_column"]


def test_every_check_of_the_metadata_is_in_the_database(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in metadata.tables.values():
        wanted = {str(each.name) for each in table.constraints if str(each.name).startswith("ck_")}
        assert {str(found["name"]) for found in inspector.get_check_constraints(table.name)} == wanted


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as conn:
        assert revision_of(conn) == known_revisions()[0]
        assert conn.execute(text("SELECT count(*) FROM journal_head")).scalar_one() == 1


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownRevision) as caught:
        migrate(engine)
    assert caught.value.params == {"revision": "9999"}


def test_processes_that_start_at_once_migrate_once(empty_engine: Engine) -> None:
    url = empty_engine.url.render_as_string(hide_password=False)
    # Each says that it is ready and starts when all are.
    code = (
        "import sys; from data.store.engine import open_engine, migrate; engine = open_engine(sys.argv[1]);"
        "print('ready', flush=True); sys.stdin.readline(); migrate(engine)"
    )
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
    with reading(empty_engine) as conn:
        assert revision_of(conn) == known_revisions()[0]
        assert conn.execute(text("SELECT count(*) FROM journal_head")).scalar_one() == 1
