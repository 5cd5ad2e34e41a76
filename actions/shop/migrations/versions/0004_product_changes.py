"""Which products have changed since a version of the catalogue, so that only these are read."""

from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = {"products": "id", "variants": "product_id", "reviews": "product_id"}

_CHANGES = (
    """
    CREATE TABLE product_changes (
        product_id INTEGER PRIMARY KEY,
        change BIGINT NOT NULL
    )
    """,
    "CREATE INDEX ix_product_changes_change ON product_changes (change)",
)

# Deleted first: where the statement that set off the trigger says OR IGNORE, that would hold for
# a conflict in here too.
_SQLITE_NOTE = """
        DELETE FROM product_changes WHERE product_id = {row}.{key};
        INSERT INTO product_changes
        SELECT {row}.{key}, changes FROM catalogue_changes WHERE {row}.{key} IS NOT NULL;
"""
_SQLITE_TRIGGER = """
    CREATE TRIGGER {table}_{event}_moves_catalogue AFTER {event} ON {table}
    BEGIN
        UPDATE catalogue_changes SET changes = changes + 1;
        {notes}
    END
"""
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

# After TRUNCATE nobody knows of which products: the new key has all of them read.
_POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION move_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        changed INTEGER[];
    BEGIN
        UPDATE catalogue_changes SET changes = changes + 1, last_transaction = txid_current()
        WHERE last_transaction IS DISTINCT FROM txid_current();
        IF TG_OP = 'TRUNCATE' THEN
            UPDATE catalogue_changes
            SET shop_key = left(md5(random()::text || clock_timestamp()::text), 16);
            RETURN NULL;
        END IF;
        IF TG_TABLE_NAME = 'products' THEN
            IF TG_OP <> 'INSERT' THEN changed := changed || OLD.id; END IF;
            IF TG_OP <> 'DELETE' THEN changed := changed || NEW.id; END IF;
        ELSE
            IF TG_OP <> 'INSERT' THEN changed := changed || OLD.product_id; END IF;
            IF TG_OP <> 'DELETE' THEN changed := changed || NEW.product_id; END IF;
        END IF;
        INSERT INTO product_changes
        SELECT DISTINCT own, changes FROM unnest(changed) AS own, catalogue_changes
        WHERE own IS NOT NULL
        ON CONFLICT (product_id) DO UPDATE SET change = excluded.change;
        RETURN NULL;
    END
    $$
"""


def upgrade() -> None:
    for statement in _CHANGES:
        op.execute(statement)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(_POSTGRESQL_FUNCTION)
        return
    for table, key in _TABLES.items():
        for event, rows in _ROWS.items():
            notes = "".join(_SQLITE_NOTE.format(row=row, key=key) for row in rows)
            op.execute(f"DROP TRIGGER {table}_{event}_moves_catalogue")
            op.execute(_SQLITE_TRIGGER.format(table=table, event=event, notes=notes))
