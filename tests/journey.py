"""Goods that go by box: an order whose units other stores have, sent to where it is collected, or to its customer.

Léa works at Lyon, Paul at Annecy.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from comptoir.customers.actions import NewAddress, add_address, add_guest
from comptoir.fulfilment import actions
from comptoir.fulfilment.actions import Carriage, NewPart, open_preparation
from comptoir.fulfilment.actions.transfers import counting, creating, ending, picking, receiving, sending
from comptoir.fulfilment.rules import NewBox, check_weights
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.routing.rules import NotEnoughStock
from comptoir.sales.actions import Guest, cancel_order
from comptoir.stock.actions import Want, reserve
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.actors import Actor
from comptoir.wiring.work import Work
from tests.house import ANNECY, LEA, LYON, MARIE, NADIA, PAUL, SHOP_SITE, House

WORKERS = {LYON: LEA, ANNECY: PAUL}


def home(name: str) -> NewAddress:
    """Where somebody lives in Grenoble."""
    where = {"street": "3 place Grenette", "extra": "", "postcode": "38000", "town": "Grenoble", "country": "FR"}
    return NewAddress(name=name, latitude=45.19, longitude=5.73, **where)


Goods = tuple[int, int, int]
"""Variant, quantity, and the location that serves it."""


async def place(
    house: House,
    *goods: Goods,
    method: Literal["collect", "ship"] = "collect",
    store: int = ANNECY,
    guest: Guest = MARIE,
) -> NewOrder:
    """An order to collect at a store, by default Annecy, or to ship; each line of it is served by a location."""
    async with house.work(SHOP_SITE) as work:
        tax = Decimal("0.055")
        lines = [NewLine(new_id(), variant, method, quantity, 100, tax) for variant, quantity, _ in goods]
        order = NewOrder(
            id=new_id(),
            number=await orders.next_number(work),
            channel="web",
            customer_id=new_id(),
            location_id=store,
            address_id=new_id() if method == "ship" else None,
            reference=None,
            promise_at=work.now + timedelta(hours=30),
            lines=lines,
        )
        slices = [
            NewSlice(new_id(), line, at, new_id(), line.quantity) for line, (_, _, at) in zip(lines, goods, strict=True)
        ]
        wants = [Want(part.reservation_id, part.location_id, part.line.variant_id, part.quantity) for part in slices]
        if not await reserve(work, wants, reference=f"order:{order.number}", channel="web"):
            raise NotEnoughStock(name="", lines=[])
        add_guest(work, order.customer_id, name=guest.name, email=guest.email, phone=None, locale=guest.locale)
        if order.address_id:
            add_address(work, order.address_id, order.customer_id, home(guest.name))
        orders.place(work, order, slices)
        for at in dict.fromkeys(part.location_id for part in slices):
            _open(work, order, [part for part in slices if part.location_id == at], store)
    return order


def _open(work: Work, order: NewOrder, slices: Sequence[NewSlice], store: int) -> None:
    at = slices[0].location_id
    is_sent = order.method == "collect" and at != store
    open_preparation(
        work,
        order_id=order.id,
        location_id=at,
        method="ship" if order.method == "ship" else "transfer" if is_sent else "collect",
        destination_id=store if is_sent else None,
        promise_at=work.now + timedelta(hours=3),
        parts=[NewPart(part.id, part.line.variant_id, part.quantity) for part in slices],
    )


def weighing(*weights: str, boxes: int = 1) -> list[NewBox]:
    """So many boxes, with their weights in kilograms."""
    return [NewBox(grams) for grams in check_weights(weights, boxes=boxes)]


class Journey:
    """Verbs of everybody who has to do with the goods; each is a transaction of its own."""

    def __init__(self, house: House, order: NewOrder, *, source: int) -> None:
        self.house, self.order_id, self.number, self.source = house, order.id, order.number, source
        self.preparation_id = self.transfer_id = UUID(int=0)

    @classmethod
    async def begin(
        cls,
        house: House,
        *goods: Goods,
        method: Literal["collect", "ship"] = "collect",
        source: int = LYON,
        guest: Guest = MARIE,
    ) -> "Journey":
        """An order at Annecy, or one that is shipped; followed is what the source, by default Lyon, does for it."""
        return await cls.of(house, await place(house, *goods, method=method, guest=guest), source=source)

    @classmethod
    async def of(cls, house: House, order: NewOrder, *, source: int) -> "Journey":
        """What a source does for an order."""
        journey = cls(house, order, source=source)
        journey.preparation_id = (await journey.preparations())[source]
        query = "SELECT id FROM transfers WHERE preparation_id = :id"
        for row in await house.rows(query, id=journey.preparation_id):
            journey.transfer_id = row.id
        return journey

    async def preparations(self) -> dict[int, UUID]:
        """The order's work, the newest of each location."""
        query = "SELECT location_id, id FROM preparations WHERE order_id = :id ORDER BY opened_at, id"
        return {row.location_id: row.id for row in await self.house.rows(query, id=self.order_id)}

    async def do(self, act: Callable[[Work], Awaitable[Any]], who: Actor | None = None) -> None:
        """One tap, by default of who works at the source."""
        async with self.house.work(who or WORKERS[self.source]) as work:
            await act(work)

    async def pick(self, variant: int, units: int = 1, who: Actor | None = None) -> None:
        line_id = await self.house.line_of(self.preparation_id, variant)
        for _ in range(units):
            await self.do(lambda work: actions.pick(work, self.preparation_id, line_id=line_id), who)

    async def refuse(self, variant: int, units: int = 1, reason: RefusalReason = "damaged") -> None:
        line_id = await self.house.line_of(self.preparation_id, variant)
        await self.do(
            lambda work: actions.refuse(work, self.preparation_id, line_id=line_id, quantity=units, reason=reason)
        )

    async def take(self, who: Actor | None = None) -> None:
        await self.do(lambda work: actions.take(work, self.preparation_id), who)

    async def pick_all(self, who: Actor | None = None) -> None:
        query = (
            "SELECT variant_id, quantity - picked - refused AS units FROM preparation_lines WHERE preparation_id = :id"
        )
        for line in await self.house.rows(query, id=self.preparation_id):
            await self.pick(line.variant_id, line.units, who)

    async def pack(self, *weights: str, boxes: int = 1, label: actions.Wish | None = None) -> None:
        weighed = weights or ("1.2",) * boxes
        await self.do(
            lambda work: actions.pack(work, self.preparation_id, boxes=weighing(*weighed, boxes=boxes), label=label)
        )

    async def unpack(self) -> None:
        await self.do(lambda work: actions.unpack(work, self.preparation_id))

    async def ship(self, *tracking: str, carrier: str = "Colissimo") -> None:
        carriage = Carriage(carrier, "", tracking)
        await self.do(lambda work: actions.ship(work, self.preparation_id, carriage=carriage))

    async def send(self) -> None:
        await self.do(lambda work: actions.send(work, self.preparation_id))

    async def set_off(self) -> None:
        """Taken, picked, packed and sent."""
        for verb in (self.take, self.pick_all, self.pack, self.send):
            await verb()

    async def put_on_shelf(self) -> None:
        await self.do(lambda work: actions.ready(work, self.preparation_id, place="A1"))

    async def count(self, variant: int, units: int = 1, *, damaged: int = 0, who: Actor = PAUL) -> None:
        """Units are counted at Annecy, some of them damaged."""
        await count(self.house, self.transfer_id, variant, units, damaged=damaged, who=who)

    async def receive(self, *, is_last: bool = True, who: Actor = PAUL) -> None:
        await self.do(lambda work: receiving.receive(work, self.transfer_id, is_last=is_last), who)

    async def receive_all(self, who: Actor = PAUL) -> None:
        await self.do(lambda work: receiving.receive_all(work, self.transfer_id), who)

    async def cancel(self) -> None:
        await self.do(lambda work: cancel_order(work, self.order_id), SHOP_SITE)

    async def state(self) -> str:
        return await self.house.value("SELECT state FROM transfers WHERE id = :id", id=self.transfer_id)

    async def status(self) -> str:
        return await self.house.status_of(self.order_id)


