"""What tests of the wiring share: brief logs, and trouble that ends with the test."""

from collections.abc import AsyncGenerator

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring import pages
from comptoir.wiring.logging import brief_traceback
from comptoir.wiring.settings import Settings
from tests.wiring.server import Server, served


@pytest.fixture(autouse=True, scope="session")
def brief_logs() -> None:
    brief = structlog.processors.ExceptionRenderer(brief_traceback)
    structlog.configure(processors=[brief, structlog.processors.KeyValueRenderer()])


@pytest.fixture
async def trouble(connections: AsyncEngine) -> AsyncGenerator[None]:
    """For a test that cuts connections: the tests that follow get new ones."""
    yield
    await connections.dispose()


@pytest.fixture
async def server(
    settings: Settings, engine: AsyncEngine, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Server]:
    """A web process with the live socket, on an empty log."""
    assert engine, "the tables are empty"
    monkeypatch.setattr(pages, "render", lambda locale, _template, **context: f"{locale} {context['rings']}")
    server = Server(settings, unused_tcp_port)
    async with served(server, unused_tcp_port):
        yield server
