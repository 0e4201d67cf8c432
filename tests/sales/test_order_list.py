"""The list of orders as a browser asks for it."""

import pytest

from tests.house import BREAD, NADIA, House
from tests.identity.conftest import Browser, app, browser, chain

__all__ = ["app", "browser", "chain"]


@pytest.fixture
async def manager(browser: Browser) -> Browser:
    """Nadia at her desk."""
    await browser.sign_in(NADIA)
    return browser


async def test_a_list_narrowed_by_nothing_shows_all(house: House, manager: Browser) -> None:
    number = (await house.order((BREAD, 1))).order.number
    assert number in (await manager.get("/orders?number=&status=")).text


async def test_a_list_is_narrowed_by_number_and_status(house: House, manager: Browser) -> None:
    number = (await house.order((BREAD, 1))).order.number
    assert number in (await manager.get(f"/orders?number={number.lower()}&status=routed")).text
    assert number not in (await manager.get("/orders?number=&status=cancelled")).text


async def test_a_status_that_does_not_exist_is_refused(manager: Browser) -> None:
    assert (await manager.get("/orders?status=lost")).status_code == 400
