"""Change CHECKs of tables that are there: in place on PostgreSQL, on SQLite by making the table anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def listed(values: Sequence[str]) -> str:
    """Values as a CHECK made by `one_of` has them between its parentheses."""
    return ", ".join(f"'{each}'" for each in values)


def _on_sqlite(table: str, before: str, now: str) -> None:
    """SQLite cannot change a CHECK: the table is made anew (https://sqlite.org/lang_altertable.html, 7)."""
    conn = op.get_bind()
    about = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    made: dict[str, list[str]] = {kind: [] for kind in ("table", "index", "trigger")}
    for kind, sql in conn.execute(about, {"table": table}):
        made[kind].append(sql)
    (text,) = made["table"]
    if before not in text:
        raise RuntimeError(f"{table}: this CHECK is not as it was made: {before}")
    wide, name = f"{table}_wide", text.split("(", 1)[0]
    text = text.replace(before, now)
    op.execute(text.replace(name, f"CREATE TABLE {wide} ", 1))
    op.execute(f"INSERT INTO {wide} SELECT * FROM {table}")  # noqa: S608 -- names of our own files
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {wide} RENAME TO {table}")
    for sql in (*made["index"], *made["trigger"]):
        op.execute(sql)


def change_check(table: str, name: str, before: str, now: str) -> None:
    """Let the CHECK ``ck_<table>_<name>`` say `now` instead of `before`.

    Raises
    ------
    RuntimeError
        On SQLite: the CHECK does not say `before`.
    """
    if op.get_bind().dialect.name == "postgresql":
        constraint = op.f(f"ck_{table}_{name}")
        op.drop_constraint(constraint, table, type_="check")
        op.create_check_constraint(constraint, table, now)
    else:
        _on_sqlite(table, before, now)


def widen(table: str, column: str, before: Sequence[str], added: Sequence[str]) -> None:
    """Let `column` hold more values than it did. Raises as `change_check`."""
    now = listed([*before, *added])
    change_check(table, column, f"{column} IN ({listed(before)})", f"{column} IN ({now})")