SKU = "SELECT sku FROM variants WHERE id = :id"
LINE = "SELECT id FROM transfer_lines WHERE transfer_id = :id AND variant_id = :variant"


async def count(
    house: House, transfer_id: UUID, variant: int, units: int = 1, *, damaged: int = 0, who: Actor = PAUL
) -> None:
    """Somebody at Annecy scans units of a transfer, and says how many of them are damaged."""
    code = await house.value(SKU, id=variant)
    for _ in range(units):
        async with house.work(who) as work:
            await counting.count_by_code(work, transfer_id, code=code)
    if damaged:
        line_id = await house.value(LINE, id=transfer_id, variant=variant)
        async with house.work(who) as work:
            await counting.mark_damaged(work, transfer_id, line_id=line_id, broken=damaged)


async def balance(house: House, *goods: tuple[int, int], who: Actor = NADIA) -> UUID:
    """A manager has units sent from Lyon to Annecy. The transfer's id."""
    async with house.work(who) as work:
        return await creating.create(work, from_id=LYON, to_id=ANNECY, units=dict(goods))


async def pick_for(house: House, transfer_id: UUID, variant: int, units: int = 1) -> None:
    code = await house.value(SKU, id=variant)
    for _ in range(units):
        async with house.work(LEA) as work:
            await picking.pick_by_code(work, transfer_id, code=code)


async def refuse_for(
    house: House, transfer_id: UUID, variant: int, units: int = 1, *, reason: RefusalReason, found: int | None = None
) -> None:
    line_id = await house.value(LINE, id=transfer_id, variant=variant)
    async with house.work(LEA) as work:
        await picking.refuse(work, transfer_id, line_id=line_id, quantity=units, reason=reason, found=found)


async def send_off(house: House, transfer_id: UUID) -> None:
    async with house.work(LEA) as work:
        await sending.send(work, transfer_id)


async def call_off(house: House, transfer_id: UUID, who: Actor = NADIA) -> None:
    async with house.work(who) as work:
        await ending.cancel(work, transfer_id)
