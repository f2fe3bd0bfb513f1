"""Tables whose rows are never changed nor removed: a trigger on each refuses, on both engines.

`data.backup.checking` looks that the triggers stand.
"""

from alembic import op


def make_refusal() -> None:
    """The function behind the triggers on PostgreSQL; made once, before the first `keep`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION kept_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '%: what was written stays', TG_TABLE_NAME; END $$"
        )


def keep(*tables: str) -> None:
    """Let what is written in these tables stay."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in tables:
        if on_postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION kept_refuse()"
            )
            continue
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{table}: what was written stays'); END"
            )
