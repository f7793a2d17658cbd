"""Addresses that a provider reports as the owner's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the table; it fills with the next complete reading of an account's mail."""
    op.create_table(
        "own_address",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("address", sa.Text(), primary_key=True),
        sqlite_with_rowid=False,
    )
