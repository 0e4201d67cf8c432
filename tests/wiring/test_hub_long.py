"""A long topic is looked at when a page with it is opened, so that its first push brings only what changed."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from tests.wiring.shop import LYON, QUEUE, Shop
from tests.wiring.stage import until

ROWS = '<ol><li data-mark="a{n}" id="entry-1">Brie</li><li data-mark="b" id="entry-2">Comté</li></ol>'
COMTE_STAYS = '<li data-mark="b" id="entry-2" data-same></li>'


class LongShop(Shop):
    """Stores with rows, one of which says how often a bell rang."""

    async def _render(self, topic: str, locale: str) -> str:
        await super()._render(topic, locale)
        return ROWS.format(n=self.state[topic])


@pytest.fixture
async def shop() -> AsyncGenerator[LongShop]:
    shop = LongShop(replace(QUEUE, is_long=True))
    yield shop
    await shop.hub.background.cancel()


async def test_the_first_push_brings_the_row_that_changed(shop: LongShop) -> None:
    tablet = shop.show(LYON)
    await until(lambda: shop.rendered)
    await asyncio.sleep(0)
    shop.ring(LYON)
    await until(lambda: tablet.pushes)
    [(_, html)] = tablet.pushes
    assert "Brie" in html
    assert COMTE_STAYS in html


async def test_a_change_that_comes_meanwhile_is_pushed_whole(shop: LongShop) -> None:
    tablet = shop.show(LYON)
    shop.ring(LYON)
    await until(lambda: tablet.pushes)
    assert tablet.pushes == [(LYON, ROWS.format(n=1))]


async def test_many_pages_are_looked_at_once(shop: LongShop) -> None:
    for _ in range(20):
        shop.show(LYON)
    await asyncio.sleep(0.03)
    shop.show(LYON)
    await asyncio.sleep(0.03)
    assert shop.rendered == [(LYON, "en")]


async def test_where_it_cannot_be_looked_at_the_first_push_is_whole(shop: LongShop) -> None:
    shop.trouble = RuntimeError("no such page")
    tablet = shop.show(LYON)
    await until(lambda: shop.rendered)
    shop.trouble = None
    shop.ring(LYON)
    await until(lambda: tablet.pushes)
    assert "Comt" in tablet.pushes[0][1]
