"""Which signed commands were obeyed, whatever number of mails carry them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds the column. What was obeyed until now was signed without a week, which no command is any more."""
    op.add_column("command", sa.Column("signature", sa.Text(), nullable=False, server_default=""))
