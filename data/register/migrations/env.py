"""Alembic's entry: runs the migrations on the connection that `data.register.database` hands over."""

from alembic import context

from data.register import custody, intake, planning, rules, studies  # noqa: F401 - their tables belong to the register
from data.register.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
