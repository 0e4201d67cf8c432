"""What tests of the wiring share: brief logs, and trouble that ends with the test."""

from collections.abc import AsyncGenerator

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.logging import brief_traceback


@pytest.fixture(autouse=True, scope="session")
def brief_logs() -> None:
    brief = structlog.processors.ExceptionRenderer(brief_traceback)
    structlog.configure(processors=[brief, structlog.processors.KeyValueRenderer()])


@pytest.fixture
async def trouble(connections: AsyncEngine) -> AsyncGenerator[None]:
    """For a test that cuts connections: the tests that follow get new ones."""
    yield
    await connections.dispose()
