"""How we look to a browser: theme, mark, home screen, and the style guide where we are developed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from comptoir.app import create_app
from comptoir.wiring.pages import FRONTEND, asset
from comptoir.wiring.settings import Settings
from tests.house import House


@asynccontextmanager
async def browsing(settings: Settings, **cookies: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser that keeps cookies of an earlier visit."""
    app: Any = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://comptoir.test", cookies=cookies) as browser:
        yield browser


@pytest.mark.parametrize(("kept", "drawn"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
async def test_the_first_frame_is_in_the_theme_that_was_chosen(house: House, path: str, kept: str, drawn: str) -> None:
    async with browsing(house.settings, theme=kept) as browser:
        assert drawn in (await browser.get(path)).text


@pytest.mark.parametrize("kept", ["auto", "", 'dark"><script>'])
async def test_any_other_leaves_it_to_the_device(house: House, kept: str) -> None:
    async with browsing(house.settings, theme=kept) as browser:
        assert "data-theme=" not in (await browser.get("/sign-in")).text


async def test_browsers_find_our_mark(settings: Settings) -> None:
    async with browsing(settings) as browser:
        manifest = (await browser.get("/manifest.webmanifest")).json()
        named = [icon["src"] for icon in manifest["icons"]] + [(await browser.get("/favicon.ico")).headers["location"]]
        assert named == [asset("mark.svg"), asset("touch.png"), asset("mark.svg")]
        assert [(await browser.get(path)).status_code for path in named] == [200, 200, 200]
        assert (await browser.get(named[0])).text == (FRONTEND / "icons" / "mark.svg").read_text()


@pytest.mark.parametrize(("development", "status"), [(True, 200), (False, 404)])
async def test_the_style_guide_is_there_only_in_development(house: House, development: bool, status: int) -> None:
    async with browsing(house.settings.model_copy(update={"development": development})) as browser:
        answer = await browser.get("/styleguide")
        assert answer.status_code == status
        assert ("A7K-2901" in answer.text) is development
