"""Address books, messages and calls, what texts ask and promise, who was purged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the tables. Sources that can read texts are read once more: their cursors say for what they were written."""
    op.create_table(
        "card",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("locator", sa.Text(), primary_key=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("changed", sa.BigInteger()),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "exchange",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("locator", sa.Text(), primary_key=True),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signal",
        sa.Column("mail_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("payload", sa.Text(), nullable=False),
    )
    op.create_table(
        "tombstone",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("back", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
