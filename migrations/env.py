"""Alembic's commands to a connection that is given, inside its transaction."""

from alembic import context

from inventory.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can change few things of a table that is there
)
with context.begin_transaction():
    context.run_migrations()
