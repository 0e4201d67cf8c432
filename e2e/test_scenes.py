"""Every screen, in English and light, in French and dark, on tablet and phone: usable by everybody, wide enough."""

from collections.abc import AsyncGenerator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from e2e.axe import violations
from e2e.browsers import PHONE, TABLET, UPRIGHT, Browsers
from e2e.conftest import OpenShop
from e2e.scenes import SCENES
from e2e.stage import ENVIRONMENT, Stage, set_the_stage, take_seats
from e2e.tablet import Tablet
from e2e.targets import small_targets

LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (("en", "light"), ("fr", "dark"))
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
async def stage(open_shop: OpenShop, chromium: Browser) -> AsyncGenerator[Stage]:
    """A store in the middle of its day."""
    async with open_shop("stage", **ENVIRONMENT) as shop:
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
    found: list[str] = []

    for locale, theme in LOOKS:
        await screen.speak(locale)
        await screen.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        await screen.mend()
        await scene.show(stage, screen)
        await screen.settles()
        found += [f"{locale}, {theme}, {problem}" for problem in await problems(screen.page)]

    assert found == []
    assert screen.watch.take() == []


async def problems(page: Page) -> list[str]:
    """What is wrong with the page on the tablet and on the phone."""
    found: list[str] = []
    for size in (PHONE, UPRIGHT, TABLET):
        await page.set_viewport_size(size)
        found += [f"{size['width']} px: {problem}" for problem in await _problems(page, size)]
    return found


async def _problems(page: Page, size: ViewportSize) -> list[str]:
    """axe finds the same upright as lying down, and takes long."""
    found = [] if size == UPRIGHT else await violations(page)
    return [*found, *await too_wide(page), *await small_targets(page)]


async def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways."""
    return ["wider than the screen"] if await page.evaluate(TOO_WIDE) else []
