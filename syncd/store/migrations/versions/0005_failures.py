"""How often in a row an account could not be read: what the daemon's pauses follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the count; it begins at none."""
    op.add_column("account", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
