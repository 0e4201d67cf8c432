"""Every screen, light and dark, on tablet and phone: usable by everybody, not wider than the glass, no complaint."""

from collections.abc import AsyncGenerator
from itertools import product

import pytest
from playwright.async_api import Browser, Page

from e2e.axe import violations
from e2e.browsers import PHONE, TABLET, Browsers
from e2e.conftest import OpenShop
from e2e.scenes import SCENES
from e2e.stage import Stage, set_the_stage, take_seats
from e2e.tablet import Tablet

LOOKS = tuple(product(("light", "dark"), (TABLET, PHONE)))
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
async def stage(open_shop: OpenShop, chromium: Browser) -> AsyncGenerator[Stage]:
    """A store in the middle of its day."""
    async with open_shop("stage", COMPTOIR_DEVELOPMENT="true") as shop:
        yield await set_the_stage(shop, Browsers(chromium, shop))


@pytest.fixture(scope="module")
async def seats(stage: Stage, chromium: Browser) -> AsyncGenerator[dict[str, Tablet]]:
    """Who looks, each at their own browser."""
    browsers = Browsers(chromium, stage.shop)
    yield await take_seats(browsers)
    await browsers.close()


@pytest.mark.parametrize("name", SCENES)
async def test_everybody_can_use(name: str, stage: Stage, seats: dict[str, Tablet]) -> None:
    scene = SCENES[name]
    screen = seats[scene.who]
    await scene.show(stage, screen)
    await screen.settles()

    found: list[str] = []
    for theme, viewport in LOOKS:
        await screen.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        await screen.page.set_viewport_size(viewport)
        look = f"{theme}, {viewport['width']} px"
        found += [f"{look}: {problem}" for problem in [*await violations(screen.page), *await too_wide(screen.page)]]

    assert found == []
    assert screen.watch.take() == []


async def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways."""
    return ["wider than the screen"] if await page.evaluate(TOO_WIDE) else []
