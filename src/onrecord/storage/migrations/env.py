"""Run by Alembic inside the transaction that `storage.migrate` has begun: all of it happens or none."""

from alembic import context

from onrecord.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
