"""Runs migrations on the database that the settings name, or on the connection that a caller hands in."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import comptoir.schema  # noqa: F401  # pyright: ignore[reportUnusedImport] - so that all tables are known
from comptoir.wiring.database import Base, async_url
from comptoir.wiring.settings import get_settings


def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Leaves out the job queue's tables: its own package installs and upgrades them."""
    return not (kind == "table" and name and name.startswith("pgqueuer"))


def migrate(connection: Connection) -> None:
    # A migration that waits for a lock makes every later statement wait behind it: give up soon, try again later.
    connection.exec_driver_sql("SET lock_timeout = '4s'")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_configured() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or get_settings().database_url
    if not url:
        raise SystemExit("Set DATABASE_URL to the database that is to be migrated.")
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


if (given := context.config.attributes.get("connection")) is not None:
    migrate(given)
else:
    asyncio.run(migrate_configured())
