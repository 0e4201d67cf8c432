"""How we look to a browser: theme, mark, home screen, and the style guide where we are developed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import pytest

from comptoir.wiring.pages import FRONTEND, asset
from comptoir.wiring.settings import Settings
from tests.house import House
from tests.served import application


@asynccontextmanager
async def browsing(settings: Settings, **cookies: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser that keeps cookies of an earlier visit."""
    with application(settings) as app:
        transport = httpx.ASGITransport(cast(Any, app))
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
        icons = ("mark.svg", "touch.png", "icon-192.png", "icon-512.png", "maskable-512.png", "mark.svg")
        assert named == [asset(name) for name in icons]
        assert {(await browser.get(path)).status_code for path in named} == {200}
        assert (await browser.get(named[0])).text == (FRONTEND / "icons" / "mark.svg").read_text()


async def test_the_app_can_be_installed(settings: Settings) -> None:
    async with browsing(settings) as browser:
        manifest = (await browser.get("/manifest.webmanifest")).json()
        assert (manifest["id"], manifest["start_url"], manifest["display"]) == ("/", "/", "standalone")
        assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
        assert [icon["sizes"] for icon in manifest["icons"] if icon.get("purpose") == "maskable"] == ["512x512"]


async def test_tablets_ask_each_time_whether_there_is_a_new_service_worker(settings: Settings) -> None:
    async with browsing(settings) as browser:
        answer = await browser.get("/worker.js")
        assert (answer.headers["cache-control"], answer.headers["content-type"]) == (
            "no-cache",
            "text/javascript; charset=utf-8",
        )
        assert asset("app.js") in answer.text


async def test_the_page_for_no_connection_holds_nothing_of_anybody(house: House) -> None:
    async with browsing(house.settings) as browser:
        answer = await browser.get("/offline")
        assert (answer.status_code, "data-staff" in answer.text) == (200, False)


@pytest.mark.parametrize(("development", "status"), [(True, 200), (False, 404)])
async def test_the_style_guide_is_there_only_in_development(house: House, development: bool, status: int) -> None:
    async with browsing(house.settings.model_copy(update={"development": development})) as browser:
        answer = await browser.get("/styleguide")
        assert answer.status_code == status
        assert ("A7K-2901" in answer.text) is development
