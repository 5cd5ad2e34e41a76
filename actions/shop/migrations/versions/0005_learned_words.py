"""Words that were learned to mean things of the catalogue, as counts with noise."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "learned_words",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Float(), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=False),
    )
