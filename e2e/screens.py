"""Photographs every screen: `python -m e2e.screens`, or `python -m e2e.screens queue handover` for some of them.

All go to docs/screens/all (not kept in git), in both languages, light and dark, on a tablet lying or upright, and on a
phone; those that the documentation shows go to docs/screens.
"""

import asyncio
import base64
import sys
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.async_api import Page, ViewportSize

from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.locales import LOCALES
from e2e.browsers import PHONE, TABLET, UPRIGHT, Browsers, open_chromium
from e2e.scenes import SCENES
from e2e.shop import Shop, shop_in
from e2e.stage import ENVIRONMENT, Stage, set_the_stage, take_seats
from e2e.tablet import Tablet
from tests.conftest import migrated

ROOT = Path(__file__).parents[1]
SCREENS = ROOT / "docs" / "screens"
DEVICES = {"tablet": TABLET, "upright": UPRIGHT, "phone": PHONE}
QUALITY = 80


class Look(NamedTuple):
    """One way to see a scene."""

    locale: str
    theme: Literal["light", "dark"]
    device: str


LOOKS = [Look(*look) for look in product(LOCALES, ("light", "dark"), DEVICES)]

CHOSEN = {
    "queue-en-light-tablet",
    "queue-fr-dark-tablet",
    "queue-en-light-phone",
    "queue_of_manager-en-light-tablet",
    "preparation_picking-en-light-tablet",
    "preparation_picking-en-dark-phone",
    "preparation_ready-fr-light-phone",
    "refuse-en-light-tablet",
    "handover_found-en-light-tablet",
    "pickup_preparing-fr-light-phone",
    "pickup_ready-en-light-phone",
    "pickup_ready-en-dark-phone",
    "delivery_in_parts-en-light-phone",
    "pin_pad-en-light-tablet",
    "orders-en-light-tablet",
    "order-en-dark-tablet",
    "team-fr-light-tablet",
    "count_scanned-en-light-tablet",
    "count_scanned-fr-dark-phone",
    "count_to_be_approved-en-light-tablet",
    "board-en-light-tablet",
    "wave-en-light-tablet",
    "put_back-fr-light-phone",
    "practice_begun-en-light-tablet",
    "carrier-en-dark-tablet",
}
"""What the documentation shows."""

COVER = "queue-en-light-tablet"
"""What the README shows, in twice the resolution."""


async def main(names: Iterable[str]) -> None:
    """Photograph these scenes, or all."""
    async with open_stage() as (stage, seats):
        for name in names or SCENES:
            for locale in LOCALES:
                await photograph(stage, seats[SCENES[name].who], name, locale)


@asynccontextmanager
async def open_stage() -> AsyncGenerator[tuple[Stage, dict[str, Tablet]]]:
    """A store in the middle of its day, and who looks."""
    async with open_shop() as shop, open_chromium() as chromium:
        stage = await set_the_stage(shop, Browsers(chromium, shop))
        yield stage, await take_seats(Browsers(chromium, shop))


@asynccontextmanager
async def open_shop() -> AsyncGenerator[Shop]:
    """A shop on a database that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = EmbeddedPostgres(Path(folder, "pg"), fsync="off")
        postgres.start()
        try:
            url = await asyncio.to_thread(migrated, postgres)
            async with shop_in(url, Path(folder), ENVIRONMENT) as shop:
                yield shop
        finally:
            postgres.stop()


async def photograph(stage: Stage, screen: Tablet, name: str, locale: str) -> None:
    """A scene in one language, in all its looks."""
    await screen.speak(locale)
    await screen.mend()
    await SCENES[name].show(stage, screen)
    await screen.settles()
    await screen.page.evaluate("scrollTo(0, 0)")  # what was tapped may stand far below
    for look in LOOKS:
        if look.locale == locale:
            await screen.page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")
            await screen.page.set_viewport_size(DEVICES[look.device])
            await keep(screen.page, f"{name}-{'-'.join(look)}", DEVICES[look.device])


async def keep(page: Page, name: str, size: ViewportSize) -> None:
    """Put a photograph where it belongs."""
    (SCREENS / "all").mkdir(parents=True, exist_ok=True)
    photo = await shoot(page, size, "webp")
    (SCREENS / "all" / f"{name}.webp").write_bytes(photo)
    if name in CHOSEN:
        (SCREENS / f"{name}.webp").write_bytes(photo)
    if name == COVER:
        (SCREENS.parent / "images" / "queue.png").write_bytes(await shoot(page, size, "png", scale=2))


async def shoot(page: Page, size: ViewportSize, kind: Literal["webp", "png"], *, scale: int = 1) -> bytes:
    """What the screen shows; Playwright itself writes no WebP."""
    clip = {"x": 0, "y": 0, **size, "scale": scale}
    devtools = await page.context.new_cdp_session(page)
    options = {"format": kind, "clip": clip} | ({"quality": QUALITY} if kind == "webp" else {})
    picture = await devtools.send("Page.captureScreenshot", options)
    await devtools.detach()
    return base64.b64decode(picture["data"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
