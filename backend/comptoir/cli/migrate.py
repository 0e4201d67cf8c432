"""`comptoir migrate`: the tables as this version of Comptoir wants them."""

import asyncio
from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from comptoir.cli.database import database
from comptoir.cli.working import working
from comptoir.routing.actions import publish_standard
from comptoir.wiring.database import async_url
from comptoir.wiring.settings import get_settings

ALEMBIC_INI = Path(__file__).parents[3] / "alembic.ini"
ONE_AT_A_TIME = 7_262_667  # any number, the same for all


@click.command
def command() -> None:
    """Bring the database's tables up to date."""
    with database():
        asyncio.run(migrate())


async def migrate() -> None:
    """Apply the migrations that are missing, and let a policy hold where there is none.

    Of several processes that try at once, one does and the others wait.
    """
    engine = create_async_engine(async_url(get_settings().database_url or ""), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
            await connection.commit()
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await engine.dispose()
    async with working(get_settings()) as work:
        await publish_standard(work)
        await work.commit()


def _upgrade(connection: Connection) -> None:
    config = Config(ALEMBIC_INI, attributes={"connection": connection})
    alembic.upgrade(config, "head")
