"""The application on a port of this machine, in a thread of its own, for clients that wait."""

import threading
from collections.abc import Generator

import pytest
import uvicorn

from comptoir.identity.rules import SCOPES
from comptoir.identity.rules.rights import LOCAL
from tests.house import LYON, House
from tests.parts import free_port
from tests.processes import wait_until
from tests.sales.conftest import key_with
from tests.served import application


@pytest.fixture
async def api_key(house: House) -> str:
    """A key that may do all that is the chain's."""
    return await key_with(house, *(set(SCOPES) - LOCAL))


@pytest.fixture
async def work_key(house: House) -> str:
    """A key that may do the work of Lyon."""
    return await key_with(house, *LOCAL, at=[LYON])


@pytest.fixture
def url(house: House) -> Generator[str]:
    """Where the application of the house answers."""
    port = free_port()
    with application(house.settings, house.clock) as app:
        server = uvicorn.Server(uvicorn.Config(app, port=port, http="httptools", log_config=None, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()
