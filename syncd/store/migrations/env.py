"""Alembic's entry: runs the migrations on the connection that `syncd.store.engine.migrate` hands over."""

from __future__ import annotations

from alembic import context

from syncd.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't alter in place
    transaction_per_migration=False,
)
context.run_migrations()
