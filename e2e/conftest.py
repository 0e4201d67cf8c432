"""Tests in a real browser, of Comptoir as it is served. A few shops are open, and tests share them."""

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from comptoir.wiring.embedded import EmbeddedPostgres
from e2e.browsers import PATIENCE_MS, Browsers, open_chromium
from e2e.line import Line, wifi
from e2e.shop import Shop, shop_in
from tests.conftest import ROOT, database_url, postgres

__all__ = ["database_url", "postgres"]

OpenShop = Callable[..., AbstractAsyncContextManager[Shop]]
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note which tests failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What cameras see: pictures (JPEG) that a test puts there."""
    return tmp_path_factory.mktemp("camera") / "sees.mjpeg"


@pytest.fixture(scope="session")
async def chromium(camera: Path) -> AsyncGenerator[Browser]:
    """One browser program for all tests."""
    seeing = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
    async with open_chromium(*seeing) as browser:
        yield browser


@pytest.fixture(scope="session")
def open_shop(postgres: EmbeddedPostgres, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> OpenShop:
    """Opens a shop of a name, with environment variables: in the end nothing contradicts anything there, or failed."""
    assert database_url

    @asynccontextmanager
    async def open_shop(name: str, **environment: str) -> AsyncGenerator[Shop]:
        postgres.create_database(name, template="comptoir")
        async with shop_in(postgres.url(name), tmp_path_factory.mktemp(name), environment) as shop:
            yield shop
            assert await shop.house.differences() == []
        assert shop.faults() == []

    return open_shop


@pytest.fixture(scope="session")
async def patient_shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop with the usual settings."""
    async with open_shop("patient") as shop:
        yield shop


@pytest.fixture(scope="session")
async def prompt_shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop that tells customers soon that their order is ready."""
    async with open_shop("prompt", COMPTOIR_UNDO_READY_S="2") as shop:
        yield shop


@pytest.fixture
def shop(patient_shop: Shop) -> Shop:
    """The shop of a module's tests; a module that wants another has a fixture of this name."""
    return patient_shop


@pytest.fixture
async def browsers(chromium: Browser, shop: Shop, request: pytest.FixtureRequest) -> AsyncGenerator[Browsers]:
    """The test's tablets and phones: photographed where it failed, closed at its end; none may have complained."""
    browsers = Browsers(chromium, shop)
    yield browsers
    if request.node.stash.get(FAILED, False):
        await browsers.photograph(ROOT / "test-results", request.node.name)
    await browsers.close()
    assert browsers.complaints == []


@pytest.fixture
async def line() -> AsyncGenerator[Line]:
    """A Wi-Fi that can fail."""
    async with wifi() as line:
        yield line
