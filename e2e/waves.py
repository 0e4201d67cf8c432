"""Waves at the staged store: one in the middle, one that is picked, and one that a colleague hands on."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.fulfilment.actions.waves.handing import offer_wave
from comptoir.fulfilment.actions.waves.picking import pick_by_code
from comptoir.fulfilment.actions.waves.starting import start_wave
from comptoir.sales.actions import Guest
from comptoir.stock.actions import say_shelves
from comptoir.wiring.actors import Actor
from e2e.shop import Order, Shop
from tests.house import HUGO, LEA, LYON

SHELVES = {
    "BUTTER-250": "C-2",
    "YOGHURT-4": "C-10",
    "EGGS-12": "C-11",
    "COFFEE-1": "A-4",
    "PASTA-500": "B-1",
    "OIL-75": "B-7",
    "PEACH-1": "Stall 3",
}
Goods = tuple[tuple[str, int], ...]
MIDDLE: tuple[tuple[str, Goods], ...] = (
    ("Hélène Morin", (("COFFEE-1", 1), ("YOGHURT-4", 1))),
    ("Bilal Amrani", (("COFFEE-1", 2), ("OIL-75", 1))),
    ("Agnès Colin", (("YOGHURT-4", 2), ("EGGS-12", 1))),
    ("Marc Leroy", (("COFFEE-1", 1),)),
    ("Judith Weil", (("PASTA-500", 2),)),
)
PICKED: tuple[tuple[str, Goods], ...] = (("Sarah Haas", (("PASTA-500", 1),)), ("Noé Brun", (("OIL-75", 2),)))
OFFERED: tuple[tuple[str, Goods], ...] = (("Eva Lang", (("PASTA-500", 1),)), ("Remi Faure", (("EGGS-12", 2),)))


async def shelve(shop: Shop) -> None:
    """Say where Lyon's goods stand."""
    ids = {row.sku: row.id for row in await shop.house.rows("SELECT id, sku FROM variants")}
    async with shop.house.work(LEA) as work:
        await say_shelves(work, {(LYON, ids[sku]): shelf for sku, shelf in SHELVES.items()})


async def middle(shop: Shop) -> UUID:
    """Léa picked some, and a customer cancelled one that was in its tote."""
    await shelve(shop)
    wave_id, orders = await begun(shop, LEA, MIDDLE)
    await picked(shop, LEA, wave_id, ("COFFEE-1", 4))
    await shop.cancel(orders[3])
    return wave_id


async def to_finish(shop: Shop) -> UUID:
    """Léa has picked all of it."""
    wave_id, _ = await begun(shop, LEA, PICKED)
    await picked(shop, LEA, wave_id, ("PASTA-500", 1), ("OIL-75", 2))
    return wave_id


async def offered(shop: Shop) -> UUID:
    """Hugo asks Léa to go on with it."""
    wave_id, _ = await begun(shop, HUGO, OFFERED)
    async with shop.house.work(HUGO) as work:
        await offer_wave(work, wave_id, staff_id=int(LEA.id))
    return wave_id


async def begun(shop: Shop, who: Actor, orders: tuple[tuple[str, Goods], ...]) -> tuple[UUID, list[Order]]:
    """Somebody takes these orders for one walk."""
    placed = [await shop.order(*goods, guest=Guest(name, "customer@example.fr", None, "en")) for name, goods in orders]
    shop.house.clock.at = datetime.now(UTC)
    async with shop.house.work(who) as work:
        wave_id = await start_wave(work, location_id=LYON, preparation_ids=[each.preparation_id for each in placed])
    return wave_id, placed


async def picked(shop: Shop, who: Actor, wave_id: UUID, *goods: tuple[str, int]) -> None:
    """So many units of each are in their totes."""
    for sku in (sku for sku, units in goods for _ in range(units)):
        async with shop.house.work(who) as work:
            await pick_by_code(work, wave_id, code=sku)
