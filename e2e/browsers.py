"""The browsers of a test."""

import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from comptoir.wiring.actors import Actor
from e2e.line import Line
from e2e.shop import PASSWORD, Shop
from e2e.tablet import EARS, Phone, Screen, Tablet
from e2e.watch import Watch

TABLET = ViewportSize(width=1024, height=768)
UPRIGHT = ViewportSize(width=768, height=1024)
"""A tablet, held upright."""

PHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 15_000
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FIND = Path(__file__).parents[1] / "scripts" / "find_browser.py"
HERE = {"locale": "en-GB", "timezone_id": "Europe/Paris", "has_touch": True, "service_workers": "block"}


@asynccontextmanager
async def open_chromium(*arguments: str) -> AsyncGenerator[Browser]:
    """A browser program that goes nowhere by itself."""
    found = subprocess.run([sys.executable, FIND], check=True, capture_output=True, text=True).stdout.strip()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *arguments])
        yield browser
        await browser.close()


@asynccontextmanager
async def lasting_tablet(shop: Shop, folder: Path) -> AsyncGenerator[Tablet]:
    """A tablet whose browser keeps what it keeps in a folder, and opens without a connection; closed at the end."""
    found = subprocess.run([sys.executable, FIND], check=True, capture_output=True, text=True).stdout.strip()
    options: dict[str, Any] = {"viewport": TABLET, "base_url": shop.url, **HERE, "service_workers": "allow"}
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder, executable_path=found, args=list(ARGUMENTS), **options
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(EARS)
        watch = Watch(context)
        watch.forgive("net::ERR_", "WebSocket connection to", "htmx:error", "live: You do not have the right")
        yield Tablet(shop, context, await context.new_page(), watch)
        await context.close()
        assert not watch.complaints, watch.complaints


class Browsers:
    """Opens tablets and phones at a shop."""

    def __init__(self, chromium: Browser, shop: Shop) -> None:
        self._chromium, self._shop = chromium, shop
        self._open: list[Screen] = []

    async def tablet(self, person: Actor | None = None, *, name: str = "Counter", **options: Any) -> Tablet:
        """A tablet of Lyon where somebody is signed in and sees the queue; or one that is not enrolled yet."""
        tablet = Tablet(self._shop, *await self._new(TABLET, **options))
        self._open.append(tablet)
        if person:
            await tablet.enrol(name)
            await tablet.sign_in(person)
        return tablet

    async def office(self, person: Actor) -> Tablet:
        """The browser of a manager or of headquarters, signed in by password; no page is open."""
        tablet = await self.tablet()
        await tablet.post("/sign-in", email=f"{person.id}@example.fr", password=PASSWORD)
        return tablet

    async def phone(self, url: str, **options: Any) -> Phone:
        """A customer's phone, with a page open."""
        phone = Phone(self._shop, *await self._new(PHONE, **options))
        self._open.append(phone)
        await phone.go(url)
        await phone.is_live()
        return phone

    async def _new(
        self, viewport: ViewportSize, *, line: Line | None = None, **options: Any
    ) -> tuple[BrowserContext, Page, Watch]:
        """`line` is the Wi-Fi that the shop is reached by."""
        proxy = {"proxy": {"server": line.url, "bypass": "<-loopback>"}} if line else {}
        chosen: dict[str, Any] = {"viewport": viewport, "base_url": self._shop.url, **HERE, **proxy, **options}
        context = await self._chromium.new_context(**chosen)
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(EARS)
        watch = Watch(context)
        return context, await context.new_page(), watch

    async def photograph(self, folder: Path, name: str) -> None:
        """What they show, for somebody who looks for the cause of a failure."""
        folder.mkdir(exist_ok=True)
        for place, screen in enumerate(self._open):
            await screen.page.screenshot(path=folder / f"{name}-{place}.png")

    async def close(self) -> None:
        for screen in self._open:
            await screen.context.close()

    @property
    def complaints(self) -> list[str]:
        return [complaint for screen in self._open for complaint in screen.watch.complaints]
