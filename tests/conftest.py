"""The house that tests live in: a real PostgreSQL, a database for each worker, and the cast of `tests.cast`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

import comptoir.schema
from comptoir.cli import main
from comptoir.wiring.database import Base, make_engine, make_sessions
from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings, get_settings
from tests.house import House

Run = Callable[..., Any]
ROOT = Path(__file__).parents[1]
assert comptoir.schema

TABLES = [*(table.name for table in Base.metadata.sorted_tables), "pgqueuer", "pgqueuer_log"]
EMPTY = (
    "BEGIN; SET LOCAL session_replication_role = replica;"
    + "".join(f'DELETE FROM "{name}";' for name in TABLES)
    + "COMMIT"
)
"""Without triggers no foreign key is in the way, and a DELETE of a few rows is far quicker than a TRUNCATE."""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedPostgres]:
    """One server for each worker. It is thrown away afterwards, so that nothing need reach the disk."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("pg"), fsync="off", shared_buffers="64MB")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres) -> str:
    """A migrated database of this worker's own."""
    return migrated(postgres)


def migrated(postgres: EmbeddedPostgres) -> str:
    """The URL of a new database with all tables."""
    postgres.create_database("comptoir")
    url = postgres.url("comptoir")
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")
    return url


@pytest.fixture(scope="session")
async def connections(database_url: str) -> AsyncGenerator[AsyncEngine]:
    """This worker's connections, kept from test to test."""
    engine = make_engine(database_url, pool_size=20)
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(connections: AsyncEngine) -> AsyncEngine:
    """The connections, to a database that is empty again."""
    async with connections.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute(EMPTY)
    return connections


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return make_sessions(engine)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a house with its own data folder; routing looks at every queue anew."""
    return Settings(
        database_url=database_url,
        data=tmp_path,
        public_url="http://comptoir.test",
        secret="s" * 32,
        routing_fresh_s=0,
    )


@pytest.fixture
async def house(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> AsyncGenerator[House]:
    """A small chain with its people and goods, standing at a fixed moment. See `tests.house`.

    After whatever a test did with it, stock is proved as `comptoir stock verify` does.
    """
    assert engine
    house = House(sessions, settings)
    await house.build()
    yield house
    await house.settle()
    assert await house.differences() == []


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Generator[Run]:
    """Runs `comptoir …` on the house's database, in a thread of its own: commands have their own event loop."""
    assert house.settings.database_url
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    get_settings.cache_clear()

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, list(words))

    yield run
    get_settings.cache_clear()
