"""Views of the catalogue, and a version that any client's change moves on."""

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = ("products", "variants", "reviews")

# The key tells one database's count from another's, for example after `make clean seed`.
_COUNTER = (
    """
    CREATE TABLE catalogue_changes (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        shop_key VARCHAR(32) NOT NULL,
        changes BIGINT NOT NULL,
        last_transaction BIGINT
    )
    """,
    """
    CREATE VIEW catalogue_version AS
    SELECT shop_key || '-' || changes AS version FROM catalogue_changes
    """,
)

_SQLITE_KEY = "INSERT INTO catalogue_changes VALUES (1, lower(hex(randomblob(8))), 0, NULL)"
_SQLITE_TRIGGER = """
    CREATE TRIGGER {table}_{event}_moves_catalogue AFTER {event} ON {table}
    BEGIN
        UPDATE catalogue_changes SET changes = changes + 1;
    END
"""

_POSTGRESQL_KEY = """
    INSERT INTO catalogue_changes
    VALUES (1, left(md5(random()::text || clock_timestamp()::text), 16), 0, NULL)
"""
# Once a transaction is enough, however many rows it changes.
_POSTGRESQL_FUNCTION = """
    CREATE FUNCTION move_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE catalogue_changes SET changes = changes + 1, last_transaction = txid_current()
        WHERE last_transaction IS DISTINCT FROM txid_current();
        RETURN NULL;
    END
    $$
"""
# At commit: the one row of the counter is then the last that a transaction locks, for a moment.
# A statement's trigger would hold it from the first change on, so that all who sell would queue,
# and two that change the same products in another order could lock each other out.
_POSTGRESQL_TRIGGER = """
    CREATE CONSTRAINT TRIGGER {table}_moves_catalogue
    AFTER INSERT OR UPDATE OR DELETE ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION move_catalogue_version()
"""
_POSTGRESQL_TRUNCATE = """
    CREATE TRIGGER {table}_truncate_moves_catalogue AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION move_catalogue_version()
"""

# An attribute "waterproof: yes" is known by its name; numbers alone are no words to look for.
_TERMS = """
    CREATE VIEW catalogue_terms AS
    WITH own AS (
        SELECT id, title, brand, category, attributes, tags FROM products
        WHERE active AND EXISTS (SELECT 1 FROM variants WHERE product_id = products.id)
    ),
    facts AS (
        SELECT lower({key}) AS name, {value} AS value
        FROM variants JOIN own ON own.id = variants.product_id, {options}
        UNION
        SELECT lower({attribute}) AS name, {attribute_value} AS value FROM own, {attributes}
    ),
    terms AS (
        SELECT 'category' AS entity, category AS value FROM own
        UNION SELECT 'brand', brand FROM own
        UNION SELECT 'product', title FROM own
        UNION SELECT 'attribute', {tag} FROM own, {tags}
        UNION SELECT CASE WHEN name = 'colour' THEN 'color' ELSE name END, value FROM facts
            WHERE name IN ('color', 'colour', 'material', 'size')
        UNION SELECT 'attribute', replace(name, '_', ' ') FROM facts
            WHERE name NOT IN ('color', 'colour', 'material', 'size')
            AND lower(value) IN ('yes', 'true')
        UNION SELECT 'attribute', value FROM facts
            WHERE name NOT IN ('color', 'colour', 'material', 'size')
            AND lower(value) NOT IN ('yes', 'true', 'no', 'false', 'none') AND {has_words}
    )
    SELECT entity, value FROM terms WHERE trim(value) <> ''
"""
_SQLITE_TERMS = {
    "key": "option.key",
    "value": "option.value",
    "options": "json_each(variants.options) AS option",
    "attribute": "attribute.key",
    "attribute_value": "entry.value",
    "attributes": "json_each(own.attributes) AS attribute, json_each(attribute.value) AS entry",
    "tag": "tag.value",
    "tags": "json_each(own.tags) AS tag",
    "has_words": "value GLOB '*[^0-9 .,-]*'",
}
_POSTGRESQL_TERMS = {
    "key": "option.key",
    "value": "option.value",
    "options": "json_each_text(variants.options) AS option",
    "attribute": "attribute.key",
    "attribute_value": "entry.value",
    "attributes": (
        "json_each(own.attributes) AS attribute, "
        "json_array_elements_text(attribute.value) AS entry(value)"
    ),
    "tag": "tag.value",
    "tags": "json_array_elements_text(own.tags) AS tag(value)",
    "has_words": "value ~ '[^0-9 .,-]'",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in _COUNTER:
        op.execute(statement)
    if dialect == "sqlite":
        op.execute(_SQLITE_KEY)
        for table in _TABLES:
            for event in ("INSERT", "UPDATE", "DELETE"):
                op.execute(_SQLITE_TRIGGER.format(table=table, event=event))
        op.execute(_TERMS.format(**_SQLITE_TERMS))
    else:
        op.execute(_POSTGRESQL_KEY)
        op.execute(_POSTGRESQL_FUNCTION)
        for table in _TABLES:
            op.execute(_POSTGRESQL_TRIGGER.format(table=table))
            op.execute(_POSTGRESQL_TRUNCATE.format(table=table))
        op.execute(_TERMS.format(**_POSTGRESQL_TERMS))
