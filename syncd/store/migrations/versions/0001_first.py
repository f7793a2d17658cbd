"""The first schema: facts, decisions, follow-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates every table; the log begins here."""
    op.create_table(
        "stream",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text()),
        sa.Column("pass_no", sa.Integer(), nullable=False),
    )
    op.create_index("stream_name", "stream", ["account", "name"], unique=True)
    op.create_table(
        "account",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("last_attempt", sa.BigInteger(), nullable=False),
        sa.Column("last_success", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("address", sa.Text(), nullable=False),
    )
    op.create_index("address_text", "address", ["address"], unique=True)
    op.create_table(
        "display_name",
        sa.Column("address_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("own", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("identity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("refs", sa.LargeBinary()),
        sa.Column("size", sa.Integer(), nullable=False),
    )
    op.create_index("mail_identity", "mail", ["identity"], unique=True)
    op.create_table(
        "party",
        sa.Column("mail_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("address_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("role", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mail_copy",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("locator", sa.Text(), primary_key=True),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Text()),
        sa.Column("link", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("locator", sa.Text(), primary_key=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unreadable",
        sa.Column("stream_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("locator", sa.Text(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("pass_no", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hand",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "curation",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
    )
    op.create_table(
        "named",
        sa.Column("address", sa.Text(), primary_key=True),
        sa.Column("day", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "followup",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger()),
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("reworded", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
    )
    op.create_index("followup_key", "followup", ["key"], unique=True)
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
