"""The counter: what the chain demands there for a while, a signature, and orders that wait for their customers."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from comptoir.fulfilment.actions import decide_counter, name_proxy, pick, ready, take
from comptoir.fulfilment.rules import CounterRules, Proof
from comptoir.sales.actions import Guest
from e2e.shop import Order, Shop
from e2e.tablet import Screen
from tests.house import IRIS, LEA

STROKES = (
    ((0.08, 0.75), (0.14, 0.2), (0.2, 0.7), (0.26, 0.2), (0.32, 0.75)),
    ((0.38, 0.6), (0.44, 0.45), (0.5, 0.7), (0.56, 0.45), (0.64, 0.65), (0.9, 0.4)),
)


@asynccontextmanager
async def demanded(shop: Shop, *proofs: Proof) -> AsyncGenerator[None]:
    """The chain demands this for a while, then nothing again."""
    await _decide(shop, CounterRules(proofs=proofs))
    try:
        yield
    finally:
        await _decide(shop, CounterRules())


async def sign(screen: Screen) -> None:
    """A finger moves over the field for it."""
    field = screen.page.locator("canvas.signature")
    await field.scroll_into_view_if_needed()
    box = await field.bounding_box()
    assert box
    mouse = screen.page.mouse
    for stroke in STROKES:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        await mouse.move(*points[0])
        await mouse.down()
        for point in points[1:]:
            await mouse.move(*point, steps=8)
        await mouse.up()


async def waiting(shop: Shop, name: str, *goods: tuple[str, int], shelf: str, proxy: str = "") -> Order:
    """An order that Léa made ready, without looking at the screens; the customer may have named who comes."""
    order = await shop.order(*goods, guest=Guest(name, "customer@example.fr", None, "en"))
    query = "SELECT id, quantity FROM preparation_lines WHERE preparation_id = :id"
    lines = await shop.house.rows(query, id=order.preparation_id)
    shop.house.clock.at = datetime.now(UTC)
    async with shop.house.work(LEA) as work:
        await take(work, order.preparation_id)
        for line_id in [line.id for line in lines for _ in range(line.quantity)]:
            await pick(work, order.preparation_id, line_id=line_id)
        await ready(work, order.preparation_id, place=shelf)
        await name_proxy(work, order.id, name=proxy)
    return order


async def _decide(shop: Shop, rules: CounterRules) -> None:
    async with shop.house.work(IRIS) as work:
        await decide_counter(work, rules)
