"""The text of mails, for accounts whose config says `bodies = "keep"`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the table; it fills with mail that is read from now on."""
    op.create_table(
        "body",
        sa.Column("mail_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("account", sa.Text(), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
