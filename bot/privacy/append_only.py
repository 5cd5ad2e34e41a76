"""Tables to which rows can only be added: triggers refuse every change of what is written."""

from __future__ import annotations

import sqlalchemy as sa

# One server at a time makes a table.
_POSTGRESQL_LOCK = "SELECT pg_advisory_xact_lock(7203311)"


def create_append_only(engine: sa.engine.Engine, table: sa.Table) -> None:
    """Make a table with its triggers, if it is not there.

    Args:
        engine: SQLite and PostgreSQL get triggers; other databases the table alone.
        table: It has a primary key ``id``.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(_POSTGRESQL_LOCK)
            if not sa.inspect(connection).has_table(table.name):
                table.create(connection)
                for statement in _postgresql_triggers(table.name):
                    connection.exec_driver_sql(statement)
            return
        table.create(connection, checkfirst=True)
        if engine.dialect.name == "sqlite":
            for statement in _sqlite_triggers(table.name):
                connection.exec_driver_sql(statement)


def _sqlite_triggers(name: str) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name}_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {name}_delete BEFORE DELETE ON {name} {refuse}",
        # REPLACE INTO deletes without asking the trigger above.
        f"CREATE TRIGGER IF NOT EXISTS {name}_replace BEFORE INSERT ON {name} "
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE id = NEW.id) {refuse}",
    )


def _postgresql_triggers(name: str) -> tuple[str, ...]:
    return (
        f"CREATE OR REPLACE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$",
        f"CREATE OR REPLACE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {name} FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()",
    )
