"""Tickets know for whom they were opened, so that a shopper's can be shown and emptied."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("opened_for", sa.String(length=64), nullable=True))
    op.add_column("tickets", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.create_index("ix_tickets_opened_for", "tickets", ["opened_for"])
