"""What leaves the staged store in boxes, and what comes: shipped, sent to other stores, on its way here."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text

from comptoir.fulfilment.actions import manifests
from comptoir.fulfilment.actions.transfers import receiving
from comptoir.fulfilment.actions.transfers.differing import Cleared, clear_up
from comptoir.orders.actions import NewOrder
from comptoir.sales.actions import Guest
from e2e.shop import Order, Shop
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, NADIA, PAUL
from tests.journey import Journey, balance, count, pick_for, place, send_off

CARRIER = "Nos camionnettes"
LABEL = text("""UPDATE parcels SET carrier = :carrier, service = 'Standard', tracking = :tracking || number
    WHERE preparation_id = :id""")
Boxes = tuple[dict[str, Order], dict[str, UUID]]
"""Orders and transfers, by what becomes of them."""


async def pack(shop: Shop) -> Boxes:
    """Léa has packed, shipped and sent; Annecy has sent something here, and got something from here."""
    shop.house.clock.at = datetime.now(UTC)
    shipped = {
        "to_ship": await _ship(shop, "Léo Fontaine", "take pick_all"),
        "boxed": await _ship(shop, "Mona Keller", "take pick_all pack"),
        "shipped": await _ship(shop, "Tom Berger", "take pick_all pack ship"),
        "parted": await _in_parts(shop, "Lise Martin"),
        "stopped": await _ship(shop, "Yann Leroy", "cancel"),
    }
    sent = {
        "to_send": await _send(shop, "Eva Lang", ""),
        "boxed_to_send": await _send(shop, "Ali Benali", "take pick_all pack"),
        "on_its_way": await _send(shop, "Zita Moreau", "take pick_all pack send"),
    }
    await _wait_for_carrier(shop)
    incoming = await _from_annecy(shop, "Iris Blanchard")
    arrived = await _from_annecy(shop, "Noé Perrin")
    await arrived.receive_all(LEA)
    counted = await _from_annecy(shop, "Luc Faure")
    await counted.count(CHEESE, 2, damaged=1, who=LEA)
    await counted.count(BREAD, who=LEA)
    coming = {"coming": incoming.transfer_id, "counted": counted.transfer_id}
    transfers = coming | {**{name: journey.transfer_id for name, journey in sent.items()}}
    journeys = {**shipped, **sent, "arrived": arrived}
    orders = {name: await _order(journey) for name, journey in journeys.items()}
    return orders, transfers | await _by_hand(shop)


async def _ship(shop: Shop, name: str, deeds: str) -> Journey:
    order = await place(shop.house, (BREAD, 2, LYON), (CHEESE, 1, LYON), method="ship", store=LYON, guest=_guest(name))
    return await _follow(shop, order, LYON, deeds)


async def _in_parts(shop: Shop, name: str) -> Journey:
    """Lyon's boxes are with a carrier whose page is known; Annecy's part is still to come."""
    order = await place(
        shop.house, (BREAD, 1, LYON), (CHEESE, 1, ANNECY), method="ship", store=LYON, guest=_guest(name)
    )
    journey = await _follow(shop, order, LYON, "take pick_all pack")
    await journey.ship("6A 1234 5678 9", carrier="Colissimo")
    return journey


async def _wait_for_carrier(shop: Shop) -> None:
    """Three boxes of two orders with labels, of which one goes along; and the sheet of one that went before."""
    await shop.house.deliver(BREAD, 4)
    went = await _labelled(shop, "Rosa Klein", "CV000000048273", boxes=1)
    async with shop.house.work(LEA) as work:
        await manifests.load_all(work, location_id=LYON, carrier=CARRIER)
        await manifests.close_manifest(work, location_id=LYON, carrier=CARRIER)
    assert went
    single = await _labelled(shop, "Paul Weber", "CV000000048370", boxes=1)
    await _labelled(shop, "Ida Roux", "CV000000048467", boxes=2)
    async with shop.house.work(LEA) as work:
        await manifests.load_box(work, single.preparation_id, number=1)


async def _labelled(shop: Shop, name: str, tracking: str, *, boxes: int) -> Journey:
    order = await place(shop.house, (BREAD, boxes, LYON), method="ship", store=LYON, guest=_guest(name))
    journey = await _follow(shop, order, LYON, "take pick_all")
    await journey.pack(boxes=boxes)
    async with shop.house.work(LEA) as work:
        await work.execute(LABEL, {"id": journey.preparation_id, "tracking": tracking, "carrier": CARRIER})
    return journey


async def _send(shop: Shop, name: str, deeds: str) -> Journey:
    order = await place(shop.house, (BREAD, 2, LYON), (CHEESE, 1, LYON), guest=_guest(name))
    return await _follow(shop, order, LYON, deeds)


async def _from_annecy(shop: Shop, name: str) -> Journey:
    order = await place(shop.house, (CHEESE, 3, ANNECY), store=LYON, guest=_guest(name))
    return await _follow(shop, order, ANNECY, "take pick_all pack send")


async def _follow(shop: Shop, order: NewOrder, source: int, deeds: str) -> Journey:
    journey = await Journey.of(shop.house, order, source=source)
    for deed in deeds.split():
        await getattr(journey, deed)()
    return journey


async def _order(journey: Journey) -> Order:
    return Order(journey.order_id, journey.number, (await journey.preparations())[LYON])


async def _by_hand(shop: Shop) -> dict[str, UUID]:
    """Stock that is evened out: being picked, and arrived with differences."""
    picking = await balance(shop.house, (BREAD, 6), (CHEESE, 4))
    await pick_for(shop.house, picking, BREAD, 4)
    differing = await balance(shop.house, (BREAD, 3), (CHEESE, 2))
    await pick_for(shop.house, differing, BREAD, 3)
    await pick_for(shop.house, differing, CHEESE, 2)
    await send_off(shop.house, differing)
    await count(shop.house, differing, BREAD, 2, damaged=1, who=PAUL)
    async with shop.house.work(PAUL) as work:
        await receiving.receive(work, differing, is_last=True)
    await _one_was_found(shop)
    return {"picking": picking, "differing": differing}


async def _one_was_found(shop: Shop) -> None:
    """One of the two cheeses that did not come to Annecy is still in Lyon."""
    query = "SELECT id FROM transfer_discrepancies WHERE quantity = 2"
    said = Cleared("found_at_sender", 1, remark="Behind the cold room")
    async with shop.house.work(NADIA) as work:
        await clear_up(work, await shop.house.value(query), said=said)


def _guest(name: str) -> Guest:
    return Guest(name, "customer@example.fr", None, "en")
